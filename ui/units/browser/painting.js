// Letters that somebody painted over: what a unit is asked for is what they have in common.

import { button, part } from "../../stepper/browser/part.js"
import { fill } from "../../stepper/browser/words.js"

/** @param {string} spelled `from-to`, letters from 0, the last one included, with points between @param {number} N letters @returns {Uint8Array} 1 where it is painted */
export function paintedLetters(spelled, N) {
  const found = new Uint8Array(N)
  for (const range of spelled ? spelled.split(".") : []) {
    const [from, to] = range.split("-").map(Number)
    if (from <= to) found.fill(1, from, to + 1) // what is no number is never as small
  }
  return found
}

/** The same in a word. @param {Uint8Array} painted */
export function spellPainted(painted) {
  const found = []
  for (let n = 0; n < painted.length; n++) {
    if (!painted[n]) continue
    const from = n
    while (painted[n + 1]) n++
    found.push(`${from}-${n}`)
  }
  return found.join(".")
}

const MODES = ["look", "brush", "erase"]

/** The tools, and what is painted with them. */
export class Painting {
  /** @param {Element} root @param {{changed: () => void, used: () => void}} on */
  constructor(root, on) {
    this.on = on
    this.root = part(root, "un-brushes")
    this.root.setAttribute("role", "group")
    this.buttons = Object.fromEntries(MODES.map((mode) => [mode, button(this.root, "un-brush", () => this.#use(mode))]))
    this.clear = button(this.root, "un-link", () => this.#clear())
    this.count = part(this.root, "un-painted-count", "span")
    this.mode = "look"
    this.painted = new Uint8Array(0)
  }

  /** @param {any} text @param {boolean} isAsked is it painted letters that units are asked for? @param {number} most characters in which they are spelled */
  take(text, isAsked, most) {
    this.text = text
    this.most = most
    if (!isAsked) this.mode = "look"
    else if (this.root.hidden || !this.isAsked) this.mode = "brush"
    this.isAsked = isAsked
    this.root.hidden = !isAsked
    this.root.ariaLabel = text.brushes
    for (const mode of MODES) this.buttons[mode].textContent = text[mode]
    this.clear.textContent = text.clear
    this.#use(this.mode)
  }

  /** @param {string} spelled @param {number} N */
  read(spelled, N) {
    this.painted = paintedLetters(spelled, N)
    this.#show()
  }

  #use(mode) {
    this.mode = mode
    for (const [name, one] of Object.entries(this.buttons)) one.ariaPressed = String(name === mode)
    this.#show()
    this.on.used()
  }

  get isPainting() {
    return this.isAsked && this.mode !== "look"
  }

  /** @param {number} from letter @param {number} to letter, included, before or after it */
  over(from, to) {
    const painted = this.painted.slice().fill(this.mode === "erase" ? 0 : 1, Math.min(from, to), Math.max(from, to) + 1)
    if (spellPainted(painted).length > this.most) {
      this.count.textContent = this.text.painted_most // an address would not hold it
      return
    }
    this.painted = painted
    this.#show()
    this.on.changed()
  }

  #clear() {
    this.painted = new Uint8Array(this.painted.length)
    this.#show()
    this.on.changed()
  }

  #show() {
    if (!this.text) return
    const painted = this.painted.reduce((sum, one) => sum + one, 0)
    this.count.textContent = fill(this.text.painted_of, { painted, letters: this.painted.length })
    this.clear.hidden = !painted
  }

  get spelled() {
    return spellPainted(this.painted)
  }

  /**
   * A stroke from a press on, by mouse, pen or finger, to wherever it is let go.
   * @param {PointerEvent} press @param {number} letter @param {HTMLElement} node @param {(left: number, top: number) => number} letterAt
   * @param {(letter: number) => void} reached
   */
  stroke(press, letter, node, letterAt, reached) {
    press.preventDefault()
    node.setPointerCapture(press.pointerId)
    let last = letter
    this.over(letter, letter)
    node.onpointermove = (event) => {
      const now = letterAt(event.clientX, event.clientY)
      if (now < 0 || now === last) return
      this.over(last, now)
      reached((last = now))
    }
    node.onpointerup = node.onpointercancel = () => (node.onpointermove = node.onpointerup = node.onpointercancel = null)
  }
}
