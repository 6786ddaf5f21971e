// Three readers at one word: what each has seen there, its state, and how sure it is of what.

import { button, part } from "../../../stepper/browser/part.js"
import { colourScale } from "../../../stepper/browser/theme.js"
import { Titled } from "../unrolled/titled.js"

export class Aside extends Titled {
  /** @param {HTMLElement} root @param {any} graph */
  constructor(root, graph) {
    super(root, graph, "ua-readers", "ua-cards")
  }

  /** @param {any} data @param {any} text @param {import("../../../stepper/browser/theme.js").Theme} theme */
  take(data, text, theme) {
    super.take(data)
    const signed = colourScale(data.signed.map(([at, colour]) => [at, theme.swap(colour)]))
    const focused = this.body.contains(document.activeElement) ? [...this.body.children].indexOf(document.activeElement) : -1
    this.body.replaceChildren()
    for (const card of data.cards) this.#card(card, data, signed)
    const again = this.body.children[focused]
    if (again instanceof HTMLElement) again.focus()
  }

  #card({ name, title, units, words, states, shares, right, verdict, told, shown }, { state }, signed) {
    const card = button(this.body, "ua-card", () => shown || this.graph.tell("reader", name))
    card.setAttribute("aria-pressed", String(shown))
    card.setAttribute("aria-label", [title, verdict, told].filter(Boolean).join(". "))
    const head = part(card, "ua-head", "span")
    part(head, "ua-name", "strong").textContent = title
    part(head, "ua-units", "span").textContent = units
    if (right !== null) part(head, "ua-verdict", "span").textContent = `${right ? "✓" : "✗"} ${verdict}`
    const line = part(card, "ua-words", "span")
    words.forEach(({ text, seen, at }, index) => {
      const word = part(line, "ua-word", at ? "strong" : "span")
      word.textContent = text
      word.toggleAttribute("data-unseen", !seen)
      if (index < words.length - 1) line.append(" ")
    })
    const found = part(card, "ua-found", "span")
    const squares = part(found, "ua-states", "span")
    squares.title = state
    for (const { colour, values } of states) {
      const box = part(squares, "ua-state", "span")
      box.style.setProperty("--of", `var(--us-${colour})`)
      for (const value of values) part(box, "ua-unit", "span").style.background = signed(0.5 + value / 2)
    }
    const bars = part(found, "ua-bars", "span")
    for (const { label, share, says, right: wanted } of shares) {
      const bar = part(bars, "ua-bar", "span")
      bar.toggleAttribute("data-wanted", wanted)
      part(bar, "ua-label", "span").textContent = label
      part(part(bar, "ua-track", "span"), "ua-share", "span").style.width = `${100 * share}%`
      part(bar, "ua-says", "span").textContent = says
    }
  }
}
