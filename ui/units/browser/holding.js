// What holds a unit still: a slider between what it is on average outside and inside, and as far as it ever goes, and beyond.

import { format } from "../../stepper/browser/numbers.js"
import { button, part } from "../../stepper/browser/part.js"
import { fill } from "../../stepper/browser/words.js"

const [LEAST, MOST] = [-1, 2] // that the slider reaches in any case: 0 is the mean outside, 1 the mean inside
const FARTHEST = 40 // for a unit whose two means are one
const STEPS = 300
const CLOSE = 0.28 // of the slider between both means: their names would not stand side by side
const WIDE = 0.15 // of the slider beyond: there is room for a word
const NEAR = 0.004 // of the way from mean to mean: it is that mean
const ROUNDED = 0.0051 // as far from a mean are its two decimals, by which Python holds it
const DIGITS = 3 // of a value, so that an address can say it

/**
 * @typedef {object} Reach of a unit in a text
 * @property {number} low on average where the label is low @property {number} high where it is high
 * @property {number} least of all letters @property {number} most
 */

/** A value as it is held. @param {number} value */
export const settled = (value) => Number(value.toFixed(DIGITS))

/** Where a value lies between the means: 0 at the low one, 1 at the high one. @param {number} value @param {Reach} reach */
export const shareOf = (value, { low, high }) => (value - low) / (high - low || 1)

/** The value there. @param {number} share @param {Reach} reach */
const valueAt = (share, { low, high }) => settled(low + share * (high - low || 1))

/** Which of the means a value is: "low", "high" or "". @param {number} value @param {Reach} reach */
export function sideOf(value, { low, high }) {
  const way = Math.abs(high - low)
  const is = (mean) => Math.abs(value - settled(mean)) <= Math.max(NEAR * way, Math.min(ROUNDED, way / 4))
  return is(high) ? "high" : is(low) ? "low" : ""
}

/** Whether a unit is never so in its text. @param {number} value @param {Reach} reach */
export const isBeyond = (value, { least, most }) => value < settled(least) || value > settled(most)

/**
 * From where to where the slider goes, and in it the text, as shares.
 * @param {Reach} reach @returns {{from: number, to: number, least: number, most: number}}
 */
export function span(reach) {
  const [least, most] = [shareOf(reach.least, reach), shareOf(reach.most, reach)].sort((one, other) => one - other)
  return { from: Math.max(Math.min(LEAST, least), -FARTHEST), to: Math.min(Math.max(MOST, most), FARTHEST), least, most }
}

export class Holding {
  /** @param {HTMLElement} root @param {{hold: (unit: number, value: number) => void, letGo: (unit: number | null) => void}} on null for all units */
  constructor(root, on) {
    this.on = on
    this.title = part(root, "un-title", "h3")
    const way = part(root, "uw-way")
    this.rail = part(way, "uw-rail")
    this.slider = /** @type {HTMLInputElement} */ (part(this.rail, "uw-slider", "input"))
    this.slider.type = "range"
    this.slider.oninput = () => this.on.hold(this.unit, valueAt(Number(this.slider.value), this.reach))
    this.beyond = { least: part(this.rail, "uw-beyond"), most: part(this.rail, "uw-beyond") }
    this.lines = { low: part(this.rail, "uw-line"), high: part(this.rail, "uw-line") }
    this.names = part(way, "uw-names")
    this.pair = part(this.names, "uw-pair")
    this.means = Object.fromEntries(["low", "high"].map((side) => [side, button(this.pair, "uw-mean", () => this.on.hold(this.unit, settled(this.reach[side])))]))
    this.far = { least: part(this.names, "uw-far", "span"), most: part(this.names, "uw-far", "span") }
    this.now = part(root, "uw-now", "span")
    this.chips = part(root, "uw-chips")
    this.chips.setAttribute("role", "group")
  }

  /**
   * @param {number} unit that the slider holds @param {Reach} reach of it @param {Map<number, number>} held
   * @param {{text: Record<string, string>, asked: {low: string, high: string}, symbol: string}} words
   */
  show(unit, reach, held, { text, asked, symbol }) {
    this.unit = unit
    this.reach = reach
    const name = fill(text.unit, { unit: unit + 1 })
    const value = held.get(unit)
    const isHeld = value !== undefined
    const side = isHeld ? sideOf(value, reach) : ""
    const said = isHeld ? `${symbol} = ${format(value)}` : text.unit_is_free
    this.title.textContent = this.slider.ariaLabel = fill(text.hold_unit, { unit: name })
    this.now.textContent = said
    this.slider.ariaValueText = side ? `${said}, ${asked[side]}` : isHeld && isBeyond(value, reach) ? `${said}, ${text.beyond}` : said
    this.#place(span(reach), isHeld ? shareOf(value, reach) : 0.5)
    this.slider.toggleAttribute("data-free", !isHeld)
    for (const [end, mean] of Object.entries(this.means)) {
      mean.textContent = `${asked[end]} ${format(reach[end])}`
      mean.ariaPressed = String(end === side)
      mean.title = fill(text.hold_side, { unit: name, side: asked[end] })
    }
    for (const node of Object.values(this.far)) {
      node.textContent = text.beyond
      node.title = text.beyond_why
    }
    this.#chips(held, text)
  }

  /** @param {{from: number, to: number, least: number, most: number}} span @param {number} share at which the slider stands */
  #place({ from, to, least, most }, share) {
    const { slider, beyond, lines, means, far, names, pair } = this
    Object.assign(slider, { min: String(from), max: String(to), step: String((to - from) / STEPS) })
    slider.value = String(share)
    const at = (node, name, where) => node.style.setProperty(name, String(Math.min(Math.max((where - from) / (to - from), 0), 1)))
    for (const [end, where] of [["low", 0], ["high", 1]]) {
      at(lines[end], "--at", where)
      at(means[end], "--at", where)
    }
    at(pair, "--at", 0.5)
    names.toggleAttribute("data-close", 1 / (to - from) < CLOSE)
    at(beyond.least, "--to", least)
    at(beyond.most, "--from", most)
    far.least.hidden = (least - from) / (to - from) < WIDE
    far.most.hidden = (to - most) / (to - from) < WIDE
  }

  #chips(held, text) {
    const spelled = JSON.stringify([...held, text.let_go])
    if (spelled === this.spelled) return // nothing to be drawn anew
    this.spelled = spelled
    this.chips.ariaLabel = text.units_held
    const hadFocus = this.chips.contains(document.activeElement)
    this.chips.replaceChildren()
    for (const [unit, value] of held) {
      const name = fill(text.unit, { unit: unit + 1 })
      const chip = button(this.chips, "un-chip uw-chip", () => this.on.letGo(unit), `${name} = ${format(value)} ×`)
      chip.ariaLabel = chip.title = fill(text.let_unit_go, { unit: name })
    }
    if (held.size) button(this.chips, "us-act uw-let-go", () => this.on.letGo(null), held.size > 1 ? text.let_all_go : text.let_go)
    if (hadFocus) this.slider.focus() // what had it has gone
  }
}
