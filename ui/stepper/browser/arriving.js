// Data for a picture, the place to stand at, and the picture's own asides come each in its own time: this waits for all.

import { located } from "./contained.js"
import { KnownPlaces } from "./place.js"
import { posts } from "./posts.js"
import { readTheme } from "./theme.js"

/**
 * @typedef {object} Arrived
 * @property {any} data
 * @property {any[]} modules of its asides, in their order
 * @property {import("./place.js").Wish | null} wish where Python wants us to stand
 * @property {boolean} isNew is it other data, or another language, than what is shown?
 * @property {import("./theme.js").Theme} theme
 */

export class Arriving {
  /** @param {HTMLElement} root @param {() => any} shown the data that is shown @param {(arrived: Arrived) => void} take */
  constructor(root, shown, take) {
    this.root = root
    this.shown = shown
    this.take = take
    this.known = new KnownPlaces()
    /** @type {import("./posts.js").Post | null} about what is shown */
    this.post = null
    this.hear = () => this.#hear()
  }

  /** New data or a new theme. @param {any} data */
  receive(data) {
    if (this.coming && this.coming.name !== data.name) posts.stopReading(this.coming.name, this.hear)
    this.coming = data
    posts.read(data.name, this.hear)
    this.#hear()
  }

  /** Data may arrive before the place in it does, and asides are fetched; then they wait for it. */
  async #hear() {
    const data = this.coming
    const post = posts.about(data.name, data.content)
    if (!post) return
    const modules = await Promise.all(data.asides.map(({ url }) => import(located(url))))
    if (data !== this.coming || !this.root.isConnected) return
    this.post = post
    const shown = this.shown()
    const wish = this.known.receive(post, data.content !== shown?.content)
    this.take({ data, modules, wish, isNew: data.key !== shown?.key, theme: readTheme(this.root, data.dark) })
  }

  /** The picture of this data stands. @param {any} data */
  stand(data) {
    posts.stand(data.name, this.hear, data.content)
  }

  dispose() {
    if (this.coming) posts.stopReading(this.coming.name, this.hear)
  }
}
