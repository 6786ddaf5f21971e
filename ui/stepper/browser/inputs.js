// What a step reads, in words: a bit and whether its flag is up, a one or a reset, a flag, a letter of the alphabet, or a
// number.

/**
 * @typedef {object} Read
 * @property {string} sign what stands for it in a row of inputs
 * @property {boolean} flag is a flag up?
 * @property {string} words what it is called in a sentence
 * @property {string} [note] what the sentence of its step opens with, where that depends on the input
 */

const NAMED = 3 // so many numbers name a step

/** Codings in which a flag can be raised, and the component that is the flag. @type {Record<string, number>} */
export const FLAGS = { bits: 1, count: 1, toggle: 0 }

/** @param {number} value */
export const signed = (value) => (value < 0 ? "\u2212" : "+") + Math.abs(value).toFixed(2)

/** A number that was standardised: what it was, and what became of it. @param {number} value @param {[number, number]} [scale] */
export const fromScale = (value, scale) => (scale ? `${own([value], [scale])} → ${signed(value).replace("+", "")}` : signed(value))

/**
 * What some numbers were before they were standardised, the first few of them, as `engine.learning.tasks.sequence.called`.
 * @param {ArrayLike<number>} row @param {[number, number][]} scales
 */
export function own(row, scales) {
  const numbers = scales.slice(0, NAMED).map(([mean, spread], k) => mean + spread * row[k])
  const digits = scales.length === 1 ? 4 : 2
  const written = (size) => (size >= 10 ** digits - 0.5 && size < 999999.5 ? size.toFixed(0) : String(Number(size.toPrecision(digits))))
  const said = numbers.map((number) => (number < 0 ? "\u2212" : "") + written(Math.abs(number))).join(", ")
  return scales.length > NAMED ? `${said}, …` : said
}

/**
 * @param {"bits" | "count" | "toggle" | "letters" | "number" | "numbers"} coding @param {ArrayLike<number>} row what the network is given
 * @param {string[]} features the alphabet, for letters @param {Record<string, string>} text
 * @param {[number, number][]} [scales] by which numbers were standardised
 * @returns {Read}
 */
export function described(coding, row, features, text, scales = []) {
  if (coding === "bits") {
    const [sign, flag] = [row[0] > 0 ? "+" : "\u2212", row[1] > 0.5]
    const words = (flag ? text.bit_flagged : text.bit_bare).replace("{bit}", sign)
    return { sign, flag, words, note: flag ? text.flag_note : "" }
  }
  if (coding === "count") {
    const [one, flag] = [row[0] > 0.5, row[1] > 0.5]
    const words = flag ? text.count_reset : one ? text.count_one : text.count_zero
    return { sign: flag ? "↺" : one ? "1" : "0", flag, words, note: flag ? text.reset_note : "" }
  }
  if (coding === "toggle") {
    const flag = row[0] > 0.5
    return { sign: flag ? "↑" : "·", flag, words: flag ? text.flag_is_up : text.flag_is_down, note: flag ? text.flag_note : "" }
  }
  if (coding === "numbers") {
    if (scales.length) return { sign: own(row, scales), flag: false, words: own(row, scales) }
    const said = Array.from(row).slice(0, NAMED).map(signed).join(", ")
    const sign = row.length > NAMED ? `${said}, …` : said
    return { sign, flag: false, words: sign }
  }
  const sign = coding === "letters" ? features[Array.prototype.indexOf.call(row, 1)] : fromScale(row[0], scales[0])
  return { sign, flag: false, words: sign }
}
