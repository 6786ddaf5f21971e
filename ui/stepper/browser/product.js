// A curve of decimal logarithms as a product: what it is at the last step, times the ratio of each step to the one after.

/**
 * @typedef {object} Product
 * @property {"start" | "product" | "zero" | "nan" | "inf" | "anew"} kind `anew`: it was no number on the way, and is one again
 * @property {number} count how many factors there are
 * @property {number} now log10 of the present value
 * @property {number} start log10 of the value at the last step
 * @property {number[]} factors log10 of each ratio, the last step's first
 * @property {number} at the first step on the way back whose value is zero or no finite number; -1 for none
 */

/** @param {ArrayLike<number>} logs (T,) @param {number} step zero-based @returns {Product} */
export function productAt(logs, step) {
  const last = logs.length - 1
  const [now, start, count] = [logs[step], logs[last], last - step]
  let at = last
  while (at >= step && Number.isFinite(logs[at])) at--
  if (at >= step) {
    const kind = Number.isFinite(now) ? "anew" : Number.isNaN(now) ? "nan" : now > 0 ? "inf" : "zero"
    return { kind, count, now, start, factors: [], at }
  }
  const factors = Array.from({ length: count }, (_, back) => logs[last - back - 1] - logs[last - back])
  return { kind: count ? "product" : "start", count, now, start, factors, at: -1 }
}

/**
 * The factors as they are written: the first few and the latest, `null` for those between them.
 * @template T @param {T[]} factors @param {number} few @returns {(T | null)[]}
 */
export function written(factors, few) {
  if (factors.length <= few + 1) return factors
  return [...factors.slice(0, few), null, factors[factors.length - 1]]
}
