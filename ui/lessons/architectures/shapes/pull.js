// How strongly each loss pulls on each state: a table whose rows are losses, on a logarithmic scale of grey.

import { format, formatShort } from "../../../stepper/browser/numbers.js"
import { button, part } from "../../../stepper/browser/part.js"
import { Titled } from "../unrolled/titled.js"

const [FAINTEST, DARKEST] = [6, 70] // percent of ink
const ROOM = 46 // pixels of a column that leave room for a number

export class Aside extends Titled {
  /** @param {HTMLElement} root @param {any} graph */
  constructor(root, graph) {
    super(root, graph, "ua-pull", "ua-scroll")
    this.chosen = -1
  }

  /** @param {any} data */
  take(data) {
    super.take(data)
    this.data = data
    this.body.replaceChildren()
    const table = part(this.body, "ua-table", "table")
    const inks = shades(data.norms)
    const head = part(part(table, "", "thead"), "", "tr")
    part(head, "", "th").textContent = data.corner
    this.heads = data.columns.map(({ label, colour }) => {
      const cell = part(head, "ua-state", "th")
      cell.scope = "col"
      cell.style.setProperty("--of", `var(--us-${colour})`)
      cell.textContent = label
      return cell
    })
    const body = part(table, "", "tbody")
    table.toggleAttribute("data-dense", this.body.clientWidth / (data.columns.length + 2) < ROOM)
    this.rows = data.rows.map(({ box, label }, row) => {
      const line = part(body, "", "tr")
      const name = part(line, "", "th")
      name.scope = "row"
      const choice = button(name, "ua-loss", () => this.graph.choose(box === this.chosen ? -1 : box), label)
      data.norms[row].forEach((norm, column) => {
        const cell = part(line, "", "td")
        if (norm === null) {
          cell.title = data.none
          cell.toggleAttribute("data-none", true)
          return
        }
        cell.title = `${label}, ${data.columns[column].label}: ${format(norm)}`
        cell.style.setProperty("--ink", `${inks(norm)}%`)
        part(cell, "", "span").textContent = formatShort(norm)
      })
      return { box, line, choice }
    })
    this.select(this.chosen)
  }

  /** @param {number} t */
  show(t) {
    this.data.columns.forEach(({ at }, column) => this.heads[column].toggleAttribute("data-now", at === t))
  }

  /** @param {number} box */
  select(box) {
    this.chosen = box
    for (const { box: own, line, choice } of this.rows ?? []) {
      line.toggleAttribute("data-chosen", own === box)
      choice.setAttribute("aria-pressed", String(own === box))
    }
  }
}

/** From the least to the greatest of all norms, as percents of ink on a logarithmic scale. @param {(number | null)[][]} norms */
export function shades(norms) {
  const logs = norms.flat().flatMap((norm) => (norm === null || !(norm > 0) || norm === Infinity ? [] : [Math.log(norm)]))
  const [least, most] = [Math.min(...logs), Math.max(...logs)]
  return (norm) => {
    if (norm === Infinity) return DARKEST
    if (!(norm > 0)) return 0
    return most > least ? FAINTEST + ((Math.log(norm) - least) / (most - least)) * (DARKEST - FAINTEST) : FAINTEST
  }
}
