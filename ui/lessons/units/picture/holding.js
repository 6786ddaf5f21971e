// What holds a unit still: a slider between what it is on average outside and inside, and beyond.

import { format } from "../../../stepper/browser/numbers.js"
import { button, part } from "../../../stepper/browser/part.js"
import { fill } from "../../../stepper/browser/words.js"

const [LEAST, MOST, STEP] = [-1, 2, 0.01] // 0 is the mean outside, 1 the mean inside
const NEAR = 0.004 // of a mean: it is that one
const DIGITS = 3 // of a value, so that an address can say it

/** @typedef {{low: number, high: number}} Means what a unit is on average where the label is low and where it is high */

/** A value as it is held. @param {number} value */
export const settled = (value) => Number(value.toFixed(DIGITS))

/** Where between the means a value lies: 0 at the low one, 1 at the high one. @param {number} value @param {Means} means */
export const shareOf = (value, { low, high }) => (value - low) / (high - low || 1)

/** The value there. @param {number} share @param {Means} means */
export const valueAt = (share, { low, high }) => settled(low + share * (high - low || 1))

/** Which of the means a value is: "low", "high" or "". @param {number} value @param {Means} means */
export function sideOf(value, means) {
  if (Math.abs(value - settled(means.high)) <= NEAR * Math.abs(means.high - means.low)) return "high"
  return Math.abs(value - settled(means.low)) <= NEAR * Math.abs(means.high - means.low) ? "low" : ""
}

export class Holding {
  /** @param {HTMLElement} root @param {{hold: (unit: number, value: number) => void, letGo: (unit: number | null) => void}} on null for all units */
  constructor(root, on) {
    this.on = on
    this.title = part(root, "un-title", "h3")
    const way = part(root, "uw-way")
    this.rail = part(way, "uw-rail")
    this.slider = /** @type {HTMLInputElement} */ (part(this.rail, "uw-slider", "input"))
    Object.assign(this.slider, { type: "range", min: String(LEAST), max: String(MOST), step: String(STEP) })
    this.slider.oninput = () => this.on.hold(this.unit, valueAt(Number(this.slider.value), this.means))
    this.beyond = [part(this.rail, "uw-beyond"), part(this.rail, "uw-beyond")]
    const ticks = part(way, "uw-ticks")
    this.ticks = Object.fromEntries(["low", "high"].map((side) => [side, button(ticks, "uw-tick", () => this.on.hold(this.unit, settled(this.means[side])))]))
    this.far = [part(ticks, "uw-far", "span"), part(ticks, "uw-far", "span")]
    this.now = part(root, "uw-now", "output")
    this.chips = part(root, "uw-chips")
    this.chips.setAttribute("role", "group")
    const at = (node, share) => node.style.setProperty("--at", String((share - LEAST) / (MOST - LEAST)))
    at(this.ticks.low, 0)
    at(this.ticks.high, 1)
  }

  /**
   * @param {number} unit that the slider holds @param {Means} means of it @param {Map<number, number>} held
   * @param {{text: Record<string, string>, asked: {low: string, high: string}, symbol: string}} words
   */
  show(unit, means, held, { text, asked, symbol }) {
    this.unit = unit
    this.means = means
    const name = fill(text.unit, { unit: unit + 1 })
    const value = held.get(unit)
    const isHeld = value !== undefined
    this.title.textContent = fill(text.hold_unit, { unit: name })
    const share = isHeld ? shareOf(value, means) : 0.5
    this.slider.value = String(share)
    this.slider.toggleAttribute("data-free", !isHeld)
    const side = isHeld ? sideOf(value, means) : ""
    const said = isHeld ? `${symbol} = ${format(value)}` : text.unit_is_free
    this.now.textContent = said
    this.slider.ariaLabel = this.title.textContent
    this.slider.ariaValueText = side ? `${said}, ${asked[side]}` : said
    for (const [end, tick] of Object.entries(this.ticks)) {
      tick.textContent = `${asked[end]} ${format(means[end])}`
      tick.ariaPressed = String(end === side)
      tick.title = fill(text.hold_side, { unit: name, side: asked[end] })
    }
    this.far.forEach((node) => {
      node.textContent = text.beyond
      node.title = text.beyond_why
    })
    this.#chips(held, text)
  }

  #chips(held, text) {
    const spelled = JSON.stringify([...held])
    if (spelled === this.spelled) return // a button that has the focus stays
    this.spelled = spelled
    this.chips.ariaLabel = text.units_held
    this.chips.replaceChildren()
    for (const [unit, value] of held) {
      const name = fill(text.unit, { unit: unit + 1 })
      const chip = button(this.chips, "un-chip uw-chip", () => this.on.letGo(unit), `${name} = ${format(value)} ×`)
      chip.ariaLabel = chip.title = fill(text.let_unit_go, { unit: name })
    }
    if (held.size) button(this.chips, "un-act uw-let-go", () => this.on.letGo(null), held.size > 1 ? text.let_all_go : text.let_go)
  }
}
