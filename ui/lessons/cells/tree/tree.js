// The family tree: cards on a line of years, lines to the parents, and two cards chosen.
//
// The cards are drawn once for each content; choosing marks two of them at once and tells Python.

import { leaving } from "../../../stepper/browser/leaving.js"
import { mounted } from "../../../stepper/browser/mounting.js"
import { button, part } from "../../../stepper/browser/part.js"
import { applyPalette, readTheme } from "../../../stepper/browser/theme.js"
import { fill } from "../../../stepper/browser/words.js"
import { draw } from "./lines.js"
import { nearest } from "./nearest.js"

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const SIGNS = { added: "+", removed: "−", changed: "±" }

export default mounted("[data-testid=family]", (root) => new Tree(root))

class Tree {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    /** @type {Map<string, HTMLElement>} kind → its card */
    this.cards = new Map()
    /** @type {string[]} */
    this.chosen = []
    this.latest = ""
    this.pointed = ""
    this.sizes = new ResizeObserver(() => this.#lines())
    this.sizes.observe(root)
  }

  receive({ data, parentElement, setTriggerValue }) {
    this.tell = leaving.unlessLeft(parentElement, (pair) => setTriggerValue("pair", pair))
    const theme = readTheme(this.root, data.dark)
    if (theme.signature !== this.theme?.signature) applyPalette(this.root, data.palette, theme)
    this.theme = theme
    if (data.key !== this.data?.key) this.#build(data)
    this.data = data
    this.#mark(data.chosen)
    this.root.dataset.ready = "true"
  }

  #build(data) {
    this.root.replaceChildren()
    this.cards.clear()
    this.chosen = []
    this.stop = ""
    this.parents = new Map(data.cards.map((card) => [card.kind, card.parent]))
    this.order = data.cards.map((card) => card.kind)
    this.grid = part(this.root, "uf-grid")
    this.grid.setAttribute("role", "group")
    this.grid.setAttribute("aria-label", data.text.tree)
    this.grid.onkeydown = (event) => this.#press(event)
    this.lines = this.grid.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"))
    this.lines.setAttribute("class", "uf-lines")
    this.lines.setAttribute("aria-hidden", "true")
    for (const [column, years] of data.years) {
      const label = part(this.grid, "uf-year")
      label.textContent = years
      label.style.gridColumn = String(column)
    }
    for (const card of data.cards) this.cards.set(card.kind, this.#card(card, data.text))
    legend(part(this.grid, "uf-legend"), data.text)
  }

  /** @returns {HTMLElement} */
  #card(card, text) {
    const node = part(this.grid, "uf-card")
    node.style.gridArea = `${card.place[1] + 1} / ${card.place[0]}`
    node.dataset.kind = card.kind
    const head = part(node, "uf-head")
    part(head, "uf-when", "span").textContent = String(card.year)
    const choose = button(head, "uf-choose", () => this.#choose(card.kind), card.title)
    if (card.parent) {
      const both = button(head, "uf-parent", () => this.#pair(card.parent, card.kind), fill(text.from, { parent: card.parent_title }))
      both.title = fill(text.with_parent, { parent: card.parent_title })
      both.setAttribute("aria-label", `${card.title}: ${both.title}`)
    }
    part(head, "uf-number", "span")
    if (card.thumbnail) part(node, "uf-thumbnail").innerHTML = card.thumbnail // ours: nobody has typed anything in it
    const edits = part(node, "uf-edits")
    const said = []
    for (const [name, sign] of Object.entries(SIGNS)) {
      for (const what of card[name]) {
        part(edits, `uf-${name}`, "span").textContent = `${sign} ${what}`
        said.push(`${text[name]}: ${what}`)
      }
    }
    part(node, "uf-idea", "p").textContent = card.idea
    const bars = part(node, "uf-bars")
    for (const { share, told } of card.learned) bar(bars, share, told)
    choose.title = `${card.source}: ${card.idea}`
    choose.setAttribute("aria-label", `${card.title}, ${card.year}. ${[card.idea, ...said].join("; ")}. ${text.learned}: ${card.learned.map((one) => one.told).join(", ")}`)
    choose.onfocus = () => this.#rove(card.kind)
    node.onpointerenter = () => this.#point(card.kind)
    node.onpointerleave = () => this.#point("")
    return node
  }

  /** The card last chosen stays, the other one goes. @param {string} kind */
  #choose(kind) {
    const kept = this.chosen.includes(this.latest) ? this.latest : this.chosen[1]
    this.latest = kind
    if (!this.chosen.includes(kind)) this.#pair(kept, kind)
  }

  /** @param {string} one @param {string} other */
  #pair(one, other) {
    const pair = [one, other].sort((a, b) => this.order.indexOf(a) - this.order.indexOf(b))
    this.latest = other
    this.#mark(pair)
    this.tell(pair)
  }

  /** @param {string[]} chosen */
  #mark(chosen) {
    if (String(chosen) === String(this.chosen)) return // Python repeats what was clicked: to draw lines, all is laid out
    this.chosen = chosen
    for (const [kind, node] of this.cards) {
      const at = chosen.indexOf(kind)
      node.toggleAttribute("data-chosen", at >= 0)
      node.querySelector(".uf-choose").setAttribute("aria-pressed", String(at >= 0))
      node.querySelector(".uf-number").textContent = at < 0 ? "" : String(at + 1)
    }
    if (!this.stop) this.#rove(chosen[1])
    this.#lines()
  }

  /** One card is in the order of the Tab key; arrows go to the others. @param {string} kind */
  #rove(kind) {
    this.stop = kind
    for (const [other, node] of this.cards) {
      for (const one of node.querySelectorAll("button")) one.tabIndex = other === kind ? 0 : -1
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const way = ARROWS[event.key]
    const from = event.target instanceof Element && event.target.closest(".uf-card")
    if (!way || !from || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation() // the stepper has arrows, too
    const cards = [...this.cards.values()]
    const to = nearest(from.getBoundingClientRect(), cards.map((card) => card.getBoundingClientRect()), way)
    if (to >= 0) /** @type {HTMLElement} */ (cards[to].querySelector(".uf-choose")).focus()
  }

  /** Show whose child a card is. @param {string} kind "" for none */
  #point(kind) {
    this.pointed = kind
    this.#lines()
  }

  #lines() {
    if (this.lines) draw(this.lines, this.cards, this.parents, new Set([...this.chosen, this.pointed]))
  }

  dispose() {
    this.sizes.disconnect()
    this.root.replaceChildren()
    this.root.dataset.ready = "false"
  }
}

/** How many seeds learned a task. @param {HTMLElement} parent @param {number | null} share null where nobody tried @param {string} told */
function bar(parent, share, told) {
  const node = part(parent, "uf-bar", "span")
  node.title = told
  node.toggleAttribute("data-unknown", share === null)
  node.toggleAttribute("data-none", share === 0)
  node.style.setProperty("--share", String(share ?? 0))
}

/** How to read a card. @param {HTMLElement} root @param {any} text */
function legend(root, text) {
  const signs = part(root, "uf-signs")
  for (const [name, words] of text.legend) {
    const sign = part(signs, "uf-sign", "span")
    part(sign, `uf-sign-${name}`, "i")
    sign.append(words)
  }
  const bars = part(root, "uf-signs")
  part(bars, "uf-sign", "span").textContent = text.bars
  for (const [index, task] of text.tasks.entries()) {
    const sign = part(bars, "uf-sign", "span")
    for (const other of text.tasks.keys()) bar(sign, other === index ? 1 : null, "")
    sign.append(task)
  }
}
