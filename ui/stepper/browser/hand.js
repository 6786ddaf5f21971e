// What a person's hand has changed in a run: gates, candidates and states held at a value, inputs and weights given
// another one, one after the other, with a way back. `ui/runs/hand` reads and writes the same words in the
// address.

/**
 * @typedef {object} Held something given a value by hand; zero-based
 * @property {string} signal a signal; `input`, or `token` for a whole letter; or a weight by PyTorch's name
 * @property {number} value of a token: the letter's place in the alphabet, from 1 on
 * @property {number} first the first step; of a weight its row
 * @property {number | null} last the last step, null for the end; of an input or a weight as `first`
 * @property {number | null} unit null for all; of an input its component, of a weight its column
 */

export const WEIGHTS = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]

/** What has been given a value. @param {Held} held @returns {"input" | "weight" | "signal"} */
export function kindOf({ signal }) {
  if (signal === "input" || signal === "token") return "input"
  return WEIGHTS.includes(signal) ? "weight" : "signal"
}

const HOLD = /^([a-z_]+)\*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\*(all|\d+-?)(?:\*(\d+))?$/

/** @param {string} spelled @returns {Held[]} what cannot be read is left out: Python has said so */
export function readHand(spelled) {
  return spelled.split(",").flatMap((word) => {
    const [, signal, value, steps, unit] = HOLD.exec(word) ?? []
    if (!signal) return []
    const all = steps === "all"
    const first = all ? 0 : parseInt(steps, 10) - 1
    return [{ signal, value: Number(value), first, last: all || steps.endsWith("-") ? null : first, unit: unit ? Number(unit) - 1 : null }]
  })
}

/** @param {Held[]} holds */
export function spellHand(holds) {
  return holds.map(({ signal, value, first, last, unit }) => {
    const steps = first === 0 && last === null ? "all" : `${first + 1}${last === null ? "-" : ""}`
    return `${signal}*${value}*${steps}${unit === null ? "" : `*${unit + 1}`}`
  }).join(",")
}

/** @param {Held} one @param {Held} other do both hold the same numbers? */
const alike = (one, other) => ["signal", "first", "last", "unit"].every((key) => one[key] === other[key])

/** The holds of one run, and how they came about. */
export class Hand {
  constructor() {
    /** @type {Held[]} */
    this.holds = []
    /** @type {Held[][]} what was held before each change */
    this.past = []
    /** @type {Held[][]} what was held before each change was taken back */
    this.future = []
  }

  /** Begin anew, as an address says. @param {string} spelled */
  take(spelled) {
    this.holds = readHand(spelled)
    this.past = []
    this.future = []
  }

  /** Hold this instead, with a way back. @param {string} spelled */
  put(spelled) {
    this.mark()
    this.holds = readHand(spelled)
    this.settle()
  }

  get spelled() {
    return spellHand(this.holds)
  }

  get isFree() {
    return !this.holds.length
  }

  /** Remember how things stand, for the way back; once for each time that a hand takes hold. */
  mark() {
    this.past.push(this.holds)
  }

  /** Hold; what held the same numbers before lets go. @param {Held} held */
  hold(held) {
    this.holds = [...this.holds.filter((other) => !alike(other, held)), held]
  }

  /** Let go of all that holds a signal at a step and unit. @param {string} signal @param {number} step @param {number} unit */
  release(signal, step, unit) {
    this.holds = this.holds.filter((held) => held.signal !== signal || !covers(held, step) || (held.unit ?? unit) !== unit)
  }

  /** A hand that took hold has changed nothing after all: there is no way back to the same. */
  settle() {
    if (this.past.length && spellHand(this.past.at(-1)) === this.spelled) this.past.pop()
    else this.future = []
  }

  /** As it was before the last mark, which is forgotten. */
  cancel() {
    this.holds = this.past.pop() ?? this.holds
  }

  /** @returns {boolean} was there a way back? */
  undo() {
    return this.#swap(this.past, this.future)
  }

  /** @returns {boolean} was there something that had been taken back? */
  redo() {
    return this.#swap(this.future, this.past)
  }

  #swap(from, to) {
    const holds = from.pop()
    if (!holds) return false
    to.push(this.holds)
    this.holds = holds
    return true
  }

  reset() {
    if (this.isFree) return
    this.mark()
    this.holds = []
    this.future = []
  }

  /** What holds a signal at a step, the latest hold; null where it is free. @param {string} signal @param {number} step @param {number} unit */
  at(signal, step, unit) {
    return this.holds.findLast((held) => held.signal === signal && covers(held, step) && (held.unit ?? unit) === unit) ?? null
  }

  /** What has been given a value, of one kind. @param {"input" | "weight" | "signal"} kind */
  of(kind) {
    return this.holds.filter((held) => kindOf(held) === kind)
  }

  /** What a run reads. @param {Float64Array} given (steps, D), left as they are @param {number} D @param {Float64Array | null} rows of an embedding, (V, D) */
  inputs(given, D, rows = null) {
    const inputs = given.slice()
    for (const { signal, value, first, unit } of this.of("input")) {
      if (signal === "input") inputs[first * D + unit] = value
      else if (rows) inputs.set(rows.subarray((value - 1) * D, value * D), first * D)
      else inputs.fill(0, first * D, (first + 1) * D)[first * D + value - 1] = 1
    }
    return inputs
  }

  /** What a run computes with. @param {import("./live.js").Weights} given left as they are @returns {import("./live.js").Weights} */
  weights(given) {
    const weights = { ...given }
    for (const { signal, value, first, unit } of this.of("weight")) {
      if (weights[signal] === given[signal]) weights[signal] = given[signal].slice()
      const columns = given[signal].length / given[signal.replace("weight", "bias")].length // V and W may differ in rows
      weights[signal][first * columns + (unit ?? 0)] = value
    }
    return weights
  }

  /**
   * The holds as a run takes them: signal → steps × H numbers, NaN where nothing is held.
   * @param {number} steps @param {number} H @returns {import("./live.js").Holds}
   */
  arrays(steps, H) {
    /** @type {import("./live.js").Holds} */
    const arrays = {}
    for (const { signal, value, first, last, unit } of this.of("signal")) {
      const array = (arrays[signal] ??= new Float64Array(steps * H).fill(NaN))
      for (let t = first; t <= (last ?? steps - 1); t++) {
        if (unit === null) array.fill(value, t * H, (t + 1) * H)
        else array[t * H + unit] = value
      }
    }
    return arrays
  }
}

/** @param {Held} held @param {number} step */
const covers = ({ first, last }, step) => step >= first && step <= (last ?? Infinity)
