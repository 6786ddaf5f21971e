// The quiet button at a figure: save it as it stands, as PNG or SVG.

import { numberOfUnit } from "./called.js"
import { button, part } from "./part.js"
import { asPng, asSvg, printed } from "./print.js"
import { icon } from "./svg.js"

const ARROW = "M12 3v12m0 0-5-5m5 5 5-5M4 20h16"
const KINDS = { png: asPng, svg: asSvg }

export class Save {
  /** @param {HTMLElement} card @param {import("./plots.js").Plot} plot */
  constructor(card, plot) {
    this.plot = plot
    const place = (this.place = part(card, "us-save"))
    place.hidden = true
    this.button = button(place, "", () => this.#open(this.choice.hidden))
    icon(this.button, ARROW)
    this.choice = part(place, "us-save-choice")
    this.choice.setAttribute("role", "group")
    this.kinds = Object.keys(KINDS).map((kind) => ({ kind, node: button(this.choice, "", () => this.#save(kind)) }))
    this.#open(false)
    place.onkeydown = (event) => {
      if (event.key !== "Escape" || this.choice.hidden) return
      event.stopPropagation()
      this.#open(false)
      this.button.focus()
    }
    place.onfocusout = (event) => {
      if (!place.contains(event.relatedTarget)) this.#open(false)
    }
  }

  /**
   * @param {any} figure its name, title and legend @param {any} data
   * @param {() => {theme: import("./theme.js").Theme, step: number, unit: number}} now
   */
  configure(figure, data, now) {
    this.figure = figure
    this.data = data
    this.now = now
    const title = figure.title || data.panels.map((panel) => panel.title).join(", ")
    this.title = title || document.querySelector("h1, h2")?.textContent || document.title
    this.button.title = data.text.save
    this.button.setAttribute("aria-label", title ? `${data.text.save}: ${title}` : data.text.save)
    for (const { kind, node } of this.kinds) node.textContent = data.text[`save_${kind}`]
  }

  /** The figure is drawn, so that there is something to save. */
  offer() {
    this.place.hidden = false
  }

  /** @param {boolean} open */
  #open(open) {
    this.choice.hidden = !open
    this.button.setAttribute("aria-expanded", String(open))
  }

  /** @param {keyof KINDS} kind */
  async #save(kind) {
    const { text, steps, signed, panels, saved_as: stem } = this.data
    const { theme, step, unit } = this.now()
    const places = [text.step.replace("{step}", String(step + 1)).replace("{steps}", String(steps))]
    if (panels.length) places.push(text.unit_term.replace("{unit}", String(numberOfUnit(panels[0], unit))))
    const words = { title: this.title, place: places.join(" · "), legend: this.figure.legend, text, signed }
    this.#open(false)
    this.button.focus({ preventScroll: true })
    const { name } = this.figure
    const called = [stem, name === "column" ? "" : name, "step", step + 1].filter(Boolean).join("-")
    download(await KINDS[kind](printed(this.plot, words, theme)), `${called}.${kind}`)
  }
}

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000) // not before the browser has taken it
}
