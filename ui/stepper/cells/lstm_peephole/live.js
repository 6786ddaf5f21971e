// The live half of the LSTM with peepholes, in the order of engine/cells/lstm_peephole.py: i and f see c_{t-1}, o sees c_t.

import { sigmoid, sigmoidSlope, tanhSlope } from "../../browser/live.js"

export const blocks = ["input_gate", "forget_gate", "candidate", "output_gate"]
export const state = ["hidden", "cell"]
export const own = ["peephole_input_gate", "peephole_forget_gate", "peephole_output_gate"]

/** @param {import("../../browser/live.js").Run} run */
export function forward(run) {
  const { H, steps, signals } = run
  const { input_gate: i, forget_gate: f, candidate: g, output_gate: o, cell: c, hidden: h } = signals
  const [a_i, a_f, a_g, a_o] = run.blocks.map((block) => signals[`${block}_preactivation`])
  const [p_i, p_f, p_o] = own.map((name) => run.weights[name])
  for (let t = 0; t < steps; t++) {
    const [x, w] = run.weigh(t)
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      a_i[k] = x[u] + w[u] + p_i[u] * c[k - H]
      a_f[k] = x[H + u] + w[H + u] + p_f[u] * c[k - H]
      a_g[k] = x[2 * H + u] + w[2 * H + u]
      i[k] = run.hold("input_gate", k, sigmoid(a_i[k]))
      f[k] = run.hold("forget_gate", k, sigmoid(a_f[k]))
      g[k] = run.hold("candidate", k, Math.tanh(a_g[k]))
      c[k] = run.hold("cell", k, f[k] * c[k - H] + i[k] * g[k])
      a_o[k] = x[3 * H + u] + w[3 * H + u] + p_o[u] * c[k]
      o[k] = run.hold("output_gate", k, sigmoid(a_o[k]))
      h[k] = run.hold("hidden", k, o[k] * Math.tanh(c[k]))
    }
  }
}

/** @param {import("../../browser/live.js").Run} run @param {Record<string, Float64Array>} gradients `hidden`: from the loss */
export function backward(run, gradients) {
  const { H, steps, rows, signals } = run
  const { input_gate: i, forget_gate: f, candidate: g, output_gate: o, cell: c } = signals
  const { input_gate: di, forget_gate: df, candidate: dg, output_gate: d_o, cell: dc, hidden: dh } = gradients
  const [a_i, a_f, a_g, a_o] = run.blocks.map((block) => signals[`${block}_preactivation`])
  const [da_i, da_f, da_g, da_o] = run.blocks.map((block) => gradients[`${block}_preactivation`])
  const [p_i, p_f, p_o] = own.map((name) => run.weights[name])
  const dw = new Float64Array(rows) // ∂L/∂(W h_{t-1})
  for (let t = steps - 1; t >= 0; t--) {
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      const to_h = run.through("hidden", k, dh[k])
      d_o[k] = to_h * Math.tanh(c[k])
      dw[3 * H + u] = da_o[k] = run.through("output_gate", k, d_o[k]) * sigmoidSlope(a_o[k])
      dc[k] += to_h * o[k] * tanhSlope(c[k]) + da_o[k] * p_o[u] // … and what the output gate saw of it
      const to_c = run.through("cell", k, dc[k])
      di[k] = to_c * g[k]
      df[k] = to_c * c[k - H]
      dg[k] = to_c * i[k]
      dw[u] = da_i[k] = run.through("input_gate", k, di[k]) * sigmoidSlope(a_i[k])
      dw[H + u] = da_f[k] = run.through("forget_gate", k, df[k]) * sigmoidSlope(a_f[k])
      dw[2 * H + u] = da_g[k] = run.through("candidate", k, dg[k]) * tanhSlope(a_g[k])
      dc[k - H] += to_c * f[k] + da_i[k] * p_i[u] + da_f[k] * p_f[u]
    }
    run.weighBack(t, dw, dh) // ∂L/∂h_{t-1} += Wᵀ ∂L/∂a_t
  }
}

export const parts = () => ({})
