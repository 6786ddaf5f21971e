// What the present step reads, as fields under the drawing: where columns are too narrow for a finger, here is room.

import { signed } from "./inputs.js"
import { button, part } from "./part.js"
import { Scrub } from "./scrub.js"
import { rounded } from "./tokens.js"
import { fill } from "./words.js"

export class TokenField {
  /** @param {HTMLElement} host @param {import("./tokens.js").Tokens} tokens */
  constructor(host, tokens) {
    this.tokens = tokens
    this.t = 0
    this.row = part(host, `us-token-field us-hold-row us-of-${tokens.coding}`)
    this.row.setAttribute("role", "group")
    this.label = part(this.row, "", "span")
    this.write = { bits: () => this.#bits(), count: () => this.#ones(), toggle: () => this.#flag(), letters: () => this.#letters(), number: () => this.#numbers([tokens.text.input]), numbers: () => this.#numbers(tokens.alphabet) }[tokens.coding]()
  }

  /** @returns {() => void} what writes the fields anew */
  #bits() {
    const { tokens } = this
    const [bit, flag] = [() => tokens.change(this.t), () => tokens.flag(this.t)].map((action) => button(this.row, "", action))
    return () => {
      const read = tokens.following.reads(this.t)
      bit.textContent = fill(tokens.text.flip_bit, { bit: read.sign })
      flag.textContent = read.flag ? tokens.text.lower_flag : tokens.text.raise_flag
    }
  }

  #ones() {
    const { tokens } = this
    const [one, reset] = [() => tokens.change(this.t), () => tokens.flag(this.t)].map((action) => button(this.row, "", action))
    return () => {
      one.textContent = tokens.at(this.t) > 0.5 ? tokens.text.take_one : tokens.text.put_one
      reset.textContent = tokens.following.reads(this.t).flag ? tokens.text.no_reset : tokens.text.reset_here
    }
  }

  #flag() {
    const { tokens } = this
    const flag = button(this.row, "", () => tokens.flag(this.t))
    return () => (flag.textContent = tokens.following.reads(this.t).flag ? tokens.text.lower_flag : tokens.text.raise_flag)
  }

  #letters() {
    const { tokens } = this
    const choice = /** @type {HTMLSelectElement} */ (part(this.row, "", "select"))
    choice.setAttribute("aria-label", tokens.text.input)
    choice.append(...tokens.alphabet.map((letter) => new Option(letter)))
    choice.onchange = () => tokens.take(this.t, choice.selectedIndex)
    return () => (choice.selectedIndex = tokens.letterAt(this.t))
  }

  /** A field for each number of a step. @param {string[]} names what they are called */
  #numbers(names) {
    const { tokens } = this
    const fields = names.map((name, component) => {
      const host = part(this.row, "us-token-number", "label")
      if (names.length > 1) part(host, "", "span").textContent = name
      const move = (value) => tokens.put(this.t, value, component)
      const on = { ...tokens.on, move, letGo: () => tokens.restore(this.t, component) }
      return new Scrub(host, name, () => tokens.at(this.t, component), on, tokens.most)
    })
    return () =>
      fields.forEach((field, component) => {
        const value = tokens.at(this.t, component)
        field.show(signed(value).replace("+", ""), rounded(value, tokens.most))
        field.node.classList.toggle("us-changed-number", tokens.isChanged(this.t, component))
      })
  }

  /** What stands before the fields. */
  #asks() {
    const { text, following } = this.tokens
    const standardised = following.live.scales.length
    return !standardised ? text.reads_at : standardised === 1 ? text.reads_standardised : text.reads_standardised_all
  }

  /** @param {number} t */
  show(t) {
    this.t = t
    this.label.textContent = fill(this.#asks(), { step: t + 1, own: this.tokens.following.own(t) })
    this.write()
  }
}
