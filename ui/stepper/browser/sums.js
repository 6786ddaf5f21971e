// The sum behind a preactivation, term by term: V·x by feature, W·h by unit, the biases. What is largest over the whole
// run comes first, so that every term keeps its line while one steps.

import { writeFormula } from "./formula.js"
import { addends, format } from "./numbers.js"

const MOST = 8 // terms shown; the others are added up in one line

export class Sum {
  /**
   * @param {HTMLElement} line the equation's row
   * @param {{total: string, block: number, gate: string | null}} spec
   * @param {any} panel
   * @param {import("./values.js").Recording} recording
   * @param {any} data
   * @param {boolean} open
   */
  constructor(line, spec, panel, recording, data, open) {
    this.spec = spec
    this.panel = panel
    this.recording = recording
    this.text = data.text
    this.total = recording.reader(spec.total)
    this.gate = spec.gate ? recording.reader(spec.gate) : () => 1
    this.button = line.appendChild(document.createElement("button"))
    this.button.type = "button"
    this.button.className = "us-sum-button"
    this.button.textContent = "Σ"
    this.button.onclick = () => this.#toggle(!this.open)
    this.list = line.appendChild(document.createElement("ul"))
    this.list.className = "us-sum"
    this.list.setAttribute("aria-label", data.text.sum_of.replace("{name}", panel.titles[spec.total]))
    this.#toggle(open)
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
    this.at = [t, unit]
    if (!this.open) return
    const terms = this.terms(t, unit)
    const shown = terms.slice(0, terms.length > MOST + 1 ? MOST : terms.length)
    const rest = terms.slice(shown.length)
    const total = this.total(t, unit)
    const values = shown.map(({ value }) => value)
    if (rest.length) values.push(rest.reduce((sum, { value }) => sum + value, 0))
    const written = addends(values, total)
    const lines = shown.map((term, index) => marked(line(term.name, operation(term, written[index]), written[index]), term.marks))
    const others = this.text.sum_rest.replace("{count}", String(rest.length))
    if (rest.length) lines.push(line(others, "", written[written.length - 1]))
    const last = line(this.text.sum_total, "", format(total))
    last.className = "us-sum-total"
    last.dataset.thing = this.spec.total
    this.list.replaceChildren(...lines, last)
  }

  /** Every term of the sum, in an order that depends on the unit only. @param {number} t @param {number} unit */
  terms(t, unit) {
    if (this.ordered?.unit !== unit) this.ordered = { unit, order: this.#order(unit) }
    const terms = this.#terms(t, unit)
    return this.ordered.order.map((index) => terms[index])
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
    const add = (name, marks, ...factors) => terms.push({ name, marks, factors, value: factors.reduce((one, other) => one * other) })
    recording.row("weight_ih", row).forEach((weight, feature) => {
      add(`V·x: ${panel.features[feature] ?? feature + 1}`, { thing: `weight_ih:${block} inputs`, feature }, weight, inputs[feature])
    })
    recording.row("weight_hh", row).forEach((weight, k) => {
      const name = this.text.unit_term.replace("{unit}", String(k + 1))
      const marks = { thing: `weight_hh:${block} hidden@previous`, unit: k }
      add(`${gate.length ? "r·" : ""}W·h: ${name}`, marks, ...gate, weight, state[k])
    })
    const [fromInput, fromState] = [recording.row("bias_ih", 0)[row], recording.row("bias_hh", 0)[row]]
    if (gate.length) {
      add("b_in", { thing: `bias_ih:${block}` }, fromInput)
      add("r·b_hn", { thing: `bias_hh:${block}` }, ...gate, fromState)
    } else {
      const marks = { thing: `bias:${block}` }
      terms.push({ name: "b = b_ih + b_hh", marks, parts: [fromInput, fromState], value: fromInput + fromState })
    }
    return terms
  }
}

/**
 * 0.34·(−1.20) or 0.34 − 1.20, which gives the value as it is written.
 * @param {{factors?: number[], parts?: number[], value: number}} term @param {string} written
 */
function operation({ factors, parts, value }, written) {
  const numbers = factors ?? parts
  if (numbers.length < 2) return ""
  const style = factors ? "factor" : "term"
  const places = numbers.map((_, index) => ({ read: String(index), style: index ? style : "plain" }))
  const left = factors ? places.flatMap((place, index) => (index ? ["·", place] : [place])) : places
  const result = { read: "result", style: "result" }
  const texts = writeFormula(["= ", ...left, " = ", result], [...numbers, value], written)
  return texts.slice(0, -1).join(factors ? "·" : "")
}

/** Say what a term is of. @param {HTMLElement} item @param {Record<string, string | number>} marks */
function marked(item, marks) {
  for (const [name, mark] of Object.entries(marks)) item.dataset[name] = String(mark)
  return item
}

/** @param {string} name @param {string} factors @param {string} value */
function line(name, factors, value) {
  const item = document.createElement("li")
  for (const [className, words] of [["us-term", name], ["us-product", factors], ["us-value", value]]) {
    const part = item.appendChild(document.createElement("span"))
    part.className = className
    part.textContent = words
  }
  return item
}
