// What stands at both cursors, in a sentence, and the way to the network there.

import { part } from "../../../stepper/browser/part.js"
import { fill, strong } from "../../../stepper/browser/words.js"

export class Reading {
  /** @param {HTMLElement} root @param {import("./picture.js").FrontPicture} picture */
  constructor(root, picture) {
    this.root = root
    this.picture = picture
    this.said = part(root, "fr-said-here", "span")
    this.link = /** @type {HTMLAnchorElement} */ (part(root, "fr-link", "a"))
    this.link.target = "_self"
  }

  /** @param {Record<string, string>} text @param {string} address with places for the update and the step; empty for none */
  take(text, address) {
    this.text = text
    this.address = address
    this.link.textContent = text.open
  }

  /** @param {number} index of the row, −1 for none @param {number} t */
  stand(index, t) {
    this.link.hidden = index < 0 || !this.address
    if (index < 0) return this.said.replaceChildren(this.text.waiting)
    this.said.replaceChildren(...strong(this.picture.sentence(index, t)))
    if (this.address) this.link.href = fill(this.address, { update: this.picture.run.rows[index].update, t: t + 1 })
  }

  /** Go there. @returns {boolean} is there a way? */
  follow() {
    if (!this.link.hidden) this.link.click()
    return !this.link.hidden
  }
}
