// Numbers as the rows of a job bring them: JSON, which knows neither NaN nor infinity, and float16 in letters.

const NAMED = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity }

/** A number of a row; null where there is none. @param {number | string | null | undefined} given @returns {number | null} */
export function number(given) {
  if (typeof given === "number") return given
  return typeof given === "string" && given in NAMED ? NAMED[given] : null
}

/** All numbers of a list; what is none is NaN. @param {(number | string | null)[]} given */
export const numbers = (given) => Float64Array.from(given ?? [], (one) => number(one) ?? NaN)

/** A float16 by its bits (IEEE 754, binary16). @param {number} bits */
export function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024))
}

/** @type {Float32Array | null} every float16 by its bits */
let table = null

/** Float16 numbers, the low byte first, in base64. @param {string} letters */
export function halves(letters) {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => half(bits))
  const bytes = atob(letters)
  const found = new Float32Array(bytes.length >> 1)
  for (let i = 0; i < found.length; i++) found[i] = table[bytes.charCodeAt(2 * i) | (bytes.charCodeAt(2 * i + 1) << 8)]
  return found
}
