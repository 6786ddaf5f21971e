// The cell's diagram: an SVG drawn by hand, whose wires and gates are coloured and whose numbers are written.

import { numberOfUnit } from "./called.js"
import { markThings } from "./light.js"
import { formatShort } from "./numbers.js"
import { colourScale } from "./theme.js"
import { thingOf } from "./things.js"
import { fill } from "./words.js"

export class Diagram {
  /**
   * @param {HTMLElement} host
   * @param {any} panel
   * @param {import("./values.js").Recording} recording
   * @param {any} data
   */
  constructor(host, panel, recording, data) {
    this.panel = panel
    this.recording = recording
    this.data = data
    this.svg = /** @type {SVGSVGElement} */ (document.importNode(
      new DOMParser().parseFromString(panel.diagram, "image/svg+xml").documentElement,
      true,
    ))
    host.append(this.svg)
    this.wires = [...this.svg.querySelectorAll(".wire")].map((node) => this.#wire(node))
    this.numbers = [...this.svg.querySelectorAll("[data-value]")].map((node) => ({
      node: node.appendChild(document.createTextNode("")),
      read: recording.reader(node.dataset.value),
    }))
    this.spoken = [...this.svg.querySelectorAll(".gate[data-signal]")].map((node) => ({
      name: panel.titles[node.dataset.signal],
      read: recording.reader(node.dataset.signal),
    }))
    for (const node of this.svg.querySelectorAll(".gate[data-signal]")) {
      node.style.setProperty("--gate", `var(--us-ink-${node.dataset.signal})`)
    }
    for (const node of this.svg.querySelectorAll("[data-text]")) {
      const words = node.dataset.text
      if (words === "before") node.textContent = panel.reverse ? "t+1" : "t\u22121"
      else if (words !== "token") node.textContent = data.text[words]
    }
    this.token = this.svg.querySelector("[data-text=token]")
    markThings(this.svg, thingOf)
  }

  /** What a wire shows: a gate's openness on the gate's own scale, anything else on the signed one. */
  #wire(node) {
    const reference = node.dataset.signal
    const name = /^(1-)?(\w+)$/.exec(reference)?.[2]
    const gate = this.panel.gates.includes(name) ? name : null
    return { node, read: this.recording.reader(reference), gate, limit: this.recording.limit(reference) }
  }

  /** @param {import("./theme.js").Theme} theme */
  retheme(theme) {
    const swap = (stops) => stops.map(([at, colour]) => [at, theme.swap(colour)])
    this.signed = colourScale(swap(this.data.signed))
    this.gates = {}
    for (const { gate } of this.wires) {
      if (gate) this.gates[gate] = colourScale(swap([[0, this.data.palette.closed], [1, this.data.palette[gate]]]))
    }
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    for (const { node, read, gate, limit } of this.wires) {
      const value = read(t, unit)
      const share = Number.isNaN(value) ? 0 : Math.min(Math.abs(value) / limit, 1)
      node.style.stroke = gate ? this.gates[gate](value) : this.signed(0.5 + value / limit / 2)
      node.style.strokeWidth = String(2.5 + 3.5 * share)
    }
    for (const { node, read } of this.numbers) node.data = formatShort(read(t, unit))
    if (this.token) this.token.textContent = this.data.tokens[t] === undefined ? "" : `= ${this.data.tokens[t]}`
    const values = this.spoken.map(({ name, read }) => `${name} ${formatShort(read(t, unit))}`).join(", ")
    const words = { cell: this.panel.title, unit: String(numberOfUnit(this.panel, unit)), values }
    this.svg.setAttribute("aria-label", fill(this.data.text.diagram, words))
  }
}
