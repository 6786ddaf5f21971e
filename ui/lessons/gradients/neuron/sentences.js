// What is said of a neuron: the sentence that is true of it, filled with its numbers.

import { fill } from "../../../stepper/browser/words.js"
import { FLAT, pulses } from "./facts.js"
import { brief, briefLog, setting, share } from "./numbers.js"

const ONLY = Math.log10(0.2) // of less than that one says "only"
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

/**
 * What becomes of a nudge at step 1.
 * @param {import("./model.js").Settings} settings @param {import("./facts.js").Facts} is
 * @param {Record<string, string>} text @returns {string} `**…**` stands out
 */
export function headline(settings, is, text) {
  const steps = settings.x.length
  if (is.kind === "overflows") return fill(text.overflows, { w: setting(settings.w), step: is.bad + 1 })
  if (is.kind === "cut") return text.cut
  const share_ = fill(is.log < ONLY ? text.only : text.share, { share: share(is.log) })
  const numbers = { w: setting(settings.w), steps, by: by(is, text), share: share_, times: briefLog(is.log) }
  return fill(text[is.kind + (is.flips ? "_flipping" : "")], { ...numbers, ending: ending(is, steps, text) })
}

function by(is, text) {
  if (is.uniform) return fill(text.by_one, { factor: setting(is.low) })
  const [low, high] = [is.low, is.high].map((factor) => brief(factor))
  return low === high ? fill(text.by_about, { low }) : fill(text.by_range, { low, high })
}

function ending({ kind, lost, grown, looked }, steps, text) {
  if (kind === "fades") {
    if (!lost) return fill(text.ending_lives, { gap: looked })
    return fill(lost < steps ? text.ending_lost : text.ending_will_be_lost, { gap: lost })
  }
  if (grown) return fill(grown < steps ? text.ending_explodes : text.ending_will_explode, { gap: grown })
  return lost >= steps ? fill(text.ending_turns, { gap: lost }) : text.ending_plain
}

/**
 * What goes round the loop.
 * @param {import("./model.js").Settings} settings @param {ArrayLike<number>} hidden
 * @param {ArrayLike<number>} silent what h would be without any pulse @param {Record<string, string>} text
 */
export function memory(settings, hidden, silent, text) {
  const { w, f, b, v } = settings
  const last = hidden.length - 1
  const where = v === 0 ? [] : pulses(settings)
  const numbers = { b: setting(b), first: brief(hidden[0]), last: brief(hidden[last]), silent: brief(silent[last]), where: where.join(", ") }
  if (b === 0 && !where.length) return text.memory_empty
  if (w === 0) return text.memory_cut
  if (b !== 0) {
    if (!where.length) return fill(text.memory_bias, numbers)
    return fill(numbers.last === numbers.silent ? text.memory_bias_lost : text.memory_bias_pulses, numbers)
  }
  if (where.length > 1) return fill(text.memory_pulses, numbers)
  if (where[0] > 1) return fill(text.memory_pulse, numbers)
  return fill(f === "linear" ? text.memory_linear : text.memory_tanh, numbers)
}

/** The product written out: 0.8 × 0.8 × … × 0.8 = 0.8¹⁵. @param {ReturnType<typeof import("./model.js").run>} found @param {import("./facts.js").Facts} is */
export function product({ factors }, is) {
  const written = is.uniform ? setting : brief
  const bracketed = (factor) => (factor < 0 ? `(${written(factor)})` : written(factor))
  const count = factors.length - 1
  const ends = [factors[count], factors[count - 1], factors[1]].map(bracketed)
  const long = `${ends[0]} × ${ends[1]} × … × ${ends[2]}`
  const power = [...String(count)].map((digit) => SUPERSCRIPTS[Number(digit)]).join("")
  return is.uniform ? `${long} = ${ends[0]}${power}` : long
}

/** What the product comes to. @param {import("./facts.js").Facts} is @param {number} count of factors */
export function result(is, count) {
  if (is.kind === "overflows") return "NaN"
  if (is.kind === "cut") return "0"
  return (is.flips && count % 2 ? "\u2212" : "") + briefLog(is.log)
}

/** What stands below the log axis: how it is read, and where tanh is flat. @returns {string[]} */
export function notes(settings, found, is, text) {
  const steps = settings.x.length
  const said = []
  if (is.kind === "cut") said.push(text.note_zero)
  else if (!is.uniform) said.push(text.note_own)
  else said.push(fill(is.kind === "keeps" ? text.note_level : text.note_same, { factor: setting(is.low) }))
  const flat = found.slopes.filter((slope) => slope < FLAT).length
  if (flat) said.push(fill(text.note_flat, { count: flat, steps, limit: FLAT }))
  return said
}
