// The GRU's live half, in the order of engine/cells/gru.py: n_t = tanh(V x_t + b_in + r ∘ (W h_{t-1} + b_hn)) and
// h_t = (1 - z) ∘ n + z ∘ h_{t-1}.

import { sigmoid, sigmoidSlope, tanhSlope } from "../../browser/live.js"

export const blocks = ["reset_gate", "update_gate", "candidate"]
export const state = ["hidden"]

/** @param {import("../../browser/live.js").Run} run */
export function forward(run) {
  const { H, steps, signals } = run
  const { reset_gate: r, update_gate: z, candidate: n, hidden: h } = signals
  const [a_r, a_z, a_n] = run.blocks.map((block) => signals[`${block}_preactivation`])
  const q = (run.q = run.empty()) // W_n h_{t-1} + b_hn, which r_t multiplies
  for (let t = 0; t < steps; t++) {
    const [x, w] = run.weigh(t)
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      a_r[k] = x[u] + w[u]
      a_z[k] = x[H + u] + w[H + u]
      r[k] = run.hold("reset_gate", k, sigmoid(a_r[k]))
      z[k] = run.hold("update_gate", k, sigmoid(a_z[k]))
      q[k] = w[2 * H + u]
      a_n[k] = x[2 * H + u] + r[k] * q[k]
      n[k] = run.hold("candidate", k, Math.tanh(a_n[k]))
      h[k] = run.hold("hidden", k, z[k] * h[k - H] + (1 - z[k]) * n[k])
    }
  }
}

/** @param {import("../../browser/live.js").Run} run @param {Record<string, Float64Array>} gradients `hidden`: from the loss */
export function backward(run, gradients) {
  const { H, steps, rows, q, signals } = run
  const { reset_gate: r, update_gate: z, candidate: n, hidden: h } = signals
  const { reset_gate: dr, update_gate: dz, candidate: dn, hidden: dh } = gradients
  const [a_r, a_z, a_n] = run.blocks.map((block) => signals[`${block}_preactivation`])
  const [da_r, da_z, da_n] = run.blocks.map((block) => gradients[`${block}_preactivation`])
  const dw = new Float64Array(rows) // ∂L/∂(W h_{t-1})
  for (let t = steps - 1; t >= 0; t--) {
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      const to_h = run.through("hidden", k, dh[k])
      dz[k] = to_h * (h[k - H] - n[k])
      dn[k] = to_h * (1 - z[k])
      da_n[k] = run.through("candidate", k, dn[k]) * tanhSlope(a_n[k])
      dr[k] = da_n[k] * q[k]
      dw[u] = da_r[k] = run.through("reset_gate", k, dr[k]) * sigmoidSlope(a_r[k])
      dw[H + u] = da_z[k] = run.through("update_gate", k, dz[k]) * sigmoidSlope(a_z[k])
      dw[2 * H + u] = da_n[k] * r[k] // through r_t
      dh[k - H] += to_h * z[k]
    }
    run.weighBack(t, dw, dh) // ∂L/∂h_{t-1} += Wᵀ ∂L/∂(W h_{t-1})
  }
}

/** @param {import("../../browser/live.js").Run} run V x_t + b_in and W h_{t-1} + b_hn */
export const parts = (run) => ({
  candidate_from_input: run.block(run.fromInput, 2),
  candidate_from_state: run.block(run.fromState, 2),
})
