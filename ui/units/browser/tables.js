// What was measured of many more letters, in tables that Python has filled: words and numbers.

import { part } from "../../stepper/browser/part.js"

/**
 * @typedef {object} Table as `measured.py` describes it
 * @property {string} title
 * @property {string} of what was counted
 * @property {{title: string, tone: string, sign: string}[]} columns
 * @property {{title: string, weight: "" | "strong" | "faint", values: string[]}[]} rows
 * @property {string} note
 */

/** @param {HTMLElement} root @param {Table[]} tables */
export function show(root, tables) {
  root.replaceChildren()
  for (const { title, of, columns, rows } of tables) {
    const card = part(root, "un-card uw-table-card")
    part(card, "un-title", "h3").textContent = title
    const scroll = part(card, "uw-scroll")
    const table = part(scroll, "uw-table", "table")
    table.ariaLabel = title
    const head = part(part(table, "", "thead"), "", "tr")
    heading(head, of, "col")
    for (const { title: name, tone, sign } of columns) {
      const cell = heading(head, `${name} `, "col")
      if (tone) part(cell, `uw-mark uw-${tone}${sign ? "" : " uw-key"}`, "span").textContent = sign
    }
    const body = part(table, "", "tbody")
    for (const { title: name, weight, values } of rows) {
      const row = part(body, "", "tr")
      if (weight) row.dataset.weight = weight
      heading(row, name, "row")
      for (const value of values) part(row, "", "td").textContent = value
    }
  }
  for (const note of new Set(tables.map((table) => table.note))) if (note) part(root, "uw-note", "p").textContent = note
}

/** @param {Element} row @param {string} words @param {string} scope */
function heading(row, words, scope) {
  const cell = part(row, "", "th")
  cell.setAttribute("scope", scope)
  cell.textContent = words
  return cell
}
