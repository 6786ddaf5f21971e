// The numbers of the shown step as a table that a screen reader can read.

import { numberOfUnit } from "./called.js"
import { format } from "./numbers.js"

const PROJECTED = "projected:hidden"
const AT_ONCE = 128 // values; a larger table is written when the step rests, for laying it out takes 10 ms

export class Table {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host
    this.rows = []
  }

  /** @param {any} data @param {import("./values.js").Recording[]} recordings */
  build(data, recordings) {
    this.data = data
    this.rows = []
    this.captions = []
    this.host.replaceChildren(...data.panels.flatMap((panel, index) => this.#tables(panel, recordings[index])))
  }

  /** One of what every unit has, and one of a hidden state that is projected, whose numbers belong to none. */
  #tables(panel, recording) {
    const { text } = this.data
    const units = Array.from({ length: panel.units }, (_, unit) => text.unit_number.replace("{unit}", String(numberOfUnit(panel, unit))))
    const signals = Object.keys(panel.titles).filter((name) => recording.has(name) && !name.endsWith("_preactivation"))
    const gradients = Object.keys(recording.arrays).filter((name) => name.startsWith("gradient:"))
    const rows = signals.map((name) => [name, panel.titles[name]])
    rows.push(...gradients.map((name) => [name, text.gradient.replace("{signal}", panel.titles[name.replace("gradient:", "")])]))
    const tables = [this.#table(panel, recording, units, rows)]
    if (!recording.has(PROJECTED)) return tables
    const numbers = Array.from({ length: recording.arrays[PROJECTED].width }, (_, index) => String(index + 1))
    return [...tables, this.#table(panel, recording, numbers, [[PROJECTED, panel.titles.hidden]])]
  }

  #table(panel, recording, heads, rows) {
    const table = document.createElement("table")
    this.captions.push({ node: table.createCaption(), title: panel.title })
    const head = table.createTHead().insertRow()
    head.append(...[this.data.text.signal, ...heads].map((words) => heading(words, "col")))
    const body = table.createTBody()
    for (const [name, title] of rows) {
      const row = body.insertRow()
      row.append(heading(title, "row"))
      const cells = heads.map(() => row.insertCell().appendChild(document.createTextNode("")))
      this.rows.push({ name, recording, cells })
    }
    return table
  }

  /** A step: a small table follows at once. @param {number} t */
  show(t) {
    this.t = t
    const size = this.rows.reduce((sum, { cells }) => sum + cells.length, 0)
    if (size <= AT_ONCE) this.settle()
  }

  /** The step has come to rest. */
  settle() {
    const t = this.t
    for (const { node, title } of this.captions) {
      const token = this.data.tokens[t] === undefined ? "" : ` (${this.data.text.input} ${this.data.tokens[t]})`
      node.textContent = `${title}: ${this.data.text.values.replace("{step}", String(t + 1))}${token}`
    }
    for (const { name, recording, cells } of this.rows) {
      const row = recording.row(name, t)
      cells.forEach((cell, unit) => (cell.data = format(row[unit], 3)))
    }
  }
}

/** @param {string} words @param {"row" | "col"} scope */
function heading(words, scope) {
  const cell = document.createElement("th")
  cell.scope = scope
  cell.textContent = words
  return cell
}
