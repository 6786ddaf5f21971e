// How this scene writes its numbers: two digits that mean something, and nothing rounded to what it is not.

import { powerOfTen } from "../../../stepper/browser/numbers.js"

const MINUS = "\u2212"
const FINEST = 7 // digits, to tell a number from 1

/**
 * 0.035, −0.8, 438, 2.1·10⁻⁹; what is not 1 is not written as 1.
 * @param {number} value @param {number} [digits] before a power of ten: one where there is little room
 */
export function brief(value, digits = 2) {
  if (Number.isNaN(value)) return "NaN"
  const size = Math.abs(value)
  const sign = value < 0 ? MINUS : ""
  if (size === Infinity) return `${sign}∞`
  if (size === 0) return "0"
  return sign + sized(Math.log10(size), size, digits)
}

/** As `brief` of 10^log, also where that is too small or too large for a number. @param {number} log */
export const briefLog = (log) => (log === -Infinity ? "0" : log === Infinity ? "∞" : Number.isNaN(log) ? "NaN" : sized(log, 10 ** log, 2))

/** A share of the whole: 3.5 %, or 2·10⁻⁹ where it is tiny. @param {number} log */
export function share(log) {
  if (log < -3 || log === 0) return log === 0 ? "100 %" : briefLog(log)
  const percent = 100 * 10 ** log
  const found = Number(percent.toPrecision(2))
  return `${found === 100 ? notOne(percent, 100) : found} %`
}

/** w as a hand has set it. @param {number} w */
export function setting(w) {
  const size = Math.abs(w)
  const text = size !== 0 && size < 1e-4 ? brief(size) : String(Number(size.toFixed(4)))
  return (w < 0 ? MINUS : "") + text
}

function sized(log, size, digits) {
  if (log >= 4 || log < -3) return scientific(log, digits)
  if (size >= 99.5) return size.toFixed(0)
  const found = Number(size.toPrecision(2))
  return found === 1 && size !== 1 ? notOne(size, 1) : String(found)
}

/** With as many digits as it takes to see that it is not `one`. */
function notOne(size, one) {
  for (let digits = 3; digits <= FINEST; digits++) {
    const found = Number(size.toPrecision(digits))
    if (found !== one) return String(found)
  }
  return `≈${one}`
}

function scientific(log, digits) {
  let exponent = Math.floor(log)
  let mantissa = Number((10 ** (log - exponent)).toPrecision(digits))
  if (mantissa === 10) [mantissa, exponent] = [1, exponent + 1]
  return mantissa === 1 ? powerOfTen(exponent) : `${mantissa}·${powerOfTen(exponent)}`
}
