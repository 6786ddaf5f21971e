// A picture of a few pixels that can be clicked: each is told to the page as all of them, in 0 and 1.

import { button, part } from "../../../stepper/browser/part.js"

export class Aside {
  /** @param {HTMLElement} root @param {any} graph */
  constructor(root, graph) {
    this.graph = graph
    root.classList.add("ua-pixels")
    this.title = part(root, "ua-title", "h4")
    this.grid = part(root, "ua-grid")
    this.note = part(root, "ua-note", "p")
    /** @type {HTMLButtonElement[]} */
    this.pixels = []
  }

  /** @param {any} data */
  take({ pixels, side, title, note, names }) {
    this.title.textContent = title
    this.note.textContent = note
    this.grid.setAttribute("role", "group")
    this.grid.setAttribute("aria-label", title)
    this.grid.style.setProperty("--ua-side", String(side))
    while (this.pixels.length < names.length) {
      const at = this.pixels.length
      this.pixels.push(button(this.grid, "ua-pixel", () => this.#flip(at)))
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

  show() {}

  select() {}

  dispose() {}
}
