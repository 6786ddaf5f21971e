// Whether the person is on the way to another page, or by a link to other settings of this one.
//
// Until the new page has arrived, Streamlit sends every report under the name of the old one. Such a report is answered
// after the new page has come, by a run under the old name, at which Streamlit clears the new page away: it stays empty.
// So what stood on a page that was left says nothing more.
//
// A report also brings the address along, and of requests that wait together Streamlit takes the address of the latest.
// So until the address says what a link on this page asks for, nothing is reported: the link would be forgotten. And a
// link that is clicked while a report is being sent is followed after it, which would bring the address as it was.

import { Turns } from "./turns.js"

const PATIENCE_MS = 30_000 // a page that has not come by then will not come
const SOON_MS = 10_000 // a link whose settings are not in the address by then says them otherwise

class Leaving {
  constructor() {
    this.here = location.pathname // the page that was asked for last
    this.left = -Infinity // when another was
    this.times = 0 // how often
    /** @type {URLSearchParams | null} what a link to this page asked for last */
    this.wanted = null
    this.asked = -Infinity // when it did
    /** @type {WeakMap<Element, number>} where a component stands → how often pages had been left when it came */
    this.came = new WeakMap()
    this.turns = new Turns()
    addEventListener("click", (event) => this.#clicked(event), { capture: true })
    addEventListener("popstate", () => this.#go(location.pathname))
  }

  /**
   * A way to speak to Python for the component that stands in `element`: silent once its page is left, and while a link
   * on it is under way; and one after the other.
   * @template {unknown[]} Said
   * @param {Element} element
   * @param {(...said: Said) => void} say
   * @returns {(...said: Said) => void}
   */
  unlessLeft(element, say) {
    if (!this.came.has(element)) this.came.set(element, this.times)
    const isSilent = () => {
      const left = this.times > this.came.get(element) && performance.now() - this.left < PATIENCE_MS
      return left || this.#awaits()
    }
    return (...said) => {
      if (!isSilent()) this.turns.take(element, () => isSilent() || say(...said))
    }
  }

  /** @param {string} path */
  #go(path) {
    if (path === this.here) return
    this.here = path
    this.left = performance.now()
    this.times++
  }

  /** Whether a link has asked for settings of this page that are not in the address yet. */
  #awaits() {
    const now = new URLSearchParams(location.search)
    const missing = [...(this.wanted ?? [])].some(([name, value]) => now.get(name) !== value)
    if (!missing || performance.now() - this.asked > SOON_MS) this.wanted = null
    return this.wanted !== null
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = event.target instanceof Element && event.target.closest("a[href]")
    const aside = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
    if (!(link instanceof HTMLAnchorElement) || aside || !["", "_self"].includes(link.target)) return
    const url = new URL(link.href)
    if (url.origin !== location.origin || link.hasAttribute("download")) return
    if (this.turns.isTakenFrom(link)) {
      event.preventDefault()
      event.stopImmediatePropagation()
      return this.turns.take(link, () => link.click())
    }
    this.wanted = url.pathname === this.here ? url.searchParams : null
    this.asked = performance.now()
    this.#go(url.pathname)
  }
}

export const leaving = new Leaving()
