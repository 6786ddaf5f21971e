// The chosen filter at the place where the transport stands: its products, their sum, ReLU, and the largest so far.

import { format } from "../../../stepper/browser/numbers.js"
import { button, part } from "../../../stepper/browser/part.js"
import { shape } from "../../../stepper/browser/svg.js"
import { colourScale } from "../../../stepper/browser/theme.js"
import { fill } from "../../../stepper/browser/words.js"
import { equation, winner } from "./numbers.js"

const [CELL, GAP] = [26, 2] // pixels of a weight's square
const BARS = 84 // pixels of the tallest bar

export class Aside {
  /** @param {HTMLElement} root @param {any} graph */
  constructor(root, graph) {
    this.root = root
    this.graph = graph
    this.t = 0
    root.classList.add("ua-filter")
    this.title = part(root, "ua-title", "h4")
    this.caption = part(root, "ua-heading")
    const here = part(root, "ua-here")
    this.window = part(here, "ua-window")
    const numbers = part(here, "ua-numbers")
    this.sum = part(numbers, "ua-sum")
    this.best = part(numbers, "ua-best")
    this.track = part(root, "ua-track")
    this.heading = part(root, "ua-heading")
    this.filters = part(root, "ua-filters")
  }

  /** @param {any} data @param {any} text @param {import("../../../stepper/browser/theme.js").Theme} theme */
  take(data, text, theme) {
    this.data = data
    const { words, places, filters } = data
    const isDeep = !data.weights.length
    this.signed = colourScale([[0, getComputedStyle(this.root).getPropertyValue("--us-minus").trim() || "#1f5fa8"], [0.5, theme.background], [1, getComputedStyle(this.root).getPropertyValue("--us-plus").trim() || "#b2182c"]])
    this.largest = Math.max(...data.weights.flat().map(Math.abs), ...places.flatMap(({ taps }) => taps.map(Math.abs)), 1e-9)
    this.caption.textContent = isDeep ? words.deep : words.window
    this.#frame(isDeep)
    this.#bars()
    this.heading.textContent = words.choose
    this.filters.replaceChildren()
    for (const { number, name, most, place, chosen } of filters) {
      const chip = button(this.filters, "ua-chip", () => this.graph.tell("filter", number), name || String(number))
      chip.setAttribute("aria-pressed", String(chosen))
      if (most > 0) part(chip, "ua-won", "small").textContent = String(place)
      chip.ariaLabel = chip.title = most > 0 ? fill(words.most, { number, value: format(most), place }) : fill(words.never, { number })
      chip.style.setProperty("--share", String(most / (Math.max(...filters.map((each) => each.most)) || 1)))
    }
    this.shown = null
    this.show(this.t)
  }

  /** The filter's weights, one column for each place that it reads; where it reads no letters, only what they add. @param {boolean} isDeep */
  #frame(isDeep) {
    const { weights, alphabet, places, words } = this.data
    const taps = places[0].taps.length
    const rows = alphabet.length
    const cell = Math.min(CELL, Math.floor(this.#room(taps) / taps))
    this.cell = cell
    const left = rows ? 20 : 2
    const [width, height] = [left + taps * cell + 4, 30 + rows * (Math.min(cell, 15) + 1) + 24]
    this.window.replaceChildren()
    const svg = shape(this.window, "svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": isDeep ? words.deep : words.window })
    const high = Math.min(cell, 15)
    alphabet.forEach((letter, row) => {
      shape(svg, "text", { x: left - 6, y: 30 + row * (high + 1) + high - 3, class: "ua-letter" }).textContent = letter
    })
    this.cells = weights.map((row, feature) => row.map((value, k) => shape(svg, "rect", { x: left + k * cell, y: 30 + feature * (high + 1), width: cell - GAP, height: high, rx: 2, class: "ua-weight", fill: this.signed(0.5 + value / this.largest / 2) })))
    this.reads = Array.from({ length: taps }, (_, k) => shape(svg, "text", { x: left + k * cell + (cell - GAP) / 2, y: 20, class: isDeep ? "ua-read ua-deep" : "ua-read" }))
    this.adds = Array.from({ length: taps }, (_, k) => shape(svg, "text", { x: left + k * cell + (cell - GAP) / 2, y: height - 8, class: "ua-add" }))
  }

  /** @param {number} taps */
  #room(taps) {
    return Math.max((this.root.clientWidth || 400) - 40, taps * 9)
  }

  #bars() {
    const { places, words } = this.data
    const room = Math.max((this.root.clientWidth || 400) - 30, 120)
    const step = Math.min(room / places.length, 26)
    const most = Math.max(...places.map(({ found }) => found), 1e-9)
    const width = places.length * step + 2
    this.track.replaceChildren()
    const svg = shape(this.track, "svg", { width, height: BARS + 30, viewBox: `0 0 ${width} ${BARS + 30}`, role: "img", "aria-label": words.found })
    this.bars = places.map(({ at, found, reads }, place) => {
      const group = shape(svg, "g", { class: "ua-bar" })
      shape(group, "rect", { x: place * step, y: 0, width: step, height: BARS + 30, class: "ua-catch" })
      const high = (found / most) * BARS
      shape(group, "rect", { x: place * step + 1, y: 8 + BARS - high, width: Math.max(step - 2, 1), height: Math.max(high, 1.5), class: "ua-found" })
      if (step >= 12) shape(group, "text", { x: place * step + step / 2, y: BARS + 24, class: "ua-place" }).textContent = String(place + 1)
      shape(group, "title").textContent = `${fill(words.place, { place: place + 1, places: places.length })}: ${reads.length > 12 ? "" : reads.join("")} ${format(found)}`
      group.onclick = () => this.graph.go(at)
      return group
    })
    this.line = shape(svg, "line", { x1: 0, x2: width, y1: 8, y2: 8, class: "ua-line" })
    this.scale = (value) => 8 + BARS - (value / most) * BARS
  }

  /** @param {number} t */
  show(t) {
    this.t = t
    if (!this.data) return
    const { places, words, title, bias } = this.data
    const here = places.findIndex(({ at }) => at === t)
    const done = places.filter(({ at }) => at <= t).length
    const best = winner(places, t)
    const at = here < 0 ? best : here // where there is no place, the one that won so far stands
    const place = places[at]
    this.graph.look(place ? place.boxes.filter((box) => box >= 0) : [])
    this.title.textContent = place ? `${title} · ${fill(here < 0 ? words.won : words.place, { place: at + 1, places: places.length })}` : title
    this.reads.forEach((node, k) => {
      node.textContent = place ? (this.cell < 12 ? "" : place.reads[k]) : ""
      node.toggleAttribute("data-padding", place?.reads[k] === "0")
    })
    this.adds.forEach((node, k) => (node.textContent = place && this.cell >= 24 ? short(place.taps[k]) : ""))
    this.cells.forEach((row, feature) => row.forEach((cell, k) => cell.toggleAttribute("data-now", place?.features[k] === feature)))
    this.#write(place, bias)
    this.best.textContent = best < 0 ? words.nothing : fill(words.best, { value: format(places[best].found), place: best + 1 })
    this.line.style.display = best < 0 ? "none" : ""
    if (best >= 0) for (const end of ["y1", "y2"]) this.line.setAttribute(end, String(this.scale(places[best].found)))
    this.bars.forEach((bar, one) => {
      bar.toggleAttribute("data-coming", one >= done)
      bar.toggleAttribute("data-now", one === here)
      bar.toggleAttribute("data-best", one === best)
    })
  }

  /** The sum with this place's numbers; no line where the filter has no place. @param {any} place @param {number} bias */
  #write(place, bias) {
    const { words } = this.data
    if (!place) {
      this.sum.textContent = words.none
      return
    }
    const bold = document.createElement("b")
    bold.textContent = format(place.found)
    this.sum.replaceChildren(`${equation(place, bias, words)}  →  ${words.relu}: `, bold)
  }

  select() {}

  dispose() {
    this.root.replaceChildren()
  }
}

/** @param {number} value a number in a narrow square */
function short(value) {
  const text = Math.abs(value).toFixed(1)
  return value < 0 && text !== "0.0" ? "\u2212" + text : text
}
