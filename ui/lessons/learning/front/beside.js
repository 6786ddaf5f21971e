// The runs of a job beside each other, each a small front that makes itself the large one.

import { shades } from "../../../stepper/browser/heatmaps.js"
import { button, part } from "../../../stepper/browser/part.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { Sheet } from "./picture.js"
import { stops } from "./plane.js"

export class Beside {
  /** @param {HTMLElement} root @param {(run: number) => void} choose */
  constructor(root, choose) {
    this.root = root
    this.choose = choose
    this.title = part(root, "fr-beside-title", "h4")
    this.row = part(root, "fr-row")
    this.key = part(root, "fr-note", "p")
    /** @type {{node: HTMLButtonElement, head: HTMLElement, facts: HTMLElement, sheet: Sheet}[]} */
    this.cards = []
  }

  /** @param {any} data @param {import("./learned.js").Learned[]} runs @param {{low: number, high: number}} span @param {import("../../../stepper/browser/theme.js").Theme} theme */
  draw(data, runs, span, theme) {
    const { text } = data
    this.root.hidden = runs.length < 2
    if (this.root.hidden) {
      for (const { node } of this.cards.splice(0)) node.remove() // those of a job with more runs
      return
    }
    this.title.textContent = text.beside
    this.key.replaceChildren(...strong(text.key_beside))
    const tells = ({ about, isAskedLast }) => isAskedLast && about.classes.length > 0
    this.key.hidden = !runs.some(tells)
    while (this.cards.length > runs.length) this.cards.pop().node.remove()
    while (this.cards.length < runs.length) {
      const run = this.cards.length
      const node = button(this.row, "fr-card", () => this.choose(run))
      const head = part(node, "fr-card-head", "span")
      const name = part(head, "fr-card-name", "b")
      const facts = part(head, "fr-facts", "span")
      this.cards.push({ node, head: name, facts, sheet: new Sheet(node, "fr-small") })
    }
    runs.forEach((run, index) => {
      const { title, kind, colour } = data.runs[index]
      const { node, head, facts, sheet } = this.cards[index]
      const [reached, right] = [run.reached, run.solved].map((update) => update ?? text.none)
      head.textContent = title
      head.style.color = `var(--us-ink-${kind})`
      const asks = tells(run)
      facts.textContent = asks ? fill(text.reached_right, { reached, right }) : ""
      node.setAttribute("aria-label", asks ? `${title}: ${fill(text.reached_right_told, { reached, right })}` : title)
      sheet.draw(run, shades(stops(colour, data.scales, theme.swap, span)), span)
    })
  }

  /** @param {number} chosen @param {number} update @param {import("./learned.js").Learned[]} runs */
  stand(chosen, update, runs) {
    this.cards.forEach(({ node, sheet }, index) => {
      node.setAttribute("aria-pressed", String(index === chosen))
      sheet.stand(runs[index].at(update))
    })
  }
}
