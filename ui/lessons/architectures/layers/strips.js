// How far a changed symbol is felt: a strip of steps for each layer, in ink on a logarithmic scale.

import { button, part } from "../../../stepper/browser/part.js"
import { Titled } from "../unrolled/titled.js"

const [FAINTEST, DARKEST] = [5, 85] // percent of ink
const [LEAST, MOST] = [1, 4] // powers of ten from the darkest to the faintest

export class Aside extends Titled {
  /** @param {HTMLElement} root @param {any} graph */
  constructor(root, graph) {
    super(root, graph, "ua-strips", "ua-scroll")
    this.t = -1
  }

  /** @param {any} data */
  take(data) {
    super.take(data)
    this.data = data
    this.body.replaceChildren()
    const table = part(this.body, "ua-table", "table")
    const head = part(part(table, "", "thead"), "", "tr")
    part(head, "ua-layer", "td").textContent = data.lasts
    this.columns = data.tokens.map((token, step) => {
      const cell = part(head, "ua-token", "th")
      cell.scope = "col"
      const choice = button(cell, "ua-symbol", () => this.#change(step), token)
      choice.setAttribute("aria-label", `${token}, ${data.change[step]}`)
      choice.title = data.change[step]
      choice.setAttribute("aria-pressed", String(step === data.step))
      return [cell]
    })
    const inks = shades(data.rows.map(({ sizes }) => sizes))
    const body = part(table, "", "tbody")
    for (const { label, sizes, says, lasts } of data.rows) {
      const line = part(body, "", "tr")
      const name = part(line, "ua-layer", "th")
      name.scope = "row"
      part(name, "", "span").textContent = label
      part(name, "ua-lasts", "span").textContent = lasts
      sizes.forEach((size, step) => {
        const cell = part(line, "ua-size", "td")
        cell.title = `${label}, ${step + 1}: ‖Δh‖ = ${says[step]}`
        cell.style.setProperty("--ink", `${inks(size)}%`)
        cell.toggleAttribute("data-none", !size)
        cell.onclick = () => this.graph.go(step)
        part(cell, "ua-hidden", "span").textContent = says[step]
        this.columns[step].push(cell)
      })
    }
    this.show(this.t)
  }

  /** @param {number} t */
  show(t) {
    this.t = t
    this.columns?.forEach((cells, step) => cells.forEach((cell) => cell.toggleAttribute("data-now", step === t)))
  }

  /** An input that is chosen in the graph is changed. @param {number} box */
  select(box) {
    const step = this.data?.inputs.indexOf(box) ?? -1
    if (step >= 0) {
      this.graph.choose(-1)
      this.#change(step)
    }
  }

  #change(step) {
    if (step !== this.data.step) this.graph.tell("changed", step + 1)
  }
}

/** From the largest down to the least, as percents of ink on a logarithmic scale; nothing for nothing. @param {number[][]} sizes */
export function shades(sizes) {
  const logs = sizes.flat().flatMap((size) => (size > 0 ? [Math.log10(size)] : []))
  const most = Math.max(...logs)
  const decades = Math.min(Math.max(most - Math.min(...logs), LEAST), MOST)
  return (size) => (size > 0 ? Math.max(FAINTEST, DARKEST + ((Math.log10(size) - most) / decades) * (DARKEST - FAINTEST)) : 0)
}
