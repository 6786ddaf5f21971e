// The cell's equations: symbols, under them the same with this step's numbers, and on demand the sum behind a gate.

import { format } from "./numbers.js"
import { NONLINEARITIES, writeFormula } from "./formula.js"
import { Sum } from "./sums.js"
import { thingOf } from "./things.js"
import { fill } from "./words.js"

export class Equations {
  /**
   * @param {HTMLElement} host
   * @param {any} panel
   * @param {import("./values.js").Recording} recording
   * @param {any} data
   * @param {string[]} opened the signals whose sums stand open
   */
  constructor(host, panel, recording, data, opened) {
    this.text = data.text
    this.list = host.appendChild(document.createElement("div"))
    this.list.className = "us-equations"
    this.list.setAttribute("role", "group")
    this.list.setAttribute("aria-label", data.text.equations)
    this.list.setAttribute("aria-description", data.text.lit_keys)
    /** @type {{tokens: any[], nodes: Text[], readers: ((t: number, unit: number) => number)[]}[]} */
    this.formulas = []
    /** @type {Map<string, Sum>} */
    this.sums = new Map()
    this.rows = panel.equations.rows
    for (const row of this.rows) this.#row(row, panel, recording, data, opened.includes(row.signal))
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
    const held = line.appendChild(document.createElement("span"))
    held.className = "us-numbers"
    held.hidden = true
    const was = line.appendChild(document.createElement("span"))
    was.className = "us-was-number"
    const formula = { signal: row.signal, tokens: row.tokens, nodes: [], readers: [], numbers, held, was }
    for (const token of row.tokens) {
      if (typeof token === "string") {
        numbers.append(token)
        continue
      }
      const place = numbers.appendChild(document.createElement(token.style === "result" ? "b" : "span"))
      place.dataset.value = token.read
      place.dataset.thing = thingOf(token.read)
      formula.nodes.push(place.appendChild(document.createTextNode("")))
      formula.readers.push(recording.reader(token.read))
    }
    this.formulas.push(formula)
    if (row.sum) this.sums.set(row.signal, new Sum(line, row.sum, panel, recording, data, open, this.#nonlinearity(row)))
  }

  /** What the cell makes of a row's sum: in the row itself, or in the one that reads what it computes. */
  #nonlinearity({ signal, tokens }) {
    const named = (words) => /^= (.+)\($/.exec(words[0])?.[1]
    const reading = this.rows.find((other) => other.tokens[1]?.read === signal)
    return NONLINEARITIES[named(tokens) ?? named(reading?.tokens ?? [""]) ?? ""] ?? null
  }

  /** Let a hand move the weights in the sums. @param {import("./following.js").Following} following @param {import("./tokens.js").Change} on */
  offer(following, on) {
    for (const sum of this.sums.values()) sum.offer(following, on)
  }

  /** The signals whose sums stand open. @returns {string[]} */
  opened() {
    return [...this.sums].filter(([, sum]) => sum.open).map(([signal]) => signal)
  }

  /** What is held is no formula. @param {number} t @param {number} unit @param {import("./hand.js").Hand} hand @param {import("./following.js").Following} following */
  showHand(t, unit, hand, following) {
    for (const { signal, numbers, held, was, readers } of this.formulas) {
      const hold = hand.at(signal, t, unit)
      const before = format(following.was(signal, t, unit))
      const shown = [format(readers.at(-1)(t, unit)), ...(hold ? [format(following.byItself(signal, t, unit))] : [])]
      was.textContent = hand.isFree || shown.includes(before) ? "" : fill(this.text.was, { value: before })
      numbers.hidden = Boolean(hold)
      held.hidden = !hold
      held.textContent = ""
      if (!hold) continue
      const free = following.byItself(signal, t, unit)
      const words = { value: format(hold.value), free: format(free) }
      held.textContent = fill(Number.isNaN(free) ? this.text.held_known : this.text.held_free, words)
    }
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    for (const { tokens, nodes, readers } of this.formulas) {
      const texts = writeFormula(tokens, readers.map((read) => read(t, unit)))
      texts.forEach((text, index) => (nodes[index].data = text))
    }
    for (const sum of this.sums.values()) sum.show(t, unit)
  }
}
