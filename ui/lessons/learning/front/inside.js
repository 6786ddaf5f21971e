// The network at one update, on one sequence: every gate, candidate and state, units down and steps across, and what it
// would answer at each step.

import { shades } from "../../../stepper/browser/heatmaps.js"
import { format, formatShort } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"
import { shape } from "../../../stepper/browser/svg.js"
import { fill } from "../../../stepper/browser/words.js"
import { Plane } from "./plane.js"

const KINDS = ["gate", "candidate", "state"] // in this order
const LETTER = 7 // pixels that a letter takes
const WIDTH = 330 // pixels for the letters where nothing has been measured yet
const [LEAST, MOST, UNIT] = [30, 150, 9] // pixels of a signal, and of one of its units
const [CLASS, MOST_CLASSES] = [12, 170] // pixels of an answer of many, and of all of them
const TALL = 400 // pixels of the front, usually
const [ALL, NAME] = [420, 25] // pixels of all signals together, and of the name of one

/** The signals of a run from what lets in to what is kept. @param {any[]} signals */
export const inOrder = (signals) => KINDS.flatMap((kind) => signals.filter((signal) => signal.kind === kind))

/** Every how many steps a word has room. @param {string[]} tokens @param {number} width */
export function everyWord(tokens, width) {
  const longest = tokens.reduce((most, token) => Math.max(most, [...token].length), 1)
  return Math.max(1, Math.ceil((LETTER * longest + (longest > 1 ? LETTER : 0)) / (width / tokens.length)))
}

export class Inside {
  /** @param {HTMLElement} root @param {(t: number) => void} go */
  constructor(root, go) {
    this.root = root
    this.go = go
    this.title = part(root, "fr-title", "h3")
    this.key = part(root, "fr-unit", "p")
    this.field = part(root, "fr-field")
    this.letters = part(this.field, "fr-letters")
    this.letters.setAttribute("aria-hidden", "true")
    this.blocks = part(this.field, "fr-blocks")
    this.step = part(this.field, "fr-step")
    this.sizes = new ResizeObserver(() => this.run && this.#crowd())
    this.sizes.observe(this.field)
    this.field.onpointerdown = (press) => this.#press(press)
    this.field.onpointermove = (event) => event.buttons === 1 && this.#press(event)
  }

  /** @param {any} data @param {import("./learned.js").Learned} run @param {{kind: string}} of @param {import("../../../stepper/browser/theme.js").Theme} theme */
  draw(data, run, { kind }, theme) {
    const signature = JSON.stringify([data.key, kind, run.about, theme.signature])
    this.run = run
    this.text = data.text
    if (signature === this.signature) return
    this.signature = signature
    this.field.style.setProperty("--steps", String(run.about.steps))
    this.#letters()
    this.blocks.replaceChildren()
    const { swap } = theme
    const signed = shades(data.signed.map(([at, colour]) => [at, swap(colour)]))
    const room = ALL / Math.max(run.about.signals.length, 1) - NAME
    const height = Math.max(Math.min(run.about.units * UNIT, MOST, room), LEAST)
    this.planes = inOrder(run.about.signals).map((signal) => {
      const { title, does } = data.signals[kind]?.[signal.name] ?? { title: signal.name, does: "" }
      const note = does && signal.kind === "gate" ? fill(data.text.does, { does }) : ""
      // What has no limit of its own is coloured up to the largest that has been seen, which is said.
      const isOpen = run.unbounded.includes(signal.name)
      const gate = signal.kind === "gate"
      const colours = gate ? shades([[0, swap(data.scales.closed)], [1, theme.swap(data.palette[signal.name] ?? data.scales.ink)]]) : signed
      const block = this.#block(`${title} ${signal.symbol.replace(/_t$/, "")}`, signal.name, note)
      block.dataset.kind = signal.kind
      const plane = new Plane(block, "fr-units")
      plane.canvas.style.height = tall(height)
      return { signal, plane, colours, gate, limit: isOpen ? part(plane.canvas.previousElementSibling, "fr-does", "span") : null }
    })
    this.#answers(data, swap, height)
  }

  #block(words, name, note = "") {
    const block = part(this.blocks, "fr-block")
    block.dataset.signal = name
    block.style.setProperty("--of", `var(--us-ink-${name}, currentColor)`)
    const head = part(block, "fr-name", "span")
    head.textContent = words
    if (note) part(head, "fr-does", "span").textContent = note
    head.title = note
    return block
  }

  #letters() {
    const { tokens, steps, asked, flags = [] } = this.run.about
    this.letters.replaceChildren()
    this.key.textContent = this.text.flagged
    this.key.hidden = flags.length < 2 // what stands first is no news
    for (const t of this.key.hidden ? [] : flags) part(this.letters, "fr-flag", "i").style.left = `${(100 * (t + 0.5)) / steps}%`
    this.every = 0
    this.spans = tokens.map((token, t) => {
      const letter = part(this.letters, "fr-letter", "span")
      letter.textContent = token
      letter.style.left = `${(100 * (t + 0.5)) / steps}%`
      letter.toggleAttribute("data-asked", asked.includes(t) && asked.length < steps)
      return letter
    })
    this.#crowd()
  }

  /** As many words as have room. */
  #crowd() {
    const every = everyWord(this.run.about.tokens, this.field.clientWidth || WIDTH)
    if (every !== this.every) this.spans.forEach((letter, t) => letter.toggleAttribute("data-crowded", t % every !== 0))
    this.every = every
  }

  #answers({ text, scales }, swap, height) {
    const { classes } = this.run.about
    this.answers = null
    const two = classes.length === 2
    const block = this.#block(two ? fill(text.would_answer, { answer: classes[1] }) : classes.length ? text.would_answer_each : text.predicts, "answers")
    this.said = part(block, "fr-said", "span")
    const { targets } = this.run
    const { steps } = this.run.about
    if (targets.length) part(block.firstElementChild, "fr-does fr-key-wanted", "span").textContent = text.wanted
    const frame = part(block, "fr-probability")
    const rows = Math.max(classes.length > 2 ? classes.length : 1, 1)
    const plane = classes.length > 2 ? new Plane(frame, "fr-units") : null
    const svg = shape(frame, "svg", { class: "fr-over", preserveAspectRatio: "none", viewBox: `0 0 ${steps} ${rows}`, "aria-hidden": true })
    const half = shape(svg, "path", { class: "fr-curve fr-chance" })
    if (two) half.setAttribute("d", `M0 .5H${steps}`)
    const line = shape(svg, "path", { class: "fr-curve fr-right" })
    this.wanted = shape(svg, "path", { class: "fr-curve fr-wanted" })
    if (classes.length) this.wanted.setAttribute("d", [...targets].map((answer, t) => marked(answer, t, classes.length)).join(""))
    if (plane) {
      frame.style.height = tall(Math.min(Math.max(classes.length * CLASS, height), MOST_CLASSES))
      plane.canvas.style.height = "100%"
      if (classes.length * CLASS <= MOST_CLASSES) this.#names(frame, classes)
    }
    this.answers = { plane, line, colours: shades([[0, swap(scales.surface)], [1, swap(scales.answer)]]) }
  }

  /** The answers that there are, beside their rows. */
  #names(frame, classes) {
    classes.forEach((name, at) => {
      const label = part(frame, "fr-class", "span")
      label.textContent = name
      label.style.top = `${(100 * (at + 0.5)) / classes.length}%`
    })
  }

  /** @param {number} index of the row @param {number} t */
  stand(index, t) {
    const { run, text } = this
    this.root.toggleAttribute("data-empty", index < 0)
    if (index < 0) return
    if (index !== this.shown || run !== this.of || this.signature !== this.painted) this.#paint(index)
    this.title.textContent = fill(text.inside, { update: run.rows[index].update })
    this.step.style.setProperty("--t", String(t))
    if (this.now) delete this.now.dataset.now
    this.now = this.spans[t]
    if (this.now) this.now.dataset.now = ""
    this.said.textContent = this.#says(index, t)
  }

  #paint(index) {
    Object.assign(this, { shown: index, of: this.run, painted: this.signature })
    const { steps, units } = this.run.about
    const row = this.run.rows[index]
    for (const { signal, plane, colours, gate, limit: said } of this.planes) {
      const values = row.signal(signal.name)
      const limit = this.run.limit(signal)
      if (!values) continue
      if (said) said.textContent = `±${formatShort(limit)}`
      const share = gate ? (t, unit) => values[t * units + unit] : (t, unit) => signedShare(values[t * units + unit], limit)
      plane.paint(steps, units, colours, share)
    }
    const found = row.answers()
    if (!found || !this.answers) return
    const { plane, colours, line } = this.answers
    const { targets } = this.run
    const many = found.length / steps
    if (plane) plane.paint(steps, many, colours, (t, answer) => found[t * many + answer])
    else {
      const values = Array.from({ length: steps }, (_, t) => found[t * many + many - 1])
      const numbers = many === 1
      const [low, high] = numbers ? ends([...values, ...targets]) : [0, 1]
      const y = (value) => 1 - (value - low) / (high - low || 1)
      line.setAttribute("d", across(values.map(y)))
      if (numbers) this.wanted.setAttribute("d", Array.from(targets, (target, t) => (Number.isFinite(target) ? `M${t} ${y(target)}h1` : "")).join(""))
    }
  }

  #says(index, t) {
    const { classes, steps } = this.run.about
    const found = this.run.rows[index].answers()
    if (!found) return ""
    const many = found.length / steps
    const values = found.subarray(t * many, (t + 1) * many)
    if (classes.length <= 2) return format(values[many - 1])
    const best = values.reduce((one, value, answer) => (value > values[one] ? answer : one), 0)
    return `“${classes[best]}” ${Math.round(100 * values[best])} %`
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button > 0 || !this.run) return
    const box = this.field.getBoundingClientRect()
    const { steps } = this.run.about
    this.go(Math.min(Math.max(Math.floor(((event.clientX - box.left) / box.width) * steps), 0), steps - 1))
  }

  dispose() {
    this.sizes.disconnect()
  }
}

/** So many pixels where the front is as tall as usual. @param {number} pixels */
const tall = (pixels) => `calc(${pixels / TALL} * var(--fr-height))`

/** Where a signed value stands on its scale, 0…1. @param {number} value @param {number} limit */
export const signedShare = (value, limit) => (Number.isFinite(value) ? 0.5 + value / limit / 2 : NaN)

/** A curve over steps, broken where there is no number. @param {number[]} heights */
function across(heights) {
  let [pen, path] = ["M", ""]
  heights.forEach((y, t) => {
    if (Number.isFinite(y)) path += `${pen}${t + 0.5} ${Number(y.toFixed(4))}`
    pen = Number.isFinite(y) ? "L" : "M"
  })
  return path
}

/** A mark where an answer is wanted: around its row, or of two at the end of the scale. @param {number} answer @param {number} t @param {number} many */
export function marked(answer, t, many) {
  if (!(answer >= 0)) return ""
  return many > 2 ? `M${t} ${answer}h1v1h-1Z` : `M${t} ${1 - answer}h1`
}

/** The least and the largest of what is a number. @param {(number | null)[]} values @returns {[number, number]} */
function ends(values) {
  const finite = values.filter(Number.isFinite)
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  return finite.length ? [low - 0.05 * (high - low || 1), high + 0.05 * (high - low || 1)] : [0, 1]
}
