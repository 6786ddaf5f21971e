// What the network writes, free and with units held: the same luck, another text. Nothing here waits for Python.

import { format } from "../../stepper/browser/numbers.js"
import { button, part } from "../../stepper/browser/part.js"
import { fill } from "../../stepper/browser/words.js"
import { Holding, isBeyond, sideOf } from "./holding.js"
import { numbers } from "./luck.js"
import { NotFinite, Writer } from "./network.js"
import { show as showTables } from "./tables.js"
import { Written } from "./written.js"

const LETTERS = 400
const COMING_MS = 1000 // until all of them have come
const SAID_MS = 500 // a hand that moves is not spoken of
const [HOTTEST, LUCKS] = [2, 10_000]

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches

export class Writing {
  /** @param {HTMLElement} root @param {{tell: (what: string, value: any) => void, reachOf: (unit: number) => import("./holding.js").Reach, asked: () => any}} board `tell`: "held" (unit → value), "temperature" or "luck" */
  constructor(root, board) {
    this.root = root
    this.board = board
    /** @type {Map<number, number>} unit → value */
    this.held = new Map()
    this.unit = 0
    this.frame = 0
    this.saying = 0
    this.upTo = Infinity // letters that are seen
    root.classList.add("uw-root")
    this.bar = part(root, "un-card uw-bar")
    this.holding = new Holding(part(this.bar, "uw-holding"), {
      hold: (unit, value) => this.#hold(new Map(this.held).set(unit, value)),
      letGo: (unit) => this.#hold(new Map(unit === null ? [] : [...this.held].filter(([one]) => one !== unit))),
    })
    this.#build(part(this.bar, "uw-fields"))
    this.pages = part(root, "uw-pages")
    this.free = new Written(part(this.pages, "un-card uw-written"))
    this.other = new Written(part(this.pages, "un-card uw-written uw-other"))
    this.tables = part(root, "uw-tables")
    this.live = part(root, "un-hidden")
    this.live.setAttribute("aria-live", "polite")
  }

  /** @param {HTMLElement} root */
  #build(root) {
    this.fields = root
    this.write = button(root, "uw-write", () => this.#stream())
    this.luckier = button(root, "us-act uw-luck", () => {
      this.luck = (this.luck + 1) % LUCKS
      this.board.tell("luck", this.luck)
      this.#stream()
    })
    const label = part(root, "un-field uw-heat", "label")
    this.heatName = part(label, "", "span")
    this.heat = /** @type {HTMLInputElement} */ (part(label, "", "input"))
    Object.assign(this.heat, { type: "range", min: "0", max: String(HOTTEST), step: "0.1" })
    this.degrees = part(label, "uw-degrees", "b")
    this.heat.oninput = () => {
      this.temperature = Number(this.heat.value)
      this.board.tell("temperature", this.temperature)
      this.#soon()
    }
    this.took = part(root, "uw-took", "span")
  }

  /** @param {any} data @param {Record<string, string>} text */
  take(data, text) {
    this.data = data
    this.text = text
    this.root.toggleAttribute("data-covered", data.covered)
    this.pages.hidden = this.tables.hidden = data.covered
    this.write.textContent = fill(text.write_letters, { letters: LETTERS })
    this.luckier.textContent = text.other_luck
    this.heatName.textContent = text.temperature
    this.luckier.title = text.other_luck_why
    for (const node of [this.write, this.luckier]) node.disabled = data.covered
    showTables(this.tables, data.measured)
    this.tables.hidden ||= !data.measured.length
    this.wrote = undefined
    this.#soon()
  }

  /** @param {import("./network.js").Network} network */
  model(network) {
    if (network !== this.network) this.wrote = undefined
    this.network = network
    this.alphabet = new Set(network.alphabet)
    this.#soon()
  }

  /** Another unit that the slider holds, or another reach of it. @param {number} unit */
  choose(unit) {
    this.unit = unit
    this.#soon()
  }

  /** What is held, and how it writes. @param {{held: Record<number, number>, temperature: number, luck: number}} place */
  stand({ held, temperature, luck }) {
    const { H } = this.network
    this.held = new Map(Object.entries(held).map(([unit, value]) => /** @type {[number, number]} */ ([Number(unit), value])).filter(([unit]) => unit < H))
    this.temperature = temperature
    this.luck = luck
    this.#soon()
  }

  /** @param {Map<number, number>} held */
  #hold(held) {
    this.held = held
    this.board.tell("held", Object.fromEntries(held))
    this.#soon()
  }

  /** In the next frame all of it is there, and no letter is waited for. */
  #soon() {
    this.upTo = Infinity
    cancelAnimationFrame(this.frame)
    this.root.dataset.state = "asked"
    this.frame = requestAnimationFrame(() => this.#show())
  }

  /** From the first letter to the last. */
  #stream() {
    if (isStill()) return this.#soon()
    cancelAnimationFrame(this.frame)
    this.root.dataset.state = "writing"
    this.upTo = 0
    this.#show()
    const start = performance.now()
    const step = (now) => {
      this.upTo = Math.max(0, Math.round((LETTERS * (now - start)) / COMING_MS))
      this.#letters()
      if (this.upTo < LETTERS) this.frame = requestAnimationFrame(step)
      else this.#stands()
    }
    this.frame = requestAnimationFrame(step)
  }

  #show() {
    const { network, text, data, held } = this
    if (!network || !data || this.temperature === undefined) return
    const symbol = network.memory === "cell" ? "c" : "h"
    this.holding.show(this.unit, this.board.reachOf(this.unit), held, { text, asked: this.board.asked(), symbol })
    this.heat.value = String(this.temperature)
    this.degrees.textContent = this.temperature ? this.temperature.toFixed(2).replace(/0$/, "") : text.likeliest
    this.luckier.disabled = data.covered || !this.temperature // nothing is drawn
    if (data.covered) return this.#stands()
    this.#compute()
    this.#letters()
    if (this.upTo >= LETTERS) this.#stands()
  }

  #compute() {
    const { network, text, held, temperature, luck, other, free } = this
    const given = { counted: this.data.property.counted, alphabet: this.alphabet, text }
    const wishes = { free: JSON.stringify([temperature, luck]), held: JSON.stringify([temperature, luck, ...held]) }
    const start = performance.now()
    const write = (holds) => {
      const writer = new Writer(network, { temperature, luck: numbers(luck, 0, LETTERS), holds })
      return Array.from({ length: LETTERS }, () => writer.next())
    }
    try {
      const freely = this.wrote?.free !== wishes.free ? write() : null
      const heldSo = held.size && this.wrote?.held !== wishes.held ? write(held) : null
      const letters = LETTERS * (Number(freely !== null) + Number(Boolean(heldSo)))
      if (letters) this.took.textContent = fill(text.took, { letters, seconds: ((performance.now() - start) / 1000).toFixed(2) })
      if (freely) free.take(text.write_free, freely, given)
      if (heldSo) other.take("", heldSo, given, free.crowds)
      this.wrote = wishes
    } catch (error) {
      if (!(error instanceof NotFinite)) throw error
      this.wrote = undefined
      free.empty(text.write_free, text.cannot_write)
      other.empty("", "")
      return
    }
    if (held.size) other.title.textContent = this.#titled()
    else other.empty(text.write_held, fill(text.write_hold_first, { unit: fill(text.unit, { unit: this.unit + 1 }) }))
  }

  /** What is held, in a few words. */
  #titled() {
    const { held, text } = this
    if (held.size > 1) return fill(text.write_many, { count: held.size })
    const [[unit, value]] = held
    const name = fill(text.unit, { unit: unit + 1 })
    const reach = this.board.reachOf(unit)
    const side = sideOf(value, reach)
    if (side) return fill(text.write_side, { unit: name, side: this.board.asked()[side] })
    return fill(isBeyond(value, reach) ? text.write_beyond : text.write_value, { unit: name, value: format(value) })
  }

  #letters() {
    for (const each of [this.free, this.other]) each.show(this.upTo)
  }

  /** All letters stand: a screen reader hears what was counted. */
  #stands() {
    const { data, text, held } = this
    this.root.dataset.state = "stands"
    const told = data.covered || !this.wrote ? [] : held.size ? [this.free, this.other] : [this.free]
    const says = told.map(({ title, told: numbers }) => `${title.textContent}: ${numbers.length ? `${text.per_thousand} ${numbers.join(", ")}` : text.write_stands}`).join(". ")
    clearTimeout(this.saying)
    this.saying = window.setTimeout(() => (this.live.textContent = says), SAID_MS)
  }

  dispose() {
    cancelAnimationFrame(this.frame)
    clearTimeout(this.saying)
    this.root.replaceChildren()
  }
}
