// One sentence above the figures that is read off the numbers of the present step.

import { formatLog } from "./numbers.js"

export class Reading {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host
    this.words = []
    this.spans = []
  }

  /**
   * @param {string} text "Step {step}: **RNN {rnn}**"; what is between the stars wears the colour of its number's name
   * @param {import("./values.js").Recording} numbers
   */
  build(text, numbers) {
    this.numbers = numbers
    this.host.hidden = !text
    this.parts = text.split("**").map((words, index) => ({ words, strong: index % 2 === 1 }))
    this.spans = this.parts.map(({ words, strong }) => {
      const span = document.createElement(strong ? "b" : "span")
      const [, name] = /\{(\w+?)(?:_before)?\}/.exec(words) ?? []
      if (strong && name) span.style.color = `var(--us-ink-${name}, inherit)`
      return span
    })
    this.host.replaceChildren(...this.spans)
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    const [from, to] = [this.numbers.snap(t), this.numbers.snap(unit)] // the steps that the numbers are of
    const fixed = { step: from + 1, unit: to + 1, gap: to - from }
    this.parts.forEach(({ words }, index) => {
      this.spans[index].textContent = words.replace(/\{(\w+)\}/g, (_, name) =>
        name in fixed ? String(fixed[name]) : formatLog(this.numbers.at(name, t, unit)),
      )
    })
  }

  sentence() {
    return this.host.textContent ?? ""
  }
}
