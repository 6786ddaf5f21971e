// A text that the network has written, as it comes letter by letter, with what is counted in it marked.

import { part } from "../../../stepper/browser/part.js"
import { counts, marks } from "./counting.js"

const CROWD = 0.08 // of the letters: marks that are more than this would hide the text

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
   * @param {string} title @param {string[]} letters @param {Counted[]} counted @param {Set<string>} alphabet @param {Record<string, string>} text
   */
  take(title, letters, counted, alphabet, text) {
    this.root.toggleAttribute("data-empty", false)
    this.says.textContent = ""
    this.title.textContent = title
    this.letters = letters
    this.written = letters.join("")
    this.found = counts(this.written, counted)
    this.marked = shown(marks(this.written, counted), letters.length)
    this.counts.replaceChildren()
    const toned = counted.filter(({ tone }) => tone)
    if (toned.length) this.counts.append(text.per_thousand)
    this.told = toned.map((one) => {
      const share = perThousand(this.found[one.name], letters.length)
      const node = part(this.counts, "uw-count", "span")
      node.title = text.counted.replace("{count}", String(this.found[one.name])).replace("{letters}", String(letters.length))
      node.append(one.title)
      if (!one.whole_words) {
        const signs = one.strings.filter((string) => alphabet.has(string))
        if (signs.length && signs.length <= 3) sign(node, one.tone, signs.join(""))
      } else part(node, `uw-mark uw-${one.tone} uw-key`, "span").ariaHidden = "true"
      part(node, "uw-share", "b").textContent = share
      return `${one.title} ${share}`
    })
  }

  /** @param {number} upTo letters that are to be seen; the others keep their room */
  show(upTo) {
    const { page, written, letters, marked } = this
    if (!letters?.length) return
    const end = upTo >= letters.length ? written.length : letters.slice(0, upTo).join("").length
    page.replaceChildren()
    let at = 0
    for (const { from, to, tone, isFaint } of marked) {
      if (to > end) break
      page.append(written.slice(at, from))
      if (isFaint) part(page, `uw-faint uw-${tone}`, "span").textContent = written.slice(from, to)
      else sign(page, tone, written.slice(from, to))
      at = to
    }
    page.append(written.slice(at, end))
    if (end < written.length) part(page, "uw-to-come", "span").textContent = written.slice(end)
  }
}

/** @param {number} count @param {number} letters */
export const perThousand = (count, letters) => ((1000 * count) / letters).toFixed(1)

/** @param {Element} parent @param {string} tone @param {string} words */
function sign(parent, tone, words) {
  part(parent, `uw-mark uw-${tone}`, "span").textContent = words
}

/** How marks are shown: where there are too many of a tone, those are faint, or are left out. @param {import("./counting.js").Mark[]} all @param {number} letters */
function shown(all, letters) {
  const isCrowd = ["plus", "minus"].some((tone) => all.filter((mark) => mark.tone === tone).length > CROWD * letters)
  if (!isCrowd) return all.map((mark) => ({ ...mark, isFaint: false }))
  return all.filter(({ tone }) => tone === "plus").map((mark) => ({ ...mark, isFaint: true }))
}
