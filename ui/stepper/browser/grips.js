// Grips: the gates and the candidate of a cell's diagram, and the states at the ends of its belts, as sliders that a hand
// can move, with the mouse, a finger or keys. While a grip is held the run follows; when it is let go, Python is told.

import { padlockAt } from "./held_marks.js"
import { shape } from "./svg.js"
import { fill } from "./words.js"

const TRAVEL = 96 // pixels from one end of a range to the other
const ROUND = 100 // a hand holds hundredths: they can be read, and spelled in the address
const LETTING_GO = new Set(["Delete", "Backspace"])
const KEYS = { ArrowUp: 0.01, ArrowDown: -0.01, PageUp: 0.1, PageDown: -0.1 }

/**
 * @typedef {object} Moves what grips tell the stepper
 * @property {(signal: string, value: number) => void} move
 * @property {() => void} begin
 * @property {() => void} end
 * @property {() => void} cancel what was moved since it began is taken back
 * @property {(signal: string) => void} letGo
 */

export class Grips {
  /**
   * @param {SVGSVGElement} svg
   * @param {any} panel with its `live`
   * @param {import("./values.js").Recording} recording
   * @param {Record<string, string>} text
   * @param {Moves} on
   */
  constructor(svg, panel, recording, text, on) {
    this.recording = recording
    this.text = text
    this.on = on
    svg.classList.add("us-with-grips")
    svg.setAttribute("role", "group")
    this.grips = [...svg.querySelectorAll(".gate[data-signal], .belt-end")].flatMap((gate) => {
      const signal = gate.dataset.signal
      return panel.live.ranges[signal] ? [this.#grip(gate, signal, panel)] : []
    })
  }

  #grip(gate, signal, panel) {
    const [low, high] = panel.live.ranges[signal]
    const [least, most] = panel.live.bounds[signal]
    const title = panel.titles[signal]
    gate.classList.add("us-grip")
    const box = gate.querySelector("rect")
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(box.getAttribute(name)))
    const isBelt = gate.classList.contains("belt-end")
    const middle = isBelt ? x + width / 2 : x + width // a gate's knob runs along its edge, and leaves its number free
    const area = { x: x - 9, y: y - 6, width: width + 18, height: height + 12 } // room for a finger around what is thin
    if (isBelt) shape(gate, "rect", { class: "us-area", ...area })
    else line(gate, "us-track", [middle, y + 4], [middle, y + height - 4])
    const was = line(gate, "us-was", [middle - 7, y], [middle + 7, y])
    const knob = shape(gate, "circle", { class: "us-knob", r: 6.5, cx: middle })
    shape(gate, "path", { class: "us-pin", d: isBelt ? padlockAt(middle, y - 5) : padlockAt(x, y) })
    gate.setAttribute("tabindex", "0")
    gate.setAttribute("role", "slider")
    gate.setAttribute("aria-orientation", "vertical")
    gate.setAttribute("aria-label", this.text.grip.replace("{signal}", title))
    const does = panel.does?.[signal]
    if (does) gate.setAttribute("aria-description", fill(this.text.open_it, { does }))
    const bounds = [least ?? -Infinity, most ?? Infinity]
    const grip = { gate, signal, low, high, bounds, knob, was, top: y + 5, bottom: y + height - 5 }
    gate.onpointerdown = (event) => this.#press(event, grip)
    gate.onkeydown = (event) => this.#key(event, grip)
    // A finger moves the box and not the page; inside an SVG Chromium does not heed `touch-action`.
    gate.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false })
    gate.ondblclick = () => this.on.letGo(signal)
    return grip
  }

  /** @param {PointerEvent} press */
  #press(press, grip) {
    if (press.button !== 0) return
    press.preventDefault() // no text is selected, no page scrolled
    grip.gate.focus({ preventScroll: true })
    grip.gate.setPointerCapture(press.pointerId)
    const start = this.#value(grip)
    this.on.begin()
    this.moving = true
    grip.gate.classList.add("us-moving")
    grip.gate.onpointermove = (event) => {
      if (!this.moving || (event.clientY === press.clientY && !grip.moved)) return
      grip.moved = true
      this.#move(grip, start + ((press.clientY - event.clientY) / TRAVEL) * (grip.high - grip.low), [grip.low, grip.high])
    }
    const leave = () => {
      grip.gate.onpointermove = grip.gate.onpointerup = grip.gate.onpointercancel = null
      removeEventListener("keydown", escape, true)
      grip.gate.classList.remove("us-moving")
      this.moving = grip.moved = false
    }
    const escape = (event) => {
      if (event.key !== "Escape") return
      event.stopPropagation()
      leave()
      this.on.cancel()
    }
    addEventListener("keydown", escape, true) // wherever the focus is
    grip.gate.onpointerup = () => {
      leave()
      this.on.end()
    }
    grip.gate.onpointercancel = () => {
      leave()
      this.on.cancel()
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event, grip) {
    if (LETTING_GO.has(event.key)) {
      event.preventDefault()
      this.on.letGo(grip.signal)
      return
    }
    const step = KEYS[event.key]
    const value = event.key === "Home" ? grip.low : event.key === "End" ? grip.high : this.#value(grip) + step * (grip.high - grip.low)
    if (Number.isNaN(value) || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    this.on.begin()
    this.#move(grip, value, grip.bounds) // keys go beyond what is drawn, where the signal can
    this.on.end()
  }

  #move(grip, value, [least, most]) {
    this.on.move(grip.signal, Math.min(Math.max(Math.round(value * ROUND) / ROUND, least), most))
  }

  #value({ signal }) {
    return this.recording.arrays[signal].data[this.t * this.recording.units + this.unit]
  }

  /**
   * @param {number} t @param {number} unit
   * @param {import("./hand.js").Hand} hand
   * @param {(signal: string) => number} was what it was before the hand
   */
  show(t, unit, hand, was) {
    this.t = t
    this.unit = unit
    for (const grip of this.grips) {
      const value = this.#value(grip)
      const share = (number) => Math.min(Math.max((number - grip.low) / (grip.high - grip.low), 0), 1)
      const place = (number) => String(grip.bottom - share(number) * (grip.bottom - grip.top))
      const held = hand.at(grip.signal, t, unit) !== null
      const before = was(grip.signal)
      const has_moved = Math.abs(before - value) >= 0.005 // not where either is NaN
      grip.knob.setAttribute("cy", place(Number.isNaN(value) ? grip.low : value))
      if (has_moved) for (const end of ["y1", "y2"]) grip.was.setAttribute(end, place(before))
      grip.was.toggleAttribute("hidden", !has_moved)
      grip.gate.classList.toggle("us-held", held)
      grip.gate.setAttribute("aria-valuemin", String(Math.min(grip.low, value)))
      grip.gate.setAttribute("aria-valuemax", String(Math.max(grip.high, value)))
      grip.gate.setAttribute("aria-valuenow", value.toFixed(2))
      grip.gate.setAttribute("aria-valuetext", held ? this.text.held_at.replace("{value}", value.toFixed(2)) : value.toFixed(2))
    }
  }
}

/** @param {Element} parent @param {string} className @param {number[]} from @param {number[]} to */
const line = (parent, className, [x1, y1], [x2, y2]) => shape(parent, "line", { class: className, x1, y1, x2, y2 })
