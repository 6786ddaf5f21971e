// How well units track what was painted, as `engine.analysis.tracking` measures it: AUC, of every unit at once.

const SHIFTS = 40 // of the labels along the text, to see what chance does
const QUANTILE = 0.95

/**
 * @typedef {object} Tracked
 * @property {number} unit
 * @property {number} tracks 0.5 to 1
 * @property {boolean} rises is it higher where the label is?
 * @property {number} low its mean where it is not
 * @property {number} high its mean where it is
 */

/** All units over one text: their letters are put in order once, and then every question is answered along that order. */
export class Order {
  /** @param {Float64Array} values (N, H), NaN where a letter was not read @param {number} H */
  constructor(values, H) {
    this.values = values
    this.H = H
    this.known = Uint32Array.from(Array.from({ length: values.length / H }, (_, n) => n).filter((n) => values[n * H] === values[n * H]))
    /** @type {Uint32Array[]} by unit: its letters, the one with the lowest value first */
    this.orders = []
  }

  #order(unit) {
    const { values, H } = this
    return (this.orders[unit] ??= this.known.slice().sort((one, other) => values[one * H + unit] - values[other * H + unit]))
  }

  /**
   * The probability that a unit is higher at a letter with the label than at one without; an even chance for equal ones.
   * @param {number} unit @param {ArrayLike<number>} labels 1, 0, or another number where there is none; (N,)
   */
  auc(unit, labels) {
    const { values, H } = this
    const order = this.#order(unit)
    let [below, pairs, ones] = [0, 0, 0]
    for (let k = 0; k < order.length; ) {
      const value = values[order[k] * H + unit]
      let [having, lacking] = [0, 0]
      for (; k < order.length && values[order[k] * H + unit] === value; k++) {
        const label = labels[order[k]]
        if (label === 1) having++
        else if (label === 0) lacking++
      }
      pairs += having * (below + lacking / 2)
      below += lacking
      ones += having
    }
    return ones && below ? pairs / (ones * below) : NaN
  }

  /** @param {ArrayLike<number>} labels @returns {Tracked[] | null} null where one of the two sides has no letter */
  ranked(labels) {
    const { values, H, known } = this
    const [sums, counts] = [[new Float64Array(H), new Float64Array(H)], [0, 0]]
    for (const n of known) {
      const side = labels[n]
      if (side !== 0 && side !== 1) continue
      counts[side]++
      for (let unit = 0; unit < H; unit++) sums[side][unit] += values[n * H + unit]
    }
    if (!counts[0] || !counts[1]) return null
    return Array.from({ length: H }, (_, unit) => {
      const auc = this.auc(unit, labels)
      return { unit, tracks: Math.max(auc, 1 - auc), rises: auc >= 0.5, low: sums[0][unit] / counts[0], high: sums[1][unit] / counts[1] }
    })
  }

  /**
   * What the best unit reaches on labels that are moved along the text, in 95 % of tries; NaN where nothing can be said.
   * @param {ArrayLike<number>} labels
   */
  chance(labels) {
    const there = this.known.filter((n) => labels[n] === 0 || labels[n] === 1)
    if (there.length <= SHIFTS) return NaN
    const moved = new Float64Array(labels.length).fill(NaN)
    const best = Float64Array.from({ length: SHIFTS }, (_, k) => {
      const distance = Math.floor(((k + 1) * there.length) / (SHIFTS + 1))
      there.forEach((n, at) => (moved[there[(at + distance) % there.length]] = labels[n]))
      let most = NaN
      for (let unit = 0; unit < this.H; unit++) {
        const auc = this.auc(unit, moved)
        if (!(most >= Math.max(auc, 1 - auc))) most = Math.max(auc, 1 - auc)
      }
      return most
    }).sort()
    const at = QUANTILE * (SHIFTS - 1)
    const [low, share] = [Math.floor(at), at % 1]
    return best[low] * (1 - share) + best[low + 1] * share
  }
}
