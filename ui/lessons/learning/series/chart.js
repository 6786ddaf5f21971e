// Lines over steps: a box of one unit for each step across, with the words of its axes beside it.

import { formatTick } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"
import { shape } from "../../../stepper/browser/svg.js"
import { path, rounds } from "./reading.js"

export class Chart {
  /** @param {HTMLElement} root @param {string[]} names of its lines, the uppermost last */
  constructor(root, names) {
    const frame = part(root, "lf-chart")
    this.up = part(frame, "lf-up")
    this.up.setAttribute("aria-hidden", "true")
    this.svg = shape(part(frame, "lf-box"), "svg", { preserveAspectRatio: "none", role: "img" })
    this.grid = shape(this.svg, "path", { class: "lf-grid" })
    this.split = shape(this.svg, "path", { class: "lf-split" })
    this.lines = Object.fromEntries(names.map((name) => [name, shape(this.svg, "path", { class: `lf-line lf-${name}` })]))
    this.across = part(frame, "lf-across")
    this.across.setAttribute("aria-hidden", "true")
    this.axis = part(frame, "lf-axis")
  }

  /**
   * @param {number} low the first step @param {number} high the last
   * @param {Record<string, {values: ArrayLike<number>, from: number}>} lines by name, each from a step on
   * @param {{low: number, high: number}} span of the values
   */
  draw(low, high, lines, span) {
    this.svg.setAttribute("viewBox", `${low} 0 ${Math.max(high - low, 1)} 1`)
    const heights = rounds(span)
    const place = (value) => 1 - (value - span.low) / (span.high - span.low)
    this.grid.setAttribute("d", heights.map((value) => `M${low} ${place(value)}H${high}`).join(""))
    this.split.setAttribute("d", low < 0 ? "M0.5 0V1" : "")
    for (const [name, line] of Object.entries(this.lines)) line.setAttribute("d", lines[name] ? path(lines[name].values, lines[name].from, span) : "")
    this.up.replaceChildren()
    for (const value of heights) tick(this.up, "top", place(value), Math.abs(value) >= 100 && Math.abs(value) < 1e5 ? String(value).replace("-", "−") : formatTick(value))
    this.across.replaceChildren()
    for (const step of rounds({ low, high })) if (Number.isInteger(step)) tick(this.across, "left", (step - low) / Math.max(high - low, 1), String(step).replace("-", "−"))
  }
}

function tick(parent, side, share, words) {
  const node = part(parent, "lf-tick", "span")
  node.textContent = words
  node.style[side] = `${100 * share}%`
  node.toggleAttribute("data-end", share > 0.96)
}
