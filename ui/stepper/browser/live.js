// The live half of a network: a whole run forward and backward in the browser, within a frame, so that a hand never
// waits. The cells' own equations stand in `cells/<kind>/live.js`; here is what they share. The engine is the truth: a
// test holds both equal.
//
// Every signal is one Float64Array of steps + 1 rows of H numbers. Row 0 is the state before the first step, so that
// the number of unit u at step t stands at k = (t + 1) · H + u, and the one a step before at k - H.

/** A person's hand on a run: signal → steps × H numbers, NaN where nothing is held. @typedef {Record<string, Float64Array>} Holds */

/**
 * @typedef {object} Weights in PyTorch's layout; G and G' are the numbers of the blocks that read the input and the state
 * @property {Float64Array} weight_ih V, (G·H, D)
 * @property {Float64Array} weight_hh W, (G'·H, H)
 * @property {Float64Array} [bias_ih] (G·H,)
 * @property {Float64Array} [bias_hh] (G'·H,)
 * Beside them what the cell has of its own, by name.
 */

/**
 * @typedef {object} Cell what `cells/<kind>/live.js` exports
 * @property {string[]} blocks what is summed up, in PyTorch's order: what the rows of V compute
 * @property {string[]} [recurrentBlocks] what the rows of W compute, if these are others
 * @property {string[]} [own] the parameters that it has beside V, W and b
 * @property {string[]} state the signals that go on to the next step
 * @property {(run: Run) => void} forward
 * @property {(run: Run, gradients: Record<string, Float64Array>) => void} backward
 * @property {(run: Run) => Record<string, Float64Array>} parts the sums that its equations show apart, steps × H each
 */

export class Run {
  /**
   * @param {Cell} cell
   * @param {string} name the cell's name in the engine, which tells the RNN's activation
   * @param {Weights} weights
   * @param {Float64Array | Int32Array} inputs (steps, D); of one-hot inputs, as an Int32Array, where the 1 stands at every step
   * @param {number} H units
   * @param {Holds} holds
   * @param {Record<string, Float64Array>} initial the state before the first step, H numbers each; zeros if left out
   */
  constructor(cell, name, weights, inputs, H, holds = {}, initial = {}) {
    this.cell = cell
    this.activation = ACTIVATIONS[name.replace(/^elman_?/, "") || "tanh"]
    this.weights = weights
    this.inputs = inputs
    this.H = H
    this.blocks = cell.blocks
    this.D = weights.weight_ih.length / (this.blocks.length * H)
    this.isOneHot = inputs instanceof Int32Array
    this.steps = inputs.length / (this.isOneHot ? 1 : this.D)
    this.holds = holds
    /** What held signals would be by themselves. @type {Record<string, Float64Array>} */
    this.free = {}
    this.rows = this.blocks.length * H
    this.recurrentRows = (cell.recurrentBlocks ?? cell.blocks).length * H
    /** From the input, V x_t + b_ih, steps × G·H, and from the state, W h_{t-1} + b_hh, steps × G'·H. */
    this.fromInput = new Float64Array(this.steps * this.rows)
    this.fromState = new Float64Array(this.steps * this.recurrentRows)
    /** @type {Record<string, Float64Array>} */
    this.signals = {}
    for (const block of this.blocks) this.signals[`${block}_preactivation`] = this.empty()
    for (const signal of [...this.blocks, ...cell.state]) this.signals[signal] ??= this.empty()
    for (const part of cell.state) if (initial[part]) this.signals[part].set(initial[part])
    cell.forward(this)
  }

  empty() {
    return new Float64Array((this.steps + 1) * this.H)
  }

  /** A signal's numbers as they are recorded: steps × H, without the row before the first step. @param {string} name */
  recorded(name) {
    return this.signals[name].subarray(this.H)
  }

  /** A block's rows of `fromInput` or `fromState`, less a bias if given: steps × H. @param {Float64Array} all @param {number} block @param {Float64Array} [bias] */
  block(all, block, bias) {
    const { H, steps } = this
    const rows = all.length / steps
    return Float64Array.from({ length: steps * H }, (_, k) => {
      const row = block * H + (k % H)
      return all[Math.floor(k / H) * rows + row] - (bias?.[row] ?? 0)
    })
  }

  /** At what a signal is held at k; NaN where it is free. */
  #held(name, k) {
    return this.holds[name]?.[k - this.H] ?? NaN
  }

  /** What a signal is at k: held, or `value`. @param {string} name @param {number} k @param {number} value */
  hold(name, k, value) {
    const held = this.#held(name, k)
    if (Number.isNaN(held)) return value
    const free = (this.free[name] ??= this.empty())
    free[k] = value
    return held
  }

  /** What goes on through a signal when `gradient` arrives: nothing, where it is held. */
  through(name, k, gradient) {
    return Number.isNaN(this.#held(name, k)) ? gradient : 0
  }

  /**
   * What the weights make of step t, row by row. @param {number} t
   * @returns {[Float64Array, Float64Array]} x = V x_t + b_ih and w = W h_{t-1} + b_hh
   */
  weigh(t) {
    const { D, H, inputs, rows, recurrentRows } = this
    const x = this.fromInput.subarray(t * rows, (t + 1) * rows)
    const w = this.fromState.subarray(t * recurrentRows, (t + 1) * recurrentRows)
    const { weight_ih: V, weight_hh: W, bias_ih, bias_hh } = this.weights
    if (this.isOneHot) for (let row = 0, k = inputs[t]; row < rows; row++, k += D) x[row] = V[k] + (bias_ih ? bias_ih[row] : 0)
    else affine(V, inputs, t * D, D, bias_ih, x)
    affine(W, this.signals.hidden, t * H, H, bias_hh, w)
    return [x, w]
  }

  /** Add Wᵀ dw to ∂L/∂h_{t-1}. @param {number} t @param {Float64Array} dw ∂L/∂(W h_{t-1}), (G·H,) @param {Float64Array} dh */
  weighBack(t, dw, dh) {
    const { H } = this
    const W = this.weights.weight_hh
    for (let row = 0; row < dw.length; row++) {
      if (dw[row] !== 0) for (let j = 0; j < H; j++) dh[t * H + j] += W[row * H + j] * dw[row]
    }
  }

  /**
   * ∂L/∂s_t of every signal s, through this and all later steps. @param {Float64Array} direct ∂L/∂h_t from the loss itself
   * @returns {Record<string, Float64Array>} steps × H each
   */
  gradients(direct) {
    const found = Object.fromEntries(Object.keys(this.signals).map((name) => [name, this.empty()]))
    found.hidden.set(direct, this.H)
    this.cell.backward(this, found)
    return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, values.subarray(this.H)]))
  }
}

/**
 * M v + b, each row's sum in the order of its columns; four rows at a time, since a sum waits for its last addition.
 * @param {Float64Array} M (rows, columns) @param {ArrayLike<number>} v @param {number} from where v begins in its array
 * @param {number} columns @param {Float64Array | undefined} b @param {Float64Array} into (rows,)
 */
export function affine(M, v, from, columns, b, into) {
  const rows = into.length
  let row = 0
  for (; row + 3 < rows; row += 4) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let j = from, k = row * columns; j < from + columns; j++, k++) {
      const of = v[j]
      s0 += M[k] * of
      s1 += M[k + columns] * of
      s2 += M[k + 2 * columns] * of
      s3 += M[k + 3 * columns] * of
    }
    into[row] = s0
    into[row + 1] = s1
    into[row + 2] = s2
    into[row + 3] = s3
  }
  for (; row < rows; row++) {
    let sum = 0
    for (let j = 0; j < columns; j++) sum += M[row * columns + j] * v[from + j]
    into[row] = sum
  }
  if (b) for (row = 0; row < rows; row++) into[row] += b[row]
}

/** σ(a) = 1 / (1 + e^-a). @param {number} a */
export const sigmoid = (a) => 1 / (1 + Math.exp(-a))

/** σ'(a) = σ(a) σ(-a), which is not lost where σ(a) is 1 to the last digit. @param {number} a */
export const sigmoidSlope = (a) => sigmoid(a) * sigmoid(-a)

/** tanh'(a) = 1 / cosh²(a), for the same reason. @param {number} a */
export const tanhSlope = (a) => 4 * sigmoidSlope(2 * a)

/** The RNN's nonlinearities and their slopes. @type {Record<string, {f: (a: number) => number, slope: (a: number) => number}>} */
const ACTIVATIONS = {
  tanh: { f: Math.tanh, slope: tanhSlope },
  relu: { f: (a) => Math.max(a, 0), slope: (a) => (a <= 0 ? 0 : 1) },
  leaky_relu: { f: (a) => Math.max(a, 0.01 * a), slope: (a) => (a > 0 ? 1 : 0.01) },
  sigmoid: { f: sigmoid, slope: sigmoidSlope },
  linear: { f: (a) => a, slope: () => 1 },
}
