// The live half of the GRU as it was published, in the order of engine/cells/gru_reset_before.py: r acts before the matrix
// product, n_t = tanh(V x_t + W (r ∘ h_{t-1}) + b) and h_t = (1 - z) ∘ n + z ∘ h_{t-1}.

import { sigmoid, sigmoidSlope, tanhSlope } from "../../browser/live.js"

export const blocks = ["reset_gate", "update_gate", "candidate"]
export const state = ["hidden"]

/** @param {import("../../browser/live.js").Run} run */
export function forward(run) {
  const { H, steps, signals } = run
  const { reset_gate: r, update_gate: z, candidate: n, hidden: h } = signals
  const [a_r, a_z, a_n] = run.blocks.map((block) => signals[`${block}_preactivation`])
  const q = (run.q = run.empty()) // W_n (r_t ∘ h_{t-1})
  for (let t = 0; t < steps; t++) {
    const [x, w] = run.weigh(t)
    const first = (t + 1) * H
    for (let u = 0, k = first; u < H; u++, k++) {
      a_r[k] = x[u] + w[u]
      a_z[k] = x[H + u] + w[H + u]
      r[k] = run.hold("reset_gate", k, sigmoid(a_r[k]))
      z[k] = run.hold("update_gate", k, sigmoid(a_z[k]))
    }
    for (let u = 0, k = first; u < H; u++, k++) {
      const row = 2 * H + u
      for (let j = 0; j < H; j++) q[k] += run.weights.weight_hh[row * H + j] * r[first + j] * h[first - H + j]
      a_n[k] = x[row] + q[k] + (run.weights.bias_hh?.[row] ?? 0)
      n[k] = run.hold("candidate", k, Math.tanh(a_n[k]))
      h[k] = run.hold("hidden", k, z[k] * h[k - H] + (1 - z[k]) * n[k])
    }
  }
}

/** @param {import("../../browser/live.js").Run} run @param {Record<string, Float64Array>} gradients `hidden`: from the loss */
export function backward(run, gradients) {
  const { H, steps, rows, signals } = run
  const { reset_gate: r, update_gate: z, candidate: n, hidden: h } = signals
  const { reset_gate: dr, update_gate: dz, candidate: dn, hidden: dh } = gradients
  const [a_r, a_z, a_n] = run.blocks.map((block) => signals[`${block}_preactivation`])
  const [da_r, da_z, da_n] = run.blocks.map((block) => gradients[`${block}_preactivation`])
  const dw = new Float64Array(rows) // ∂L/∂(W h_{t-1}); the candidate's rows stay 0, for they multiply r ∘ h
  for (let t = steps - 1; t >= 0; t--) {
    const first = (t + 1) * H
    for (let u = 0, k = first; u < H; u++, k++) {
      const to_h = run.through("hidden", k, dh[k])
      dz[k] = to_h * (h[k - H] - n[k])
      dn[k] = to_h * (1 - z[k])
      da_n[k] = run.through("candidate", k, dn[k]) * tanhSlope(a_n[k])
      dw[H + u] = da_z[k] = run.through("update_gate", k, dz[k]) * sigmoidSlope(a_z[k])
      dh[k - H] += to_h * z[k]
    }
    for (let u = 0, k = first; u < H; u++, k++) {
      let through = 0 // ∂L/∂(r_t ∘ h_{t-1}) = W_nᵀ ∂L/∂a^n_t
      for (let j = 0; j < H; j++) through += run.weights.weight_hh[(2 * H + j) * H + u] * da_n[first + j]
      dr[k] = through * h[k - H]
      dw[u] = da_r[k] = run.through("reset_gate", k, dr[k]) * sigmoidSlope(a_r[k])
      dh[k - H] += through * r[k]
    }
    run.weighBack(t, dw, dh) // ∂L/∂h_{t-1} += Wᵀ ∂L/∂a_t of both gates
  }
}

/** @param {import("../../browser/live.js").Run} run W_n (r_t ∘ h_{t-1}) */
export const parts = (run) => ({ candidate_from_state: run.q.subarray(run.H) })
