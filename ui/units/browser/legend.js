// What the colours behind the letters and the lines below them mean.

import { format } from "../../stepper/browser/numbers.js"
import { part } from "../../stepper/browser/part.js"
import { fill } from "../../stepper/browser/words.js"

const STOPS = 8

export class Legend {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
  }

  show({ text, means, scale, shade, symbol, asked, isPainted, hasLabels, hasHoles, strange }) {
    const { low, high } = means
    this.root.replaceChildren()
    const colours = part(this.root, "un-scale", "span")
    part(colours, "", "span").textContent = `${asked.low} ${symbol} = ${format(low)}`
    const ramp = part(colours, "un-ramp", "i")
    const stops = Array.from({ length: STOPS + 1 }, (_, k) => `${shade(scale(low + ((high - low) * k) / STOPS))} ${(100 * k) / STOPS}%`)
    ramp.style.background = `linear-gradient(to right, ${stops.join(", ")})`
    part(colours, "", "span").textContent = `${format(high)} ${asked.high}`
    const key = (mark, words) => {
      const one = part(this.root, "un-key", "span")
      part(one, `un-mark ${mark}`, "i")
      one.append(words)
    }
    if (hasLabels) key("un-rule", isPainted ? text.painted_key : fill(asked.kind === "two" ? text.carries : text.carries_many, asked))
    if (hasLabels && hasHoles) key("un-dots", asked.low)
    if (strange) key("un-hatch", fill(text.strange, { count: strange }))
  }
}
