// Veils over the rows of a figure that nobody speaks of at present: what lies below stays, and is seen through them.

import { part } from "./part.js"

const MARGIN = 4 // pixels of the gap between two rows

export class Veils {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.overlay = part(frame, "us-overlay us-veils")
    this.overlay.setAttribute("aria-hidden", "true")
    /** @type {{name: string, domain: [number, number]}[]} */
    this.rows = []
    /** @type {Set<string> | null} */
    this.lights = null
  }

  /** The rows of a figure, before any of them is taken out of it. @param {any} layout */
  take({ meta, ...layout }) {
    const names = meta?.rows ?? []
    this.rows = names.map((name, index) => ({ name, domain: layout[index ? `yaxis${index + 1}` : "yaxis"].domain }))
  }

  /** Lie where the rows lie now. @param {any} gd the drawn figure */
  measure(gd) {
    this.full = gd._fullLayout
    this.#lay()
  }

  /** @param {Set<string> | null} lights the rows that are spoken of; null for no veils @returns {void} */
  light(lights) {
    this.lights = lights
    this.#lay()
  }

  #lay() {
    const pale = this.lights && this.full ? this.rows.filter(({ name }) => !this.lights.has(name)) : []
    this.overlay.replaceChildren(
      ...pale.map(({ name, domain: [bottom, top] }) => {
        const { t, h } = this.full._size
        const veil = document.createElement("div")
        veil.className = "us-veil"
        veil.dataset.veil = name
        veil.style.top = `${t + (1 - top) * h - MARGIN}px`
        veil.style.height = `${(top - bottom) * h + 2 * MARGIN}px`
        return veil
      }),
    )
  }
}
