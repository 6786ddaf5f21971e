// While the presenter view opens or goes, a plain sheet lies over the page: nobody sees a frame go and a picture come. It
// lifts when the first picture stands, or when that takes suspiciously long.

import { posts } from "../../stepper/browser/posts.js"

const PATIENCE_MS = 10_000
const LINGER_MS = 1_500

class Veil {
  constructor() {
    /** @type {HTMLElement | null} */
    this.root = null
    this.waiting = 0
    /** @type {(() => void) | null} */
    this.look = null
    /** @type {{name: string, content: string} | null | undefined} what to wait for, said before the shell had come */
    this.wanted = undefined
  }

  /** The style sheet veils the page as long as the shell does not say that it is open. @param {HTMLElement} root */
  lower(root) {
    this.root = root
    this.waiting = setTimeout(() => this.lift(), PATIENCE_MS)
    if (this.wanted !== undefined) this.waitFor(this.wanted)
  }

  /** Lift once this stepper has drawn this content; without one, once all that is on the page is ready. @param {{name: string, content: string} | null} picture */
  waitFor(picture) {
    if (!this.root && !document.querySelector("[data-testid=hall][data-open]")) this.wanted = picture // the shell is yet to come
    if (!this.root || "open" in this.root.dataset) return
    this.#forget()
    if (!picture) return this.#poll(this.root)
    this.look = () => {
      if (posts.stands(picture.name, picture.content)) requestAnimationFrame(() => requestAnimationFrame(() => this.lift()))
    }
    posts.watch(this.look)
    this.look()
  }

  /** @param {HTMLElement} root whose veil it is */
  #poll(root) {
    if (root !== this.root || this.look) return
    const isReady = document.querySelector("[data-ready=true]") && !document.querySelector("[data-ready=false]")
    requestAnimationFrame(() => (isReady ? this.lift() : this.#poll(root)))
  }

  lift() {
    clearTimeout(this.waiting)
    this.#forget()
    if (this.root) this.root.dataset.open = ""
    this.root = null
    this.wanted = undefined
  }

  /** The view is left: a sheet of its colour stays until the page's own picture stands. @param {string} colour */
  linger(colour) {
    const sheet = document.body.appendChild(document.createElement("div"))
    sheet.style.cssText = `position: fixed; inset: 0; z-index: 1000001; background: ${colour}`
    const remove = () => {
      sheet.remove()
      posts.stopWatching(remove)
    }
    posts.watch(remove)
    setTimeout(remove, LINGER_MS)
  }

  #forget() {
    if (this.look) posts.stopWatching(this.look)
    this.look = null
  }
}

export const veil = new Veil()
