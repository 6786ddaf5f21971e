// The recorded numbers: one base64 block of float64, and readers into it.

/**
 * @param {string} base64 little-endian float64 numbers
 * @returns {Float64Array}
 */
export function unpack(base64) {
  const bytes = Uint8Array.fromBase64
    ? Uint8Array.fromBase64(base64)
    : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return new Float64Array(bytes.buffer)
}

/** The arrays of one panel, by name. */
export class Recording {
  /**
   * @param {{units: number, reverse: boolean, arrays: Record<string, {offset: number, shape: number[]}>}} panel
   * @param {Float64Array} values
   * @param {number} steps
   */
  constructor(panel, values, steps) {
    /** An array may stand on every `every`-th step only, from `offset` on. */
    this.grid = { offset: panel.offset ?? 0, every: panel.every ?? 1 }
    this.units = panel.units
    this.steps = steps
    /** In the backward direction of a bidirectional layer the state before step t is that of step t + 1. */
    this.lag = panel.reverse ? -1 : 1
    /** @type {Record<string, {data: Float64Array, width: number, stride: number}>} stride 0: the same at every step */
    this.arrays = {}
    for (const [name, { offset, shape }] of Object.entries(panel.arrays)) {
      const size = shape.reduce((product, n) => product * n, 1)
      const width = shape[shape.length - 1]
      this.arrays[name] = { data: values.subarray(offset, offset + size), width, stride: shape.length > 1 ? width : 0 }
    }
  }

  /** @param {string} name @returns {boolean} */
  has(name) {
    return name in this.arrays
  }

  /** Where step t stands on the grid: the last of its steps up to t. @param {number} t */
  index(t) {
    return Math.max(0, Math.floor((t - this.grid.offset) / this.grid.every))
  }

  /** The step that stands for step t where not every one is on the grid. @param {number} t */
  snap(t) {
    return this.grid.offset + this.grid.every * this.index(t)
  }

  /** A number of step t, or of the pair (t, unit). @param {string} name @param {number} t @param {number} unit */
  at(name, t, unit) {
    const { data, width, stride } = this.arrays[name]
    return stride ? data[this.index(t) * width + this.index(unit)] : data[t]
  }

  /** An array through time less its value at step t. @param {string} name @param {number} t @returns {Float64Array} */
  since(name, t) {
    const { data } = this.arrays[name]
    const start = data[this.snap(t)]
    return data.map((value) => value - start)
  }

  /** Is `t` the step that starts from the initial state? @param {number} t */
  isFirst(t) {
    return t - this.lag < 0 || t - this.lag >= this.steps
  }

  /** One row: the signal of all units (or all input features) at step t. @param {string} name @param {number} t */
  row(name, t) {
    const { data, width, stride } = this.arrays[name]
    return data.subarray(t * stride, t * stride + width)
  }

  /** The row one step earlier; before the first step that is the initial state. @param {string} name @param {number} t */
  previousRow(name, t) {
    return this.isFirst(t) ? this.arrays[name + "_initial"].data : this.row(name, t - this.lag)
  }

  /** One unit through time. @param {string} name @param {number} unit @returns {Float64Array} */
  column(name, unit) {
    const { data, width } = this.arrays[name]
    return Float64Array.from({ length: data.length / width }, (_, t) => data[t * width + unit])
  }

  /** The largest size that any signal named in a reference ever has, at least 1: the end of its colour scale. */
  limit(reference) {
    let limit = 1
    for (const name of reference.match(/[\w:]+/g).filter((word) => this.has(word))) {
      for (const value of this.arrays[name].data) if (Math.abs(value) > limit && Number.isFinite(value)) limit = Math.abs(value)
    }
    return limit
  }

  /**
   * Compile a reference such as `forget_gate*cell@previous`, `1-update_gate` or `tanh(cell)` into a function of step
   * and unit. A reference is a product of factors; a factor is a signal, a signal one step earlier, one minus a signal,
   * or tanh of a signal.
   * @param {string} reference
   * @returns {(t: number, unit: number) => number}
   */
  reader(reference) {
    const factors = reference.split("*").map((factor) => this.#factor(factor))
    if (factors.length === 1) return factors[0]
    return (t, unit) => factors.reduce((product, factor) => product * factor(t, unit), 1)
  }

  /** @param {string} factor @returns {(t: number, unit: number) => number} */
  #factor(factor) {
    const [, oneMinus, tanh, name, previous] = /^(1-)?(tanh\()?([\w:]+)(@previous)?\)?$/.exec(factor) ?? []
    if (!this.has(name)) throw new Error(`nothing is recorded under "${factor}"`)
    const read = previous
      ? (t, unit) => this.previousRow(name, t)[unit]
      : (t, unit) => this.arrays[name].data[t * this.arrays[name].stride + unit]
    if (oneMinus) return (t, unit) => 1 - read(t, unit)
    if (tanh) return (t, unit) => Math.tanh(read(t, unit))
    return read
  }
}
