// The recorded numbers: one block of bytes, and readers into it.

/**
 * What Python sends: the length of the JSON, the JSON, and the numbers behind it.
 * @param {Uint8Array} block
 * @returns {any} the JSON's object, its `values` an ArrayBuffer
 */
export function unbundle(block) {
  const end = 4 + new DataView(block.buffer, block.byteOffset).getUint32(0, true)
  const data = JSON.parse(new TextDecoder().decode(block.subarray(4, end)))
  data.values = block.slice(end).buffer // copied: a typed array begins at a multiple of its numbers' size
  return data
}

/**
 * @param {ArrayBuffer} values
 * @param {{offset: number, shape: number[], type: "f4" | "f8"}} entry where an array is, in bytes
 * @returns {Float32Array | Float64Array}
 */
export function arrayOf(values, { offset, shape, type }) {
  const size = shape.reduce((product, n) => product * n, 1)
  return type === "f4" ? new Float32Array(values, offset, size) : new Float64Array(values, offset, size)
}

/**
 * A table of numbers to be painted: the number in a row and a column is `data[row * rowStride + column * columnStride]`,
 * or one minus that. With an `order`, the rows stand in that order.
 * @typedef {{data: ArrayLike<number>, rows: number, columns: number, rowStride: number, columnStride: number, oneMinus?: boolean, order?: number[]}} Plane
 */

/** The arrays of one panel, by name. */
export class Recording {
  /**
   * @param {{units: number, reverse: boolean, arrays: Record<string, any>}} panel
   * @param {ArrayBuffer} values
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
    for (const [name, entry] of Object.entries(panel.arrays)) {
      const width = entry.shape[entry.shape.length - 1]
      this.arrays[name] = { data: arrayOf(values, entry), width, stride: entry.shape.length > 1 ? width : 0 }
    }
    const tables = Object.values(panel.arrays).filter(({ shape }) => shape.length > 1)
    this.rows = Math.max(0, ...tables.map(({ shape }) => shape[0])) || Infinity
  }

  /** @param {string} name @returns {boolean} */
  has(name) {
    return name in this.arrays
  }

  /** Where step t stands on the grid: the last of its steps up to t, or the first of all. @param {number} t */
  index(t) {
    return Math.min(Math.max(0, Math.floor((t - this.grid.offset) / this.grid.every)), this.rows - 1)
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

  /** A signal, or `1-signal`, as a table of units (rows) by steps. @param {string} reference @returns {Plane} */
  plane(reference) {
    const oneMinus = reference.startsWith("1-")
    const { data, width } = this.arrays[oneMinus ? reference.slice(2) : reference]
    return { data, rows: width, columns: data.length / width, rowStride: 1, columnStride: width, oneMinus }
  }

  /** A signal of one unit, as a table of one row by steps. @param {string} name @param {number} unit @returns {Plane} */
  planeOfUnit(name, unit) {
    const { data, width } = this.arrays[name]
    return { data: data.subarray(unit), rows: 1, columns: data.length / width, rowStride: 1, columnStride: width }
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
