// A text that the network has written, as it comes letter by letter, with what is counted in it marked.

import { part } from "../../stepper/browser/part.js"
import { fill } from "../../stepper/browser/words.js"
import { counts, marks } from "./counting.js"

const CROWD = 0.08 // of the letters: marks that are more than this would hide the text
const FEW = 3 // signs that have room beside their name
const SEEN = { "\n": "↵", " ": "␣" } // signs that nobody sees

/** @typedef {import("./counting.js").Counted} Counted */

export class Written {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    const head = part(root, "un-head")
    this.title = part(head, "un-title", "h3")
    this.counts = part(head, "uw-counts", "p")
    this.page = part(root, "uw-page", "p")
    this.page.dir = "auto"
    this.says = part(root, "uw-says", "p")
    /** @type {string[]} */
    this.letters = []
    /** What was counted, in words. @type {string[]} */
    this.told = []
  }

  /** @param {string} title @param {string} says what is said instead of a text */
  empty(title, says) {
    this.title.textContent = title
    this.counts.replaceChildren()
    this.page.replaceChildren()
    this.says.textContent = says
    this.root.toggleAttribute("data-empty", true)
    this.letters = []
  }

  /**
   * @param {string} title @param {string[]} letters @param {{counted: Counted[], alphabet: Set<string>, text: Record<string, string>}} given
   * @param {string[]} [crowds] the tones of which another text has too many marks: this one is marked as that one
   */
  take(title, letters, { counted, alphabet, text }, crowds) {
    this.root.toggleAttribute("data-empty", false)
    this.says.textContent = ""
    this.title.textContent = title
    this.letters = letters
    this.written = letters.join("")
    const found = counts(this.written, counted)
    const all = marks(this.written, counted)
    this.crowds = crowds ?? ["plus", "minus"].filter((tone) => all.filter((mark) => mark.tone === tone).length > CROWD * letters.length)
    this.marked = all.filter(({ tone }) => this.#look(tone))
    this.counts.replaceChildren()
    const toned = counted.filter(({ tone }) => tone)
    if (toned.length) this.counts.append(text.per_thousand)
    this.told = toned.map((one) => {
      const share = ((1000 * found[one.name]) / letters.length).toFixed(1)
      const node = part(this.counts, "uw-count", "span")
      node.title = fill(text.counted, { count: found[one.name], letters: letters.length })
      this.#key(node, one, alphabet)
      part(node, "uw-share", "b").textContent = share
      return `${one.title} ${share}`
    })
  }

  /** How a tone is marked: by its shape or, of too many, the ones that are looked for by a line. @param {string} tone */
  #look(tone) {
    if (!this.crowds.includes(tone)) return `uw-mark uw-${tone}`
    return tone === "plus" ? "uw-faint" : ""
  }

  /** What is counted, and how it is marked. @param {HTMLElement} node @param {Counted} counted @param {Set<string>} alphabet */
  #key(node, { title, tone, strings, whole_words }, alphabet) {
    const isCrowd = this.crowds.includes(tone)
    part(node, isCrowd ? this.#look(tone) : "", "span").textContent = title
    if (isCrowd) return
    const signs = whole_words ? [] : strings.filter((string) => alphabet.has(string)).map((sign) => SEEN[sign] ?? sign)
    const mark = part(node, this.#look(tone), "span")
    if (signs.length && signs.length <= FEW) mark.textContent = signs.join("")
    else mark.classList.add("uw-key")
  }

  /** @param {number} upTo letters that are to be seen; the others keep their room */
  show(upTo) {
    const { page, written, letters, marked } = this
    if (!letters.length) return
    const end = upTo >= letters.length ? written.length : letters.slice(0, upTo).join("").length
    page.replaceChildren()
    let at = 0
    for (const { from, to, tone } of marked) {
      if (to > end) break
      page.append(written.slice(at, from))
      const mark = part(page, this.#look(tone), "span")
      mark.textContent = written.slice(from, to)
      mark.toggleAttribute("data-break", mark.textContent === "\n")
      at = to
    }
    page.append(written.slice(at, end))
    if (end < written.length) part(page, "uw-to-come", "span").textContent = written.slice(end)
  }
}
