// A step in numbers: how well the letters fit, their shares, what is read, and what is written. Every formula holds as it
// is written.

import { writeFormula } from "../../../stepper/browser/formula.js"
import { format } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"
import { fill } from "../../../stepper/browser/words.js"
import { percent } from "./holding.js"

export class Aside {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    root.classList.add("ua-working")
    this.title = part(root, "ua-title", "h4")
    this.cards = part(root, "ua-cards")
  }

  take(data) {
    this.data = data
    /** @type {Map<number, Element[]>} */
    this.made = new Map() // a step's cards: its formulas take some looking for digits
  }

  show(t) {
    const { steps, words } = this.data
    const step = steps[t]
    this.title.textContent = fill(words.title, { step: t + 1 })
    const made = this.made.get(t)
    this.cards.replaceChildren(...(made ?? []))
    if (made) return
    if (step.order) {
      this.#scores(step, t)
      this.#shares(step, t)
      this.#context(step, t)
    } else this.#fixed(step)
    this.#answer(step, t)
    this.made.set(t, [...this.cards.children])
  }

  select() {}

  dispose() {
    this.cards.replaceChildren()
  }

  /** @param {string} title @param {string} formula with _{…} for what stands below the line */
  #card(title, formula) {
    const card = part(this.cards, "ua-card", "section")
    part(card, "ua-what", "h5").textContent = title
    part(card, "ua-formula", "p").append(...lowered(formula))
    return card
  }

  #scores(step, t) {
    const { words, letters } = this.data
    const card = this.#card(words.score, `score_{${t + 1},k} = v · tanh(W_{q} s_{${t}} + W_{k} h_{k} + b)`)
    step.order.forEach((k, index) => line(card, letters[k], `score_{${t + 1},${k + 1}} = ${format(step.scores[index])}`))
    part(card, "ua-note", "p").textContent = fill(words.terms, { count: step.size })
    const terms = step.terms.map(([v, fit]) => v * fit)
    const rest = step.scores[0] - terms.reduce((sum, term) => sum + term, 0)
    const tokens = ["= "]
    const values = []
    step.terms.forEach(([v, fit], index) => {
      tokens.push(...(index ? [" + "] : []), { read: `v${index}`, style: "factor" }, "·", { read: `fit${index}`, style: "factor" })
      values.push(v, fit)
    })
    tokens.push({ read: "rest", style: "term" }, " = ", { read: "score", style: "result" })
    values.push(rest, step.scores[0])
    part(card, "ua-numbers", "p").append(...lowered(`score_{${t + 1},${step.order[0] + 1}} ${written(tokens, values)}`))
  }

  #shares(step, t) {
    const { words, letters } = this.data
    const card = this.#card(words.share, `α_{${t + 1},k} = exp(score_{k}) / Σ_{j} exp(score_{j})`)
    step.order.forEach((k, index) => {
      if (step.held[index]) return line(card, letters[k], `α_{${t + 1},${k + 1}} = ${format(step.weights[index])}, ${words.held}`)
      const left = step.left === null ? [] : [{ read: "left", style: "factor" }, "·"]
      const tokens = ["= ", ...left, "exp(", { read: "score", style: "plain" }, ") / ", { read: "sum", style: "factor" }, " = ", { read: "share", style: "result" }]
      const values = [...(step.left === null ? [] : [step.left]), step.scores[index], step.sum, step.weights[index]]
      line(card, letters[k], `α_{${t + 1},${k + 1}} ${written(tokens, values)}`)
    })
    if (step.left !== null) part(card, "ua-note", "p").textContent = fill(words.free, { left: format(step.left) })
  }

  #context(step, t) {
    const { words, letters } = this.data
    const card = this.#card(words.context, `c_{${t + 1}} = Σ_{k} α_{${t + 1},k} h_{k}`)
    const tokens = ["= "]
    const values = []
    step.order.forEach((k, index) => {
      tokens.push(...(index ? [" + "] : []), { read: `share${index}`, style: "factor" }, "·", { read: `state${index}`, style: "factor" })
      values.push(step.weights[index], step.states[index])
    })
    const rest = step.context - step.order.reduce((sum, _, index) => sum + step.weights[index] * step.states[index], 0)
    tokens.push({ read: "rest", style: "term" }, " = ", { read: "context", style: "result" })
    part(card, "ua-note", "p").textContent = fill(words.unit, { unit: step.unit + 1 })
    part(card, "ua-numbers", "p").append(...lowered(`c_{${t + 1}} ${written(tokens, [...values, rest, step.context])}`))
    const count = letters.length - step.order.length
    if (count > 0) part(card, "ua-note", "p").textContent = fill(words.rest, { count, value: format(rest) })
  }

  #fixed(step) {
    const { words } = this.data
    const card = this.#card(words.fixed, "c_{t} = e = (h_{T} →, h_{1} ←)")
    part(card, "ua-note", "p").textContent = words.same
    part(card, "ua-numbers", "p").append(...lowered(`${fill(words.unit, { unit: step.unit + 1 })}: e = ${format(step.context)}`))
    part(card, "ua-note", "p").textContent = words.start
  }

  #answer(step, t) {
    const card = this.#card(this.data.words.answer, `ŷ_{${t + 1}} = softmax(U s_{${t + 1}} + b_{y})`)
    for (const [letter, share] of step.answers) {
      const bar = part(card, "ua-bar")
      part(bar, "ua-which", "b").textContent = letter
      part(part(bar, "ua-length", "span"), "ua-fill", "i").style.width = `${100 * share}%`
      part(bar, "ua-how-much", "span").textContent = share < 0.005 ? "< 1 %" : `${percent(share)} %`
    }
  }
}

/** A formula in numbers. @param {any[]} tokens @param {number[]} values */
function written(tokens, values) {
  const texts = writeFormula(tokens, values)
  let index = 0
  return tokens.map((token) => (typeof token === "string" ? token : texts[index++])).join("")
}

/** @param {Element} card @param {string} letter @param {string} formula */
function line(card, letter, formula) {
  const row = part(card, "ua-numbers", "p")
  part(row, "ua-which", "b").textContent = letter
  row.append(...lowered(formula))
}

/** Text whose _{…} stands below the line, as nodes. @param {string} text @returns {(Node | string)[]} */
function lowered(text) {
  return text.split(/_\{([^}]*)\}/).map((piece, index) => {
    if (index % 2 === 0) return piece
    const node = document.createElement("sub")
    node.textContent = piece
    return node
  })
}
