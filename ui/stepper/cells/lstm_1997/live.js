// The live half of the LSTM of 1997, in the order of engine/cells/lstm_1997.py: c_t = c_{t-1} + i ∘ g and h_t = o ∘ tanh(c_t).

import { sigmoid, sigmoidSlope, tanhSlope } from "../../browser/live.js"

export const blocks = ["input_gate", "candidate", "output_gate"]
export const state = ["hidden", "cell"]

/** @param {import("../../browser/live.js").Run} run */
export function forward(run) {
  const { H, steps, signals } = run
  const { input_gate: i, candidate: g, output_gate: o, cell: c, hidden: h } = signals
  const [a_i, a_g, a_o] = run.blocks.map((block) => signals[`${block}_preactivation`])
  for (let t = 0; t < steps; t++) {
    const [x, w] = run.weigh(t)
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      a_i[k] = x[u] + w[u]
      a_g[k] = x[H + u] + w[H + u]
      a_o[k] = x[2 * H + u] + w[2 * H + u]
      i[k] = run.hold("input_gate", k, sigmoid(a_i[k]))
      g[k] = run.hold("candidate", k, Math.tanh(a_g[k]))
      o[k] = run.hold("output_gate", k, sigmoid(a_o[k]))
      c[k] = run.hold("cell", k, c[k - H] + i[k] * g[k])
      h[k] = run.hold("hidden", k, o[k] * Math.tanh(c[k]))
    }
  }
}

/** @param {import("../../browser/live.js").Run} run @param {Record<string, Float64Array>} gradients `hidden`: from the loss */
export function backward(run, gradients) {
  const { H, steps, rows, signals } = run
  const { input_gate: i, candidate: g, output_gate: o, cell: c } = signals
  const { input_gate: di, candidate: dg, output_gate: d_o, cell: dc, hidden: dh } = gradients
  const [a_i, a_g, a_o] = run.blocks.map((block) => signals[`${block}_preactivation`])
  const [da_i, da_g, da_o] = run.blocks.map((block) => gradients[`${block}_preactivation`])
  const dw = new Float64Array(rows) // ∂L/∂(W h_{t-1})
  for (let t = steps - 1; t >= 0; t--) {
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      const to_h = run.through("hidden", k, dh[k])
      dc[k] += to_h * o[k] * tanhSlope(c[k]) // ∂L/∂c_t = ∂L/∂h_t ∘ ∂h_t/∂c_t + ∂L/∂c_{t+1}
      const to_c = run.through("cell", k, dc[k])
      di[k] = to_c * g[k]
      dg[k] = to_c * i[k]
      d_o[k] = to_h * Math.tanh(c[k])
      dw[u] = da_i[k] = run.through("input_gate", k, di[k]) * sigmoidSlope(a_i[k])
      dw[H + u] = da_g[k] = run.through("candidate", k, dg[k]) * tanhSlope(a_g[k])
      dw[2 * H + u] = da_o[k] = run.through("output_gate", k, d_o[k]) * sigmoidSlope(a_o[k])
      dc[k - H] += to_c // the memory is passed on whole
    }
    run.weighBack(t, dw, dh) // ∂L/∂h_{t-1} += Wᵀ ∂L/∂a_t
  }
}

export const parts = () => ({})
