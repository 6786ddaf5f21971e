// What came of what a hand did, in sentences, from the numbers: the first answer that is another one now, how many are
// wrong, or where the hidden state moved most.

import { largest } from "./answers.js"
import { format } from "./numbers.js"
import { fill } from "./words.js"

const MEMORY_GATES = ["forget_gate", "update_gate"]
const SEEN = 0.005 // what no number of two decimals shows has not changed

/**
 * @param {any} panel @param {Record<string, string>} text @param {import("./following.js").Following} following
 * @returns {string[]} sentences
 */
export function outcome(panel, text, following) {
  const moved = movedMost(following)
  if (moved.by === 0) return [text.told_nothing]
  const asked = following.asked
  if (!asked) return [toldOfMove(moved, text, following)]
  const counts = { wrong: following.wrong.size, asked, before: following.first.wrong.size }
  const wrong = fill(counts.before ? text.told_wrong_before : text.told_wrong, counts)
  const other = firstOther(following)
  return other === null ? [text.told_no_answer, toldOfMove(moved, text, following), wrong] : [toldOfAnswer(other, panel, text, following), wrong]
}

const classAt = (answers, t, K) => largest(answers.subarray(t * K, (t + 1) * K))

/** The first step of those asked whose answer is another one now; null if there is none. @param {import("./following.js").Following} following */
function firstOther({ answers, first, wanted, live, recording }) {
  const K = live.classes.length
  for (let t = 0; t < recording.steps; t++) {
    if (wanted[t] >= 0 && classAt(answers, t, K) !== classAt(first.answers, t, K)) return t
  }
  return null
}

/** What is asked at a step, what is answered, and where it can be seen: what the step kept that it used to erase. */
function toldOfAnswer(t, panel, text, following) {
  const { answers, first, wanted, live, recording } = following
  const K = live.classes.length
  const called = (index) => live.classes[index]
  const words = { step: t + 1, now: called(classAt(answers, t, K)), before: called(classAt(first.answers, t, K)), wanted: called(wanted[t]) }
  const flagged = live.coding === "bits" && recording.row("inputs", t)[1] > 0.5
  const right = classAt(answers, t, K) === wanted[t]
  const asked = fill(flagged ? text.told_flagged : text.told_asked, words)
  const said = fill(right ? text.told_right_now : text.told_instead, words)
  const kept = flagged && !right && t > 0 && wanted[t - 1] >= 0 && wanted[t - 1] !== wanted[t] ? stillKept(t, panel, text, following, called(wanted[t - 1])) : ""
  return [asked, kept, said].filter(Boolean).join(" ")
}

/** Where a flag comes and the gate that is to make room for it stays open: what is not erased, and in which unit it shows. */
function stillKept(t, panel, text, following, old) {
  const { recording } = following
  const gate = MEMORY_GATES.find((name) => recording.has(name))
  if (!gate) return ""
  const state = recording.has("cell") ? "cell" : "hidden"
  const change = (unit) => Math.abs(recording.at(state, t, unit) - following.was(state, t, unit))
  const unit = Array.from({ length: recording.units }, (_, index) => index).reduce((best, one) => (change(one) > change(best) ? one : best))
  const [now, before] = [recording.at(gate, t, unit), following.was(gate, t, unit)]
  if (now < 0.5 || before >= 0.5) return ""
  const values = { gate: panel.titles[gate], now: format(now), before: format(before), old, unit: unit + 1 }
  return fill(text.told_kept, { ...values, holds: format(recording.at(state, t, unit)), held: format(following.was(state, t, unit)) })
}

/** Where the hidden state is farthest from what it was. @param {import("./following.js").Following} following */
function movedMost(following) {
  const { recording } = following
  let most = { by: 0, t: 0, unit: 0 }
  for (let t = 0; t < recording.steps; t++) {
    for (let unit = 0; unit < recording.units; unit++) {
      const by = Math.abs(recording.at("hidden", t, unit) - following.was("hidden", t, unit))
      if (by > most.by) most = { by, t, unit }
    }
  }
  return most
}

/** @param {{by: number, t: number, unit: number}} moved */
function toldOfMove({ by, t, unit }, text, following) {
  if (by < SEEN) return fill(text.told_barely, { by: format(by) })
  const words = { step: t + 1, unit: unit + 1, now: format(following.recording.at("hidden", t, unit)), before: format(following.was("hidden", t, unit)) }
  return fill(text.told_moved, words)
}
