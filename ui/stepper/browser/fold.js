// The network folded: one cell with a loop, in which what it remembers runs round and comes back at the next step.
// "Unroll" draws it as what it is in time, the same cell once for every step; the address keeps which of the two is seen.

import { writeAddress } from "./address.js"
import { largest } from "./answers.js"
import { bars, course, half, reach } from "./belt.js"
import { format } from "./numbers.js"
import { button, part } from "./part.js"
import { shape } from "./svg.js"
import { colourScale } from "./theme.js"
import { fill } from "./words.js"

const VIEW = [150, 8, 460, 296]
const CELL = { left: 310, top: 96, width: 140, height: 128, belt: 138 }
const LOOP = { left: 200, right: 560, top: 32, bend: 40, joint: [320, 440] } // the joint: where the past becomes the present
const [ROUND, GATE, FLOOR] = [1.25, 36, 204] // how much wider than in the chain the belt is; a gate's height and its floor
const [TOKENS, TOKEN, APART, LINE] = [5, 32, 42, 264] // on either side; a token's size, from one to the next, their middle
const UNFOLDS_MS = 700
const RUNS_MS = 280
const PARAMETER = "unrolled"

/** Which tokens are seen at a step, and how far each is from the one that is read. @param {number} t @param {number} steps */
export function around(t, steps) {
  const seen = []
  for (let step = Math.max(0, t - TOKENS); step <= Math.min(steps - 1, t + TOKENS); step++) seen.push({ step, away: step - t })
  return seen
}

export class Fold {
  /** @param {HTMLElement} root @param {HTMLElement} main what is seen once the network is unrolled */
  constructor(root, main) {
    this.root = root
    this.main = main
    this.card = document.createElement("section")
    this.card.className = "us-card us-fold"
    main.before(this.card)
    this.before = part(this.card, "us-fold-side us-fold-before")
    this.svg = shape(this.card, "svg", { viewBox: VIEW.join(" "), role: "img" })
    this.now = part(this.card, "us-fold-side us-fold-now")
    this.copies = part(this.card, "us-fold-copies", "p")
    this.button = button(this.card, "us-unroll", () => this.#turn(!this.unrolled))
    this.unrolled = new URLSearchParams(location.search).get(PARAMETER) === "1"
    this.#draw()
  }

  /** The parts of the drawing that stand still. */
  #draw() {
    const { left, right, top, bend, joint } = LOOP
    const { belt } = CELL
    const cellRight = CELL.left + CELL.width
    const out = `M${cellRight} ${belt}H${right - bend}Q${right} ${belt} ${right} ${belt - bend}V${top + bend}Q${right} ${top} ${right - bend} ${top}H${joint[1]}`
    const back = `M${joint[0]} ${top}H${left + bend}Q${left} ${top} ${left} ${top + bend}V${belt - bend}Q${left} ${belt} ${left + bend} ${belt}H${CELL.left}`
    const defs = shape(this.svg, "defs")
    this.gradients = ["loop", "cell"].map((name, index) => {
      const x1 = index ? CELL.left : joint[0]
      const x2 = index ? cellRight : joint[1]
      const gradient = shape(defs, "linearGradient", { id: `us-fold-${name}`, gradientUnits: "userSpaceOnUse", x1, x2, y1: 0, y2: 0 })
      return [0, 0.5, 1].map((offset) => shape(gradient, "stop", { offset }))
    })
    this.out = shape(this.svg, "path", { class: "us-belt", d: out })
    this.back = shape(this.svg, "path", { class: "us-belt", d: back })
    this.joint = shape(this.svg, "path", { fill: "url(#us-fold-loop)" })
    shape(this.svg, "rect", { class: "us-fold-cell", x: CELL.left, y: CELL.top, width: CELL.width, height: CELL.height, rx: 12 })
    this.inside = shape(this.svg, "path", { fill: "url(#us-fold-cell)" })
    for (const x of [right - 70, left + 70]) shape(this.svg, "path", { class: "us-fold-way", d: `M${x + 4} ${top - 6}l-6 6l6 6` })
    this.gates = shape(this.svg, "g")
    shape(this.svg, "path", { class: "us-fold-wire", d: `M380 ${LINE - TOKEN / 2}V${CELL.top + CELL.height}M380 ${CELL.top}V82` })
    this.answer = shape(this.svg, "text", { class: "us-fold-sign", x: 380, y: 78 })
    this.mark = shape(this.svg, "path", { class: "us-fold-mark" })
    this.answerName = shape(this.svg, "text", { class: "us-fold-name", x: 396, y: 77 })
    this.tokens = shape(this.svg, "g")
    this.read = shape(this.svg, "text", { class: "us-fold-name", x: VIEW[0] + 2, y: 300 })
    this.coming = shape(this.svg, "text", { class: "us-fold-name us-end", x: VIEW[0] + VIEW[2] - 2, y: 300 })
    this.runner = shape(this.svg, "circle", { class: "us-runner", r: 6 })
    this.runner.style.offsetPath = `path("${out}H${joint[0]}${back.replace(/^M\d+ \d+/, "")}")`
  }

  /** @param {any} data with its `folded` @param {import("./values.js").Recording} recording @param {import("./theme.js").Theme} theme */
  build(data, recording, theme) {
    this.data = data
    this.recording = recording
    this.following = null
    this.memory = recording.has("cell") ? "cell" : "hidden"
    const names = data.folded.gates
    const room = bars(names.length, CELL.width)
    const width = 24
    this.gates.replaceChildren()
    this.bars = names.map((name, index) => {
      const middle = CELL.left + room.left[index] + room.width / 2 + (index - (names.length - 1) / 2) * 26
      const place = { x: middle - width / 2, y: FLOOR - GATE, width, height: GATE, rx: 3 }
      shape(this.gates, "rect", { class: "us-fold-track", ...place })
      const node = shape(this.gates, "rect", { class: "us-fold-gate", ...place })
      node.style.fill = `var(--us-${name})`
      const word = shape(this.gates, "text", { class: "us-fold-name us-middle", x: middle, y: FLOOR + 14 })
      word.textContent = data.text[name.replace("_gate", "")]
      word.style.fill = `var(--us-ink-${name})`
      return { node, read: recording.reader(name) }
    })
    const { text } = data
    this.answerName.textContent = text.its_answer
    this.read.textContent = text.already_read
    this.coming.textContent = text.still_to_come
    this.copies.textContent = fill(text.copies, { count: data.steps })
    this.retheme(theme)
    this.#stand()
  }

  /** @param {import("./theme.js").Theme} theme */
  retheme(theme) {
    this.signed = colourScale(this.data.signed.map(([at, colour]) => [at, theme.swap(colour)]))
  }

  /** A hand has changed the numbers. @param {import("./following.js").Following | null} following null for those recorded */
  repaint(following) {
    this.following = following
  }

  /** What is answered at a step, and whether that is right; null where nothing is asked. @param {number} t */
  #answerAt(t) {
    const { following, data } = this
    const classes = following?.live.classes ?? []
    const K = classes.length
    if (!K) return { answer: data.folded.answers[t] ?? "", right: data.folded.right[t] ?? null }
    const right = following.wanted[t] >= 0 ? !following.wrong.has(t) : null
    return { answer: classes[largest(following.answers.subarray(t * K, (t + 1) * K))], right }
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    if (this.unrolled) return
    const { recording, data } = this
    const { text } = data
    const own = Math.min(unit, recording.units - 1)
    const [was, is] = [`${this.memory}@previous`, this.memory].map((name) => recording.reader(name)(t, own))
    const limit = reach(recording.column(this.memory, own))
    const wide = recording.limit(this.memory)
    const colour = (value) => this.signed(0.5 + value / wide / 2)
    for (const [path, value] of [[this.out, is], [this.back, was]]) {
      path.style.stroke = colour(value)
      path.style.strokeWidth = String(Math.max(1, 2 * ROUND * half(value, limit)))
    }
    for (const stops of this.gradients) stops.forEach((stop, index) => (stop.style.stopColor = colour(was + ((is - was) * index) / 2)))
    const [from, to] = LOOP.joint
    this.joint.setAttribute("d", outline(course(was, is, from, to - from, to - from), LOOP.top, limit))
    this.inside.setAttribute("d", outline(course(was, is, CELL.left, CELL.width, 90), CELL.belt, limit))
    for (const { node, read } of this.bars) node.style.transform = `scaleY(${Math.min(Math.max(read(t, own) || 0, 0), 1)})`
    this.#showTokens(t)
    const symbol = this.memory === "cell" ? "c" : "h"
    const numbers = { symbol, before: format(was), now: format(is), step: t + 1, steps: data.steps, unit: own + 1 }
    const told = (node, title, sentence) => node.replaceChildren(...["b", "span"].map((tag, index) => Object.assign(document.createElement(tag), { textContent: index ? sentence : title })))
    told(this.before, fill(text.step, numbers), fill(text.comes_in, numbers))
    told(this.now, text.remembers_now, fill(t < data.steps - 1 ? text.goes_round : text.goes_out, numbers))
    const { answer, right } = this.#answerAt(t)
    this.answer.textContent = answer
    this.mark.setAttribute("d", right === null ? "" : right ? "M357 73a4 4 0 1 0 8 0a4 4 0 1 0-8 0" : "M357 69l8 8m0-8l-8 8")
    this.mark.classList.toggle("us-is-wrong", right === false)
    const judged = right === null ? "" : right ? text.right : text.wrong
    const words = { ...numbers, token: data.tokens[t], answer: [answer, judged].filter(Boolean).join(", ") }
    this.svg.setAttribute("aria-label", fill(text.folded, words))
    this.#run(t)
  }

  #showTokens(t) {
    const { signs, flagged } = this.data.folded
    const size = TOKEN
    this.tokens.replaceChildren()
    for (const { step, away } of around(t, this.data.steps)) {
      const group = shape(this.tokens, "g", { class: away ? "us-fold-token" : "us-fold-token us-now", opacity: away ? 0.75 - 0.12 * Math.abs(away) : 1 })
      const x = 380 + away * APART
      shape(group, "rect", { x: x - size / 2, y: LINE - size / 2, width: size, height: size, rx: 6 })
      const { sign, flag } = this.following?.isChanged(step) ? this.following.reads(step) : { sign: signs[step], flag: flagged.includes(step) }
      shape(group, "text", { x, y: LINE + 5 }).textContent = sign
      if (flag) shape(group, "path", { class: "us-fold-flag", d: `M${x + 9} ${LINE - size / 2 - 4}h10l-5 7z` })
    }
  }

  /** From one step to the next, the value is seen to run round. */
  #run(t) {
    const next = t === this.shown + 1
    this.shown = t
    if (!next || still()) return
    this.runner.animate(
      [{ offsetDistance: "0%", opacity: 1 }, { offsetDistance: "96%", opacity: 1, offset: 0.95 }, { offsetDistance: "100%", opacity: 0 }],
      { duration: RUNS_MS, easing: "ease-in-out" },
    )
  }

  /** @param {boolean} unrolled */
  #turn(unrolled) {
    this.unrolled = unrolled
    writeAddress({ [PARAMETER]: unrolled ? "1" : "" })
    this.#stand()
    if (!unrolled) this.show(Number(this.root.dataset.step), Number(this.root.dataset.unit))
    if (still()) return
    if (!unrolled) {
      this.svg.animate([{ opacity: 0, transform: "scaleX(1.6)" }, { opacity: 1, transform: "none" }], { duration: UNFOLDS_MS / 2, easing: "ease-out" })
      return
    }
    this.main.animate([{ opacity: 0 }, { opacity: 1 }], { duration: UNFOLDS_MS })
    const chain = this.main.querySelector(".us-chain")
    const here = this.main.querySelector(".us-here")
    if (!chain || !here) return
    const [whole, one] = [chain, here].map((node) => node.getBoundingClientRect())
    chain.style.transformOrigin = `${one.left + one.width / 2 - whole.left}px center`
    chain.animate([{ transform: `scaleX(${one.width / whole.width || 0.05})` }, { transform: "none" }], { duration: UNFOLDS_MS, easing: "ease-in-out" })
  }

  /** Lie unrolled for a while, or as before: nobody has asked for it, and the address says nothing. @param {boolean} unrolled */
  lie(unrolled) {
    this.unrolled = unrolled
    this.#stand()
  }

  /** Show the one or the other. */
  #stand() {
    const { text } = this.data
    this.root.classList.toggle("us-folded", !this.unrolled)
    for (const node of [this.before, this.svg, this.now]) node.toggleAttribute("hidden", this.unrolled)
    this.copies.hidden = !this.unrolled
    this.button.textContent = this.unrolled ? text.fold : text.unroll
    this.button.setAttribute("aria-expanded", String(this.unrolled))
  }

  dispose() {
    this.root.classList.remove("us-folded")
    this.card.remove()
  }
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches

/** A belt as a closed line. @param {[number, number][]} points @param {number} y its middle @param {number} limit */
function outline(points, y, limit) {
  if (!points.length) return ""
  const wide = (value) => Math.max(0.5, ROUND * half(value, limit))
  const upper = points.map(([x, value]) => `${x.toFixed(1)},${(y - wide(value)).toFixed(2)}`)
  const lower = points.toReversed().map(([x, value]) => `${x.toFixed(1)},${(y + wide(value)).toFixed(2)}`)
  return `M${[...upper, ...lower].join("L")}Z`
}
