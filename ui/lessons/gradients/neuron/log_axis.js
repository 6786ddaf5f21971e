// The running product on a log axis, read from the right: every factor adds a notch. Dotted, the same for other w.

import { powerOfTen } from "../../../stepper/browser/numbers.js"
import { shape } from "../../../stepper/browser/svg.js"
import { fill } from "../../../stepper/browser/words.js"
import { setting } from "./numbers.js"

export const BOTTOM = -3
const APART = 15 // pixels between labels
const LETTER = 6.6 // pixels, about

export class LogAxis {
  /**
   * @param {SVGSVGElement} svg
   * @param {{left: number, right: number, top: number, bottom: number, labels: number}} area
   * @param {{x: number[], column: number, narrow: boolean, scale: number}} columns
   * @param {Record<string, string>} text @param {(w: number) => void} jump
   */
  constructor(svg, area, columns, text, jump) {
    Object.assign(this, { area, columns, text, jump, top: NaN })
    this.group = shape(svg, "g", { class: "un-axis" })
    this.ground = shape(this.group, "g")
    const clip = shape(this.group, "clipPath", { id: "un-axis-clip" })
    shape(clip, "rect", { x: area.left - 2, y: area.top - 4, width: area.right - area.left + 4, height: area.bottom - area.top + 8 })
    const inside = shape(this.group, "g", { "clip-path": "url(#un-axis-clip)" })
    this.bars = columns.x.map(() => ({
      bar: shape(inside, "path", { class: "un-bar" }),
      cuts: shape(inside, "path", { class: "un-cuts" }),
    }))
    this.dotted = [0, 1, 2].map(() => shape(inside, "path", { class: "un-reference" }))
    this.labels = [0, 1, 2].map(() => this.#label("un-reference-label"))
    this.own = shape(this.group, "text", { class: "un-own-label" })
  }

  #label(className) {
    const node = shape(this.group, "text", { class: className, role: "button", tabindex: 0 })
    node.onclick = () => this.jump(Number(node.dataset.w))
    node.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return
      event.preventDefault()
      event.stopPropagation()
      this.jump(Number(node.dataset.w))
    }
    return node
  }

  /** @param {number} log @returns {number} pixels; never so far out that a path breaks */
  #y(log) {
    const { top, bottom } = this.area
    const share = (this.top - Math.max(log, BOTTOM - 9)) / (this.top - BOTTOM)
    return top + Math.min(share, 5) * (bottom - top)
  }

  #scale(top) {
    if (top === this.top) return
    this.top = top
    this.ground.replaceChildren()
    const { left, right } = this.area
    for (let power = BOTTOM; power <= top; power++) {
      const y = this.#y(power)
      shape(this.ground, "line", { class: power ? "un-grid" : "un-grid un-one", x1: left, x2: right, y1: y, y2: y })
      const words = power >= -3 && power < 4 ? String(10 ** power) : powerOfTen(power)
      const crowded = this.#y(power - 1) - y < 14 * this.columns.scale
      if (!crowded || power % 3 === 0) shape(this.ground, "text", { class: power ? "un-tick" : "un-tick un-strong", x: right + 5, y: y + 4 }).textContent = words
    }
  }

  /** As in `Chain.paint`. */
  paint(settings, found, references, top) {
    this.#scale(top)
    const { x, column } = this.columns
    const width = Math.min(column * 0.55, 34)
    const logs = found ? Array.from(found.running, (one) => Math.log10(Math.abs(one))) : []
    this.bars.forEach(({ bar, cuts }, t) => {
      const log = logs[t]
      if (!found || Number.isNaN(log) || (t === x.length - 1 && log === 0)) {
        bar.setAttribute("d", "")
        cuts.setAttribute("d", "")
        return
      }
      const [left, y, one] = [x[t] - width / 2, this.#y(log), this.#y(0)]
      bar.setAttribute("d", `M${left} ${one}V${y}h${width}V${one}Z`)
      bar.classList.toggle("un-negative", found.running[t] < 0)
      // Notches that are next to nothing are cut more finely.
      cuts.setAttribute("stroke-width", String(Math.min(1, (0.3 * Math.abs(y - one)) / (x.length - 1 - t))))
      let d = ""
      for (let k = t + 1; k < x.length - 1; k++) d += `M${left} ${this.#y(logs[k]).toFixed(1)}h${width}`
      cuts.setAttribute("d", d)
    })
    this.#references(settings, found, found ? references : [], logs)
  }

  #references(settings, found, references, logs) {
    const { x, narrow } = this.columns
    const { labels, top, bottom } = this.area
    let free = 0 // where the next name at the bottom has room
    /** @type {{node: any, y: number, words: string}[]} */
    const atLeft = []
    this.dotted.forEach((path, i) => {
      const one = references[i]
      const node = this.labels[i]
      path.setAttribute("d", one ? `M${x.map((at, t) => `${at} ${this.#y(one.log[t]).toFixed(1)}`).join("L")}` : "")
      const same = !one || one.w === settings.w
      node.style.display = same ? "none" : ""
      if (same) return
      node.dataset.w = String(one.w)
      node.setAttribute("aria-label", fill(this.text.jump_to, { w: setting(one.w) }))
      if (narrow) node.style.display = "none" // the dots on the slider are easier to hit
      else if (one.log[0] < BOTTOM) {
        // It leaves the picture at the bottom: its name stands there, below the curve.
        const t = Array.from(one.log).findLastIndex((log) => log < BOTTOM)
        const words = (node.textContent = fill(this.text.lost_label, { w: setting(one.w), gap: one.gap }))
        const at = Math.max(x[t] + 1.8 * this.columns.column, free)
        free = at + LETTER * this.columns.scale * (words.length + 2)
        place(node, at, bottom - 5, "start")
      } else atLeft.push({ node, y: this.#y(one.log[0]), words: `w = ${setting(one.w)}` })
    })
    this.own.textContent = ""
    if (found && Number.isFinite(logs[0])) {
      atLeft.push({ node: this.own, y: Math.min(Math.max(this.#y(logs[0]), top), bottom), words: `w = ${setting(settings.w)}` })
    }
    const seen = atLeft.sort((a, b) => a.y - b.y)
    for (let i = 1; i < seen.length; i++) seen[i].y = Math.max(seen[i].y, seen[i - 1].y + APART)
    for (let i = seen.length - 1; i >= 0; i--) seen[i].y = Math.min(seen[i].y, (seen[i + 1]?.y ?? bottom + APART) - APART)
    for (const { node, y, words } of seen) {
      node.textContent = words
      if (narrow) place(node, x[0] + 4, y - 3, "start")
      else place(node, labels, y + 4, "end")
    }
  }
}

function place(node, x, y, anchor) {
  node.setAttribute("x", x)
  node.setAttribute("y", y)
  node.style.textAnchor = anchor
}
