// The sum behind a preactivation, term by term: V·x by feature, W·h by unit, the biases; the largest first.

import { format } from "./numbers.js"

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
    const lines = shown.map(({ name, product, value }) => line(name, product, format(value)))
    if (rest.length) {
      const sum = rest.reduce((total, term) => total + term.value, 0)
      lines.push(line(this.text.sum_rest.replace("{count}", String(rest.length)), "", format(sum)))
    }
    const total = line(this.text.sum_total, "", format(this.total(t, unit)))
    total.className = "us-sum-total"
    this.list.replaceChildren(...lines, total)
  }

  /** Every term of the sum, the largest first. @param {number} t @param {number} unit */
  terms(t, unit) {
    const { recording, panel } = this
    const row = this.spec.block * panel.units + unit
    const factor = this.gate(t, unit)
    const gate = this.spec.gate ? `${format(factor)}·` : ""
    const inputs = recording.row("inputs", t)
    const state = recording.previousRow("hidden", t)
    const terms = []
    recording.row("weight_ih", row).forEach((weight, d) => {
      const name = `V·x: ${panel.features[d] ?? d + 1}`
      terms.push({ name, product: product("", weight, inputs[d]), value: weight * inputs[d] })
    })
    recording.row("weight_hh", row).forEach((weight, k) => {
      const name = `${gate ? "r·" : ""}W·h: ${this.text.unit_term.replace("{unit}", String(k + 1))}`
      terms.push({ name, product: product(gate, weight, state[k]), value: factor * weight * state[k] })
    })
    const [fromInput, fromState] = [recording.row("bias_ih", 0)[row], recording.row("bias_hh", 0)[row]]
    if (this.spec.gate) {
      terms.push({ name: "b_in", product: "", value: fromInput })
      terms.push({ name: "r·b_hn", product: `${gate}${paren(fromState)}`, value: factor * fromState })
    } else {
      const both = `${format(fromInput)} + ${paren(fromState)}`
      terms.push({ name: "b = b_ih + b_hh", product: both, value: fromInput + fromState })
    }
    const size = ({ value }) => (Number.isNaN(value) ? Infinity : Math.abs(value))
    return terms.sort((one, other) => size(other) - size(one))
  }
}

const paren = (value) => (value < 0 ? `(${format(value)})` : format(value))

/** @param {string} gate @param {number} weight @param {number} value */
const product = (gate, weight, value) => `${gate}${gate ? paren(weight) : format(weight)}·${paren(value)}`

/** @param {string} name @param {string} product @param {string} value */
function line(name, product, value) {
  const item = document.createElement("li")
  for (const [className, words] of [["us-term", name], ["us-product", product], ["us-value", value]]) {
    const part = item.appendChild(document.createElement("span"))
    part.className = className
    part.textContent = words
  }
  return item
}
