// What there is at a letter, in a sentence.

import { format } from "../../stepper/browser/numbers.js"
import { fill } from "../../stepper/browser/words.js"

/**
 * @param {object} at
 * @param {number} at.t the letter, of those that were read
 * @param {number} at.unit
 * @param {string} at.symbol of the state
 * @param {ArrayLike<number>} at.values of that state, letter by letter
 * @param {number} at.H
 * @param {{letters: string[], known: boolean[]}} at.read
 * @param {ArrayLike<number> | null} at.labels
 * @param {boolean} at.isPainted
 * @param {any} at.property what is asked
 * @param {any} at.text
 * @returns {string} with its **strong** parts; empty where there is no letter
 */
export function sentenceAt({ t, unit, symbol, values, H, read, labels, isPainted, property, text }) {
  if (t < 0 || t >= read.letters.length) return ""
  const letter = read.letters[t]
  const sign = { "\n": text.paragraph, " ": text.space }[letter] ?? letter
  if (!read.known[t]) return fill(text.strange_letter, { letter: t + 1, sign })
  const label = labels ? labels[t] : NaN
  const said = isPainted ? (label ? text.painted_key : "") : property.kind === "two" ? { 0: property.low, 1: property.high }[label] : Number.isNaN(label) ? "" : fill(text.should_know, { label })
  const words = { letter: t + 1, sign, label: said, symbol, unit: fill(text.unit, { unit: unit + 1 }), value: format(values[t * H + unit]) }
  return fill(said ? text.reads_label : text.reads, words)
}
