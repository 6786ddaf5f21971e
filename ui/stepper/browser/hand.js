// What a person's hand has changed in a run: gates, candidates and states held at a value, one after the other, with a
// way back. `ui/lessons/step/hand.py` reads and writes the same words in the address.

/**
 * @typedef {object} Held a signal held at a value; zero-based
 * @property {string} signal
 * @property {number} value
 * @property {number} first the first step
 * @property {number | null} last the last step, null for the end
 * @property {number | null} unit null for all
 */

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

  /**
   * The holds as a run takes them: signal → steps × H numbers, NaN where nothing is held.
   * @param {number} steps @param {number} H @returns {import("./live.js").Holds}
   */
  arrays(steps, H) {
    /** @type {import("./live.js").Holds} */
    const arrays = {}
    for (const { signal, value, first, last, unit } of this.holds) {
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
