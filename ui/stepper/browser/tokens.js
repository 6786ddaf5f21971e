// What a hand can do to what a step reads: flip a bit, raise a flag, put another letter, move a number. Wherever inputs
// are drawn, `equip` makes an element answer to the hand.

import { drag } from "./dragging.js"
import { FLAGS } from "./inputs.js"
import { fill } from "./words.js"

export const LARGEST = 20 // that a weight can be made, and an input where none is far beyond it, as in `ui/runs/hand`
const PER_PIXEL = 0.02
const KEYS = { ArrowUp: 0.05, ArrowDown: -0.05, PageUp: 0.5, PageDown: -0.5 }
/** The two values of a bit, where an input is one. @type {Record<string, [number, number]>} */
const BITS = { bits: [-1, 1], count: [0, 1], toggle: [0, 1] }
const SIGNS = { "\n": "⏎", "\t": "⇥", " ": "␣" } // how white space stands in an alphabet

/** To hundredths, which can be read and spelled in the address, inside the limits. @param {number} value @param {number} [most] */
export const rounded = (value, most = LARGEST) => Math.min(Math.max(Math.round(value * 100) / 100, -most), most)

/**
 * @typedef {object} Change how something is given another value
 * @property {() => void} begin
 * @property {(held: import("./hand.js").Held) => void} set
 * @property {(signal: string, place: number, index: number | null) => void} free
 * @property {() => void} end
 * @property {() => void} cancel what was changed since it began is taken back
 * @property {() => void} undo
 * @property {(step: number) => void} go
 */

export class Tokens {
  /** @param {any} data whose one panel has a `live` @param {import("./following.js").Following} following @param {Change} on */
  constructor(data, following, on) {
    this.following = following
    this.on = on
    this.text = data.text
    this.coding = data.panels[0].live.coding
    const { alphabet } = data.panels[0].live
    this.alphabet = alphabet.length ? alphabet : data.panels[0].features
    this.steps = data.steps
    /** How far from 0 an input can be put. */
    this.most = following.recorded("inputs").reduce((most, value) => Math.max(most, Math.ceil(1.5 * Math.abs(value))), LARGEST)
  }

  /** What a step reads now. @param {number} t @param {number} [component] */
  at(t, component = 0) {
    return this.following.recording.row("inputs", t)[component]
  }

  /** Where the letter that a step reads stands in the alphabet. @param {number} t */
  letterAt(t) {
    return this.following.letter(t)
  }

  /** The one thing that a click does: the other bit, the next letter. A number is dragged. @param {number} t */
  change(t) {
    if (this.coding in BITS) this.#once(() => this.put(t, this.#other(this.at(t))))
    if (this.coding === "letters") this.take(t, this.letterAt(t) + 1)
  }

  /** The other value of a bit. @param {number} bit */
  #other(bit) {
    const [low, high] = BITS[this.coding]
    return bit === high ? low : high
  }

  /** Another letter of the alphabet. @param {number} t @param {number} place */
  take(t, place) {
    this.#once(() => this.spell(t, place))
  }

  /** Raise a flag, or lower it. @param {number} t */
  flag(t) {
    const component = FLAGS[this.coding]
    if (component !== undefined) this.#once(() => this.put(t, 1 - this.at(t, component), component))
  }

  /** Has a hand changed a component of what a step reads? @param {number} t @param {number} component */
  isChanged(t, component) {
    return this.following.recorded("inputs")[t * this.following.D + component] !== this.at(t, component)
  }

  /** Back to what was read before a hand came. @param {number} t @param {number | null} [component] null for all of it */
  restore(t, component = null) {
    if (!this.following.isChanged(t)) return
    this.#once(() => {
      if (this.coding === "letters") this.on.free("token", t, null)
      else for (let unit = 0; unit < this.following.D; unit++) if (unit === (component ?? unit)) this.on.free("input", t, unit)
    })
  }

  /** What a step is to read, while a hand moves; what it was before is no change. @param {number} t @param {number} value */
  put(t, value, unit = 0) {
    if (this.following.recorded("inputs")[t * this.following.D + unit] === value) this.on.free("input", t, unit)
    else this.on.set({ signal: "input", value, first: t, last: t, unit })
  }

  /** A letter of the alphabet by its place, after the last again the first. @param {number} t @param {number} place */
  spell(t, place) {
    const size = this.alphabet.length
    const letter = (place + size) % size
    if (this.following.letter(t, true) === letter) this.on.free("token", t, null)
    else this.on.set({ signal: "token", value: letter + 1, first: t, last: t, unit: null })
  }

  #once(change) {
    this.on.begin()
    change()
    this.on.end()
  }

  /**
   * Let an element stand for the input of a step: a button for the pointer, a finger and the keyboard. What lies inside
   * it as `.us-token-flag` is the flag.
   * @param {HTMLElement} node @param {number} t @param {() => number} [perPixel] how far a number goes with each pixel
   */
  equip(node, t, perPixel = () => PER_PIXEL) {
    node.dataset.tokenStep = String(t)
    if (!node.matches("button")) node.setAttribute("role", "button")
    node.onclick = (event) => {
      this.on.go(t)
      if (event.shiftKey || event.target.closest(".us-token-flag")) this.flag(t)
      else this.change(t)
    }
    node.onkeydown = (event) => this.#key(event, t)
    node.onpointermove = (event) => event.stopPropagation()
    node.onpointerdown = (press) => {
      press.stopPropagation() // what lies beneath would take it for a click on itself
      if (this.coding !== "number" || press.button !== 0) return
      const start = this.at(t)
      this.on.go(t)
      this.on.begin()
      drag(press, node, {
        move: (_, up) => this.put(t, rounded(start + up * perPixel(), this.most)),
        end: () => this.on.end(),
        cancel: () => this.on.cancel(),
      })
    }
  }

  /** What an element that stands for a step's input says of itself. @param {number} t */
  label(t) {
    const { token_bit, token_one, token_flag } = this.text
    const does = { bits: token_bit, count: token_one, toggle: token_flag, letters: this.text.token_letter, number: this.text.token_number }
    return fill(does[this.coding], { step: t + 1, words: this.following.reads(t).words })
  }

  /** @param {KeyboardEvent} event @param {number} t */
  #key(event, t) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const change = event.key === "Delete" || event.key === "Backspace" ? () => this.restore(t) : this.#byKey(event.key, t)
    if (!change) return
    event.preventDefault()
    event.stopPropagation() // a letter is a shortcut of Streamlit's
    change()
  }

  /** What a key does to a step's input. @returns {(() => void) | null} */
  #byKey(key, t) {
    const up = { ArrowUp: 1, ArrowDown: -1 }[key]
    if (this.coding in BITS) {
      if (key === "f" || key === "F") return () => this.flag(t)
      return up ? () => this.#once(() => this.put(t, BITS[this.coding][up > 0 ? 1 : 0])) : null
    }
    if (this.coding === "number") return KEYS[key] ? () => this.#once(() => this.put(t, rounded(this.at(t) + KEYS[key], this.most))) : null
    if (up) return () => this.take(t, this.letterAt(t) - up)
    const letter = this.alphabet.indexOf(SIGNS[key] ?? key)
    return letter < 0 ? null : () => this.take(t, letter)
  }
}
