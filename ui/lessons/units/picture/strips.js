// One unit around the letter at which we stand: its gates, its candidate and its memory, letter by letter.

import { format } from "../../../stepper/browser/numbers.js"
import { canvas, part } from "../../../stepper/browser/part.js"

const STEP = 11 // pixels from one letter to the next, about

export class Strips {
  /** @param {Element} root @param {(t: number) => void} go */
  constructor(root, go) {
    this.go = go
    this.title = part(root, "un-strips-title", "h4")
    this.body = part(root, "un-strips")
    this.body.setAttribute("role", "img")
    this.letters = part(this.body, "un-strip-letters")
    /** @type {{signal: any, value: HTMLElement, canvas: HTMLCanvasElement}[]} */
    this.rows = []
    this.body.onpointerdown = (event) => {
      const box = this.letters.getBoundingClientRect()
      const column = Math.floor(((event.clientX - box.left) / box.width) * this.shown)
      if (event.clientX >= box.left && column >= 0 && column < this.shown) go(this.first + column)
    }
    this.sizes = new ResizeObserver(() => this.#draw())
    this.sizes.observe(this.letters)
    this.first = this.shown = 0
  }

  /** @param {{signals: any[], read: any, H: number, theme: any, plus: string, minus: string}} given @param {(letter: string) => string} sign */
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
      return { signal, head, value, canvas: this.body.appendChild(canvas("un-strip-row")) }
    })
    this.limits = {}
    this.#draw()
  }

  /** @param {number} unit @param {number} t @param {string} title */
  show(unit, t, title) {
    if (unit !== this.unit) this.limits = {}
    this.unit = unit
    this.t = t
    this.title.textContent = title
    this.body.ariaLabel = title
    this.#draw()
  }

  /** How far a state goes in this text. @param {string} name */
  #limit(name) {
    const { read, H } = this.given
    if (this.limits[name] === undefined) {
      let most = 1e-9
      const values = read.signals[name]
      for (let k = this.unit; k < values.length; k += H) if (Math.abs(values[k]) > most) most = Math.abs(values[k])
      this.limits[name] = most
    }
    return this.limits[name]
  }

  #draw() {
    const { given, unit, t } = this
    const width = this.letters.clientWidth
    if (!given || unit === undefined || !width) return
    const N = given.read.letters.length
    const shown = (this.shown = Math.max(Math.min(Math.floor(width / STEP), N), 1))
    const first = (this.first = Math.min(Math.max(t - Math.floor(shown / 2), 0), N - shown))
    const wide = width / shown
    this.letters.replaceChildren()
    this.letters.style.setProperty("--columns", String(shown))
    for (let n = first; n < first + shown; n++) {
      const letter = part(this.letters, "un-strip-letter", "span")
      letter.textContent = this.sign(given.read.letters[n])
      if (n === t) letter.dataset.now = ""
    }
    const scale = window.devicePixelRatio || 1
    for (const { signal, value, canvas: picture } of this.rows) {
      const tall = picture.clientHeight || 18
      picture.width = Math.round(width * scale)
      picture.height = Math.round(tall * scale)
      const context = picture.getContext("2d")
      context.scale(scale, scale)
      this.#row(context, signal, first, shown, wide, tall)
      value.textContent = format(given.read.signals[signal.name][t * given.H + unit])
    }
  }

  #row(context, signal, first, shown, wide, tall) {
    const { given, unit, t } = this
    const { read, H, theme, plus, minus } = given
    const values = read.signals[signal.name]
    const isGate = signal.kind === "gate"
    const limit = isGate ? 1 : signal.name === "cell" ? this.#limit("cell") : 1
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
    context.strokeStyle = getComputedStyle(this.body).getPropertyValue("--st-primary-color") || theme.ink
    context.lineWidth = 1.5
    context.strokeRect((t - first) * wide, 0.75, wide, tall - 1.5)
  }

  dispose() {
    this.sizes.disconnect()
  }
}
