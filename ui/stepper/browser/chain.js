// The network unrolled: one small cell for each step, always the same one, and its memory running through all of them.
// It is painted in a row of the time column, between the answers above it and the inputs below it, on the figure's own
// axis; so it stands over the columns of the heatmaps, zooms with them, and follows the same numbers.

import { axisName } from "./axes.js"
import { bars, between, cellWidth, course, half, reach, wedge } from "./belt.js"
import { canvas, part } from "./part.js"
import { shape } from "./svg.js"
import { colourScale } from "./theme.js"

const BELT = 21 // pixels from the row's top to the middle of the belt, above the gates
const [BARS, ROUND] = [20, 4] // pixels: the height of a gate that is open, and a cell's corner
const WIRE = 9 // pixels to the row above and to the one below
const APART = 44 // pixels, at least, from one sign of direction to the next
const SEEN = 0.75 // pixels by which a belt must have changed to leave a ghost
const THINNEST = 7 // pixels: in a narrower column there is nothing to emphasise but the cursor
const GROWS_MS = 240

export class Chain {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.frame = frame
    this.canvas = canvas("us-canvas us-chain")
    this.lens = shape(null, "svg", { class: "us-lens", "aria-hidden": true })
    this.opening = shape(this.lens, "polygon")
    frame.prepend(this.lens)
    frame.querySelector(".us-canvas").after(this.canvas) // that of the heatmaps
    this.badge = part(frame, "us-badge")
    this.here = part(frame, "us-here")
    this.here.setAttribute("aria-hidden", "true")
    this.observer = new ResizeObserver(() => this.#aim())
    this.unit = 0
    this.take(null)
  }

  /**
   * Take what is to be drawn, if the figure has a place for it.
   * @param {any} row of the heatmaps @param {import("./values.js").Recording} [recording] @param {import("./theme.js").Theme} [theme]
   */
  take(row, recording, theme) {
    this.row = row
    this.recording = recording
    this.theme = theme
    for (const node of [this.canvas, this.lens, this.badge, this.here]) node.toggleAttribute("hidden", !row)
    if (!row) return
    const { signal, chain } = row.trace.meta
    this.memory = signal
    this.gates = chain.gates
    this.badge.textContent = chain.badge
    this.signed = colourScale(row.trace.colorscale)
    this.choose(this.unit)
  }

  /** The unit whose memory is shown. @param {number} unit */
  choose(unit) {
    this.unit = unit
    if (!this.row) return
    const { recording } = this
    const own = Math.min(unit, recording.units - 1)
    this.row.shown = this.row.plane = recording.planeOfUnit(this.memory, own)
    this.initial = recording.arrays[`${this.memory}_initial`].data[own]
    this.limit = 0
  }

  /** The cell on show, into which the small one of the present step opens. @param {HTMLElement | null} target */
  opensInto(target) {
    this.observer.disconnect()
    this.target = target
    if (target) for (const node of [target, this.frame]) this.observer.observe(node)
  }

  /** Find the columns: after every plot, zoom, resize and change of the screen. @param {any} gd the drawn figure */
  measure(gd) {
    if (!this.row) return
    const { across, clip, x } = this.row
    const [left, top, width, height] = clip
    this.scale = window.devicePixelRatio || 1
    this.column = Math.abs(across(x.first + x.step) - across(x.first))
    this.cell = cellWidth(this.column)
    this.inputs = this.#boxes(gd)
    const tall = WIRE + (this.inputs ? this.inputs.top + this.inputs.height : height + WIRE)
    this.canvas.width = Math.round(width * this.scale)
    this.canvas.height = Math.round(tall * this.scale)
    this.canvas.style.cssText = `left:${left}px;top:${top - WIRE}px;width:${width}px;height:${tall}px`
    /** Left edge of a step's column in the frame. @type {(t: number) => number} */
    this.leftOf = (t) => across(x.first + t * x.step) - this.column / 2
    this.middle = this.cell && this.gates.length ? BELT : height / 2
    this.here.style.width = `${this.cell || this.column}px`
    this.here.style.height = `${height}px`
    this.badge.style.cssText = `right:${gd._fullLayout.width - left + 5}px;top:${top + height / 2}px`
    this.#aim()
  }

  /** The boxes around the inputs, in the row below: from where to where, as seen from the top of this one. */
  #boxes(gd) {
    const drawn = this.cell ? gd._fullData.find(({ meta }) => meta?.letters) : null
    if (!drawn) return null
    const y = gd._fullLayout[axisName(drawn.yaxis ?? "y")]
    return { top: y._offset - this.row.clip[1], height: y._length }
  }

  /** Where the cell on show lies, as seen from here. */
  #aim() {
    if (!this.row?.clip || !this.target?.isConnected) this.big = null
    else {
      const [own, other] = [this.frame, this.target].map((node) => node.getBoundingClientRect())
      this.big = { left: other.left - own.left, right: other.right - own.left, top: other.top - own.top, bottom: other.bottom - own.top }
    }
    this.showStep(this.t ?? 0)
  }

  /** Be at a step: two elements move, nothing is painted. @param {number} t @param {boolean} chosen has a hand chosen it here? */
  showStep(t, chosen = false) {
    this.t = t
    if (!this.row?.clip) return
    const [left, top, width, height] = this.row.clip
    const size = this.cell || this.column
    const at = this.leftOf(t) + (this.column - size) / 2
    const outside = at + size / 2 < left || at + size / 2 > left + width
    this.here.toggleAttribute("hidden", outside || size < THINNEST)
    this.here.style.transform = `translate(${at}px,${top}px)`
    const corners = this.big && !outside ? wedge({ left: at, top, right: at + size, bottom: top + height }, this.big) : []
    this.opening.setAttribute("points", corners.map((corner) => corner.map(Math.round).join(",")).join(" "))
    if (!chosen || !corners.length || matchMedia("(prefers-reduced-motion: reduce)").matches) return
    this.opening.style.transformOrigin = `${at + size / 2}px ${top + height / 2}px`
    this.opening.animate([{ transform: "scale(0.05)" }, { transform: "none" }], { duration: GROWS_MS, easing: "ease-out" })
  }

  /** Paint it all. @param {import("./following.js").Following | null} following what a hand has changed; null for nothing */
  paint(following) {
    if (!this.row?.clip) return
    const { recording, row } = this
    const own = Math.min(this.unit, recording.units - 1)
    const numbers = (data) => Float64Array.from({ length: recording.steps }, (_, t) => data[t * recording.units + own])
    const places = (data) => between(numbers(data), this.initial, recording.lag < 0)
    const original = following?.original[this.memory]
    const now = recording.arrays[this.memory].data
    this.limit ||= reach(numbers(original ?? now))
    const pen = this.canvas.getContext("2d")
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0)
    pen.lineWidth = 1
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height)
    pen.translate(-row.clip[0], WIRE)
    const belt = places(now)
    if (this.cell) this.#paintCells(pen)
    this.#paintBelt(pen, belt)
    if (original) this.#paintGhost(pen, belt, places(original))
    if (this.cell) this.#paintGates(pen, following, own)
    this.#paintDirection(pen, belt)
  }

  /** The steps in view, from the first to the last. */
  get #steps() {
    const [left, , width] = this.row.clip
    const first = Math.max(0, Math.floor((left - this.leftOf(0)) / this.column))
    const last = Math.min(this.recording.steps - 1, Math.floor((left + width - this.leftOf(0)) / this.column))
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  }

  #paintCells(pen) {
    const height = this.row.clip[3]
    pen.beginPath()
    for (const t of this.#steps) {
      const middle = this.leftOf(t) + this.column / 2
      for (const [from, to] of [[-WIRE, 0], [height, height + WIRE]]) {
        pen.moveTo(middle, from)
        pen.lineTo(middle, to)
      }
    }
    pen.strokeStyle = this.theme.ink
    pen.globalAlpha = 0.3
    pen.stroke()
    pen.beginPath()
    for (const t of this.#steps) {
      const left = this.leftOf(t) + (this.column - this.cell) / 2
      pen.roundRect(left, 0.5, this.cell, height - 1, ROUND)
      if (this.inputs) pen.roundRect(left, this.inputs.top + 0.5, this.cell, this.inputs.height - 1, ROUND)
    }
    pen.fillStyle = this.theme.background
    pen.stroke()
    pen.globalAlpha = 1
    pen.fill()
  }

  /** The belt through one column, as a closed line. @param {[number, number][]} points */
  #outline(pen, points) {
    const y = this.middle
    points.forEach(([x, value], index) => pen[index ? "lineTo" : "moveTo"](x, y - half(value, this.limit)))
    for (const [x, value] of points.toReversed()) pen.lineTo(x, y + half(value, this.limit))
  }

  #course(places, t) {
    return course(places[t], places[t + 1], this.leftOf(t), this.column, this.cell || 0.7 * this.column)
  }

  #paintBelt(pen, places) {
    const { zmax } = this.row.trace
    const colour = (value) => this.signed(0.5 + value / zmax / 2)
    const edge = new Path2D()
    for (const t of this.#steps) {
      const points = this.#course(places, t)
      if (!points.length) continue
      const [from, to] = [places[t], places[t + 1]]
      if (from === to) pen.fillStyle = colour(from)
      else {
        const left = this.leftOf(t)
        const mixed = pen.createLinearGradient(left, 0, left + this.column, 0)
        for (const [x, value] of points) mixed.addColorStop(Math.min(Math.max((x - left) / this.column, 0), 1), colour(value))
        pen.fillStyle = mixed
      }
      pen.beginPath()
      this.#outline(pen, points)
      pen.fill()
      for (const side of [-1, 1]) {
        points.forEach(([x, value], index) => edge[index ? "lineTo" : "moveTo"](x, this.middle + side * half(value, this.limit)))
      }
    }
    pen.strokeStyle = this.theme.ink
    pen.globalAlpha = 0.4
    pen.lineWidth = 0.8
    pen.stroke(edge) // a pale belt is seen too, and so is one of nothing
    pen.globalAlpha = 1
  }

  /** What the belt was before a hand took hold, where it was another. */
  #paintGhost(pen, now, then) {
    pen.beginPath()
    for (const t of this.#steps) {
      const changed = [t, t + 1].some((place) => Math.abs(half(now[place], this.limit) - half(then[place], this.limit)) > SEEN || now[place] * then[place] < 0)
      if (!changed) continue
      for (const side of [-1, 1]) {
        this.#course(then, t).forEach(([x, value], index) => pen[index ? "lineTo" : "moveTo"](x, this.middle + side * half(value, this.limit)))
      }
    }
    pen.strokeStyle = this.theme.ink
    pen.lineWidth = 1.2
    pen.setLineDash([4, 2])
    pen.stroke()
    pen.setLineDash([])
  }

  #paintGates(pen, following, unit) {
    const { recording } = this
    const floor = this.row.clip[3] - 4
    const { left, width } = bars(this.gates.length, this.cell)
    this.gates.forEach(([name, colour], gate) => {
      const { data } = recording.arrays[name]
      const original = following?.original[name]
      const rectangles = (heightOf) => {
        pen.beginPath()
        for (const t of this.#steps) {
          const height = heightOf(t * recording.units + unit)
          pen.rect(this.leftOf(t) + (this.column - this.cell) / 2 + left[gate], floor - height, width, height)
        }
      }
      rectangles(() => BARS)
      pen.fillStyle = this.theme.surface
      pen.fill()
      rectangles((k) => Math.max(0, data[k] * BARS || 0))
      pen.fillStyle = colour
      pen.fill()
      if (!original) return
      pen.beginPath()
      for (const t of this.#steps) {
        const k = t * recording.units + unit
        if (!(Math.abs(original[k] - data[k]) * BARS > SEEN)) continue
        const at = this.leftOf(t) + (this.column - this.cell) / 2 + left[gate]
        pen.moveTo(at - 1, floor - original[k] * BARS)
        pen.lineTo(at + width + 1, floor - original[k] * BARS)
      }
      pen.strokeStyle = this.theme.ink
      pen.lineWidth = 1.2
      pen.stroke()
    })
  }

  /** Which way the memory goes, now and then between two cells. */
  #paintDirection(pen, places) {
    const every = Math.max(1, Math.ceil(APART / this.column))
    const way = this.recording.lag
    pen.beginPath()
    for (const t of this.#steps) {
      const size = Math.min(half(places[t], this.limit) - 1.5, 4)
      if (!t || t % every || !(size > 1)) continue
      const x = this.leftOf(t)
      pen.moveTo(x - (way * size) / 2, this.middle - size)
      pen.lineTo(x + (way * size) / 2, this.middle)
      pen.lineTo(x - (way * size) / 2, this.middle + size)
    }
    pen.strokeStyle = this.theme.ink
    pen.lineWidth = 1.4
    pen.stroke()
  }

  dispose() {
    this.observer.disconnect()
    for (const node of [this.canvas, this.lens, this.badge, this.here]) node.remove()
  }
}
