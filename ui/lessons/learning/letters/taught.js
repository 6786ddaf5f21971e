// Fed the true letters: what the network says comes next at every step, and all letters of its alphabet at one step.

import { format } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { LetterBars } from "./letter_bars.js"
import { answered } from "./reading.js"

const FEW = 12 // letters that have room for a number each

export class Taught {
  /** @param {HTMLElement} root @param {{go: (t: number) => void}} on */
  constructor(root, on) {
    this.title = part(root, "ll-title", "h4")
    this.says = part(root, "ll-says", "p")
    this.text = part(root, "ll-text")
    this.text.setAttribute("role", "img")
    this.how = part(root, "ll-note", "p")
    this.heading = part(root, "ll-heading", "p")
    this.bars = new LetterBars(root)
    this.text.onclick = (event) => {
      const place = this.cells.findIndex(({ cell }) => cell.contains(/** @type {Node} */ (event.target)))
      if (place >= 0) on.go(Math.max(place - 1, 0)) // the step at which it is to be said
    }
    this.cells = []
    this.t = 0
  }

  /** @param {any} data as `panels.py` describes it */
  take(data) {
    this.data = data
    const { letters, alphabet, signs, words } = data
    const sign = (letter) => signs[letter] ?? letter
    this.wanted = letters.slice(1).map((letter) => alphabet.indexOf(letter))
    this.how.textContent = words.how
    this.text.toggleAttribute("data-few", letters.length <= FEW)
    this.text.replaceChildren()
    this.cells = letters.map((letter, place) => {
      const cell = part(this.text, "ll-cell", "span")
      const write = (className) => (place ? part(cell, className, "span") : null) // nothing says the first letter
      part(cell, "ll-letter", "span").textContent = sign(letter)
      return { cell, says: write("ll-instead"), number: letters.length <= FEW ? write("ll-number") : null }
    })
    this.bars.take(data)
    this.sign = (k) => sign(alphabet[k])
    this.seen = this.row = null
  }

  /** @param {{update: number, answers: () => ArrayLike<number>}} row @param {number} t */
  show(row, t) {
    if (row !== this.row) this.#read(row)
    this.row = row
    this.t = Math.min(t, this.wanted.length - 1)
    this.cells.forEach(({ cell }, place) => {
      cell.toggleAttribute("data-read", place === this.t)
      cell.toggleAttribute("data-asked", place === this.t + 1)
    })
    this.#ask()
  }

  #read(row) {
    const { data, sign } = this
    const { words } = data
    this.chances = row.answers()
    const seen = (this.seen = answered(this.chances, this.wanted, data.alphabet.length))
    this.cells.forEach(({ cell, says, number }, place) => {
      if (!place) return
      const [chance, best] = [seen.probability[place - 1], seen.best[place - 1]]
      const right = best === this.wanted[place - 1]
      cell.style.setProperty("--p", String(chance))
      cell.toggleAttribute("data-wrong", !right)
      says.textContent = right ? "" : best < 0 ? "?" : sign(best)
      if (number) number.textContent = format(chance)
      cell.title = fill(right ? words.right : words.wrong, { letter: sign(this.wanted[place - 1]), instead: best < 0 ? "NaN" : sign(best), chance: format(chance) })
    })
    this.title.textContent = fill(words.taught, { update: row.update })
    const told = fill(words.score, { right: seen.right, asked: seen.asked })
    this.says.replaceChildren(...strong(told))
    this.text.ariaLabel = `${this.title.textContent}: ${told.replaceAll("**", "")}`
  }

  #ask() {
    const { t, seen, sign, data, chances } = this
    const [wanted, best] = [this.wanted[t], seen.best[t]]
    const read = data.letters[t]
    this.heading.replaceChildren(...strong(fill(data.words.next, { letter: data.signs[read] ?? read, step: t + 1 })))
    const told = { letter: sign(wanted), chance: format(seen.probability[t]), instead: best < 0 ? "NaN" : sign(best) }
    this.bars.show(chances, t * data.alphabet.length, wanted, best, fill(best === wanted ? data.words.right : data.words.wrong, told))
  }
}
