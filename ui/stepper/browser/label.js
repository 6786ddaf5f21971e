// What a cell of a heatmap says when somebody points at it: a label in the look of Plotly's, from our own numbers.

import { format } from "./numbers.js"

const NAMED = { "&lt;": "<", "&gt;": ">", "&amp;": "&" }

export class Label {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.frame = frame
    this.node = frame.appendChild(document.createElement("div"))
    this.node.className = "us-label"
    this.node.hidden = true
    this.node.setAttribute("aria-hidden", "true")
  }

  /** @param {import("./heatmaps.js").Cell} cell */
  show(cell) {
    this.node.replaceChildren(...written(cell))
    this.node.hidden = false
    const [left, top, width, height] = cell.box
    const { offsetWidth, offsetHeight } = this.node
    const beside = left + width + 8
    const x = beside + offsetWidth <= this.frame.clientWidth ? beside : Math.max(0, left - 8 - offsetWidth)
    const y = Math.min(Math.max(0, top + height / 2 - offsetHeight / 2), this.frame.clientHeight - offsetHeight)
    this.node.style.transform = `translate(${x}px,${y}px)`
  }

  hide() {
    this.node.hidden = true
  }
}

/** The lines of a hover template such as `hidden state<br>%{x} · unit %{y}: <b>%{z:.4g}</b><extra></extra>`. */
function written({ trace, row, column, x, called, value }) {
  const fields = { x, y: called, z: value, text: trace.text?.[row]?.[column], customdata: trace.customdata?.[row]?.[column] }
  const template = trace.hovertemplate.replace(/<extra>.*?<\/extra>/g, "")
  return template.split("<br>").map((line) => {
    const node = document.createElement("div")
    for (const [index, words] of line.split(/<\/?b>/).entries()) {
      const span = node.appendChild(document.createElement(index % 2 ? "b" : "span"))
      span.textContent = words.replace(/%\{(\w+)(?::([^}]*))?\}/g, (_, name, how) => spelled(fields[name], how)).replace(/&\w+;/g, (entity) => NAMED[entity] ?? entity)
    }
    return node
  })
}

/** @param {any} value @param {string | undefined} how as d3 writes formats, of which `.4g` and `.3f` occur */
function spelled(value, how) {
  if (typeof value !== "number") return value ?? ""
  if (!how) return String(value)
  const digits = Number(/\d+/.exec(how)?.[0] ?? 4)
  if (!Number.isFinite(value)) return format(value)
  if (how.endsWith("f")) return value.toFixed(digits).replace("-", "−")
  const size = Math.abs(value)
  if (size && (size < 1e-3 || size >= 1e4)) return format(value, digits)
  return String(Number(value.toPrecision(digits))).replace("-", "−")
}
