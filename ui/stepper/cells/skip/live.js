// The live half of the RNN with a skip, in the order of engine/cells/elman_skip.py: h_t = h_{t-1} + tanh(V x_t + W h_{t-1} + b).

import { tanhSlope } from "../../browser/live.js"

export const blocks = ["candidate"]
export const state = ["hidden"]

/** @param {import("../../browser/live.js").Run} run */
export function forward(run) {
  const { H, steps, signals: { candidate_preactivation: a, candidate: n, hidden: h } } = run
  for (let t = 0; t < steps; t++) {
    const [x, w] = run.weigh(t)
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      a[k] = x[u] + w[u]
      n[k] = run.hold("candidate", k, Math.tanh(a[k]))
      h[k] = run.hold("hidden", k, h[k - H] + n[k])
    }
  }
}

/** @param {import("../../browser/live.js").Run} run @param {Record<string, Float64Array>} gradients `hidden`: from the loss */
export function backward(run, { candidate_preactivation: da, candidate: dn, hidden: dh }) {
  const { H, steps, rows, signals: { candidate_preactivation: a } } = run
  const dw = new Float64Array(rows) // ∂L/∂(W h_{t-1})
  for (let t = steps - 1; t >= 0; t--) {
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      const to_h = run.through("hidden", k, dh[k])
      dn[k] = to_h
      dw[u] = da[k] = run.through("candidate", k, dn[k]) * tanhSlope(a[k])
      dh[k - H] += to_h // the old state goes on whole
    }
    run.weighBack(t, dw, dh) // ∂L/∂h_{t-1} += Wᵀ ∂L/∂a_t
  }
}

/** @param {import("../../browser/live.js").Run} run V x_t, W h_{t-1}, and b, the same at every step */
export const parts = (run) => ({
  candidate_from_input: run.block(run.fromInput, 0, run.weights.bias_ih),
  candidate_from_state: run.block(run.fromState, 0, run.weights.bias_hh),
  candidate_bias: run.weights.bias_ih?.map((bias, row) => bias + run.weights.bias_hh[row]) ?? new Float64Array(run.H),
})
