// The RNN's live half, in the order of engine/cells/elman.py: h_t = f(V x_t + W h_{t-1} + b).

export const blocks = ["hidden"]
export const state = ["hidden"]

/** @param {import("../../browser/live.js").Run} run */
export function forward(run) {
  const { H, steps, signals: { hidden_preactivation: a, hidden: h } } = run
  for (let t = 0; t < steps; t++) {
    const [x, w] = run.weigh(t)
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      a[k] = x[u] + w[u]
      h[k] = run.hold("hidden", k, run.activation.f(a[k]))
    }
  }
}

/** @param {import("../../browser/live.js").Run} run @param {Record<string, Float64Array>} gradients `hidden`: from the loss */
export function backward(run, { hidden_preactivation: da, hidden: dh }) {
  const { H, steps, rows, signals: { hidden_preactivation: a } } = run
  const dw = new Float64Array(rows) // ∂L/∂(W h_{t-1})
  for (let t = steps - 1; t >= 0; t--) {
    for (let u = 0, k = (t + 1) * H; u < H; u++, k++) {
      const slope = run.activation.slope(a[k])
      da[k] = slope === 0 ? 0 : run.through("hidden", k, dh[k]) * slope // ∂L/∂a_t = f'(a_t) ∘ ∂L/∂h_t
      dw[u] = da[k]
    }
    run.weighBack(t, dw, dh) // ∂L/∂h_{t-1} += Wᵀ ∂L/∂a_t
  }
}

/** @param {import("../../browser/live.js").Run} run V x_t, W h_{t-1}, and b, the same at every step */
export const parts = (run) => ({
  hidden_from_input: run.block(run.fromInput, 0, run.weights.bias_ih),
  hidden_from_state: run.block(run.fromState, 0, run.weights.bias_hh),
  hidden_bias: run.weights.bias_ih?.map((bias, row) => bias + run.weights.bias_hh[row]) ?? new Float64Array(run.H),
})
