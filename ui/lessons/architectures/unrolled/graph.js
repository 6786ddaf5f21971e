// The picture: boxes, squares and arrows in one SVG, drawn once for each content, width and theme; a step marks them.

import { formatShort, powerOfTen } from "../../../stepper/browser/numbers.js"
import { BAR } from "../../../stepper/browser/room.js"
import { shape } from "../../../stepper/browser/svg.js"
import { colourScale } from "../../../stepper/browser/theme.js"
import { layout, squares, way } from "./layout.js"
import { sources } from "./paths.js"
import { Tracks } from "./tracks.js"

const LETTER = 9.2 // pixels of a letter on a token
const FOOT = BAR + 64 // pixels below the picture on a wall: its sentence, and the bar
const [LARGEST, SMALLEST] = [2, 0.7] // times that it is as large there as at a desk
const NARROW = 34 // pixels of a column, from which on down numbers are smaller
const DIGIT = 7 // pixels of a digit of a note
const SIGN = 7 // pixels to the right of a box, where its sign stands: not on its letters
const BESIDE = 16 // pixels to the next box, from which on something may stand beside one
const TIGHT = 26 // and from which on down there is room for three characters
const MANY = 1200 // arrows: more of them, faint as they would be, take longer to paint than a step may
// An arrow's end; one where there is little room; and of what comes back along an arrow: it ends where the arrow begins.
const TIPS = { tip: { size: 6.5, reach: 4 }, point: { size: 4, reach: 4 }, back: { size: 6.5, reach: 8 } } // size in pixels
const FAINTEST = 0.03 // a share of less is not drawn

export class Graph {
  /** @param {HTMLElement} root @param {(box: number) => void} choose a box has been clicked; -1 for none */
  constructor(root, choose) {
    this.root = root
    this.choose = choose
    this.t = -1
    this.chosen = -1
    root.onclick = ({ target }) => {
      const node = target instanceof Element && target.closest("[data-box]")
      const index = node ? Number(node.getAttribute("data-box")) : -1
      this.choose(index === this.chosen ? -1 : index)
    }
    root.onkeydown = (event) => this.#press(event)
    this.scrolled = 0 // as it was last told: to ask during a step would lay all of it out
    root.onscroll = () => {
      this.scrolled = root.scrollLeft
      this.#keepTitles()
    }
  }

  /**
   * @param {any} data @param {import("../../../stepper/browser/theme.js").Theme} theme
   * @param {number} width pixels that there are @param {number} below pixels of what stands below it
   */
  draw(data, theme, width, below) {
    this.data = data
    const room = (this.room = width || 600)
    this.scale = data.large ? fitting(data, room, this.root.getBoundingClientRect().top, below) : 1
    this.layout = layout(data, room / this.scale)
    const { width: across, height, boxes, titles } = this.layout
    const signed = colourScale(data.signed.map(([at, colour]) => [at, theme.swap(colour)]))
    const colours = Object.fromEntries(data.rows.map(({ name, colour }) => [name, colour]))
    const shapes = Object.fromEntries(data.rows.map((row) => [row.name, row.shape]))
    this.root.replaceChildren()
    this.root.toggleAttribute("data-calm", data.calm)
    this.root.toggleAttribute("data-silent", data.calm && data.arrows.length > MANY)
    this.root.style.setProperty("--calm", String(Math.min(0.13, 20 / data.arrows.length)))
    const svg = shape(this.root, "svg", { width: across * this.scale, height: height * this.scale, viewBox: `0 0 ${across} ${height}`, role: "group", "aria-label": data.text.graph, "data-own-arrows": "" })
    svg.toggleAttribute("data-narrow", this.layout.column < NARROW && !boxes.some(({ thin }) => thin)) // without frames, without notes
    svg.style.setProperty("--letter", `${Math.min(12, this.layout.column + 0.5)}px`)
    tips(shape(svg, "defs"), new Set(Object.values(colours)))
    this.titles = shape(svg, "g", { class: "un-titles" })
    for (const { title, x, y, anchor } of titles) shape(this.titles, "text", { x, y, "text-anchor": anchor, class: "un-row" }).textContent = title
    this.arrows = data.arrows.map((arrow) => this.#arrow(svg, arrow, colours))
    svg.append(this.titles) // no arrow strikes them out
    this.boxes = data.boxes.map((box, index) => this.#box(svg, box, boxes[index], { index, colour: colours[box.row], shape: shapes[box.row], signed }))
    this.tracks = new Tracks(svg, this.titles, data, this.layout.tracks)
    /** What becomes known at each step: thousands of arrows, of which a step changes a few. @type {Map<number, Element[]>} */
    this.known = new Map()
    const note = (node, at) => (this.known.get(at) ?? this.known.set(at, []).get(at)).push(node)
    data.boxes.forEach(({ at }, index) => note(this.boxes[index].group, at))
    data.arrows.forEach(([from, to], index) => note(this.arrows[index], Math.max(data.boxes[from].at, data.boxes[to].at)))
    this.#keepTitles()
    const [t, chosen] = [this.t, this.chosen]
    this.t = this.chosen = -1
    if (t >= 0) this.show(t)
    this.select(chosen)
  }

  /**
   * In the colour of what it comes from; within a row, and where it has a weight, of what it leads to.
   * @param {SVGElement} svg @param {[number, number, number | null]} arrow @param {Record<string, string>} colours of the rows
   */
  #arrow(svg, [from, to, weight], colours) {
    const { boxes } = this.layout
    const { boxes: all } = this.data
    const across = all[from].row === all[to].row
    const colour = colours[weight === null && !across ? all[from].row : all[to].row]
    const path = shape(svg, "path", { d: way(boxes[from], boxes[to], across && !between(from, to, all), around(from, to, boxes, all)), class: "un-arrow", style: `--of: var(--us-${colour}); --back: url(#un-back-${colour})` })
    path.toggleAttribute("data-thin", boxes[from].thin)
    if (weight === null && !(across && boxes[to].thin)) path.setAttribute("marker-end", `url(#un-${boxes[to].thin ? "point" : "tip"}-${colour})`)
    if (weight !== null) {
      path.classList.add("un-weighted")
      path.style.setProperty("--weight", String(weight))
      path.toggleAttribute("data-none", weight < FAINTEST)
    }
    return path
  }

  /**
   * A box with its squares or its label, its note, and what stands beside it.
   * @param {SVGElement} svg @param {any} box @param {import("./layout.js").Place} place
   * @param {{index: number, colour: string, shape: string, signed: (share: number) => string}} looks colour and shape are its row's
   */
  #box(svg, box, place, { index, colour, shape: is, signed }) {
    const { x, y, width: wide, height: high, free, thin } = place
    const group = shape(svg, "g", { class: `un-box un-${is}`, "data-box": index, tabindex: index ? -1 : 0, role: "button", style: `--of: var(--us-${colour}); --ink: var(--us-ink-${colour})` })
    group.toggleAttribute("data-marked", box.marked)
    group.setAttribute("aria-label", [box.told || box.label, box.note].filter(Boolean).join(", "))
    if (box.told) shape(group, "title").textContent = box.told
    const frame = is === "point"
      ? shape(group, "circle", { cx: x, cy: y, r: Math.min(wide, high) / 2, class: "un-frame" })
      : shape(group, "rect", { x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: thin ? 3 : 6, class: "un-frame" })
    frame.setAttribute("data-frame", "")
    if (box.values) {
      const isPicture = is === "picture" // of pixels, as many down as across, from 0 to 1
      const all = squares(box.values.length, place, isPicture ? Math.sqrt(box.values.length) : undefined)
      all.forEach((at, unit) => {
        const value = box.values[unit]
        if (isPicture) return shape(group, "rect", { ...at, class: "un-pixel", "fill-opacity": value })
        shape(group, "rect", { ...at, class: "un-square", ...(value === null ? { "data-nan": "" } : { fill: signed(0.5 + value / 2) }) })
      })
      for (const unit of box.won) shape(group, "rect", { ...all[unit], class: "un-won" })
    } else if (box.label) {
      const text = shape(group, "text", { x, y: y + 5, class: "un-label" })
      text.textContent = box.label
      const isTight = box.label.length * LETTER > wide && !thin
      if (isTight) text.setAttribute("textLength", String(wide - 4))
      if (isTight) text.setAttribute("lengthAdjust", "spacingAndGlyphs")
    }
    const above = box.kind === "answer" // where its arrow does not come in
    const below = box.kind === "input" ? 14 : 21 // beneath the tip of the arrow that comes in
    const note = shape(group, "text", { x, y: above ? y - high / 2 - 12 : y + high / 2 + below, class: "un-note" })
    note.textContent = box.note
    if (box.right !== null) {
      const sign = shape(group, "text", { x: x + wide / 2 + (free < BESIDE ? 0 : SIGN), y: above ? y + high / 2 + 3 : y - high / 2 + 4, class: "un-sign", "data-right": box.right })
      sign.textContent = box.right ? "✓" : "✗"
    }
    if (box.instead && free >= BESIDE) shape(group, "text", { x: x + wide / 2 + 5, y: y + 5, class: "un-instead" }).textContent = box.instead
    if (box.before && free >= BESIDE) shape(group, "text", { x: x - wide / 2 - 5, y: y + 5, class: "un-before" }).textContent = box.before
    return { group, note, plain: box.note }
  }

  /** What stands above the rows is not scrolled away; beside them, it leaves with them. */
  #keepTitles() {
    if (this.layout.above) this.titles.setAttribute("transform", `translate(${this.scrolled / this.scale} 0)`)
  }

  /** Words beside a box that change with the step. @param {number} index @param {string} words */
  annotate(index, words) {
    const box = this.boxes[index]
    if (box.plain === words) return
    box.plain = words
    if (this.chosen < 0) box.note.textContent = words
  }

  /** @param {number} norm in as many characters as there is room for */
  #written(norm) {
    if (this.layout.column >= TIGHT || norm >= 99.5) {
      const words = formatShort(norm)
      return norm < 1 && words.length * DIGIT > this.layout.column ? powerOfTen(Math.round(Math.log10(norm))) : words
    }
    return norm < 0.05 ? "<.1" : norm.toFixed(norm < 9.95 ? 1 : 0)
  }

  /** Boxes that are being read just now stand out. @param {number[]} indices */
  look(indices) {
    const read = new Set(indices)
    this.boxes.forEach(({ group }, index) => group.toggleAttribute("data-read", read.has(index)))
  }

  /** What becomes known at step t is marked, and all after it pale. @param {number} t */
  show(t) {
    const [first, last] = this.t < 0 ? [-Infinity, Infinity] : [Math.min(this.t, t), Math.max(this.t, t)]
    this.known.forEach((nodes, at) => at >= first && at <= last && nodes.forEach((node) => mark(node, at, t)))
    this.tracks.show(t)
    if (t !== this.t) this.#follow(t)
    this.t = t
  }

  /** What a box is computed from lights up; of an answer, with the norms of its loss's gradients. @param {number} index -1 for none */
  select(index) {
    this.chosen = index < this.boxes.length ? index : -1
    const lit = this.chosen < 0 ? null : sources(this.chosen, this.data.arrows)
    const norms = this.data.gradients[this.chosen]
    norms?.forEach((norm, box) => norm === 0 && box !== this.chosen && lit.boxes.delete(box))
    this.root.toggleAttribute("data-lit", lit !== null)
    this.root.toggleAttribute("data-back", norms !== undefined)
    this.boxes.forEach(({ group, note, plain }, box) => {
      group.toggleAttribute("data-lit", lit?.boxes.has(box) ?? false)
      group.toggleAttribute("data-chosen", box === this.chosen)
      group.setAttribute("aria-pressed", String(box === this.chosen))
      const norm = norms?.[box]
      note.textContent = norm === undefined || norm === null ? (lit && norms ? "" : plain) : norm ? this.#written(norm) : ""
      note.toggleAttribute("data-norm", Boolean(norm))
    })
    const isLit = (arrow) => lit?.arrows.has(arrow) && this.data.arrows[arrow].slice(0, 2).every((end) => lit.boxes.has(end))
    this.arrows.forEach((path, arrow) => path.toggleAttribute("data-lit", isLit(arrow) ?? false))
  }

  /** Where the picture is wider than there is room, what is known now is brought into view. @param {number} t */
  #follow(t) {
    const room = this.room / this.scale
    if (this.layout.width <= room + 1) return
    const all = this.data.boxes.flatMap(({ at, kind }, index) => (at === t ? [{ kind, x: this.layout.boxes[index].x }] : []))
    if (!all.length) return
    const answers = all.filter(({ kind }) => kind === "answer")
    const now = (answers.length ? answers : all).map(({ x }) => x)
    const [first, last] = [Math.min(...now), Math.max(...now)]
    const scrollLeft = this.scrolled / this.scale
    if (last - first > room || first < scrollLeft + 30 || last > scrollLeft + room - 30) this.root.scrollLeft = ((first + last) / 2 - room / 2) * this.scale
  }

  /** Arrow keys go to the nearest box, where the keyboard led there, for after a click they step; one of them is in the order of the Tab key. @param {KeyboardEvent} event */
  #press(event) {
    const group = event.target instanceof Element && event.target.closest("[data-box]")
    if (!group || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return // the transport may have it
    const from = Number(group.getAttribute("data-box"))
    if (event.key === "Enter" || event.key === " ") this.choose(from === this.chosen ? -1 : from)
    else if (event.key === "Escape" && this.chosen >= 0) this.choose(-1)
    else {
      const heading = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
      const to = heading ? this.#towards(from, heading) : -1
      if (to < 0) return
      group.setAttribute("tabindex", "-1")
      this.boxes[to].group.setAttribute("tabindex", "0")
      this.boxes[to].group.focus()
    }
    event.preventDefault()
    event.stopPropagation() // the transport has arrows, too
  }

  /** @param {number} from @param {number[]} heading */
  #towards(from, [right, down]) {
    const here = this.layout.boxes[from]
    let [best, least] = [-1, Infinity]
    this.layout.boxes.forEach(({ x, y }, index) => {
      const [along, aside] = right ? [(x - here.x) * right, Math.abs(y - here.y)] : [(y - here.y) * down, Math.abs(x - here.x)]
      if (along < 1 || aside > along * 2) return
      if (along + 3 * aside < least) [best, least] = [index, along + 3 * aside]
    })
    return best
  }
}

/** The ends of arrows, in every colour. @param {SVGElement} defs @param {Set<string>} colours */
function tips(defs, colours) {
  for (const colour of colours) {
    for (const [end, { size, reach }] of Object.entries(TIPS)) {
      const tip = shape(defs, "marker", { id: `un-${end}-${colour}`, viewBox: "0 0 8 8", refX: reach, refY: 4, markerWidth: size, markerHeight: size, orient: "auto-start-reverse", markerUnits: "userSpaceOnUse" })
      shape(tip, "path", { d: "M0 0L8 4L0 8z", style: `fill: var(--us-${colour})` })
    }
  }
}

/**
 * How much larger the picture may be on a wall: as large as there is room for, above the bar at the bottom.
 * @param {any} data @param {number} room @param {number} top @param {number} below pixels of what stands below it
 */
function fitting(data, room, top, below) {
  const high = window.innerHeight - Math.max(top, 0) - FOOT - below
  const fits = (scale) => {
    const { width, height } = layout(data, room / scale)
    return width * scale <= room + 1 && height * scale <= high
  }
  for (let scale = LARGEST; scale > SMALLEST; scale -= 0.05) if (fits(scale)) return scale
  return SMALLEST
}

/** Whether another box stands between two of a row. @param {number} from @param {number} to @param {any[]} boxes */
function between(from, to, boxes) {
  const [first, last] = [boxes[from].x, boxes[to].x].sort((a, b) => a - b)
  return boxes.some(({ row, x }) => row === boxes[from].row && x > first && x < last)
}

/**
 * How far to the right an arrow up a column has to swerve so that it does not seem to come from what it passes; inputs
 * pass on the left. 0 where nothing stands in its way.
 * @param {number} from @param {number} to @param {{x: number, y: number, width: number}[]} places @param {any[]} boxes
 */
function around(from, to, places, boxes) {
  const [low, high] = [places[from].y, places[to].y]
  if (Math.abs(places[from].x - places[to].x) >= 1) return 0
  const passed = places.filter(({ x, y }) => Math.abs(x - places[from].x) < 1 && y < Math.max(low, high) && y > Math.min(low, high))
  return passed.length && (boxes[from].kind === "input" ? -1 : 1) * Math.max(...passed.map(({ width }) => width / 2 + 7))
}

/** @param {Element} node @param {number} at when it is known @param {number} t */
function mark(node, at, t) {
  node.toggleAttribute("data-coming", at > t)
  node.toggleAttribute("data-now", at === t)
}
