// What is seen of a figure that is played backwards: its curves as far as the front has come, hatching over what lies
// further back, and at the front each curve's value on a chip. Plotly is not asked: its curves are clipped, and the rest
// is one SVG of ours above them.

import { format, formatLog } from "./numbers.js"
import { reached, spread } from "./pace.js"
import { productAt, written } from "./product.js"
import { shape } from "./svg.js"

const ENDING = "ending" // what annotations are called that only the finished curves tell
const LETTER = 0.6 // a letter's width, of its size: more than it takes, so that nothing need be measured
const [GAP, CLEAR] = [22, 4] // pixels: from the front to the chips, and around what must not touch
const ROOM = 0.94 // of the plot's width, for the product
const LARGEST = 18 // pixels: the product's letters in a lecture hall

/** @typedef {{signal: string, title: string, colour: string, dotted: boolean}} Rider */

export class Travel {
  /**
   * @param {HTMLElement} frame the positioned element around the plot
   * @param {{figure: string, riders: Rider[], focus: Rider, words: Record<string, string>, note: string[]}} data
   * @param {import("./values.js").Recording} numbers
   */
  constructor(frame, data, numbers) {
    this.frame = frame
    this.data = data
    this.logs = data.riders.map(({ signal }) => numbers.arrays[signal].data)
    this.focused = numbers.arrays[data.focus.signal].data
    this.svg = shape(frame, "svg", { class: "us-travel", role: "img", hidden: "" })
    /** @type {number | null} */
    this.front = null
  }

  /** Read where the axes are now; called after every plot, zoom and resize. @param {any} gd the drawn figure */
  measure(gd) {
    const { xaxis, yaxis, annotations, width } = gd._fullLayout
    const first = gd.layout.meta?.time?.first ?? 0
    this.along = (place) => xaxis.l2p(place + first)
    this.left = xaxis._offset
    this.right = xaxis._offset + xaxis._length
    this.top = yaxis._offset
    this.bottom = yaxis._offset + yaxis._length
    this.width = width
    this.x = (place) => this.left + Math.min(Math.max(this.along(place), 0), xaxis._length)
    const down = (log) => (Number.isFinite(log) ? yaxis.l2p(log) : log > 0 ? 0 : yaxis._length) // Plotly knows no infinity
    this.y = (log) => this.top + Math.min(Math.max(down(log), 0), yaxis._length)
    this.size = xaxis.tickfont.size
    this.layer = gd.querySelector(".cartesianlayer .scatterlayer")
    this.endings = annotations.flatMap(({ name }, index) =>
      name === ENDING ? [...gd.querySelectorAll(`.annotation[data-index="${index}"]`)] : [],
    )
    this.#clip(gd.querySelector(".main-svg > defs"))
    this.#build()
    this.step = this.isUnderWay = undefined
    this.show(this.front)
  }

  /** A window on the curves, in the coordinates of the plot. */
  #clip(defs) {
    this.clipping?.parentElement?.remove()
    const path = shape(defs, "clipPath", { id: `us-travelled-${this.data.figure}` })
    this.clipping = shape(path, "rect", { y: -CLEAR, height: this.bottom - this.top + 2 * CLEAR, width: this.right - this.left + CLEAR })
  }

  #build() {
    const { svg, data, size } = this
    svg.replaceChildren()
    svg.style.fontSize = `${size}px`
    const hatch = { id: `us-hatch-${data.figure}`, width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }
    shape(shape(shape(svg, "defs"), "pattern", hatch), "line", { y2: 9, class: "us-hatch-line" })
    const around = { x: this.left, y: this.top, height: this.bottom - this.top }
    this.untravelled = ["us-pale-over", "us-hatch-over"].map((name) => shape(svg, "rect", { ...around, class: name }))
    this.untravelled[1].setAttribute("fill", `url(#${hatch.id})`)
    this.line = shape(svg, "path", { class: "us-front", d: `M0 ${this.top}V${this.bottom}` })
    this.#buildProduct()
    const most = Math.max(...data.riders.map(({ title, dotted }) => title.length + (dotted ? 3 : 0)))
    this.chip = { width: (most + 9) * LETTER * size + size, height: 1.7 * size }
    this.riders = data.riders.map((rider) => this.#buildRider(rider))
    this.flag = shape(svg, "g", { class: "us-flag" })
    const longest = Math.max(...[data.words.start, data.words.one, data.words.many].map((words) => words.length))
    this.flagged = { width: longest * LETTER * size + size, height: 1.8 * size }
    shape(this.flag, "rect", { ...this.flagged, rx: this.flagged.height / 2 })
    this.said = shape(this.flag, "text", { x: this.flagged.width / 2, y: 0.68 * this.flagged.height })
  }

  /** @param {Rider} rider */
  #buildRider({ signal, title, colour, dotted }) {
    const { width, height } = this.chip
    const group = shape(this.svg, "g", { class: "us-rider" })
    group.dataset.signal = signal
    group.classList.toggle("us-dotted", dotted)
    group.classList.toggle("us-focused", signal === this.data.focus.signal)
    group.style.setProperty("--rider", `var(--us-${colour})`)
    group.style.setProperty("--rider-ink", `var(--us-ink-${colour})`)
    const leader = shape(group, "path", { class: "us-leader" })
    const dot = shape(group, "circle", { r: 0.4 * this.size })
    const chip = shape(group, "g")
    shape(chip, "rect", { width, height, rx: 0.3 * this.size })
    shape(chip, "text", { class: "us-who", x: 0.5 * this.size, y: 0.69 * height }).textContent = dotted ? `··· ${title}` : title
    const value = shape(chip, "text", { class: "us-value", x: width - 0.5 * this.size, y: 0.69 * height })
    return { leader, dot, chip, value }
  }

  /** The box with the running product: in the corner of the plot where the curves leave room. */
  #buildProduct() {
    const { data } = this
    const size = Math.min(this.size, LARGEST)
    const last = this.focused.length - 1
    const some = Array.from({ length: 40 }, (_, index) => Math.round((last * index) / 39))
    const wide = (few, isFolded) => {
      const rows = some.flatMap((step) => {
        const [first, middle, ...rest] = this.#row(step, few)
        return [this.#title(step), ...(isFolded ? [first + middle, rest.join("")] : [[first, middle, ...rest].join("")])]
      })
      const longest = Math.max(...rows.map((row) => row.length), ...data.note.map((row) => 0.85 * row.length))
      return (0.92 * longest * LETTER + 1.6) * size
    }
    const most = ROOM * (this.right - this.left)
    this.few = wide(3, false) < most ? 3 : 1
    const isFolded = (this.isFolded = wide(this.few, false) > most) // on a phone what it comes to has a row of its own
    const width = Math.min(wide(this.few, isFolded), most)
    const more = isFolded ? 1.3 : 0
    const height = (3.2 + more + 1.2 * data.note.length) * size
    const [x, y] = this.#corner(width, height)
    const group = shape(this.svg, "g", { class: "us-product", transform: `translate(${x},${y})` })
    this.box = { x, y, width, height }
    group.style.fontSize = `${size}px`
    group.style.setProperty("--rider", `var(--us-${data.focus.colour})`)
    group.style.setProperty("--rider-ink", `var(--us-ink-${data.focus.colour})`)
    shape(group, "rect", { width, height, rx: 0.5 * size })
    const row = (name, y) => shape(group, "text", { class: name, x: 0.8 * size, y })
    this.heading = row("us-so-far", 1.3 * size)
    const product = row("us-factors", 2.65 * size)
    this.parts = ["us-first", "", "us-latest", "", "us-latest"].map((name) => shape(product, "tspan", name ? { class: name } : {}))
    if (isFolded) for (const [name, at] of [["x", 0.8], ["dy", more]]) this.parts[2].setAttribute(name, String(at * size))
    data.note.forEach((words, index) => (row("us-note-row", (3.9 + more + 1.2 * index) * size).textContent = words))
  }

  /** Where a box lies on the fewest points of the curves: right before left, where one has been already. */
  #corner(width, height) {
    const [low, high] = [this.left + 2 * CLEAR, this.right - 2 * CLEAR - width]
    const [upper, lower] = [this.top + 2 * CLEAR, this.bottom - 2 * CLEAR - height]
    const corners = [[high, lower], [high, upper], [low, lower], [low, upper]]
    const drawn = this.logs.flatMap((logs) => Array.from(logs, (log, step) => ({ log, step }))).filter(({ log }) => Number.isFinite(log))
    const points = drawn.map(({ log, step }) => [this.x(step), this.y(log)])
    const hidden = corners.map(
      ([x, y]) => points.filter(([px, py]) => px > x - 2 && px < x + width + 2 && py > y - 2 && py < y + height + 2).length,
    )
    return corners[hidden.indexOf(Math.min(...hidden))]
  }

  /** @param {number} step */
  #title(step) {
    const { words, focus } = this.data
    const count = this.focused.length - 1 - step
    return told([words.said_start, words.said_one, words.said], count).replace("{cell}", focus.title)
  }

  /** The product at a step, in parts: its first number, factors, the latest of them, and what it comes to. */
  #row(step, few = this.few) {
    const { words } = this.data
    const { kind, start, factors, now, at } = productAt(this.focused, step)
    if (kind !== "product" && kind !== "start") return ["", words[kind].replace("{step}", String(at + 1)), "", "", ""]
    const first = `${formatLog(start)} ${words.first}`
    if (kind === "start") return [first, "", "", "", ""]
    const shown = written(factors, few).map((log) => (log === null ? " …" : ` ×${format(10 ** log)}`))
    return [first, shown.slice(0, -1).join(""), shown.at(-1), " = ", formatLog(now)]
  }

  /** @param {number | null} front null: everything is drawn, as it was at first */
  show(front) {
    this.front = front
    if (!this.layer) return
    const isUnderWay = front === null ? null : front > 0
    if (isUnderWay !== this.isUnderWay) this.#set(isUnderWay)
    if (front === null) return
    const x = this.x(front)
    this.clipping.setAttribute("x", this.along(front))
    for (const rect of this.untravelled) rect.setAttribute("width", x - this.left)
    this.line.setAttribute("transform", `translate(${x},0)`)
    const flag = Math.min(Math.max(x - this.flagged.width / 2, 2), this.width - this.flagged.width - 2)
    this.flag.setAttribute("transform", `translate(${flag},${this.top - this.flagged.height - 2})`)
    const step = reached(front)
    if (step !== this.step) this.#tell(step)
    this.#ride(front, x)
  }

  /** @param {boolean | null} isUnderWay false: it has arrived; null: nobody has set out */
  #set(isUnderWay) {
    this.isUnderWay = isUnderWay
    this.svg.toggleAttribute("hidden", isUnderWay === null)
    this.svg.classList.toggle("us-arrived", isUnderWay === false)
    this.frame.classList.toggle("us-travelling", isUnderWay !== null)
    for (const ending of this.endings) ending.style.visibility = isUnderWay ? "hidden" : ""
    if (isUnderWay) this.layer.setAttribute("clip-path", `url(#us-travelled-${this.data.figure})`)
    else this.layer.removeAttribute("clip-path")
  }

  /** Everything that is written, which changes with the step. @param {number} step */
  #tell(step) {
    this.step = step
    const { words } = this.data
    this.said.textContent = told([words.start, words.one, words.many], this.focused.length - 1 - step)
    this.heading.textContent = this.#title(step)
    const row = this.#row(step)
    this.parts.forEach((part, index) => (part.textContent = this.isFolded && index === 2 ? row[index].trimStart() : row[index]))
    this.riders.forEach(({ value, dot, leader }, index) => {
      const log = this.logs[index][step]
      value.textContent = formatLog(log)
      for (const node of [dot, leader]) node.style.visibility = Number.isFinite(log) ? "" : "hidden" // no curve to stand on
    })
    this.svg.setAttribute("aria-label", `${this.said.textContent}. ${this.heading.textContent}: ${row.join("")}`)
  }

  /** Chips and dots go with the front: the dots on the curves, between two steps too. */
  #ride(front, x) {
    const { width, height } = this.chip
    const heights = this.logs.map((logs) => this.y(between(logs, front)))
    const isRight = x - GAP - width < CLEAR
    const start = isRight ? x + GAP : x - GAP - width
    const middles = spread(heights, height + CLEAR, ...this.#roomAt(start))
    this.riders.forEach(({ leader, dot, chip }, index) => {
      dot.setAttribute("transform", `translate(${x},${heights[index]})`)
      chip.setAttribute("transform", `translate(${start},${middles[index] - height / 2})`)
      leader.setAttribute("d", `M${x} ${heights[index]}L${isRight ? start : start + width} ${middles[index]}`)
    })
  }

  /** Between which heights chips stand that begin at `start`: clear of the product, where there is room for that. */
  #roomAt(start) {
    const { top, bottom, box, chip } = this
    if (start > box.x + box.width + CLEAR || start + chip.width < box.x - CLEAR) return [top, bottom]
    const room = box.y - top > bottom - box.y - box.height ? [top, box.y - CLEAR] : [box.y + box.height + CLEAR, bottom]
    return room[1] - room[0] < this.logs.length * (chip.height + CLEAR) ? [top, bottom] : room
  }

  dispose() {
    this.clipping?.parentElement?.remove()
    if (this.layer && this.front !== null) this.#set(null)
    this.svg.remove()
  }
}

/** @param {string[]} words for none, one, and more @param {number} count */
const told = (words, count) => words[Math.min(count, 2)].replace("{count}", String(count))

/** Where the drawn curve is at a place between two steps; where it is not drawn, the value of the step that was reached. */
function between(logs, front) {
  const step = reached(front)
  const [here, next] = [logs[step], logs[Math.max(step - 1, 0)]]
  if (Number.isFinite(here) && Number.isFinite(next)) return here + (step - front) * (next - here)
  return Number.isNaN(here) ? Infinity : here // a number that overflowed stands on top
}
