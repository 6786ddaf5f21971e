// What one run of a job has shown so far, row by row, and what follows from it. Pure: no page, no network.

import { halves, number, numbers } from "./decode.js"

export const REACHED = 1e-3 // of the gradient at the answer: so much has come through to the first step
export const RIGHT = 0.9 // of the answers
const BETTER = 0.1 // of the error of whoever guesses: where numbers are asked for, that is called right
const LADDER = [-3, -6, -9, -12] // how many decades the colours may span
const FEW = 0.02 // of what is seen may lie below them
const TOLD = 0.3 // decades above 1 from which on larger than at the answer is a colour of its own
const MOST_ABOVE = 3

/**
 * @typedef {object} Row
 * @property {number} update
 * @property {number | null} loss on sequences that it does not learn from
 * @property {number | null} right how many of their answers are, 0…1
 * @property {number | null} norm of the gradient of the update that led here, before clipping
 * @property {Float64Array} losses of every batch since the row before
 * @property {Float64Array} norms of every gradient since then, before clipping
 * @property {number | null} reach the longest gap up to which it answers
 * @property {Float64Array} profile the mean norm of ∂L/∂h at each step
 * @property {(name: string) => Float32Array | null} signal (steps, units) of the sequence that is shown
 * @property {() => Float32Array | null} answers (steps, classes) probabilities, or (steps, 1)
 */

export class Learned {
  /** @param {any} about as the first line of the rows describes the run */
  constructor(about) {
    this.about = about
    /** @type {Row[]} */
    this.rows = []
    this.targets = numbers(about.targets) // what is wanted at each step, for classes their numbers; none where it is not asked
    /** @type {Map<string, number>} the largest size of a signal without a limit of its own, so far */
    this.largest = new Map()
    this.unbounded = about.signals.filter(({ low, high }) => !Number.isFinite(number(low)) || !Number.isFinite(number(high))).map(({ name }) => name)
    /** @type {number | null} the first update at which nine answers in ten are right */
    this.solved = null
    /** @type {number | null} the first at which so much of the gradient at the answer has come through */
    this.reached = null
    /** @type {any} why it ended before its last update, if it did */
    this.failure = null
    this.seen = { finite: 0, below: LADDER.map(() => 0), most: 0 } // of the logarithms of all shares, for their colours
  }

  /** @param {any} given a row as it came */
  take(given) {
    const decoded = new Map()
    const decode = (name, letters) => {
      if (letters === undefined) return null
      if (!decoded.has(name)) decoded.set(name, halves(letters))
      return decoded.get(name)
    }
    const row = {
      update: given.update,
      loss: number(given.loss),
      right: number(given.right),
      norm: number(given.norm),
      losses: numbers(given.losses),
      norms: Float64Array.from(given.norms ?? [], (pair) => number(Array.isArray(pair) ? pair[0] : pair) ?? NaN),
      reach: number(given.reach),
      profile: numbers(given.profile),
      signal: (name) => decode(name, given.signals?.[name]),
      answers: () => decode("", given.answers),
    }
    this.rows.push(row)
    for (const name of this.unbounded) for (const value of row.signal(name) ?? []) this.#grow(name, Math.abs(value))
    this.#see(this.rows.length - 1)
    if (this.reached === null && this.isAskedLast && this.share(this.rows.length - 1, 0) > REACHED) this.reached = row.update
    if (this.solved === null && this.#isRight(row)) this.solved = row.update
  }

  #see(index) {
    const [{ profile }, reference, { seen }] = [this.rows[index], this.reference(index), this]
    for (const value of profile) {
      const log = Math.log10(value / reference)
      if (!Number.isFinite(log)) continue
      seen.finite++
      seen.most = Math.max(seen.most, log)
      LADDER.forEach((step, at) => (seen.below[at] += log < step ? 1 : 0))
    }
  }

  #grow(name, size) {
    if (size !== Infinity && size > (this.largest.get(name) ?? 0)) this.largest.set(name, size)
  }

  #isRight({ right, loss }) {
    if (right !== null) return right >= RIGHT
    return loss !== null && !this.about.classes.length && loss <= BETTER * this.about.chance
  }

  /** Were nine answers in ten right once, and are not any more in the last row? */
  get isUnlearned() {
    return this.solved !== null && this.rows.length > 0 && !this.#isRight(this.rows.at(-1))
  }

  /** How many rows there will be. */
  get expected() {
    const { updates, every } = this.about
    return Math.max(this.rows.length, Math.floor(updates / every) + 1 + (updates % every ? 1 : 0))
  }

  /** The update of a row, even of one that is still to come. @param {number} index */
  updateOf(index) {
    const known = this.rows[index]
    if (known) return known.update
    const { updates, every } = this.about
    const last = this.rows.length - 1
    return Math.min((this.rows[last]?.update ?? -every) + (index - last) * every, updates)
  }

  /** The last row at or before an update; −1 before the first has come. @param {number} update */
  at(update) {
    let [low, high] = [0, this.rows.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.rows[middle].update <= update) low = middle + 1
      else high = middle
    }
    return low ? low - 1 : this.rows.length ? 0 : -1
  }

  /** Where an update stands on the axis of rows, as a fraction of rows. @param {number} update */
  place(update) {
    const index = Math.max(this.at(update), 0)
    const [here, next] = [this.updateOf(index), this.updateOf(index + 1)]
    const within = next > here ? (update - here) / (next - here) : 0
    if (index < this.rows.length - 1) return index + Math.min(within, 1)
    return index + (update - here) / this.about.every
  }

  /** Is an answer asked for at the last step alone? Then the gradient there is what all others are held against. */
  get isAskedLast() {
    const { asked, steps } = this.about
    return asked.length === 1 && asked[0] === steps - 1
  }

  /** The gradient at a step of a row as a share of that at the answer, or else of the largest. @param {number} index @param {number} t */
  share(index, t) {
    const { profile } = this.rows[index]
    const share = profile[t] / this.reference(index)
    return share === Infinity ? NaN : share
  }

  /** @param {number} index */
  reference(index) {
    const { profile } = this.rows[index]
    return this.isAskedLast ? profile[profile.length - 1] : profile.reduce((one, other) => (other > one ? other : one), 0)
  }

  /** The largest size of a signal on the scale of its colours. @param {any} signal @returns {number} */
  limit({ name, low, high }) {
    const [least, most] = [number(low), number(high)]
    if (Number.isFinite(least) && Number.isFinite(most)) return Math.max(Math.abs(least), Math.abs(most))
    return this.largest.get(name) || 1
  }
}

/**
 * The decades that the colours of all runs span together, so that they can be held against each other.
 * @param {Learned[]} runs @returns {{low: number, high: number}} low is negative; high is 0 unless the gradient grows on its way back
 */
export function span(runs) {
  const begun = runs.filter(({ seen }) => seen.finite)
  const lows = begun.map(({ seen }) => LADDER.find((_, at) => seen.below[at] <= FEW * seen.finite) ?? LADDER.at(-1))
  const low = lows.sort((one, other) => one - other)[(lows.length - 1) >> 1] ?? LADDER[0] // one that fades away leaves the others their colours
  const high = Math.max(0, ...runs.map(({ seen }) => seen.most))
  return { low, high: high > TOLD ? Math.min(Math.ceil(high), MOST_ABOVE) : 0 }
}

/** Ticks along an axis: first and last, and round numbers between. @param {number} last @param {number} most */
export function ticks(last, most) {
  const every = [1, 2, 5, 10, 20, 40, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 50000, 100000].find((each) => last / each <= most) ?? last
  const found = []
  for (let at = 0; at <= last - every * 0.4; at += every) found.push(at)
  return [...found, last]
}

/** Where the line of the longest gap stands in a row: the first step that is not too far back. @param {number | null} reach @param {number} steps */
export const reachStep = (reach, steps) => Math.max(steps - 1 - (reach ?? -1), 0)

/**
 * How fast a job goes, from the latest rows.
 * @param {{ms: number, done: number}[]} marks when how many updates had been done
 * @returns {number} updates a second, 0 as long as that is unknown
 */
export function pace(marks) {
  const [first, last] = [marks[0], marks.at(-1)]
  return first && last && last.ms > first.ms ? (1000 * (last.done - first.done)) / (last.ms - first.ms) : 0
}
