// What a person has done to an input or a weight, in a sentence: what it is now, and what it was.

import { fromScale } from "./inputs.js"
import { format } from "./numbers.js"
import { blocksOf } from "./things.js"
import { fill } from "./words.js"

/**
 * @param {import("./hand.js").Held} held an input or a weight
 * @param {any} panel @param {Record<string, string>} text @param {import("./following.js").Following} following
 */
export function toldOfInput({ first, unit }, panel, text, following) {
  if (panel.live.coding === "numbers") return toldOfNumber(first, unit, panel, text, following)
  const [now, before] = [following.reads(first), following.reads(first, true)]
  const words = { step: first + 1, now: now.sign, before: before.sign, flag: now.flag ? text.flag_up : text.flag_down }
  if (panel.live.coding !== "bits") return fill(now.sign === before.sign ? text.told_input_same : text.told_input, words)
  const [bit, flag] = [now.sign !== before.sign, now.flag !== before.flag]
  return fill(bit && flag ? text.told_bit_flag : bit ? text.told_bit : flag ? text.told_flag : text.told_input_same, words)
}

/** One number of several. @param {number} t @param {number} component */
function toldOfNumber(t, component, panel, text, following) {
  const at = t * following.D + component
  const [now, before] = [following.recording.row("inputs", t)[component], following.recorded("inputs")[at]].map((value) => fromScale(value, panel.live.scales[component]))
  const words = { step: t + 1, feature: panel.features[component], now, before }
  return fill(now === before ? text.told_input_same : text.told_number, words)
}

/** The same of a weight. @param {import("./hand.js").Held} held */
export function toldOfWeight({ signal, value, first, unit }, panel, text, following) {
  const { units, titles, features } = panel
  const before = following.recorded(signal)[unit === null ? first : first * following.recording.arrays[signal].width + unit]
  const embeds = following.recording.has("weight_embedding") // then V multiplies what is embedded, unit by unit
  const source = signal === "weight_hh" ? text.from_state : embeds ? text.from_embedding : text.from_input
  const from = fill(source, { unit: (unit ?? 0) + 1, feature: features[unit] ?? (unit ?? 0) + 1 })
  const words = { from, to: titles[blocksOf(signal, panel)[Math.floor(first / units)]], unit: (first % units) + 1, value: format(value), before: format(before) }
  return fill(unit === null ? text.told_bias : text.told_weight, words)
}
