// What a step reads, in words: a bit and whether its flag is up, a letter of the alphabet, or a number.

/**
 * @typedef {object} Read
 * @property {string} sign what stands for it in a row of inputs
 * @property {boolean} flag is a flag up?
 * @property {string} words what it is called in a sentence
 * @property {string} [note] what the sentence of its step opens with, where that depends on the input
 */

/**
 * @param {"bits" | "letters" | "number"} coding @param {ArrayLike<number>} row what the network is given
 * @param {string[]} features the alphabet, for letters @param {Record<string, string>} text
 * @returns {Read}
 */
export function described(coding, row, features, text) {
  if (coding === "bits") {
    const [sign, flag] = [row[0] > 0 ? "+" : "\u2212", row[1] > 0.5]
    const words = (flag ? text.bit_flagged : text.bit_bare).replace("{bit}", sign)
    return { sign, flag, words, note: flag ? text.flag_note : "" }
  }
  const signed = (value) => (value < 0 ? "\u2212" : "+") + Math.abs(value).toFixed(2)
  const sign = coding === "letters" ? features[Array.prototype.indexOf.call(row, 1)] : signed(row[0])
  return { sign, flag: false, words: sign }
}
