// What a run answers, what it should, and what its loss says of every step: the readout, the tasks and the losses of the
// engine (engine/networks/readout.py, learning/answers.py, recording/losses.py) once more, so that they can follow a hand.

/**
 * @typedef {object} Loss as the payload describes it
 * @property {"cross_entropy" | "squared_error" | "squared_norm" | "unit" | "direction"} kind
 * @property {number} [step] for `squared_norm` (every step if left out), `unit` and `direction`
 * @property {number} [unit]
 * @property {number[]} [direction] (H,)
 */

/** ŷ_t = U h_t + b_y for K answers. */
export class Readout {
  /** @param {Float64Array} weight U, (K, H) @param {Float64Array} bias b_y, (K,) @param {boolean} classes softmax on top? */
  constructor(weight, bias, classes) {
    this.weight = weight
    this.bias = bias
    this.classes = classes
  }

  /** @param {Float64Array} hidden (steps, H) @param {number} H @returns {Float64Array} (steps, K): probabilities, or forecasts */
  answers(hidden, H) {
    const K = this.bias.length
    const found = new Float64Array((hidden.length / H) * K)
    for (let t = 0; t * H < hidden.length; t++) {
      const row = found.subarray(t * K, (t + 1) * K)
      row.forEach((_, k) => {
        row[k] = this.bias[k]
        for (let u = 0; u < H; u++) row[k] += this.weight[k * H + u] * hidden[t * H + u]
      })
      if (this.classes) softmax(row)
    }
    return found
  }
}

/** @param {Float64Array} row @returns {number} where the largest number stands */
export const largest = (row) => row.reduce((best, value, k) => (value > row[best] ? k : best), 0)

/** In place. @param {Float64Array} row */
function softmax(row) {
  const most = Math.max(...row)
  let sum = 0
  row.forEach((value, k) => (sum += row[k] = Math.exp(value - most)))
  row.forEach((value, k) => (row[k] = value / sum))
}

/**
 * What a task wants when somebody has changed its inputs; -1 (classes) or NaN (numbers) where nothing is asked.
 * @param {string} task @param {Float64Array} inputs (steps, D) @param {number} D @param {ArrayLike<number>} given
 * @param {(t: number) => number} letter which letter a step reads; where the 1 stands unless given
 * @returns {Float64Array} (steps,)
 */
export function rightAnswers(task, inputs, D, given, letter = (t) => largest(inputs.subarray(t * D, (t + 1) * D))) {
  const wanted = Float64Array.from(given)
  const last = wanted.length - 1
  if (task === "latch") {
    let kept = -1 // the last flagged bit; none before the first flag
    for (let t = 0; t <= last; t++) {
      if (inputs[t * D + 1] > 0.5) kept = inputs[t * D] > 0 ? 1 : 0
      wanted[t] = kept
    }
  } else if (task === "first") wanted[last] = letter(0) < 2 ? letter(0) : -1 // A or B
  else if (task === "count") {
    for (let t = 0; t <= last; t++) wanted[t] = inputs[t * D + 1] > 0.5 ? 0 : (t ? wanted[t - 1] : 0) + (inputs[t * D] > 0.5 ? 1 : 0)
  } else if (task === "toggle") {
    for (let t = 0; t <= last; t++) wanted[t] = ((t ? wanted[t - 1] : 0) + (inputs[t * D] > 0.5 ? 1 : 0)) % 2
  } else if (["hello", "tokens", "embedded"].includes(task)) for (let t = 0; t < last; t++) wanted[t] = letter(t + 1)
  else if (task === "sine" || task === "numbers") for (let t = 0; t < last; t++) wanted[t] = inputs[(t + 1) * D]
  return wanted
}

/**
 * ∂L/∂h_t as it comes from the loss itself, (steps, H).
 * @param {Loss} loss @param {Float64Array} hidden (steps, H) @param {number} H
 * @param {Readout | null} readout @param {ArrayLike<number>} targets (steps,)
 */
export function directGradient(loss, hidden, H, readout = null, targets = []) {
  const steps = hidden.length / H
  const direct = new Float64Array(hidden.length)
  if (loss.kind === "unit") direct[loss.step * H + loss.unit] = 1
  else if (loss.kind === "direction") direct.set(loss.direction, loss.step * H)
  else if (loss.kind === "squared_norm") {
    const [from, to] = loss.step === undefined ? [0, steps] : [loss.step, loss.step + 1]
    direct.set(hidden.subarray(from * H, to * H), from * H)
  } else {
    const K = readout.bias.length
    const error = readout.answers(hidden, H)
    for (let t = 0; t < steps; t++) {
      const target = targets[t]
      if (loss.kind === "cross_entropy" ? target < 0 : Number.isNaN(target)) continue
      if (loss.kind === "cross_entropy") error[t * K + target] -= 1 // p - onehot(target)
      else error[t] -= target // ŷ - target
      for (let k = 0; k < K; k++) {
        for (let u = 0; u < H; u++) direct[t * H + u] += error[t * K + k] * readout.weight[k * H + u]
      }
    }
  }
  return direct
}
