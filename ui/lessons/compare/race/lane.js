// One lane: a cell's name, its belt, what it would answer now, and what it answers at the end.

import { part } from "../../../stepper/browser/part.js"
import { shape } from "../../../stepper/browser/svg.js"
import { fill } from "../../../stepper/browser/words.js"
import { magnifier, outline, path, places, tells } from "./geometry.js"
import { percent, share } from "./wording.js"

const HEIGHT = 58 // pixels of a belt's place
const HALF = 24 // of them on either side of the middle, for a belt of full width
const RING = 12
const LEAST = 90 // pixels of a magnifier
const SAID = 170 // and of one that has room for all its words

export class Lane {
  /** @param {HTMLElement} parent @param {number} index */
  constructor(parent, index) {
    this.index = index
    this.root = part(parent, "ur-lane")
    this.root.setAttribute("role", "group")
    this.name = part(this.root, "ur-name")
    this.head = part(this.root, "ur-head")
    this.now = part(this.head, "ur-now", "span")
    this.note = part(this.head, "ur-note", "span")
    this.belt = part(this.root, "ur-belt")
    this.answer = part(this.root, "ur-answer")
  }

  /**
   * @param {any} data @param {any} lane
   * @param {(share: number) => string} opinion the colour of a probability of the first answer
   * @param {string} own the cell's own colour, where nobody answers
   */
  take(data, lane, opinion, own) {
    Object.assign(this, { data, lane, opinion, own })
    this.root.dataset.cell = lane.kind
    this.root.setAttribute("aria-label", fill(data.text.belt, { cell: lane.title, note: lane.note }))
    this.root.style.setProperty("--cell", `var(--us-ink-${lane.kind})`)
    this.name.replaceChildren()
    part(this.name, "ur-title", "b").textContent = lane.title
    for (const said of lane.began) part(this.name, "ur-began", "span").textContent = said
    this.note.textContent = lane.note
    this.#answer()
  }

  #answer() {
    const { answer } = this.lane
    this.answer.replaceChildren()
    if (!answer) return
    this.answer.dataset.right = String(answer.is_right)
    this.answer.dataset.letter = answer.letter
    this.answer.style.setProperty("--said", `var(--us-ink-answer_${this.data.answers.indexOf(answer.letter)})`)
    const disc = part(this.answer, "ur-disc")
    part(disc, "ur-letter", "b").textContent = answer.letter
    const sign = part(disc, "ur-sign", "span") // a tick or a cross: never by colour alone
    sign.append(mark(answer.is_right))
    const words = part(this.answer, "ur-words")
    part(words, "ur-percent", "b").textContent = answer.percent
    part(words, "ur-verdict", "span").textContent = answer.verdict
    part(words, "ur-tally", "span").textContent = answer.tally
  }

  /** Draw the belt over so many pixels. @param {number} width */
  draw(width) {
    const { data, lane } = this
    const steps = lane.widths.length
    const x = places(steps, width)
    this.width = width
    this.x = x
    const svg = shape(null, "svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" })
    const definitions = shape(svg, "defs", {})
    const fillId = `ur-colours-${this.index}`
    const clipId = `ur-run-${this.index}`
    const gradient = shape(definitions, "linearGradient", { id: fillId, gradientUnits: "userSpaceOnUse", x1: x(0), x2: x(steps - 1), y1: 0, y2: 0 })
    lane.widths.forEach((_, step) => {
      shape(gradient, "stop", { offset: steps > 1 ? step / (steps - 1) : 0, "stop-color": this.#colourAt(step) })
    })
    this.clip = shape(shape(definitions, "clipPath", { id: clipId }), "rect", { class: "ur-clip", x: 0, y: 0, width, height: HEIGHT })
    shape(svg, "rect", { class: "ur-full", x: 0.5, y: HEIGHT / 2 - HALF - 2.5, width: width - 1, height: 2 * HALF + 5, rx: 6 })
    shape(svg, "line", { class: "ur-thread", x1: x(Math.min(lane.lost, steps - 1)), x2: x(steps - 1), y1: HEIGHT / 2, y2: HEIGHT / 2 })
    const belt = path(outline(lane.widths, x, HEIGHT / 2, HALF))
    shape(svg, "path", { class: "ur-coming", d: belt, fill: `url(#${fillId})`, stroke: `url(#${fillId})` })
    shape(svg, "path", { class: "ur-gone", d: belt, fill: `url(#${fillId})`, stroke: `url(#${fillId})`, "clip-path": `url(#${clipId})` })
    this.#magnify(svg, width, fillId)
    const cell = width / steps
    this.capsule = shape(svg, "rect", { class: "ur-capsule", x: -Math.max(cell, 6) / 2, y: 1, width: Math.max(cell, 6), height: HEIGHT - 2, rx: Math.min(4, Math.max(cell, 6) / 2) })
    this.ring = shape(svg, "g", { class: "ur-ring" })
    shape(this.ring, "circle", { cy: HEIGHT / 2, r: data.asked ? RING : 5 })
    this.letter = shape(this.ring, "text", { y: HEIGHT / 2 + 5, "text-anchor": "middle" })
    this.belt.replaceChildren(svg)
  }

  /** @param {number} step */
  #colourAt(step) {
    const { right } = this.lane
    if (!right) return this.own
    return this.opinion(this.data.symbol === this.data.answers[0] ? right[step] : 1 - right[step])
  }

  /** @param {SVGElement} svg @param {number} width @param {string} fillId */
  #magnify(svg, width, fillId) {
    const { lane, data } = this
    const found = magnifier(lane.widths, lane.lost)
    const glass = found && (found.to - found.from) * width >= LEAST ? found : null
    this.root.toggleAttribute("data-magnified", Boolean(glass))
    if (!glass) return
    const [left, right] = [glass.from * width, glass.to * width]
    const group = shape(svg, "g", { class: "ur-glass" })
    const end = this.x(glass.last - 1)
    shape(group, "path", { class: "ur-rays", d: `M${end},${HEIGHT / 2 - 5}L${left},5M${end},${HEIGHT / 2 + 5}L${left},${HEIGHT - 5}` })
    shape(group, "rect", { class: "ur-source", x: 1, y: HEIGHT / 2 - 5, width: end, height: 10, rx: 3 })
    shape(group, "rect", { class: "ur-pane", x: left, y: 3, width: right - left, height: HEIGHT - 6, rx: 6 })
    const inner = (right - left < SAID ? 0.6 : 0.52) * (right - left)
    const x = (step) => left + 8 + ((step + 0.5) * inner) / glass.last
    const seen = lane.widths.slice(0, glass.last)
    const belt = path(outline(seen, x, HEIGHT / 2, HALF * glass.times))
    const gradient = shape(group, "linearGradient", { id: `${fillId}-glass`, gradientUnits: "userSpaceOnUse", x1: x(0), x2: x(glass.last - 1), y1: 0, y2: 0 })
    seen.forEach((_, step) => shape(gradient, "stop", { offset: step / (glass.last - 1 || 1), "stop-color": this.#colourAt(step) }))
    shape(group, "path", { class: "ur-seen", d: belt, fill: `url(#${fillId}-glass)` })
    const times = glass.times < 9.95 ? glass.times.toFixed(1) : glass.times < 1e4 ? glass.times.toFixed(0) : "10⁴+"
    const all = fill(data.text.magnified, { last: glass.last, times }).split(", ")
    const words = right - left < SAID ? [`${times}×`] : all
    words.forEach((line, row) => {
      const text = shape(group, "text", { x: right - 7, y: HEIGHT / 2 + 14 * (row - (words.length - 1) / 2) + 4, "text-anchor": "end" })
      text.textContent = line
    })
  }

  /** @param {number} step */
  show(step) {
    const { data, lane } = this
    const at = this.x(step)
    this.clip.style.width = `${step === lane.widths.length - 1 ? this.width : at}px`
    this.capsule.style.transform = this.ring.style.transform = `translateX(${at}px)`
    const width = fill(data.text.width, { width: share(lane.widths[step]) })
    if (!lane.right) {
      this.now.textContent = width
      return
    }
    const [right, other] = [lane.right[step], lane.other[step]]
    const [letter, certainty] = right > 0.5 ? [data.symbol, right] : [data.other, 1 - right]
    const isTold = tells(right, other)
    const parts = data.text.now.split("{answer}")
    const said = document.createElement("b")
    said.textContent = `${letter} ${percent(certainty)}`
    const isSame = right > 0.5 !== other > 0.5 // the same letter in both runs
    const aside = isTold ? "" : ` (${isSame ? data.text.either : data.text.toss})`
    this.now.replaceChildren(parts[0], said, parts[1] ?? "", `${aside} · ${width}`)
    this.letter.textContent = isTold ? letter : "?"
    this.ring.toggleAttribute("data-undecided", !isTold)
  }
}

/** A tick or a cross. @param {boolean} isRight */
function mark(isRight) {
  const svg = shape(null, "svg", { viewBox: "0 0 16 16", "aria-hidden": "true" })
  shape(svg, "path", { d: isRight ? "M3 8.5l3.5 3.5L13 4.5" : "M4 4l8 8M12 4l-8 8" })
  return svg
}
