// One unit around the letter at which we stand: its gates, its candidate and its memory, letter by letter.

import { format } from "../../stepper/browser/numbers.js"
import { canvas, part } from "../../stepper/browser/part.js"
import { extremes, usual } from "./shading.js"

const STEP = 11 // pixels from one letter to the next, about

export class Strips {
  /** @param {Element} root @param {(t: number) => void} go */
  constructor(root, go) {
    this.go = go
    this.title = part(root, "un-strips-title", "h4")
    this.body = part(root, "un-strips")
    this.body.setAttribute("role", "img")
    this.letters = part(this.body, "un-strip-letters")
    /** @type {{signal: any, head: HTMLElement, value: HTMLElement, canvas: HTMLCanvasElement, wide: number, tall: number}[]} */
    this.rows = []
    this.body.onpointerdown = (event) => {
      const box = this.letters.getBoundingClientRect()
      const column = Math.floor(((event.clientX - box.left) / box.width) * this.shown)
      if (event.clientX >= box.left && column >= 0 && column < this.shown) go(this.first + column)
    }
    /** @type {HTMLElement[]} */
    this.cells = []
    this.sizes = new ResizeObserver(() => this.#fit())
    this.sizes.observe(this.letters)
    this.first = this.shown = this.width = 0
    /** @type {Map<string, number>} */
    this.limits = new Map()
  }

  /** @param {{signals: any[], read: any, H: number, theme: any, plus: string, minus: string, accent: string}} given @param {(letter: string) => string} sign */
  take(given, sign) {
    this.given = given
    this.sign = sign
    for (const { head, canvas: picture } of this.rows) {
      head.remove()
      picture.remove()
    }
    this.rows = given.signals.map((signal) => {
      const head = part(this.body, "un-strip-name")
      head.style.setProperty("--of", given.theme.swap(signal.colour))
      part(head, "", "span").textContent = signal.title
      const value = part(head, "un-strip-value", "b")
      return { signal, head, value, canvas: this.body.appendChild(canvas("un-strip-row")), wide: 0, tall: 0 }
    })
    this.limits.clear()
    this.#fit()
  }

  /** @param {number} unit @param {number} t @param {string} title */
  show(unit, t, title) {
    if (unit !== this.unit) this.limits.clear()
    this.unit = unit
    this.t = t
    this.title.textContent = title
    this.body.ariaLabel = title
    this.#draw()
  }

  /** How far a state goes in this text, but for a few letters; what is hidden goes to 1 at least. @param {string} name */
  #limit(name) {
    if (!this.limits.has(name)) this.limits.set(name, name === "cell" ? this.#farthest(name, 1e-9) : this.#hiddenLimit())
    return this.limits.get(name)
  }

  /** Nearly always 1: only what a ReLU lets through goes farther. */
  #hiddenLimit() {
    const { read, H } = this.given
    const { least, most } = extremes(read.signals.hidden, this.unit, H)
    return Math.max(-least, most) > 1 ? this.#farthest("hidden", 1) : 1
  }

  /** @param {string} name @param {number} atLeast */
  #farthest(name, atLeast) {
    const { read, H } = this.given
    const { low, high } = usual(read.signals[name], this.unit, H, 0.005)
    return Math.max(Math.abs(low), Math.abs(high), atLeast)
  }

  /** Sizes are asked for once for a width: between what is written they would cost a layout each. */
  #fit() {
    this.width = this.letters.clientWidth
    const scale = window.devicePixelRatio || 1
    this.scale = scale
    for (const row of this.rows) {
      row.wide = row.canvas.clientWidth
      row.tall = row.canvas.clientHeight
    }
    for (const { canvas: picture, wide, tall } of this.rows) {
      picture.width = Math.round(wide * scale)
      picture.height = Math.round(tall * scale)
    }
    this.#draw()
  }

  #draw() {
    const { given, unit, t, width } = this
    if (!given || unit === undefined || !width) return
    const { letters } = given.read
    const N = letters.length
    const shown = (this.shown = Math.max(Math.min(Math.floor(width / STEP), N), 1))
    const first = (this.first = Math.min(Math.max(t - Math.floor(shown / 2), 0), N - shown))
    if (this.cells.length !== shown) {
      this.letters.replaceChildren()
      this.letters.style.setProperty("--columns", String(shown))
      this.cells = Array.from({ length: shown }, () => part(this.letters, "un-strip-letter", "span"))
    }
    this.cells.forEach((cell, k) => {
      const sign = N ? this.sign(letters[first + k]) : ""
      if (cell.textContent !== sign) cell.textContent = sign
      cell.toggleAttribute("data-now", first + k === t)
    })
    for (const { signal, value, canvas: picture, tall } of this.rows) {
      const context = picture.getContext("2d")
      context.setTransform(this.scale, 0, 0, this.scale, 0, 0)
      context.clearRect(0, 0, width, tall)
      this.#row(context, signal, first, shown, width / shown, tall)
      const now = given.read.signals[signal.name][t * given.H + unit] ?? NaN
      value.textContent = Number.isNaN(now) ? "–" : format(now) // a letter that was not read
    }
  }

  #row(context, signal, first, shown, wide, tall) {
    const { given, unit, t } = this
    const { read, H, theme, plus, minus } = given
    const values = read.signals[signal.name]
    const isGate = signal.kind === "gate"
    const limit = signal.kind === "state" ? this.#limit(signal.name) : 1
    const zero = isGate ? tall : tall / 2
    for (let k = 0; k < shown; k++) {
      const value = values[(first + k) * H + unit]
      if (!(value === value)) continue
      const share = Math.min(Math.max(value / limit, -1), 1)
      context.fillStyle = isGate ? theme.swap(signal.colour) : value < 0 ? minus : plus
      const high = Math.max(Math.abs(share) * (isGate ? tall : tall / 2), 0.75)
      context.fillRect(k * wide + 0.5, share < 0 ? zero : zero - high, wide - 1, high)
    }
    context.fillStyle = theme.line
    context.fillRect(0, isGate ? tall - 0.75 : tall / 2 - 0.25, shown * wide, 0.75)
    context.strokeStyle = given.accent
    context.lineWidth = 1.5
    context.strokeRect((t - first) * wide, 0.75, wide, tall - 1.5)
  }

  dispose() {
    this.sizes.disconnect()
  }
}
