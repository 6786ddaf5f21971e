// A number that a hand can move: dragged left and right, with ↑ ↓ PageUp PageDown, or typed. Escape takes back, a double
// click or Delete lets go.

import { drag } from "./dragging.js"
import { LARGEST, rounded } from "./tokens.js"

const PER_PIXEL = 0.01
const KEYS = { ArrowUp: 0.01, ArrowDown: -0.01, PageUp: 0.1, PageDown: -0.1 }

/**
 * @typedef {object} Scrubbed what a field tells
 * @property {() => void} begin
 * @property {(value: number) => void} move
 * @property {() => void} end
 * @property {() => void} cancel
 * @property {() => void} letGo
 * @property {() => void} undo
 */

export class Scrub {
  /** @param {HTMLElement} host @param {string} label @param {() => number} value what it is now @param {Scrubbed} on @param {number} [most] how far from 0 it can be put */
  constructor(host, label, value, on, most = LARGEST) {
    this.value = value
    this.on = on
    this.most = most
    this.node = host.appendChild(document.createElement("input"))
    Object.assign(this.node, { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false, className: "us-scrub", title: label })
    this.node.setAttribute("role", "spinbutton")
    this.node.setAttribute("aria-label", label)
    this.node.setAttribute("aria-valuemin", String(-most))
    this.node.setAttribute("aria-valuemax", String(most))
    this.typing = false
    this.node.onpointerdown = (press) => this.#press(press)
    this.node.onmousedown = (event) => {
      if (document.activeElement !== this.node) event.preventDefault() // a drag selects no text; a click does, when it ends
    }
    this.node.oninput = () => (this.typing = true)
    this.node.onblur = () => this.#take()
    this.node.onkeydown = (event) => this.#key(event)
    this.node.ondblclick = () => this.#letGo()
  }

  /** @param {string} text how the number is written @param {number} value */
  show(text, value) {
    this.text = text
    if (!this.typing && this.node.value !== text) {
      this.node.value = text
      this.node.style.width = `${Math.max(text.length, 5) + 2}ch`
    }
    this.node.setAttribute("aria-valuenow", String(value))
  }

  /** @param {PointerEvent} press */
  #press(press) {
    if (press.button !== 0 || document.activeElement === this.node) return
    const start = this.value()
    this.on.begin()
    drag(press, this.node, {
      move: (right) => this.on.move(rounded(start + right * PER_PIXEL, this.most)),
      end: (moved) => {
        this.on.end()
        if (moved) return
        this.node.focus({ preventScroll: true })
        this.node.select()
      },
      cancel: () => this.on.cancel(),
    })
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key } = event
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z" && !this.typing) {
      event.preventDefault()
      event.stopPropagation()
      this.on.undo()
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (KEYS[key]) this.#give(rounded(this.value() + KEYS[key], this.most))
    else if (key === "Enter") this.#take()
    else if (key === "Escape") this.#restore()
    else if (key === "Delete" && !this.typing) this.#letGo()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** Take what has been typed; what is no number is not taken. */
  #take() {
    if (!this.typing) return
    const typed = Number(this.node.value.trim().replace("\u2212", "-").replace(",", "."))
    const isNumber = this.node.value.trim() !== "" && Math.abs(typed) <= this.most
    this.#restore()
    if (isNumber) this.#give(typed)
  }

  #restore() {
    this.typing = false
    this.node.value = this.text
  }

  #letGo() {
    this.#restore()
    this.on.letGo()
  }

  #give(value) {
    this.typing = false
    this.on.begin()
    this.on.move(value)
    this.on.end()
  }
}
