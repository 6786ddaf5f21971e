// The numbers of the shown step as a table that a screen reader can read.

import { format } from "./numbers.js"

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
    this.host.replaceChildren(...data.panels.map((panel, index) => this.#table(panel, recordings[index])))
  }

  #table(panel, recording) {
    const table = document.createElement("table")
    this.captions.push({ node: table.createCaption(), title: panel.title })
    const head = table.createTHead().insertRow()
    head.append(heading(this.data.text.signal, "col"))
    for (let unit = 1; unit <= panel.units; unit++) {
      head.append(heading(this.data.text.unit_number.replace("{unit}", String(unit)), "col"))
    }
    const body = table.createTBody()
    const gradients = Object.keys(recording.arrays).filter((name) => name.startsWith("gradient:"))
    const signals = Object.keys(panel.titles).filter((name) => recording.has(name) && !name.endsWith("_preactivation"))
    for (const name of [...signals, ...gradients]) {
      const row = body.insertRow()
      const title = panel.titles[name.replace("gradient:", "")]
      row.append(heading(name === title || !name.startsWith("gradient:") ? title : this.data.text.gradient.replace("{signal}", title), "row"))
      const cells = Array.from({ length: panel.units }, () => row.insertCell().appendChild(document.createTextNode("")))
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
