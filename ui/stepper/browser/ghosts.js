// What was before a hand changed it: the recorded run as a recording of its own, and small grey numbers beside the new.

import { formatShort } from "./numbers.js"
import { shape } from "./svg.js"
import { Recording } from "./values.js"
import { fill } from "./words.js"

const BELOW = { gate: 16, belt: 21 } // pixels from a number's line to that of what it was: under the box, or the belt

/**
 * The run as it was recorded, whatever a hand has made of it since.
 * @param {any} panel @param {Recording} recording @param {import("./following.js").Following} following
 */
export function ghostOf(panel, recording, following) {
  const ghost = new Recording({ ...panel, arrays: {} }, new ArrayBuffer(0), recording.steps)
  for (const [name, entry] of Object.entries(recording.arrays)) {
    ghost.arrays[name] = { ...entry, get data() { return following.original[name] ?? entry.data } }
  }
  return ghost
}

/** The numbers of a diagram as they were, wherever they are written differently now. */
export class Ghosts {
  /** @param {SVGSVGElement} svg @param {Recording} recording @param {Recording} ghost @param {Record<string, string>} text */
  constructor(svg, recording, ghost, text) {
    this.text = text
    this.numbers = [...svg.querySelectorAll("text.number[data-value]")].map((number) => {
      const [x, y] = ["x", "y"].map((name) => Number(number.getAttribute(name)))
      const below = number.closest(".gate") ? BELOW.gate : BELOW.belt
      const node = shape(number.parentNode, "text", { class: "us-was-number", x, y: y + below })
      const [now, was] = [recording, ghost].map((run) => run.reader(number.dataset.value))
      return { node, now, was }
    })
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    for (const { node, now, was } of this.numbers) {
      const before = formatShort(was(t, unit))
      node.textContent = before === formatShort(now(t, unit)) ? "" : fill(this.text.was, { value: before })
    }
  }
}
