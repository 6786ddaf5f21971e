// The minGRU's live half, in the order of engine/cells/min_gru.py: n_t = V x_t + b and h_t = (1 - z) ∘ h_{t-1} + z ∘ n_t.

import { sigmoid, sigmoidSlope } from "../../browser/live.js"

export const blocks = ["update_gate", "candidate"]
export const recurrentBlocks = [] // neither sees the past
export const state = ["hidden"]

/** @param {import("../../browser/live.js").Run} run */
export function forward(run) {
  const { H, steps, signals } = run
  const { update_gate: z, candidate: n, hidden: h } = signals
  const [a_z, a_n] = run.blocks.map((block) => signals[`${block}_preactivation`])
  for (let t = 0; t < steps; t++) {
    const [x] = run.weigh(t)
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      a_z[k] = x[u]
      a_n[k] = x[H + u]
      z[k] = run.hold("update_gate", k, sigmoid(a_z[k]))
      n[k] = run.hold("candidate", k, a_n[k])
      h[k] = run.hold("hidden", k, (1 - z[k]) * h[k - H] + z[k] * n[k])
    }
  }
}

/** @param {import("../../browser/live.js").Run} run @param {Record<string, Float64Array>} gradients `hidden`: from the loss */
export function backward(run, gradients) {
  const { H, steps, signals } = run
  const { update_gate: z, candidate: n, hidden: h } = signals
  const { update_gate: dz, candidate: dn, hidden: dh } = gradients
  const [a_z] = run.blocks.map((block) => signals[`${block}_preactivation`])
  const [da_z, da_n] = run.blocks.map((block) => gradients[`${block}_preactivation`])
  for (let t = steps - 1; t >= 0; t--) {
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      const to_h = run.through("hidden", k, dh[k])
      dz[k] = to_h * (n[k] - h[k - H])
      dn[k] = to_h * z[k]
      da_z[k] = run.through("update_gate", k, dz[k]) * sigmoidSlope(a_z[k])
      da_n[k] = run.through("candidate", k, dn[k])
      dh[k - H] += to_h * (1 - z[k]) // the only way back: h_t sees h_{t-1} here and nowhere else
    }
  }
}

/** @param {import("../../browser/live.js").Run} run V_n x_t, and b_n, the same at every step */
export const parts = (run) => ({
  candidate_from_input: run.block(run.fromInput, 1, run.weights.bias_ih),
  candidate_bias: run.weights.bias_ih?.subarray(run.H) ?? new Float64Array(run.H),
})
