// One plain sentence on what happens at this step, filled from the numbers.

import { numberOfUnit } from "./called.js"
import { writeSum } from "./formula.js"
import { format } from "./numbers.js"
import { thingOf } from "./things.js"
import { fill, wordFor } from "./words.js"

export class Narration {
  /**
   * @param {HTMLElement} host
   * @param {any} panel
   * @param {import("./values.js").Recording} recording
   * @param {string[]} notes
   */
  constructor(host, panel, recording, notes) {
    this.host = host
    this.panel = panel
    this.recording = recording
    this.notes = notes
    this.spec = panel.narration
    this.watched = this.spec.watched.filter((name) => recording.has(name)).map((name) => ({ name, read: recording.reader(name) }))
    this.pieces = {}
    for (const kind of ["template", "first", "not_finite"]) this.pieces[kind] = parse(this.spec[kind])
    this.readers = new Map()
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    const lost = this.watched.find(({ read }) => !Number.isFinite(read(t, unit)))
    const start = this.recording.isFirst(t) && this.#reader(this.spec.start)(t, unit) === 0
    const kind = lost ? "not_finite" : start ? "first" : "template"
    const written = this.#sum(t, unit)
    const filled = (field) => {
      if (field === "unit") return String(numberOfUnit(this.panel, unit))
      if (field === "what") return this.panel.titles[lost.name] ?? lost.name
      if (field === "value") return format(lost.read(t, unit))
      if (field in written) return written[field]
      const read = (name) => this.#reader(name)(t, unit)
      return field in this.spec.words ? wordFor(this.spec.words[field], read) : format(read(field))
    }
    const note = this.notes[t]
    const nodes = []
    let opening = !note
    if (note) nodes.push(`${note}: `)
    for (const { text, strong, field } of this.pieces[kind]) {
      let words = text.replace(/\{(\w+)\}/g, (_, name) => filled(name))
      if (opening && words) {
        words = words.charAt(0).toLocaleUpperCase() + words.slice(1)
        opening = false
      }
      const thing = field && words ? this.#thing(field) : null
      if (!strong && !thing) {
        nodes.push(words)
        continue
      }
      const node = document.createElement(strong ? "b" : "span")
      node.textContent = words
      if (thing) node.dataset.thing = thing
      if (strong) node.style.color = `var(--us-ink-${field}, inherit)`
      nodes.push(node)
    }
    this.host.replaceChildren(...nodes)
  }

  /** What a field shows; null where it is nothing that stands elsewhere too. @param {string} field */
  #thing(field) {
    const read = this.spec.words[field]?.read ?? reference(field)
    return this.recording.has(read.replace(/^1-|@previous$/g, "")) ? thingOf(read) : null
  }

  /**
   * Where a hand holds the state that the sentence ends with, it is the hand that made it so, and not the gates.
   * @param {number} t @param {number} unit @param {import("./hand.js").Hand} hand @param {import("./following.js").Following} following
   * @param {Record<string, string>} text
   */
  showHand(t, unit, hand, following, text) {
    const state = this.spec.start.replace("@previous", "")
    const held = hand.at(state, t, unit)
    if (!held) return
    const free = following.byItself(state, t, unit)
    const named = { signal: this.panel.titles[state], unit: unit + 1, value: format(held.value), free: format(free) }
    const words = fill(Number.isNaN(free) ? text.narrated_held : text.narrated_free, named)
    this.host.textContent = this.notes[t] ? `${this.notes[t]}. ${words}` : words
  }

  /** @param {string} field a signal, or `<signal>_before` */
  #reader(field) {
    if (!this.readers.has(field)) this.readers.set(field, this.recording.reader(reference(field)))
    return this.readers.get(field)
  }

  /** The numbers that the sentence adds up, written so that they do. @returns {Record<string, string>} */
  #sum(t, unit) {
    const { adds } = this.spec
    const texts = writeSum(adds, adds.map((name) => this.#reader(name)(t, unit)))
    return Object.fromEntries(adds.map((name, index) => [name, texts[index]]))
  }

  sentence() {
    return this.host.textContent
  }
}

/** @param {string} field */
const reference = (field) => field.replace(/_before$/, "@previous")

/**
 * Split a template at its `**` marks, and what lies between them at its fields: those can be pointed at one by one.
 * @param {string} template
 * @returns {{text: string, strong: boolean, field?: string}[]}
 */
function parse(template) {
  return template.split("**").flatMap((text, index) => {
    const strong = index % 2 === 1
    const parts = strong ? [text] : text.split(/(\{\w+\})/).filter(Boolean)
    return parts.map((part) => ({ text: part, strong, field: /\{(\w+)\}/.exec(part)?.[1] }))
  })
}
