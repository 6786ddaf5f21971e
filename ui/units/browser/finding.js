// More places where a unit is on, or several are together: for so many letters at least, so far from low to high.

import { button, part } from "../../stepper/browser/part.js"
import { fill, strong } from "../../stepper/browser/words.js"

const SHOWN = 12
const AROUND = 18 // letters of the text to either side

/**
 * @typedef {object} Wanted of one unit
 * @property {number} unit
 * @property {number} low what it is where it is off @property {number} high what it is where it is on
 */

/**
 * Where all units are beyond the threshold together.
 * @param {Float64Array} values (N, H) @param {number} H @param {Wanted[]} wanted
 * @param {{span: number, threshold: number}} how `threshold`: the share of the way from low to high
 * @returns {{from: number, to: number}[]} the last letter included
 */
export function places(values, H, wanted, { span, threshold }) {
  const N = values.length / H
  const isOn = (n) => wanted.every(({ unit, low, high }) => (values[n * H + unit] - low) / (high - low) >= threshold) // NaN is not
  const found = []
  for (let n = 0; n < N; n++) {
    if (!isOn(n)) continue
    const from = n
    while (n + 1 < N && isOn(n + 1)) n++
    if (n - from + 1 >= span) found.push({ from, to: n })
  }
  return found
}

export class Finding {
  /** @param {Element} root a `details` @param {{go: (t: number) => void, changed: (how: {span: number, threshold: number}) => void}} on */
  constructor(root, on) {
    this.on = on
    this.root = root
    this.summary = part(root, "un-find-title", "summary")
    const fields = part(root, "un-find-fields")
    this.units = part(fields, "un-find-units", "span")
    this.add = button(fields, "us-act", () => this.#add())
    this.span = this.#field(fields, "number", { min: "1", max: "200", step: "1" })
    this.threshold = this.#field(fields, "range", { min: "0", max: "1.5", step: "0.05" })
    this.way = this.threshold.unit
    this.way.className = "un-find-way"
    this.says = part(root, "un-find-says", "p")
    this.says.setAttribute("role", "status")
    this.list = part(root, "un-found", "ul")
    this.more = part(root, "un-find-more", "p")
    /** @type {Set<number>} units that are looked for beside the chosen one */
    this.beside = new Set()
    root.addEventListener("toggle", () => this.#find())
  }

  #field(parent, type, limits) {
    const label = part(parent, "un-field", "label")
    const name = part(label, "", "span")
    const input = /** @type {HTMLInputElement} */ (part(label, "", "input"))
    Object.assign(input, { type, ...limits })
    input.oninput = () => this.#changed()
    return { input, name, unit: part(label, "", "span") }
  }

  /** @param {any} given { text, read, H, asked, meansOf, values, labels, sign } @param {{span: number, threshold: number}} how */
  take(given, how) {
    const isOther = given.read !== this.given?.read
    this.given = given
    const { text } = given
    this.how = how
    if (isOther) this.beside.clear()
    this.span.name.textContent = text.find_span
    this.span.unit.textContent = text.find_letters
    this.threshold.name.textContent = text.find_threshold
    if (Number(this.span.input.value) !== how.span) this.span.input.value = String(how.span)
    this.threshold.input.value = String(how.threshold)
    this.#name()
  }

  /** @param {number} unit */
  choose(unit) {
    this.unit = unit
    if (this.given) this.#name()
  }

  #changed() {
    const span = Math.round(Number(this.span.input.value))
    if (span >= 1 && span <= 200) this.how = { ...this.how, span }
    this.how = { ...this.how, threshold: Number(this.threshold.input.value) }
    this.on.changed(this.how)
    this.#name()
  }

  #add() {
    this.beside.add(this.unit)
    this.#name()
  }

  get #all() {
    return [...new Set([...this.beside, this.unit])]
  }

  #name() {
    const { given, unit } = this
    if (unit === undefined) return
    const { text, asked } = given
    const nameOf = (one) => fill(text.unit, { unit: one + 1 })
    const all = this.#all
    const names = all.map(nameOf).join(` ${text.and} `)
    this.summary.textContent = fill(all.length > 1 ? text.find_together : text.find, { units: names })
    this.way.textContent = fill(text.find_way, { share: Math.round(100 * this.how.threshold), low: asked.low, high: asked.high })
    this.units.replaceChildren()
    for (const one of this.beside) {
      const chip = button(this.units, "un-chip", () => {
        this.beside.delete(one)
        this.#name()
      }, `${nameOf(one)} ×`)
      chip.ariaLabel = fill(text.find_remove, { unit: nameOf(one) })
    }
    this.add.hidden = this.beside.has(unit)
    this.add.textContent = fill(text.find_add, { unit: nameOf(unit) })
    this.#find()
  }

  #find() {
    if (!this.root.open || !this.given || this.unit === undefined) return
    const { text, values, H, meansOf, labels, asked, letters, sign } = this.given
    const found = places(values, H, this.#all.map((unit) => ({ unit, ...meansOf(unit) })), this.how)
    const inside = found.reduce((sum, { from, to }) => sum + to - from + 1, 0)
    const share = ((100 * inside) / letters.length).toFixed(1)
    const says = [found.length === 0 ? text.found_none : fill(found.length === 1 ? text.found_one : text.found, { places: found.length, share })]
    if (found.length && labels && asked.kind === "two") {
      let high = 0
      for (const { from, to } of found) for (let n = from; n <= to; n++) high += Number(labels[n] === 1)
      says.push(fill(text.found_labels, { share: ((100 * high) / inside).toFixed(1), high: asked.high }))
    }
    this.says.replaceChildren(...strong(says.join("; ")))
    this.list.replaceChildren()
    for (const { from, to } of found.slice(0, SHOWN)) {
      const line = button(part(this.list, "", "li"), "un-place", () => this.on.go(from))
      line.title = fill(text.found_go, { letter: from + 1 })
      const words = (a, b) => letters.slice(Math.max(a, 0), b).map(sign).join("")
      line.append(words(from - AROUND, from))
      part(line, "un-hit", "b").textContent = words(from, to + 1)
      line.append(words(to + 1, to + 1 + AROUND))
    }
    this.more.textContent = found.length > SHOWN ? fill(text.found_more, { more: found.length - SHOWN }) : ""
  }
}
