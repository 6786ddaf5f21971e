// The cell's equations: symbols, under them the same with this step's numbers, and on demand the sum behind a gate.

import { format, formatFactor } from "./numbers.js"
import { Sum } from "./sums.js"

/** How a number stands in a formula. @type {Record<string, (value: number) => string>} */
const STYLES = {
  plain: format,
  factor: formatFactor,
  term: (value) => (value < 0 ? ` \u2212 ${format(-value)}` : ` + ${format(value)}`),
  result: format,
}

export class Equations {
  /**
   * @param {HTMLElement} host
   * @param {any} panel
   * @param {import("./values.js").Recording} recording
   * @param {any} data
   * @param {string[]} opened the signals whose sums stand open
   */
  constructor(host, panel, recording, data, opened) {
    this.list = host.appendChild(document.createElement("div"))
    this.list.className = "us-equations"
    this.list.setAttribute("role", "group")
    this.list.setAttribute("aria-label", data.text.equations)
    this.numbers = []
    /** @type {Map<string, Sum>} */
    this.sums = new Map()
    for (const row of panel.equations.rows) this.#row(row, panel, recording, data, opened.includes(row.signal))
    if (!panel.equations.caption) return
    const caption = host.appendChild(document.createElement("p"))
    caption.className = "us-caption"
    caption.textContent = panel.equations.caption
  }

  #row(row, panel, recording, data, open) {
    const line = this.list.appendChild(document.createElement("div"))
    line.className = row.sum ? "us-equation us-has-sum" : "us-equation"
    line.dataset.equation = row.signal
    const symbols = line.appendChild(document.createElement("span"))
    symbols.className = "us-symbols"
    symbols.innerHTML = row.mathml // our own MathML; nothing that a person typed goes through here
    const numbers = line.appendChild(document.createElement("span"))
    numbers.className = "us-numbers"
    for (const token of row.tokens) {
      if (typeof token === "string") {
        numbers.append(token)
        continue
      }
      const place = numbers.appendChild(document.createElement(token.style === "result" ? "b" : "span"))
      place.dataset.value = token.read
      const node = place.appendChild(document.createTextNode(""))
      this.numbers.push({ node, read: recording.reader(token.read), write: STYLES[token.style] })
    }
    if (row.sum) this.sums.set(row.signal, new Sum(line, row.sum, panel, recording, data, open))
  }

  /** The signals whose sums stand open. @returns {string[]} */
  opened() {
    return [...this.sums].filter(([, sum]) => sum.open).map(([signal]) => signal)
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    for (const { node, read, write } of this.numbers) node.data = write(read(t, unit))
    for (const sum of this.sums.values()) sum.show(t, unit)
  }
}
