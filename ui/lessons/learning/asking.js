// What is found out about the network of one update beyond its row: asked of the server, and kept.

import { hasServer } from "../../stepper/browser/contained.js"

const KEPT = 400 // answers: two cells, a hundred samples each, and some of one's own
const BETWEEN_MS = 120 // from one question of a moving hand to the next

/** @typedef {{run: number, update: number} & Record<string, any>} Wish what is asked about the network of a row */

/** The server has said why not: a sentence, with places for values, by which it can be translated. */
export class Refused extends Error {
  /** @param {string} template @param {Record<string, any>} values */
  constructor(template, values) {
    super(template)
    this.values = values
  }
}

/** @param {string} job @param {string} question `write`, `occlusion`, `forecast` @param {Wish} wish */
export function address(job, question, wish) {
  return `${location.origin}/learning/${encodeURIComponent(job)}/${question}?${new URLSearchParams(/** @type {any} */ (wish))}`
}

export class Asking {
  /** @param {string} question as the route is called */
  constructor(question) {
    this.question = question
    /** @type {Map<string, Promise<any>>} */
    this.answers = new Map()
    /** @type {Promise<any>} samples wait for one another */
    this.line = Promise.resolve()
  }

  /** @param {string} job @param {Wish} wish @returns {Promise<any>} */
  ask(job, wish) {
    const url = address(job, this.question, wish)
    if (!this.answers.has(url)) {
      const answer = fetched(url)
      answer.catch(() => this.answers.delete(url)) // it may be asked again
      this.answers.set(url, answer)
      if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value)
    }
    return this.answers.get(url)
  }

  /** The same once all that stand in line have been answered. @param {string} job @param {() => Wish | null} wish null if it is no longer wanted */
  inLine(job, wish) {
    const answer = this.line.then(() => {
      const wanted = wish()
      return wanted && this.ask(job, wanted)
    })
    this.line = answer.catch(() => {})
    return answer
  }

  forget() {
    this.answers.clear()
    this.line = Promise.resolve()
  }
}

/** The latest of many wishes: those that were overtaken are never asked, and their answers never shown. */
export class Latest {
  /** @param {(wish: any) => Promise<any>} ask @param {(answer: any, wish: any) => void} show @param {(error: Error, wish: any) => void} fail */
  constructor(ask, show, fail) {
    Object.assign(this, { ask, show, fail, timer: 0, asked: -Infinity, wish: null })
  }

  /** @param {any} wish */
  want(wish) {
    this.wish = wish
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.#ask(), Math.max(0, this.asked + BETWEEN_MS - performance.now()))
  }

  async #ask() {
    const { wish } = this
    this.asked = performance.now()
    try {
      const answer = await this.ask(wish)
      if (wish === this.wish) this.show(answer, wish)
    } catch (error) {
      if (wish === this.wish) this.fail(error, wish)
    }
  }

  stop() {
    clearTimeout(this.timer)
    this.wish = null
  }
}

/** @param {string} url */
async function fetched(url) {
  if (!hasServer()) throw new Error("nobody is there to ask")
  const response = await fetch(url)
  if (response.status === 400) {
    const { template, values } = await response.json()
    throw new Refused(template, values)
  }
  if (!response.ok) throw new Error(`nothing was found: ${response.status}`)
  return response.json()
}
