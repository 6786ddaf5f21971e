// Whether the person is on the way to another page.
//
// Until the new page has arrived, Streamlit sends every report under the name of the old one. Such a report is answered
// after the new page has come, by a run under the old name, at which Streamlit clears the new page away: it stays empty.
// So what stood on a page that was left says nothing more.

const PATIENCE_MS = 30_000 // a page that has not come by then will not come

class Leaving {
  constructor() {
    this.here = location.pathname // the page that was asked for last
    this.left = -Infinity // when another was
    this.times = 0 // how often
    /** @type {WeakMap<Element, number>} where a component stands → how often pages had been left when it came */
    this.came = new WeakMap()
    addEventListener("click", (event) => this.#clicked(event), { capture: true })
    addEventListener("popstate", () => this.#go(location.pathname))
  }

  /**
   * A way to speak to Python for the component that stands in `element`: silent once its page is left.
   * @template {unknown[]} Said
   * @param {Element} element
   * @param {(...said: Said) => void} say
   * @returns {(...said: Said) => void}
   */
  unlessLeft(element, say) {
    if (!this.came.has(element)) this.came.set(element, this.times)
    return (...said) => {
      const left = this.times > this.came.get(element) && performance.now() - this.left < PATIENCE_MS
      if (!left) say(...said)
    }
  }

  /** @param {string} path */
  #go(path) {
    if (path === this.here) return
    this.here = path
    this.left = performance.now()
    this.times++
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = event.target instanceof Element && event.target.closest("a[href]")
    const aside = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
    if (!(link instanceof HTMLAnchorElement) || aside || !["", "_self"].includes(link.target)) return
    const url = new URL(link.href)
    if (url.origin === location.origin && !link.hasAttribute("download")) this.#go(url.pathname)
  }
}

export const leaving = new Leaving()
