// What the network of one update writes: asked of the server, and kept.

const KEPT = 400 // answers: two cells, a hundred samples each, and some of one's own
const BETWEEN_MS = 120 // from one question of a moving hand to the next

/**
 * @typedef {object} Wish
 * @property {number} run @property {number} update @property {string} prompt
 * @property {number} count @property {number} temperature @property {number} seed
 *
 * @typedef {object} Written
 * @property {string[]} letters @property {number[][]} probabilities of every letter of the alphabet before each
 */

/** The server has said why not: a sentence, with places for values, by which it can be translated. */
export class Refused extends Error {
  /** @param {string} template @param {Record<string, any>} values */
  constructor(template, values) {
    super(template)
    this.values = values
  }
}

/** @param {string} job @param {Wish} wish */
export function address(job, { run, update, prompt, count, temperature, seed }) {
  const query = new URLSearchParams({ run, update, prompt, count, temperature, seed })
  return `${location.origin}/learning/${encodeURIComponent(job)}/write?${query}`
}

export class Asking {
  constructor() {
    /** @type {Map<string, Promise<Written>>} */
    this.answers = new Map()
    /** @type {Promise<any>} samples wait for one another */
    this.line = Promise.resolve()
  }

  /** @param {string} job @param {Wish} wish @returns {Promise<Written>} */
  ask(job, wish) {
    const url = address(job, wish)
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

/** @param {string} url @returns {Promise<Written>} */
async function fetched(url) {
  const response = await fetch(url)
  if (response.status === 400) {
    const { template, values } = await response.json()
    throw new Refused(template, values)
  }
  if (!response.ok) throw new Error(`nothing is written: ${response.status}`)
  return response.json()
}
