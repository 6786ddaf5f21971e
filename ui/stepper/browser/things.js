// Things that stand at several places at once: a signal now or one step earlier, a product of signals, the input, weights.
// An element says with `data-thing` which it shows; a thing is spelled as `values.js` reads it, a weight as
// `weight_ih:forget_gate`. Here is what a thing is called, and its number.

import { format } from "./numbers.js"
import { fill } from "./words.js"

const MOST = 4 // numbers of a row of weights that are written out
const WEIGHTS = /^(weight_ih|weight_hh|weight_embedding|bias_ih|bias_hh|bias):(\w+)$/

/** The thing that a number is of; what is left of a gate is that gate. @param {string} reference */
export const thingOf = (reference) => (reference.includes("*") ? reference : reference.replace(/^1-/, ""))

/** The signal that a thing shows, and when: null where it is no single signal. @param {string} thing */
export function signalOf(thing) {
  const [, name, before] = /^(\w+)(@previous)?$/.exec(thing) ?? []
  return name ? { name, before: Boolean(before) } : null
}

/**
 * What a thing is called.
 * @param {string} thing @param {any} panel @param {Record<string, string>} text
 * @returns {string}
 */
export function nameOf(thing, panel, text) {
  const [, kind, signal] = WEIGHTS.exec(thing) ?? []
  if (kind) return fill(text[`thing_${kind}`], { signal: panel.titles[signal] ?? signal })
  return thing.split("*").map((factor) => factorName(factor, panel, text)).join(" · ")
}

/** @param {string} factor */
function factorName(factor, panel, text) {
  const [, oneMinus, tanh, name, before] = /^(1-)?(tanh\()?(\w+)(@previous)?\)?$/.exec(factor)
  const signal = panel.titles[name] ?? text[`thing_${name}`] ?? name
  const title = before ? fill(text[panel.reverse ? "thing_after" : "thing_before"], { signal }) : signal
  return oneMinus ? `1 − ${title}` : tanh ? `tanh(${title})` : title
}

/**
 * A thing's number, as it is written: of one unit, or the row of weights that makes it.
 * @param {string} thing @param {any} panel @param {import("./values.js").Recording} recording @param {number} t @param {number} unit
 */
export function numberOf(thing, panel, recording, t, unit) {
  if (thing === "inputs") return row(recording.row("inputs", t))
  const [, kind, signal] = WEIGHTS.exec(thing) ?? []
  if (!kind) return format(recording.reader(thing)(t, unit))
  if (!recording.has(kind === "bias" ? "bias_ih" : kind)) return "…" // weights that have stayed behind
  if (kind === "weight_embedding") return row(recording.row(kind, unit))
  if (kind.startsWith("weight")) return row(recording.row(kind, rowOf(kind, signal, panel, unit)))
  const parts = (kind === "bias" ? ["bias_ih", "bias_hh"] : [kind]).map((name) => [name, rowOf(name, signal, panel, unit)])
  return format(parts.reduce((sum, [name, at]) => sum + (at < 0 ? 0 : recording.row(name, 0)[at]), 0))
}

/** The blocks whose rows are stacked in a weight. @param {string} weight by PyTorch's name @param {any} panel @returns {string[]} */
export const blocksOf = (weight, panel) => (weight.endsWith("_ih") ? panel.input_blocks : panel.recurrent_blocks)

/** The row of a block and a unit in a weight; -1 where it has none. @param {string} weight @param {string} block @param {any} panel @param {number} unit */
export function rowOf(weight, block, panel, unit) {
  const index = blocksOf(weight, panel).indexOf(block)
  return index < 0 ? -1 : index * panel.units + unit
}

/** @param {Float64Array} values */
function row(values) {
  if (values.length <= MOST) return [...values].map((value) => format(value)).join(", ")
  return `${format(Math.min(...values))} … ${format(Math.max(...values))}`
}
