// How a number is written for people.

const MINUS = "\u2212"
const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" }

/** @param {number} exponent @returns {string} 10⁻⁷ for −7 */
export const powerOfTen = (exponent) => "10" + [...String(exponent)].map((c) => SUPERSCRIPT[c]).join("")

/**
 * Two or three digits that mean something: 0.16, −12.3, 0.0047, 1.2·10⁻⁷, NaN, ∞.
 * @param {number} value
 * @param {number} digits of the mantissa when it is written with a power of ten
 * @returns {string}
 */
export function format(value, digits = 2) {
  if (Number.isNaN(value)) return "NaN"
  const sign = value < 0 ? MINUS : ""
  const size = Math.abs(value)
  if (size === Infinity) return sign + "∞"
  if (size === 0) return "0"
  if (size >= 9999.5 || size < 9.95e-4) return sign + scientific(size, digits)
  if (size >= 99.95) return sign + size.toFixed(0)
  if (size >= 9.995) return sign + size.toFixed(1)
  return sign + (size >= 9.95e-3 ? size.toFixed(2) : size.toPrecision(2))
}

/** As `format`, in at most six characters where it can be, for places with little room. @param {number} value */
export function formatShort(value) {
  const size = Math.abs(value)
  if (size >= 9.95e-4 && size < 9.95e-3) return (value < 0 ? MINUS : "") + size.toFixed(3)
  return format(value, 1)
}

/** As `format`, a negative number in parentheses, for the middle of a formula. @param {number} value */
export const formatFactor = (value) => (value < 0 ? `(${format(value)})` : format(value))

/** As `format` for 10^log, however small or large that is. @param {number} log decimal logarithm */
export function formatLog(log) {
  if (!Number.isFinite(log) || Math.abs(log) < 300) return format(10 ** log)
  const exponent = Math.floor(log)
  return `${(10 ** (log - exponent)).toFixed(1)}·${powerOfTen(exponent)}`
}

/** @param {number} size positive and finite @param {number} digits */
function scientific(size, digits) {
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e")
  return `${mantissa}·${powerOfTen(Number(exponent))}`
}
