// The sum behind a preactivation, term by term: V·x by feature, W·h by unit, the biases. What is largest over the whole
// run comes first, so that every term keeps its line while one steps. A waterfall beside the terms ends on the curve of
// the nonlinearity; where a hand can follow, the weights can be moved.

import { writeFormula } from "./formula.js"
import { addends, format } from "./numbers.js"
import { button, part } from "./part.js"
import { Scrub } from "./scrub.js"
import { nameOf, rowOf } from "./things.js"
import { Bar, Curve, Scale } from "./waterfall.js"
import { fill } from "./words.js"

const MOST = 8 // terms shown; the others are added up in one line

/** What W multiplies, as a term is called. @type {Record<string, string>} */
const PASTS = {
  "hidden@previous": "W·h",
  "tanh(hidden@previous)": "W·tanh(h)",
  "reset_gate*hidden@previous": "W·(r∘h)",
}

export class Sum {
  /**
   * @param {HTMLElement} line the equation's row
   * @param {{total: string, gate: string | null, matrix: string, reads: string, past: string, plus: string[]}} spec
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
    this.block = spec.total.replace(/_preactivation$/, "")
    this.total = recording.reader(spec.total)
    this.past = spec.past.split("*").map((factor) => recording.reader(factor.replace(/\w+(?=@|\)|$)/, (name) => this.#whole(name))))
    this.plus = spec.plus.map((reference) => ({ reference, factors: reference.split("*").map((factor) => recording.reader(factor)) }))
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
      const at = now.weight?.at ?? 0
      before.textContent = texts.slice(0, at).join("")
      after.textContent = texts.slice(at + 1).join("")
      if (!field) place.textContent = texts[at] ?? ""
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
    const label = fill(this.text.weight_field, { name, signal: this.panel.titles[this.block], unit: unit + 1 })
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

  /** V·x by feature, W·h by unit, what is added as it is, the biases. @param {number} t @param {number} unit */
  #terms(t, unit) {
    return [...this.#fromInput(t, unit), ...this.#fromState(t, unit), ...this.#asItIs(t, unit), ...this.#biases(t, unit)]
  }

  #fromInput(t, unit) {
    const { recording, panel, block, spec } = this
    const first = spec.matrix ? unit : rowOf("weight_ih", block, panel, unit)
    if (first < 0) return []
    const matrix = spec.matrix || "weight_ih"
    const letter = spec.matrix ? "E" : "V"
    const embedded = spec.reads !== "inputs"
    const inputs = recording.row(spec.reads, t)
    return [...recording.row(matrix, first)].map((weight, k) => {
      const name = embedded ? `${letter}·e: ${this.#unit(k)}` : `${letter}·x: ${panel.features[k] ?? k + 1}`
      const marks = { thing: `${matrix}:${block} ${spec.reads}`, [embedded ? "unit" : "feature"]: k }
      return product(name, marks, spec.matrix ? null : { signal: matrix, first, column: k, at: 0 }, [weight, inputs[k]])
    })
  }

  #fromState(t, unit) {
    const { recording, panel, block, spec } = this
    const first = rowOf("weight_hh", block, panel, unit)
    if (first < 0) return []
    const gate = this.#gate(t, unit)
    const called = `${gate.length ? "r·" : ""}${PASTS[spec.past]}`
    return [...recording.row("weight_hh", first)].map((weight, k) => {
      const shown = panel.names ? panel.names.indexOf(k + 1) : k
      const marks = { thing: `weight_hh:${block} ${spec.past}`, ...(shown >= 0 && { unit: shown }) }
      const factors = [...gate, weight, ...this.past.map((factor) => factor(t, k))]
      return product(`${called}: ${this.#unit(k)}`, marks, { signal: "weight_hh", first, column: k, at: gate.length }, factors)
    })
  }

  #asItIs(t, unit) {
    return this.plus.map(({ reference, factors }) => {
      const name = reference.startsWith("peephole_") ? "p·c" : nameOf(reference, this.panel, this.text)
      return product(name, { thing: reference }, null, factors.map((factor) => factor(t, unit)))
    })
  }

  #biases(t, unit) {
    const { recording, block } = this
    const gate = this.#gate(t, unit)
    const found = ["bias_ih", "bias_hh"].flatMap((signal) => {
      const first = rowOf(signal, block, this.panel, unit)
      return first < 0 ? [] : [{ signal, first, value: recording.row(signal, 0)[first] }]
    })
    if (!found.length) return []
    const weight = ({ signal, first }, at) => ({ signal, first, column: null, at })
    if (gate.length) {
      const [input, state] = found
      return [
        product("b_in", { thing: `bias_ih:${block}` }, weight(input, 0), [input.value]),
        product("r·b_hn", { thing: `bias_hh:${block}` }, weight(state, 1), [...gate, state.value]),
      ]
    }
    const parts = found.map(({ value }) => value)
    const name = found.length > 1 ? "b = b_ih + b_hh" : "b"
    const value = parts.reduce((sum, part) => sum + part, 0)
    return [{ name, marks: { thing: `bias:${block}` }, weight: weight(found[0], 0), parts, value }]
  }

  /** What multiplies the recurrent half, if anything does. */
  #gate(t, unit) {
    return this.spec.gate ? [this.gate(t, unit)] : []
  }

  /** A signal of all units, where only some are shown. @param {string} name */
  #whole(name) {
    return this.recording.has(`all:${name}`) ? `all:${name}` : name
  }

  #unit(k) {
    return this.text.unit_term.replace("{unit}", String(k + 1))
  }
}

/** A term that is a product; `weight` says which of its factors a hand can move, if any. */
const product = (name, marks, weight, factors) => ({ name, marks, weight, factors, value: factors.reduce((one, other) => one * other) })

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
