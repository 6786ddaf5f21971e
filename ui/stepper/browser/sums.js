// The sum behind a preactivation, term by term: V·x by feature, W·h by unit, the biases. What is largest over the whole
// run comes first, so that every term keeps its line while one steps. A waterfall beside the terms ends on the curve of
// the nonlinearity; where a hand can follow, the weights can be moved.

import { writeFormula } from "./formula.js"
import { addends, format } from "./numbers.js"
import { button, part } from "./part.js"
import { Scrub } from "./scrub.js"
import { Bar, Curve, Scale } from "./waterfall.js"
import { fill } from "./words.js"

const MOST = 8 // terms shown; the others are added up in one line

export class Sum {
  /**
   * @param {HTMLElement} line the equation's row
   * @param {{total: string, block: number, gate: string | null}} spec
   * @param {any} panel
   * @param {import("./values.js").Recording} recording
   * @param {any} data
   * @param {boolean} open
   * @param {((a: number) => number) | null} [nonlinearity] what the cell makes of the sum
   */
  constructor(line, spec, panel, recording, data, open, nonlinearity = null) {
    this.spec = spec
    this.panel = panel
    this.recording = recording
    this.text = data.text
    this.nonlinearity = nonlinearity
    this.total = recording.reader(spec.total)
    this.gate = spec.gate ? recording.reader(spec.gate) : () => 1
    this.scale = new Scale()
    /** The order of the terms, by unit: found once, so that no row moves under a hand. @type {Map<number, number[]>} */
    this.orders = new Map()
    this.button = button(line, "us-sum-button", () => this.#toggle(!this.open), "Σ")
    this.list = line.appendChild(document.createElement("ul"))
    this.list.className = "us-sum"
    this.list.setAttribute("aria-label", data.text.sum_of.replace("{name}", panel.titles[spec.total]))
    this.#toggle(open)
  }

  /** Let a hand move the weights. @param {import("./following.js").Following} following @param {import("./tokens.js").Change} on */
  offer(following, on) {
    this.hand = { following, on }
    this.rows = null
    if (this.at) this.show(...this.at)
  }

  #toggle(open) {
    this.open = open
    this.list.hidden = !open
    this.button.setAttribute("aria-expanded", String(open))
    const words = open ? this.text.sum_hide : this.text.sum_show
    this.button.setAttribute("aria-label", `${words}: ${this.panel.titles[this.spec.total]}`)
    this.button.title = words
    if (open && this.at) this.show(...this.at)
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    const [before, at] = [this.at, [t, unit]]
    this.at = at
    if (!this.open) return
    if (before?.[0] !== t || before[1] !== unit) this.scale.begin()
    const terms = this.terms(t, unit)
    const shown = terms.slice(0, terms.length > MOST + 1 ? MOST : terms.length)
    const rest = terms.slice(shown.length)
    const total = this.total(t, unit)
    const values = shown.map(({ value }) => value)
    if (rest.length) values.push(rest.reduce((sum, { value }) => sum + value, 0))
    const written = addends(values, total)
    if (this.rows?.unit !== unit) this.#build(shown, rest.length, unit)
    let sum = 0
    const ends = values.map((value) => (sum += value))
    this.scale.reach([...ends, total])
    this.rows.lines.forEach((row, index) => {
      row.value.textContent = written[index]
      row.bar.show(this.scale, index ? ends[index - 1] : 0, ends[index])
      if (shown[index]) row.show(shown[index], written[index])
    })
    this.rows.total.textContent = format(total)
    this.rows.end.show(this.scale, total)
  }

  /** The lines of a unit; they stay while one steps and while a hand moves their weights. */
  #build(shown, others, unit) {
    const lines = shown.map((term) => this.#line(term, unit))
    if (others) lines.push(this.#line({ name: this.text.sum_rest.replace("{count}", String(others)), marks: {} }, unit))
    const last = document.createElement("li")
    last.className = "us-sum-total"
    last.dataset.thing = this.spec.total
    part(last, "us-term", "span").textContent = this.text.sum_total
    part(last, "us-product", "span")
    const place = falling(last)
    const total = part(last, "us-value", "span")
    this.rows = { unit, lines, total, end: this.nonlinearity ? new Curve(place, this.nonlinearity) : { show() {} } }
    if (this.nonlinearity) place.classList.add("us-curve")
    this.list.replaceChildren(...lines.map(({ item }) => item), last)
  }

  /** One term: its name, its factors with the weight as a field, its bar, its value. */
  #line(term, unit) {
    const item = marked(document.createElement("li"), term.marks)
    part(item, "us-term", "span").textContent = term.name
    const product = part(item, "us-product", "span")
    const [before, place, after, was] = ["us-before", "us-weight", "us-after", "us-weight-was"].map((name) => part(product, name, "span"))
    const bar = new Bar(falling(item))
    const value = part(item, "us-value", "span")
    const field = this.hand && term.weight ? this.#field(place, term, unit) : null
    const show = (now, written) => {
      const texts = operands(now, written)
      before.textContent = texts.slice(0, now.weight.at).join("")
      after.textContent = texts.slice(now.weight.at + 1).join("")
      if (!field) place.textContent = texts[now.weight.at] ?? ""
      else {
        const [present, recorded] = [this.#present(now.weight), this.#recorded(now.weight)]
        const opening = now.weight.at ? "·" : "" // stands before the field, not in it
        before.textContent += opening
        field.show((texts[now.weight.at] ?? format(present)).slice(opening.length).replace(/^\((.*)\)$/, "$1"), present)
        item.classList.toggle("us-changed-weight", present !== recorded)
        was.textContent = present === recorded ? "" : format(recorded)
      }
    }
    return { item, bar, value, show }
  }

  /** A weight as a field. @param {HTMLElement} place */
  #field(place, { weight, name }, unit) {
    const { following, on } = this.hand
    const { signal, first, column } = weight
    const put = (value) => {
      if (value === this.#recorded(weight)) on.free(signal, first, column)
      else on.set({ signal, value, first, last: first, unit: column })
    }
    const letGo = () => {
      on.begin()
      on.free(signal, first, column)
      on.end()
    }
    const label = fill(this.text.weight_field, { name, signal: this.panel.titles[following.panel.blocks[this.spec.block]], unit: unit + 1 })
    return new Scrub(place, label, () => this.#present(weight), { ...on, move: put, letGo })
  }

  /** What a weight is now. */
  #present({ signal, first, column }) {
    return this.recording.arrays[signal].data[this.#index(signal, first, column)]
  }

  /** What it was before a hand moved it. */
  #recorded({ signal, first, column }) {
    return this.hand.following.recorded(signal)[this.#index(signal, first, column)]
  }

  #index(signal, first, column) {
    return column === null ? first : first * this.recording.arrays[signal].width + column
  }

  /** Every term of the sum, in an order that depends on the unit only. @param {number} t @param {number} unit */
  terms(t, unit) {
    if (!this.orders.has(unit)) this.orders.set(unit, this.#order(unit))
    const terms = this.#terms(t, unit)
    return this.orders.get(unit).map((index) => terms[index])
  }

  /** The terms' places, the largest on average over the run first. @param {number} unit @returns {number[]} */
  #order(unit) {
    const sizes = this.#terms(0, unit).map(() => 0)
    for (let t = 0; t < this.recording.steps; t++) {
      this.#terms(t, unit).forEach(({ value }, index) => (sizes[index] += Number.isFinite(value) ? Math.abs(value) : 0))
    }
    return sizes.map((_, index) => index).sort((one, other) => sizes[other] - sizes[one])
  }

  /** V·x by feature, W·h by unit, the biases. @param {number} t @param {number} unit */
  #terms(t, unit) {
    const { recording, panel } = this
    const row = this.spec.block * panel.units + unit
    const gate = this.spec.gate ? [this.gate(t, unit)] : []
    const inputs = recording.row("inputs", t)
    const state = recording.previousRow("hidden", t)
    const terms = []
    const block = panel.blocks[this.spec.block]
    const add = (name, marks, weight, ...factors) => {
      terms.push({ name, marks, weight: { first: row, ...weight }, factors, value: factors.reduce((one, other) => one * other) })
    }
    recording.row("weight_ih", row).forEach((weight, feature) => {
      const marks = { thing: `weight_ih:${block} inputs`, feature }
      add(`V·x: ${panel.features[feature] ?? feature + 1}`, marks, { signal: "weight_ih", column: feature, at: 0 }, weight, inputs[feature])
    })
    recording.row("weight_hh", row).forEach((weight, k) => {
      const name = this.text.unit_term.replace("{unit}", String(k + 1))
      const marks = { thing: `weight_hh:${block} hidden@previous`, unit: k }
      add(`${gate.length ? "r·" : ""}W·h: ${name}`, marks, { signal: "weight_hh", column: k, at: gate.length }, ...gate, weight, state[k])
    })
    const [fromInput, fromState] = [recording.row("bias_ih", 0)[row], recording.row("bias_hh", 0)[row]]
    if (gate.length) {
      add("b_in", { thing: `bias_ih:${block}` }, { signal: "bias_ih", column: null, at: 0 }, fromInput)
      add("r·b_hn", { thing: `bias_hh:${block}` }, { signal: "bias_hh", column: null, at: 1 }, ...gate, fromState)
    } else {
      const marks = { thing: `bias:${block}` }
      const weight = { signal: "bias_ih", first: row, column: null, at: 0 }
      terms.push({ name: "b = b_ih + b_hh", marks, weight, parts: [fromInput, fromState], value: fromInput + fromState })
    }
    return terms
  }
}

/**
 * The numbers of 0.34·(−1.20) or 0.34 − 1.20, which gives the value as it is written, each with the sign before it.
 * @param {{factors?: number[], parts?: number[], value: number}} term @param {string} written
 * @returns {string[]} none for a number alone
 */
function operands({ factors, parts, value }, written) {
  const numbers = factors ?? parts
  if (numbers.length < 2) return []
  const style = factors ? "factor" : "term"
  const places = numbers.map((_, index) => ({ read: String(index), style: index ? style : "plain" }))
  const left = factors ? places.flatMap((place, index) => (index ? ["·", place] : [place])) : places
  const result = { read: "result", style: "result" }
  const texts = writeFormula(["= ", ...left, " = ", result], [...numbers, value], written)
  return texts.slice(0, -1).map((text, index) => (factors && index ? `·${text}` : text))
}

/** The place of a bar. @param {HTMLElement} item */
function falling(item) {
  const place = part(item, "us-fall", "span")
  place.setAttribute("aria-hidden", "true")
  return place
}

/** Say what a term is of. @param {HTMLElement} item @param {Record<string, string | number>} marks */
function marked(item, marks) {
  for (const [name, mark] of Object.entries(marks)) item.dataset[name] = String(mark)
  return item
}
