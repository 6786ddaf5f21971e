// How a number is written for people.

const MINUS = "\u2212"
const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" }

/** @param {number} exponent @returns {string} 10⁻⁷ for −7 */
export const powerOfTen = (exponent) => "10" + [...String(exponent)].map((c) => SUPERSCRIPT[c]).join("")

/**
 * Two or three digits that mean something: 0.16, −12.3, 0.0047, 1.2·10⁻⁷, NaN, ∞.
 * @param {number} value
 * @param {number} digits of the mantissa when it is written with a power of ten
 * @param {number} more digits than that
 * @returns {string}
 */
export function format(value, digits = 2, more = 0) {
  if (Number.isNaN(value)) return "NaN"
  const sign = value < 0 ? MINUS : ""
  const size = Math.abs(value)
  if (size === Infinity) return sign + "∞"
  if (size === 0) return "0"
  if (size >= 9999.5 || size < 9.95e-4) return sign + scientific(size, digits + more)
  if (size >= 99.95) return sign + size.toFixed(more)
  if (size >= 9.995) return sign + size.toFixed(1 + more)
  return sign + (size >= 9.95e-3 ? size.toFixed(2 + more) : size.toPrecision(2 + more))
}

/** As `format`, in at most six characters where it can be, for places with little room. @param {number} value */
export function formatShort(value) {
  const size = Math.abs(value)
  if (size >= 9.95e-4 && size < 9.95e-3) return (value < 0 ? MINUS : "") + size.toFixed(3)
  return format(value, 1)
}

/** A tick in a few characters: −4.4, 120, 2e26. @param {number} value */
export function formatTick(value) {
  const size = Math.abs(value)
  const text = size < 99.5 ? String(Number(size.toPrecision(2))) : size < 1000 ? size.toFixed(0) : size.toExponential(0)
  return (value < 0 ? MINUS : "") + text.replace("e+", "e")
}

/** With so many decimals, and no minus before a zero. @param {number} value @param {number} decimals */
export function fixed(value, decimals) {
  const text = Math.abs(value).toFixed(decimals)
  return value < 0 && Number(text) !== 0 ? MINUS + text : text
}

/**
 * Numbers that stand under one another, with as many decimals as it takes for them to add up to their sum as it is written.
 * @param {number[]} values
 * @param {number} total
 * @returns {string[]}
 */
export function addends(values, total) {
  if (![...values, total].every((value) => Math.abs(value) < 9999.5)) return values.map((value) => format(value))
  const sum = (decimals) => values.reduce((one, value) => one + Number(value.toFixed(decimals)), 0)
  let decimals = 2
  while (decimals < 12 && format(sum(decimals)) !== format(total)) decimals++
  return values.map((value) => fixed(value, decimals))
}

/** As `format` for 10^log, however small or large that is. @param {number} log decimal logarithm */
export function formatLog(log) {
  if (!Number.isFinite(log) || Math.abs(log) < 300) return format(10 ** log)
  const exponent = Math.floor(log)
  const mantissa = (10 ** (log - exponent)).toFixed(1)
  return mantissa === "10.0" ? `1.0·${powerOfTen(exponent + 1)}` : `${mantissa}·${powerOfTen(exponent)}`
}

/** @param {number} size positive and finite @param {number} digits */
function scientific(size, digits) {
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e")
  return `${mantissa}·${powerOfTen(Number(exponent))}`
}
