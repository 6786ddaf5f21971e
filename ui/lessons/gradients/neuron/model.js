// One neuron, forwards and backwards, in float64: h_t = f(b + w·h_{t-1} + v·x_t), in the order of engine/cells/elman.py.

const FUNCTIONS = {
  linear: [(a) => a, () => 1],
  tanh: [Math.tanh, (a) => (1 / Math.cosh(a)) ** 2], // a true number where tanh rounds to 1
  sigmoid: [(a) => 1 / (1 + Math.exp(-a)), (a) => (0.5 / Math.cosh(0.5 * a)) ** 2],
}

/**
 * @typedef {object} Settings
 * @property {number} w @property {string} f @property {number} b @property {number} v
 * @property {number} u @property {number} by @property {string} fy @property {string} x a digit for each step
 */

/**
 * @param {Settings} settings
 * @param {number} [steps] after its own pulses there is silence
 */
export function run(settings, steps = settings.x.length) {
  const { w, f, b, v, u, by, fy, x } = settings
  const [function_, slope] = FUNCTIONS[f]
  const [output, outputSlope] = FUNCTIONS[fy]
  const preactivations = new Float64Array(steps)
  const hidden = new Float64Array(steps)
  const slopes = new Float64Array(steps)
  const factors = new Float64Array(steps) // ∂h_t/∂h_{t-1}; the first is that of h_0, which is given
  let h = 0
  for (let t = 0; t < steps; t++) {
    const a = (preactivations[t] = v * (t < x.length ? Number(x[t]) : 0) + b + w * h)
    h = hidden[t] = function_(a)
    slopes[t] = slope(a)
    factors[t] = slopes[t] * w
  }
  const running = new Float64Array(steps).fill(1) // ∂h_T/∂h_t
  for (let t = steps - 2; t >= 0; t--) running[t] = running[t + 1] * factors[t + 1]
  const outputs = hidden.map((h_t) => output(by + u * h_t))
  const toOutput = outputSlope(by + u * hidden[steps - 1]) * u // ∂y_T/∂h_T
  return { preactivations, hidden, slopes, factors, running, outputs, toOutput }
}

/** The same, step by step and for ever: each call goes one step on and gives its factor. @param {Settings} settings */
export function stepper({ w, f, b, v, x }) {
  const [function_, slope] = FUNCTIONS[f]
  let [t, h] = [0, 0]
  return () => {
    const a = v * (t < x.length ? Number(x[t]) : 0) + b + w * h
    h = function_(a)
    t++
    return slope(a) * w
  }
}

/** f itself, to be drawn. @param {string} name @returns {(a: number) => number} */
export const functionNamed = (name) => FUNCTIONS[name][0]
