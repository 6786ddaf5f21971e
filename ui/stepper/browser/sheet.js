// Where a screen is narrow: a sheet at its lower edge with one slider for everything that can be held, for a thumb.
//
// It borrows the bar's sentence and its choices while it is open, so that there is one of each.

import { format } from "./numbers.js"
import { button, part } from "./part.js"
import { fill } from "./words.js"

const STEP = 0.01

export class Sheet {
  /**
   * @param {HTMLElement} bar the bar under the diagram, whose children `borrowed` are
   * @param {HTMLElement[]} borrowed
   * @param {any} panel
   * @param {import("./values.js").Recording} recording
   * @param {Record<string, string>} text
   * @param {import("./grips.js").Moves} on
   */
  constructor(bar, borrowed, panel, recording, text, on) {
    this.bar = bar
    this.borrowed = borrowed
    this.recording = recording
    this.text = text
    this.opener = button(bar, "us-sheet-opener", () => this.#open(), text.sheet_open)
    this.opener.setAttribute("aria-expanded", "false")
    bar.prepend(this.opener)
    this.sheet = part(bar, "us-sheet us-hold")
    this.sheet.setAttribute("popover", "manual") // above everything, at the window's edge and not the card's
    this.sheet.setAttribute("role", "group")
    this.sheet.setAttribute("aria-label", text.sheet_open)
    this.sheet.onkeydown = (event) => {
      if (event.key === "Escape") this.#close()
    }
    this.sliders = Object.entries(panel.live.ranges).map(([signal, range]) => this.#slider(signal, range, panel.titles[signal], on))
    button(this.sheet, "us-sheet-close", () => this.#close(), text.sheet_close)
  }

  #slider(signal, [low, high], title, on) {
    const row = part(this.sheet, "us-sheet-row", "label")
    part(row, "us-sheet-name", "span").textContent = title
    const input = /** @type {HTMLInputElement} */ (part(row, "", "input"))
    Object.assign(input, { type: "range", min: String(low), max: String(high), step: String(STEP) })
    input.setAttribute("aria-label", fill(this.text.grip, { signal: title }))
    const value = part(row, "us-sheet-value", "output")
    const free = button(row, "", () => on.letGo(signal), "×")
    free.setAttribute("aria-label", fill(this.text.sheet_free, { signal: title }))
    const slider = { signal, input, value, free, row, low, high, moving: false }
    input.oninput = () => {
      if (!slider.moving) on.begin()
      slider.moving = true
      on.move(signal, Number(input.value))
    }
    const end = () => {
      if (slider.moving) on.end()
      slider.moving = false
    }
    input.onchange = end
    input.onpointerup = end // where it is back at its value, that is no change
    return slider
  }

  #open() {
    this.sheet.prepend(...this.borrowed)
    this.sheet.showPopover()
    this.opener.setAttribute("aria-expanded", "true")
    this.sliders[0].input.focus({ preventScroll: true })
  }

  #close() {
    this.opener.after(...this.borrowed)
    this.sheet.hidePopover()
    this.opener.setAttribute("aria-expanded", "false")
    this.opener.focus({ preventScroll: true })
  }

  /** @param {number} t @param {number} unit @param {import("./hand.js").Hand} hand */
  show(t, unit, hand) {
    for (const { signal, input, value, free, row, low, high, moving } of this.sliders) {
      const number = this.recording.at(signal, t, unit)
      const held = hand.at(signal, t, unit) !== null
      if (!moving) input.value = String(number)
      input.style.setProperty("--share", String(Math.min(Math.max((number - low) / (high - low), 0), 1)))
      value.textContent = format(number)
      input.setAttribute("aria-valuetext", held ? fill(this.text.held_at, { value: format(number) }) : format(number))
      row.classList.toggle("us-held-row", held)
      free.style.visibility = held ? "visible" : "hidden"
    }
  }
}
