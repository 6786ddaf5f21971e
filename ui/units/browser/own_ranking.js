// Who tracks what is asked, as far as the browser can say. What chance would do is asked for when the hand rests.

import { Order } from "./tracking.js"

const CHANCE_MS = 250 // a hand that paints has rested so long when it is asked what chance would do

export class OwnRanking {
  /** @param {() => void} weighed called when the last ranking says what chance would do */
  constructor(weighed) {
    this.weighed = weighed
  }

  /** Another text, or another network that reads it. @param {any} read @param {import("./network.js").Network} network */
  take(read, network) {
    this.stop()
    this.read = read
    this.network = network
    /** @type {Record<string, Order>} by state, made when something is to be ranked */
    this.orders = {}
  }

  /**
   * @param {any} labels what the letters carry
   * @param {boolean} many is it told by more than two numbers?
   * @param {string} looked the state whose units are looked at
   * @returns {any} null where nothing can be said
   */
  of(labels, many, looked) {
    this.stop()
    if (!labels) return null
    const { read, network } = this
    const state = {}
    for (const name of new Set([network.memory, "hidden"])) {
      const order = (this.orders[name] ??= new Order(read.signals[name], network.H))
      const found = order.ranked(labels, many)
      if (!found) return null
      state[name] = found
    }
    const ranked = { state, shifted: {}, untrained: {}, steers: null, isWeighing: true, letters: read.known.reduce((sum, one, n) => sum + Number(one && !Number.isNaN(labels[n])), 0) }
    this.chances = window.setTimeout(() => {
      const chance = this.orders[looked].chance(labels)
      ranked.isWeighing = false
      if (!Number.isNaN(chance)) ranked.shifted[looked] = chance
      this.weighed()
    }, CHANCE_MS)
    return ranked
  }

  /** The last ranking is asked for no more. */
  stop() {
    clearTimeout(this.chances)
  }
}
