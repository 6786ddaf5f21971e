// How well units track what letters carry, as `engine.analysis.tracking` measures it, which says more: of every unit at once.

const SHIFTS = 40 // of the labels along the text, to see what chance does
const QUANTILE = 0.95
const THIRD = 1 / 3

/**
 * @typedef {object} Tracked
 * @property {number} unit
 * @property {number} tracks 0.5 to 1
 * @property {boolean} rises is it higher where the label is?
 * @property {number} low its mean where the label is 0, or among the lowest third
 * @property {number} high its mean where it is 1, or among the highest third
 */

/**
 * Labels of the letters that count, by their place among the different labels.
 * @typedef {{kinds: number[], ranks: Int32Array, counts: Float64Array, pairs: number, there: Uint32Array}} Ranks
 */

/** All units over one text: their letters are put in order once, and then every question is answered along that order. */
export class Order {
  /** @param {Float64Array} values (N, H), NaN where a letter was not read @param {number} H */
  constructor(values, H) {
    this.values = values
    this.H = H
    this.known = Uint32Array.from({ length: values.length / H }, (_, n) => n).filter((n) => values[n * H] === values[n * H])
    /** @type {Uint32Array[]} by unit: its letters, the one with the lowest value first */
    this.orders = []
  }

  #order(unit) {
    const { values, H } = this
    return (this.orders[unit] ??= this.known.slice().sort((one, other) => values[one * H + unit] - values[other * H + unit]))
  }

  /** @param {ArrayLike<number>} labels (N,), NaN where a letter has none @returns {Ranks} */
  #ranks(labels) {
    const there = this.known.filter((n) => labels[n] === labels[n])
    const kinds = [...new Set(Array.from(there, (n) => labels[n]))].sort((one, other) => one - other)
    const place = new Map(kinds.map((kind, rank) => [kind, rank]))
    const ranks = new Int32Array(labels.length).fill(-1)
    const counts = new Float64Array(kinds.length)
    for (const n of there) counts[(ranks[n] = place.get(labels[n]))]++
    const pairs = (there.length ** 2 - counts.reduce((sum, count) => sum + count * count, 0)) / 2
    return { kinds, ranks, counts, pairs, there }
  }

  /**
   * Of all pairs of letters with different labels, how often a unit orders them as they do; half for equal values.
   * @param {number} unit @param {Ranks} labelled
   */
  #concordance(unit, { kinds, ranks, pairs }) {
    const { values, H } = this
    const order = this.#order(unit)
    const seen = new Float64Array(kinds.length) // by label, of lower values
    const same = new Float64Array(kinds.length) // likewise, of the value at hand
    let found = 0
    for (let k = 0; k < order.length; ) {
      const value = values[order[k] * H + unit]
      const from = k
      for (; k < order.length && values[order[k] * H + unit] === value; k++) {
        const rank = ranks[order[k]]
        if (rank < 0) continue
        for (let lower = 0; lower < rank; lower++) found += seen[lower]
        if (k > from) for (let other = 0; other < seen.length; other++) if (other !== rank) found += same[other] / 2
        same[rank]++
      }
      for (let j = from; j < k; j++) {
        const rank = ranks[order[j]]
        if (rank < 0) continue
        seen[rank]++
        same[rank] = 0
      }
    }
    return found / pairs
  }

  /** @param {ArrayLike<number>} labels @param {boolean} [many] are they more or less, not 1 and 0? @returns {Tracked[] | null} null where no two letters have different labels */
  ranked(labels, many = false) {
    const { values, H } = this
    const labelled = this.#ranks(labels)
    if (!labelled.pairs) return null
    const [lowest, highest] = many ? thirds(labels, labelled) : [0, 1]
    const mean = (letters, unit) => letters.reduce((sum, n) => sum + values[n * H + unit], 0) / letters.length
    const low = labelled.there.filter((n) => labels[n] <= lowest)
    const high = labelled.there.filter((n) => labels[n] >= highest)
    return Array.from({ length: H }, (_, unit) => {
      const share = this.#concordance(unit, labelled)
      return { unit, tracks: Math.max(share, 1 - share), rises: share >= 0.5, low: mean(low, unit), high: mean(high, unit) }
    })
  }

  /**
   * What the best unit reaches on labels that are moved along the text, in 95 % of tries; NaN where nothing can be said.
   * @param {ArrayLike<number>} labels
   */
  chance(labels) {
    const labelled = this.#ranks(labels)
    const { there, ranks } = labelled
    if (there.length <= SHIFTS || !labelled.pairs) return NaN
    const moved = ranks.slice()
    const best = Float64Array.from({ length: SHIFTS }, (_, k) => {
      const distance = Math.floor(((k + 1) * there.length) / (SHIFTS + 1))
      there.forEach((n, at) => (moved[there[(at + distance) % there.length]] = ranks[n]))
      let most = 0
      for (let unit = 0; unit < this.H; unit++) {
        const share = this.#concordance(unit, { ...labelled, ranks: moved })
        most = Math.max(most, share, 1 - share)
      }
      return most
    }).sort()
    return quantile(best, QUANTILE)
  }
}

/** Between which labels the lowest and the highest third lie. @param {ArrayLike<number>} labels @param {Ranks} labelled */
function thirds(labels, { kinds, there }) {
  const sorted = Float64Array.from(there, (n) => labels[n]).sort()
  const [low, high] = [quantile(sorted, THIRD), quantile(sorted, 1 - THIRD)]
  if (low !== high) return [low, high]
  const higher = kinds.find((kind) => kind > low) // most letters have the same label: they are one side
  return higher === undefined ? [kinds[kinds.length - 2], high] : [low, higher]
}

/** @param {Float64Array} sorted @param {number} share */
function quantile(sorted, share) {
  const at = share * (sorted.length - 1)
  const [below, part] = [Math.floor(at), at % 1]
  return part ? sorted[below] + (sorted[below + 1] - sorted[below]) * part : sorted[below]
}
