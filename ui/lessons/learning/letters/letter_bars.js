// All letters of the alphabet as what may come next, each with its probability.

import { format } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"

export class LetterBars {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.bars = part(root, "ll-bars")
    this.bars.setAttribute("role", "img")
  }

  /** @param {any} data as `panels.py` describes it */
  take({ alphabet, signs }) {
    this.bars.replaceChildren()
    this.columns = alphabet.map((letter) => {
      const column = part(this.bars, "ll-bar", "span")
      part(column, "ll-fill", "span")
      const mark = part(column, "ll-mark", "span")
      const sign = (part(column, "ll-letter", "span").textContent = signs[letter] ?? letter)
      return { column, mark, sign }
    })
  }

  /**
   * @param {ArrayLike<number>} probabilities @param {number} from of the first letter
   * @param {number} right what comes next in the text, −1 where that is not known @param {number} said
   * @param {string} words what there is to be seen
   */
  show(probabilities, from, right, said, words) {
    this.columns.forEach(({ column, mark, sign }, k) => {
      const chance = probabilities[from + k]
      column.style.setProperty("--p", String(chance))
      column.dataset.state = k === right ? "right" : k !== said ? "" : right < 0 ? "said" : "wrong"
      mark.textContent = { right: "●", wrong: "×" }[column.dataset.state] ?? ""
      column.title = `${sign}: ${format(chance)}`
    })
    this.bars.ariaLabel = words
  }
}
