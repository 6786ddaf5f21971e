// Predict by drawing: over a figure that shows nothing yet a person draws the curve that they expect, with the mouse, a
// finger or keys. When the truth is revealed the sketch stays as a dashed line over it, and one sentence compares both.
//
// Nothing here asks Python: a sketch is kept in this module until the page is left, by what it is a sketch of.

import { button, part } from "./part.js"
import { compared, lostAfter, Points, roughly } from "./sketch_points.js"
import { shape } from "./svg.js"
import { fill } from "./words.js"

const KEPT = 40 // sketches, the latest
const [FINE, COARSE] = [0.5, 3] // decades that one press of ↑ or ↓ is worth, alone and with Shift
const FAR = 10 // steps that one press of ← or → is worth with Shift

/** @type {Map<string, Points>} by what they are about */
const kept = new Map()
let clips = 0

export class Sketch {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.frame = frame
    this.data = null
  }

  /** @param {any} data as `sketch.py` describes it, or null for none @param {number} steps */
  take(data, steps) {
    this.data = data
    if (!data && !this.svg) return
    if (!this.svg) this.#build()
    for (const node of [this.svg, this.ground, this.clear, this.said]) node.toggleAttribute("hidden", !data)
    if (!data) {
      this.hint.textContent = ""
      return
    }
    this.points = pointsAbout(data.about, steps)
    this.at = Math.max(0, Math.min(this.at ?? Infinity, steps - 2))
    this.svg.classList.toggle("us-sketch-revealed", data.revealed)
    this.ground.hidden = data.revealed
    this.ground.setAttribute("aria-label", data.words.ground)
    this.ground.setAttribute("aria-valuemax", String(steps - 1))
    this.clear.textContent = data.words.clear
    this.#say()
    if (this.axes) this.#draw()
  }

  #build() {
    this.svg = shape(this.frame, "svg", { class: "us-sketch", "aria-hidden": "true" })
    const id = `us-sketch-${++clips}`
    this.window = shape(shape(this.svg, "clipPath", { id }), "rect")
    const [halo, line] = ["us-sketch-halo", "us-sketch-line"].map((name) => shape(this.svg, "path", { class: name, "clip-path": `url(#${id})` }))
    this.paths = [halo, line]
    const circle = (name) => shape(this.svg, "circle", { class: name, r: 6 })
    const words = (name) => shape(this.svg, "text", { class: name })
    this.crossing = circle("us-sketch-crossing")
    this.mark = words("us-sketch-mark")
    this.begin = circle("us-sketch-begin")
    this.loss = words("us-sketch-mark")
    this.label = words("us-sketch-label")
    this.point = circle("us-sketch-point")
    this.hint = part(this.frame, "us-sketch-hint", "p")
    this.ground = part(this.frame, "us-sketch-ground")
    this.ground.tabIndex = 0
    this.ground.setAttribute("role", "slider")
    this.ground.setAttribute("aria-valuemin", "0")
    this.ground.onpointerdown = (event) => this.#press(event)
    this.ground.onkeydown = (event) => this.#key(event)
    this.ground.onfocus = this.ground.onblur = () => this.#draw()
    this.clear = button(this.frame, "us-sketch-clear", () => this.#erase())
    this.said = part(this.frame, "us-sketch-said", "p")
    this.said.setAttribute("role", "status")
    this.frame.before(this.said)
  }

  /** Read where the axes are now; called after every plot, zoom and resize. @param {any} gd the drawn figure */
  measure(gd) {
    if (!this.data) return
    const { xaxis: x, yaxis: y } = gd._fullLayout
    this.axes = { x, y }
    const box = { x: x._offset, y: y._offset, width: x._length, height: y._length }
    for (const [name, value] of Object.entries(box)) this.window.setAttribute(name, String(value))
    Object.assign(this.ground.style, {
      left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px`,
    })
    this.hint.style.left = `${box.x}px`
    this.hint.style.width = `${box.width}px`
    this.hint.style.top = `${box.y + 0.5 * box.height}px`
    this.clear.style.right = `${this.frame.clientWidth - box.x - box.width + 8}px` // below and right of what falls
    this.clear.style.bottom = `${this.frame.clientHeight - box.y - box.height + 8}px`
    // what lies on the figure stands beside the component, where Streamlit's variables do not reach
    const page = getComputedStyle(this.frame).getPropertyValue("--st-background-color")
    this.frame.closest(".st-key-unrolled-ground")?.style.setProperty("--us-ground", page)
    this.#draw()
  }

  /** @param {number} step zero-based @param {number} height @returns {[number, number]} pixels */
  #pixels(step, height) {
    const { x, y } = this.axes
    return [x._offset + x.l2p(step + 1), y._offset + y.l2p(this.data.start + height)]
  }

  #draw() {
    if (!this.axes || !this.data) return
    const { points, data } = this
    const { y } = this.axes
    const curve = points.curve()
    const drawn = curve.slice(points.first).map((height, index) => this.#pixels(points.first + index, height).map(tenths))
    const path = points.isEmpty ? "" : `M${drawn.join("L")}`
    for (const line of this.paths) line.setAttribute("d", path)
    this.svg.classList.toggle("us-sketch-begun", !points.isEmpty)
    const [top, bottom] = [y._offset, y._offset + y._length]
    const start = this.#pixels(points.last, 0)
    put(this.begin, start, !data.revealed)
    write(this.loss, [start[0] - 10, start[1] - 10], data.revealed ? "" : data.words.loss)
    const steps = lostAfter(curve)
    const lost = this.#pixels(points.last - (steps ?? 0), curve[points.last - (steps ?? 0)])
    const seen = steps !== null && lost[1] >= top && lost[1] <= bottom
    put(this.crossing, lost, seen)
    write(this.mark, [lost[0] - 10, lost[1] - 10], seen ? fill(data.words.mark, { steps }) : "")
    const end = this.#pixels(points.first, curve[points.first])
    const rises = curve[points.last] > curve[points.first] // then there is room below its end, else above
    const height = Math.min(Math.max(end[1] + (rises ? 24 : -14), top + 18), bottom - 8)
    write(this.label, [end[0] + 6, height], data.revealed && !points.isEmpty ? data.words.label : "")
    put(this.point, this.#pixels(this.at, this.#heightHere()), !data.revealed && document.activeElement === this.ground)
    this.hint.textContent = data.revealed || !points.isEmpty ? "" : data.words.hint
    this.clear.hidden = data.revealed || points.isEmpty
    const back = points.last - this.at
    this.ground.setAttribute("aria-valuenow", String(back))
    this.ground.setAttribute("aria-valuetext", fill(data.words.value, { steps: back, height: roughly(this.#heightHere()) }))
  }

  /** Where the point of the keys is: on the curve, or level with its end. */
  #heightHere() {
    return this.points.at(Math.max(this.at, this.points.first))
  }

  /** One sentence on what the sketch said against the truth. */
  #say() {
    const { data, points } = this
    this.said.hidden = !data.revealed || points.isEmpty
    const found = compared(points, data)
    const words = this.said.hidden ? [] : fill(data.said[found.outcome] ?? "", found).split("**")
    this.said.replaceChildren(...words.map((piece, index) => Object.assign(document.createElement(index % 2 ? "b" : "span"), { textContent: piece })))
  }

  #erase() {
    this.points.clear()
    this.at = Math.max(0, this.points.last - 1)
    this.#draw()
    if (document.activeElement === this.clear || document.activeElement === document.body) this.ground.focus({ preventScroll: true })
  }

  /** @param {PointerEvent} press */
  #press(press) {
    if (press.button !== 0) return
    press.preventDefault() // no text is selected on the way
    press.stopPropagation()
    const { ground } = this
    ground.focus({ preventScroll: true })
    ground.dataset.pointed = ""
    ground.setPointerCapture(press.pointerId)
    document.documentElement.classList.add("us-sketching") // what lies over the ground makes way
    let from = this.#under(press)
    this.#stroke(from, from)
    ground.onpointermove = (event) => {
      event.stopPropagation()
      const to = this.#under(event)
      this.#stroke(from, to)
      from = to
    }
    ground.onpointerup = ground.onpointercancel = () => {
      ground.onpointermove = ground.onpointerup = ground.onpointercancel = null
      document.documentElement.classList.remove("us-sketching")
    }
  }

  /** @param {[number, number]} from @param {[number, number]} to */
  #stroke(from, to) {
    this.points.stroke(from, to)
    this.at = Math.min(to[0], Math.max(0, this.points.last - 1))
    this.#draw()
  }

  /** The step and the height under a pointer. @param {PointerEvent} event @returns {[number, number]} */
  #under(event) {
    const { x, y } = this.axes
    const { left, top } = this.frame.getBoundingClientRect()
    const step = Math.round(x.p2l(event.clientX - left - x._offset)) - 1
    const height = y.p2l(event.clientY - top - y._offset) - this.data.start
    return [Math.min(Math.max(step, 0), this.points.last), this.#within(height)]
  }

  /** @param {number} height */
  #within(height) {
    return Math.min(Math.max(height, this.data.lowest), this.data.highest)
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    delete this.ground.dataset.pointed
    const far = event.shiftKey ? FAR : 1
    const up = event.shiftKey ? COARSE : FINE
    const move = { ArrowLeft: -far, ArrowRight: far, Home: -Infinity, End: Infinity }[event.key]
    const lift = { ArrowUp: up, ArrowDown: -up }[event.key]
    if (move) this.at = Math.min(Math.max(this.at + move, 0), Math.max(0, this.points.last - 1))
    else if (lift) this.points.put(this.at, this.#within(this.#heightHere() + lift))
    else if (["Delete", "Backspace", "Escape"].includes(event.key) && !this.points.isEmpty) this.#erase()
    else return
    event.preventDefault()
    event.stopPropagation()
    this.#draw()
  }

  dispose() {
    document.documentElement.classList.remove("us-sketching")
  }
}

/** The sketch that was begun of this, or a new one. @param {string} about @param {number} steps */
function pointsAbout(about, steps) {
  const points = kept.get(about) ?? new Points(steps)
  kept.delete(about)
  kept.set(about, points)
  if (kept.size > KEPT) kept.delete(kept.keys().next().value)
  return points
}

const tenths = (pixels) => Math.round(10 * pixels) / 10

/** @param {SVGCircleElement} circle @param {[number, number]} place @param {boolean} seen */
function put(circle, [x, y], seen) {
  circle.setAttribute("cx", String(tenths(x)))
  circle.setAttribute("cy", String(tenths(y)))
  circle.style.visibility = seen ? "" : "hidden" // not `hidden`, which a saved chart does not know
}

/** @param {SVGTextElement} text @param {[number, number]} place @param {string} words */
function write(text, [x, y], words) {
  text.setAttribute("x", String(tenths(x)))
  text.setAttribute("y", String(tenths(y)))
  text.textContent = words
}
