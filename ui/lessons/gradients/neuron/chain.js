// The neuron unrolled: its memory as a belt forwards, its gradient as a belt backwards with every factor on it, and the
// running product on a log axis. Shapes are made when the width changes, and only moved while w does.

import { shape } from "../../../stepper/browser/svg.js"
import { fill } from "../../../stepper/browser/words.js"
import { FLAT } from "./facts.js"
import { LogAxis } from "./log_axis.js"
import { brief } from "./numbers.js"

const NARROW = 620 // pixels: below, every third number is written
const [FULL, MOST] = [0.62, 0.9] // half of a belt's width at size 1, and at most, as a share of half a row
const TIGHT = 54 // pixels: a narrower column has room for five letters
const LETTERS = 0.235 // the size of a letter, as a share of a column: six of them fit
const SAMPLES = 8 // of a belt between two steps
const JOINT = 0.5 // pixels by which its pieces overlap: no seam is seen

/**
 * @typedef {object} Moves
 * @property {(step: number) => void} toggle a pulse
 * @property {(w: number) => void} jump to one of the dotted curves
 */

export class Chain {
  /** @param {Element} parent @param {Record<string, string>} text @param {Moves} on */
  constructor(parent, text, on) {
    this.text = text
    this.on = on
    this.svg = shape(parent, "svg", { class: "un-chain", role: "group" })
    this.laid = ""
    this.focused = 0 // the input box that Tab reaches
  }

  /** @param {{width: number, height: number, steps: number, output: boolean, large: boolean}} size */
  lay(size) {
    const key = JSON.stringify(size)
    if (key === this.laid) return
    this.laid = key
    const { svg } = this
    const { width, height, steps, output, large } = size
    const narrow = width < NARROW
    const scale = large && !narrow && height >= 300 ? 1.15 : 1
    svg.replaceChildren()
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
    svg.setAttribute("width", width)
    svg.setAttribute("height", height)
    svg.setAttribute("aria-label", fill(this.text.picture, { steps }))
    svg.classList.toggle("un-narrow", narrow)
    hatching(svg)
    const [left, right] = narrow ? [2, 30] : [108 * scale, 46 * scale]
    const column = (width - left - right) / steps
    this.x = Array.from({ length: steps }, (_, t) => left + (t + 0.5) * column)
    Object.assign(this, { steps, narrow, column, width })
    this.letters = narrow ? 10.5 : Math.min(12.5 * scale, column * LETTERS)
    svg.style.setProperty("--un-letters", `${this.letters}px`)
    svg.style.setProperty("--un-size", `${narrow ? 10.5 : 12 * scale}px`)

    // The rows, from the top.
    const line = 18 * scale
    const rows = {}
    let y = narrow ? line : 0 // on a narrow screen the rows' names stand above them
    rows.numbers = y + line * 0.7
    y += line
    const share = Math.max(0, height - 22 * scale * 11) * 0.12
    const [boxes, belts] = [46 * scale + share, 34 * scale + share]
    rows.belt = y + boxes / 2
    y += boxes + 8 * scale
    rows.input = y + 11 * scale
    y += 26 * scale
    rows.step = y + line * 0.6
    y += line
    if (output) {
      rows.output = y + line * 0.6
      y += line
    }
    if (narrow) y += line * 0.8
    rows.back = y + belts / 2 + 3
    y += belts + 8
    rows.product = y + line * 0.6
    y += line + 6
    this.rows = rows
    this.half = boxes / 2
    this.backHalf = belts / 2

    this.#names(left, scale)
    const cell = Math.min(column - (narrow ? 3 : 10), 64 * scale)
    this.boxes = this.x.map((x) => shape(svg, "rect", { class: "un-box", x: x - cell / 2, y: rows.belt - boxes / 2, width: cell, height: boxes, rx: narrow ? 4 : 8 }))
    this.memory = this.#belt("un-memory", steps + 1)
    this.numbers = this.#texts(rows.numbers, "un-number")
    this.#inputs(scale, cell)
    this.x.forEach((x, t) => (shape(svg, "text", { class: "un-step", x, y: rows.step }).textContent = narrow && t % 3 ? "" : String(t + 1)))
    this.outputs = output ? this.#texts(rows.output, "un-number") : []
    this.gradient = this.#belt("un-gradient", steps - 1)
    this.#loss(scale)
    this.#pills(scale)
    this.products = this.#texts(rows.product, "un-number un-product")
    const area = { left: left - (narrow ? 0 : 8), right: width - right + 6, top: y + 4, bottom: height - 8, labels: left - 14 }
    this.axis = new LogAxis(svg, area, { x: this.x, column, narrow, scale }, this.text, this.on.jump)
  }

  #names(left, scale) {
    const { rows, text } = this
    const name = (y, words, className, dy = 0) => {
      const at = this.narrow ? { x: 2, y: dy } : { x: left - 12, y }
      const node = shape(this.svg, "text", { class: `un-name ${className}`, ...at })
      node.textContent = words
      return node
    }
    if (this.narrow) {
      this.forwards = name(0, "", "un-strong", 11)
      this.backwards = name(0, "", "un-strong un-of-gradient", rows.back - this.backHalf - 5)
      return
    }
    name(rows.belt, text.memory, "un-strong")
    this.forwards = name(rows.belt + 16 * scale, text.forwards, "un-small")
    name(rows.input + 4, text.input, "")
    name(rows.step, text.step, "")
    if (rows.output) name(rows.output, text.output, "")
    name(rows.back - 1, text.gradient, "un-strong un-of-gradient")
    this.backwards = name(rows.back + 15 * scale, text.backwards, "un-small")
    name(rows.product, text.product, "")
  }

  #texts(y, className) {
    return this.x.map((x, t) => (this.narrow && t % 3 ? null : shape(this.svg, "text", { class: className, x, y })))
  }

  /** Pairs of paths, for what is above and below zero: colour alone shall not tell the sign. */
  #belt(className, count) {
    const group = shape(this.svg, "g", { class: className })
    return Array.from({ length: count }, () => ["un-plus", "un-minus"].map((sign) => shape(group, "path", { class: sign })))
  }

  #inputs(scale, cell) {
    const { svg, rows, on } = this
    const size = Math.min(22 * scale, this.column - 2)
    this.inputs = this.x.map((x, t) => {
      shape(svg, "line", { class: "un-feed", x1: x, x2: x, y1: rows.belt + this.half, y2: rows.input - size / 2 })
      const group = shape(svg, "g", { class: "un-input", role: "switch", tabindex: t === this.focused ? 0 : -1, "aria-label": fill(this.text.pulse, { step: t + 1 }) })
      // A finger finds all of the column, down to the step's number.
      shape(group, "rect", { class: "un-reach", x: x - this.column / 2, y: rows.input - 18 * scale, width: this.column, height: Math.max(44, 40 * scale) })
      shape(group, "rect", { class: "un-pulse", x: x - size / 2, y: rows.input - size / 2, width: size, height: size, rx: 5 })
      const digit = shape(group, "text", { x, y: rows.input + 4.5 * scale })
      group.onclick = () => on.toggle(t)
      group.onkeydown = (event) => this.#inputKey(event, t)
      return { group, digit }
    })
  }

  #inputKey(event, t) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (event.key === " " || event.key === "Enter") this.on.toggle(t)
    else if (by && this.inputs[t + by]) {
      this.inputs[t].group.setAttribute("tabindex", "-1")
      this.focused = t + by
      this.inputs[this.focused].group.setAttribute("tabindex", "0")
      this.inputs[this.focused].group.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** A nudge of 1 at the last step, from which all else is counted. */
  #loss(scale) {
    const { svg, rows } = this
    const x = this.x[this.steps - 1]
    const r = (this.loss = Math.min(11 * scale, this.column * (this.narrow ? 0.4 : 0.22)))
    shape(svg, "line", { class: "un-feed un-dotted", x1: x, x2: x, y1: rows.step + 5, y2: rows.back - r })
    shape(svg, "circle", { class: "un-loss", cx: x, cy: rows.back, r })
    shape(svg, "text", { class: "un-loss-one", x, y: rows.back + 4.5 * scale }).textContent = "1"
  }

  #pills(scale) {
    const { svg, rows, narrow } = this
    const height = narrow ? 9 : 21 * scale
    this.longest = 0
    this.pills = this.x.slice(1).map(() => ({
      pill: shape(svg, "rect", { class: "un-pill", y: rows.back - height / 2, width: height, height, rx: height / 2 }),
      factor: shape(svg, "text", { class: "un-factor", y: rows.back + 4 * scale }),
    }))
  }

  /** Every factor on its pill, which are as wide as the longest of them. @param {string[]} factors */
  #factors(factors) {
    const { x, column, narrow } = this
    const longest = Math.max(...factors.map(({ length }) => length))
    this.pills.forEach(({ factor }, t) => (factor.textContent = narrow ? "" : factors[t]))
    if (longest === this.longest) return
    this.longest = longest
    const width = narrow ? 9 : Math.min(column - 3, (0.62 * longest + 0.9) * this.letters)
    const aside = Math.max(0, width / 2 + this.loss + 1 - column / 2) // makes room for the nudge itself
    this.pills.forEach(({ pill, factor }, t) => {
      const middle = x[t + 1] - column / 2 - aside
      pill.setAttribute("x", middle - width / 2)
      pill.setAttribute("width", width)
      factor.setAttribute("x", middle)
    })
  }

  /**
   * @param {import("./model.js").Settings} settings
   * @param {ReturnType<typeof import("./model.js").run> | null} found null where nothing may be seen
   * @param {{w: number, log: ArrayLike<number>, gap: number}[]} references
   * @param {number} top of the log axis, in powers of ten
   */
  paint(settings, found, references, top) {
    const { x, column, rows } = this
    this.inputs.forEach(({ group, digit }, t) => {
      const on = settings.x[t] === "1"
      group.setAttribute("aria-checked", String(on))
      digit.textContent = settings.x[t]
    })
    const at = (values) => (t) => (found ? values[t] : 0)
    const h = at(found?.hidden)
    this.#curve(this.memory[0], [x[0] - column / 2, 0], [x[0], h(0)], rows.belt, this.half)
    for (let t = 1; t < this.steps; t++) this.#curve(this.memory[t], [x[t - 1], h(t - 1)], [x[t], h(t)], rows.belt, this.half)
    const last = this.steps - 1
    this.#curve(this.memory[this.steps], [x[last], h(last)], [x[last] + column / 2, h(last)], rows.belt, this.half)
    const g = at(found?.running)
    this.gradient.forEach((pair, t) => this.#curve(pair, [x[t], g(t)], [x[t + 1], g(t + 1)], rows.back, this.backHalf))
    const write = (nodes, values) => nodes.forEach((node, t) => node && (node.textContent = found ? brief(values[t], 1) : ""))
    write(this.numbers, found?.hidden)
    write(this.outputs, found?.outputs)
    write(this.products, found?.running)
    const times = column < TIGHT && settings.w < 0 ? "" : "×" // a minus takes its place
    this.#factors(this.pills.map((_, t) => (found ? times + brief(found.factors[t + 1], 1) : "×")))
    this.#directions(found)
    this.boxes.forEach((box, t) => box.classList.toggle("un-flat", Boolean(found) && found.slopes[t] < FLAT))
    this.axis.paint(settings, found, references, top)
  }

  /** Where the belts run, or that they are wider than can be drawn. */
  #directions(found) {
    const { text, narrow } = this
    const isWide = (values) => values?.some((value) => !(Math.abs(value) * FULL <= MOST))
    const tell = (node, name, usual, values) => {
      const words = isWide(values) ? text.wider : usual
      node.textContent = narrow ? `${name}, ${words}` : words
      node.classList.toggle("un-wide", words !== usual)
    }
    tell(this.forwards, text.memory, text.forwards, found?.hidden)
    tell(this.backwards, text.gradient, text.backwards, found?.running)
  }

  /** A belt from one value to another, thin as nothing where it changes its sign. */
  #curve([plus, minus], [x0, from], [x1, to], y, half) {
    plus.setAttribute("d", band(x0, from, x1, to, y, half, 1))
    minus.setAttribute("d", band(x0, from, x1, to, y, half, -1))
    plus.style.setProperty("--un-share", `${(35 + 65 * Math.min(1, Math.max(0, from, to))).toFixed(0)}%`)
  }
}

function band(x0, from, x1, to, y, half, sign) {
  if (!(sign * from > 0 || sign * to > 0)) return ""
  let [above, below] = ["", ""]
  for (let i = 0; i <= SAMPLES; i++) {
    const s = i / SAMPLES
    const value = Math.max(0, sign * (from + (to - from) * s * s * (3 - 2 * s)))
    const reach = half * Math.min(MOST, FULL * value)
    const x = (x0 + (x1 + JOINT - x0) * s).toFixed(1)
    above += `${i ? "L" : "M"}${x} ${(y - reach).toFixed(2)}`
    below = `L${x} ${(y + reach).toFixed(2)}${below}`
  }
  return `${above}${below}Z`
}

/** Stripes for what is below zero. */
function hatching(svg) {
  const defs = shape(svg, "defs")
  for (const name of ["memory", "gradient"]) {
    const pattern = shape(defs, "pattern", { id: `un-stripes-${name}`, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })
    shape(pattern, "rect", { class: `un-stripe-ground un-of-${name}`, width: 5, height: 5 })
    shape(pattern, "rect", { class: `un-stripe un-of-${name}`, width: 2.8, height: 5 })
  }
  const flat = shape(defs, "pattern", { id: "un-stripes-flat", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(-45)" })
  shape(flat, "rect", { class: "un-stripe-flat", width: 1.4, height: 6 })
}
