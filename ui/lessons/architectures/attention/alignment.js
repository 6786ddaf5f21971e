// The alignment map: a row for each letter that is written, a column for each that is read. It fills with the cursor;
// a cell of the present row is a handle: the step can be made to look there.

import { part } from "../../../stepper/browser/part.js"
import { shape } from "../../../stepper/browser/svg.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { grid, held as heldAfter, percent, spell } from "./holding.js"

const NAMED = 0.02 // a share from which on a letter of the graph says its own
const LEAST = 0.005 // a share of less is not drawn
const FOCUS = 0.1 // and from which on it is framed
const DIGIT = 7 // pixels, with the room around
const WAIT_MS = 120 // between two presses of a key, before Python is told
const ECHO_MS = 2000 // for which our own word counts, until Python has answered

export class Aside {
  /** @param {HTMLElement} root @param {any} graph */
  constructor(root, graph) {
    this.root = root
    this.graph = graph
    this.t = 0
    this.at = 0 // the letter whose cell has the keyboard
    root.classList.add("ua-map")
    const top = part(root, "ua-top")
    this.title = part(top, "ua-title", "h4")
    this.reset = part(top, "ua-reset", "button")
    this.reset.type = "button"
    this.reset.onclick = () => this.#hold(new Map(), 0)
    this.note = part(root, "ua-note", "p")
    this.room = part(root, "ua-room")
    this.how = part(root, "ua-note", "p")
    this.room.onclick = ({ target }) => this.#click(target)
    this.room.onkeydown = (event) => this.#press(event)
    this.scrolled = 0 // as it was last told: to ask during a step would lay all of it out
    this.room.onscroll = () => (this.scrolled = this.room.scrollLeft)
    this.sizes = new ResizeObserver(() => this.#resize())
    this.sizes.observe(this.room)
  }

  take(data) {
    const { words } = data
    this.data = data
    if (!this.#isWaiting(data)) this.held = new Map(data.held.map(([step, k, weight]) => [`${step}:${k}`, weight]))
    this.at = Math.min(this.at, data.letters.length - 1)
    this.title.textContent = words.title
    this.note.textContent = words.note
    this.how.replaceChildren(...strong(words.how))
    this.reset.textContent = words.reset
    this.#draw()
  }

  show(t) {
    this.t = t
    this.rows.forEach((row, step) => {
      row.toggleAttribute("data-now", step === t)
      row.toggleAttribute("data-coming", step > t)
    })
    this.row.setAttribute("transform", `translate(0 ${this.place.y(t)})`)
    this.#tell()
    const shares = this.data.weights[t]
    this.data.boxes.forEach((box, k) => this.graph.annotate(box, shares[k] >= NAMED ? `${percent(shares[k])}\u202f%` : ""))
    this.graph.look(this.data.boxes.filter((_, k) => shares[k] >= FOCUS))
    this.names.forEach((name, k) => name.toggleAttribute("data-read", shares[k] >= FOCUS))
    this.#follow(shares)
  }

  select() {}

  dispose() {
    clearTimeout(this.telling)
    this.sizes.disconnect()
    this.graph.look([])
  }

  #draw() {
    const { letters, written, before, right, weights, words } = this.data
    const hadFocus = this.room.contains(document.activeElement)
    this.width ||= this.room.clientWidth
    const place = grid(this.width || 400, letters.length, written.length)
    this.place = place
    this.room.replaceChildren()
    const svg = shape(this.room, "svg", { width: place.width, height: place.height, viewBox: `0 0 ${place.width} ${place.height}`, role: "group", "aria-label": words.title })
    this.names = letters.map((letter, k) => {
      const name = shape(svg, "text", { x: place.x(k) + place.cell / 2, y: place.top - 7, class: "ua-letter" })
      name.textContent = letter
      return name
    })
    for (let step = 0; step < written.length; step++) shape(svg, "rect", { x: place.left, y: place.y(step) + 1, width: place.cell * letters.length, height: place.row - 2, class: "ua-ground" })
    for (let k = 0; k <= letters.length; k++) shape(svg, "path", { d: `M${place.x(k)} ${place.top}V${place.y(written.length)}`, class: "ua-between" })
    this.rows = written.map((letter, step) => {
      const y = place.y(step)
      const row = shape(svg, "g", { class: "ua-row", "data-row": step })
      shape(row, "rect", { x: 0, y, width: place.width, height: place.row, class: "ua-hit" })
      shape(row, "text", { x: place.left - 10, y: y + place.row / 2 + 5, class: "ua-written" }).textContent = letter
      if (right && right[step] !== letter) shape(row, "text", { x: place.left - 9, y: y + place.row / 2 - 2, class: "ua-wrong" }).textContent = "✗"
      if (before[step] !== letter) shape(row, "text", { x: place.left - 24, y: y + place.row / 2 + 5, class: "ua-before" }).textContent = before[step]
      weights[step].forEach((share, k) => {
        const isHeld = this.held.has(`${step}:${k}`)
        if (share <= LEAST && !isHeld) return
        shape(row, "rect", { ...place.box(k), y: y + 1, class: "ua-share", style: `--share: ${share}`, ...(isHeld ? { "data-held": "" } : {}) })
        if (share < FOCUS || percent(share).length * DIGIT >= place.cell) return
        const number = shape(row, "text", { x: place.x(k) + place.cell / 2, y: y + place.row / 2 + 4, class: "ua-number" })
        number.textContent = percent(share)
        number.toggleAttribute("data-dark", share > 0.5)
      })
      return row
    })
    // the handles of the present row, which go with it
    this.row = shape(svg, "g", { class: "ua-handles" })
    shape(this.row, "rect", { x: place.left - 2, y: -1, width: place.cell * letters.length + 4, height: place.row + 2, rx: 4, class: "ua-now" })
    this.cells = letters.map((_, k) => {
      const cell = shape(this.row, "g", { class: "ua-cell", "data-k": k, role: "slider", "aria-valuemin": 0, "aria-valuemax": 100, tabindex: k === this.at ? 0 : -1 })
      shape(cell, "rect", { ...place.box(k), y: 1, class: "ua-frame" })
      return cell
    })
    this.reset.hidden = !this.held.size
    if (hadFocus) this.#focus()
  }

  /** What the handles say of the present row. */
  #tell() {
    const { words, letters, weights } = this.data
    this.cells.forEach((cell, k) => {
      const hold = this.held.get(`${this.t}:${k}`)
      const share = hold ?? weights[this.t][k]
      cell.setAttribute("aria-label", fill(words.cell, { step: this.t + 1, k: k + 1, letter: letters[k] }))
      cell.setAttribute("aria-valuenow", String(Math.round(100 * share)))
      cell.setAttribute("aria-valuetext", hold === undefined ? `${percent(share)} %` : fill(words.held, { share: `${percent(share)} %` }))
      cell.toggleAttribute("data-held", hold !== undefined)
    })
  }

  /** @param {EventTarget | null} target */
  #click(target) {
    const cell = target instanceof Element && target.closest("[data-k]")
    if (cell) {
      this.#move(Number(cell.getAttribute("data-k")))
      return this.#hold(heldAfter.pointed(this.held, this.t, this.at), 0)
    }
    const row = target instanceof Element && target.closest("[data-row]")
    if (row) this.graph.go(Number(row.getAttribute("data-row")))
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (!(event.target instanceof Element && event.target.closest("[role=slider]")) || event.altKey || event.ctrlKey || event.metaKey) return
    const key = `${this.t}:${this.at}`
    const by = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key]
    const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1 }[event.key]
    if (to !== undefined) this.#move(Math.min(Math.max(to, 0), this.cells.length - 1))
    else if (by) this.#hold(heldAfter.moved(this.held, this.t, this.at, by, this.data.weights[this.t][this.at]), WAIT_MS)
    else if (event.key === "Enter" || event.key === " ") this.#hold(heldAfter.pointed(this.held, this.t, this.at), 0)
    else if ((event.key === "Delete" || event.key === "Backspace") && this.held.has(key)) this.#hold(new Map([...this.held].filter(([other]) => other !== key)), 0)
    else return
    event.preventDefault()
    event.stopPropagation() // the transport has arrows, too
  }

  /** The keyboard goes to a letter. @param {number} k */
  #move(k) {
    this.cells[this.at].setAttribute("tabindex", "-1")
    this.at = k
    this.cells[k].setAttribute("tabindex", "0")
    this.#focus()
  }

  /** @param {Map<string, number>} held @param {number} wait */
  #hold(held, wait) {
    this.held = held
    this.reset.hidden = !held.size
    this.#tell()
    clearTimeout(this.telling)
    this.told = spell(held)
    this.toldAt = performance.now()
    this.telling = window.setTimeout(() => this.graph.tell("held", this.told), wait)
  }

  /** What comes from Python may be older than what a hand has done since. @param {any} data */
  #isWaiting(data) {
    if (this.told === undefined || performance.now() - this.toldAt > ECHO_MS) return false
    if (data.spelled !== this.told) return true
    this.told = undefined
    return false
  }

  #focus() {
    this.cells[this.at]?.focus()
  }

  #resize() {
    if (!this.data || !this.room.clientWidth || this.room.clientWidth === this.width) return
    this.width = this.room.clientWidth
    this.#draw()
    this.show(this.t)
  }

  /** Where the map is wider than its room, the letter most looked at is brought into view. @param {number[]} row */
  #follow(row) {
    if (this.place.width <= this.width + 1) return
    const x = this.place.x(row.indexOf(Math.max(...row)))
    if (x < this.scrolled + this.place.left || x > this.scrolled + this.width - 30) this.room.scrollLeft = x - this.width / 2
  }
}
