// Behind "more": b and v, and the output with its weight, its bias and its function.

import { part } from "../../../stepper/browser/part.js"
import { fill } from "../../../stepper/browser/words.js"
import { choice, maths } from "./loop.js"
import { brief, setting } from "./numbers.js"

const LIMIT = 2

export class More {
  /**
   * @param {Element} parent @param {Record<string, string>} text @param {Record<string, any>} usual
   * @param {{put: (changes: object) => void, open: () => void}} on
   */
  constructor(parent, text, usual, on) {
    this.text = text
    this.root = /** @type {HTMLDetailsElement} */ (part(parent, "un-more", "details"))
    part(this.root, "", "summary").textContent = text.more
    const inside = part(this.root, "un-fields")
    this.fields = [["b", "b", text.bias], ["v", "v", text.input_weight], ["u", "u", text.output_weight], ["by", "b_y", text.output_bias]].map(
      ([name, symbol, label]) => {
        const field = part(inside, "un-field", "label")
        field.title = label
        maths(part(field, "un-maths", "span"), symbol)
        const range = /** @type {HTMLInputElement} */ (part(field, "", "input"))
        Object.assign(range, { type: "range", min: -LIMIT, max: LIMIT, step: 0.01, ariaLabel: label })
        range.oninput = () => on.put({ [name]: Number(range.value) })
        range.ondblclick = () => on.put({ [name]: usual[name] })
        range.onkeydown = (event) => event.stopPropagation() // the page turns scenes with the arrows
        const value = part(field, "un-value", "output")
        return { name, range, value }
      },
    )
    const output = part(inside, "un-output")
    maths(part(output, "un-maths"), "y_t = f_y(b_y + u·h_t)")
    this.functions = choice(output, text.output_function, "f_y", [["linear", text.linear], ["sigmoid", text.sigmoid]], (fy) => on.put({ fy }))
    this.gradient = part(inside, "un-output-gradient", "p")
    this.root.ontoggle = on.open
    this.usual = usual
  }

  get isOpen() {
    return this.root.open
  }

  /** Is anything in here not as usual? Then it is not to be hidden. @param {any} settings */
  isUsed(settings) {
    return ["b", "v", "u", "by", "fy"].some((name) => settings[name] !== this.usual[name])
  }

  /** @param {any} settings @param {ReturnType<typeof import("./model.js").run> | null} found @param {boolean} locked */
  paint(settings, found, locked) {
    for (const { name, range, value } of this.fields) {
      range.value = String(settings[name])
      range.disabled = locked
      value.textContent = setting(settings[name])
    }
    this.functions(settings.fy)
    this.gradient.textContent = found ? fill(this.text.output_gradient, { first: brief(found.toOutput) }) : ""
  }
}
