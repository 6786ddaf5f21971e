// A picture of a few pixels that can be clicked: each is told to the page as all of them, in 0 and 1.

import { button } from "../../../stepper/browser/part.js"
import { Titled } from "../unrolled/titled.js"

export class Aside extends Titled {
  /** @param {HTMLElement} root @param {any} graph */
  constructor(root, graph) {
    super(root, graph, "ua-pixels", "ua-grid")
    /** @type {HTMLButtonElement[]} */
    this.pixels = []
  }

  /** @param {any} data */
  take({ pixels, side, title, note, names }) {
    super.take({ title, note })
    this.body.setAttribute("role", "group")
    this.body.setAttribute("aria-label", title)
    this.body.style.setProperty("--ua-side", String(side))
    while (this.pixels.length < names.length) {
      const at = this.pixels.length
      this.pixels.push(button(this.body, "ua-pixel", () => this.#flip(at)))
    }
    names.forEach((name, at) => this.pixels[at].setAttribute("aria-label", name))
    this.said = pixels
    this.#paint()
  }

  /** @param {number} at */
  #flip(at) {
    this.said = [...this.said].map((pixel, index) => (index === at ? String(1 - Number(pixel)) : pixel)).join("")
    this.#paint()
    this.graph.tell("pixels", this.said)
  }

  #paint() {
    this.pixels.forEach((pixel, at) => pixel.setAttribute("aria-pressed", String(this.said[at] === "1")))
  }
}
