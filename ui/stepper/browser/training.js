// The training of the network on show: a slider through what it was after so many updates. While it moves, the browser
// computes each stage from its weights, which are fetched when somebody first reaches for it; where it rests, Python
// records that stage, and until then ours is on show.

import { fetched } from "./contained.js"
import { Moving } from "./moving.js"
import { part } from "./part.js"
import { trainings } from "./posts.js"
import { arrayOf, unbundle } from "./values.js"

/** A stage: weights, readout.weight and readout.bias among them, by name. @typedef {Record<string, Float64Array>} Weights */

export class Training {
  /**
   * @param {HTMLElement} host
   * @param {{become: (weights: Weights | null) => void, begin: () => void}} on what to show: another stage, or null for
   *   the one that Python has recorded; and that somebody has taken hold
   */
  constructor(host, on) {
    this.host = host
    this.on = on
    this.hear = () => this.#hear()
    this.moving = new Moving({ show: () => this.#become(), rested: () => this.#report(), isPlaying: () => this.isHeld })
    this.isHeld = false // by a hand that has not let go yet
    this.isUntold = false // has it moved since Python was told?
    this.isLate = false // was there nobody to tell it?
    this.label = part(host, "", "label")
    this.label.textContent = " "
    this.slider = /** @type {HTMLInputElement} */ (part(this.label, "", "input"))
    Object.assign(this.slider, { type: "range", min: "0", step: "1" })
    this.said = part(host, "us-training-said", "span") // the slider says it to a screen reader
    host.onpointerenter = () => this.#fetch()
    this.slider.onfocus = () => this.#fetch()
    this.slider.oninput = () => this.#go(Number(this.slider.value))
    this.slider.onchange = () => this.#letGo()
  }

  /** New content, with a training or without. @param {any} data */
  take(data) {
    const known = this.training
    this.#stopReading()
    this.name = data.name
    this.training = data.training
    this.host.hidden = !data.training
    if (!data.training) return
    if (data.training.url !== known?.url) {
      this.isUntold = this.isLate = false
      this.stages = null
      this.serial = 0 // of our last report
      this.index = data.training.at
    } else if (!this.isAhead) this.index = data.training.at
    this.label.firstChild.textContent = data.training.label
    this.slider.max = String(data.training.words.length - 1)
    this.#show()
    trainings.read(data.name, this.hear)
    this.#hear()
  }

  /** Stand where the slider does, if that is not where Python stood when it recorded the run. */
  apply() {
    if (this.training && this.index !== this.training.at) this.#become()
  }

  /** Does Python not know yet where the slider stands? */
  get isAhead() {
    return this.isUntold || this.serial > (this.post?.answers ?? 0)
  }

  get post() {
    return trainings.about(this.name, this.training.url)
  }

  /** A hand moves the slider. @param {number} index */
  #go(index) {
    this.isHeld = this.isUntold = true
    this.on.begin()
    this.index = index
    this.#show()
    this.#fetch()
    this.moving.moved()
  }

  /** It has let go, or pressed a key. */
  #letGo() {
    this.isHeld = false
    this.moving.rest()
  }

  #report() {
    if (!this.training || !this.isUntold) return
    this.isLate = !this.post // who hears it may still be on the way
    this.isUntold = this.isLate
    this.post?.report({ at: this.index, serial: ++this.serial })
  }

  /** Python says at which stage the page stands: where it has heard all that we reported, we stand there, too. */
  #hear() {
    const { post, training } = this
    if (!post) return
    this.serial = Math.max(this.serial, post.answers) // a stepper that was here before may have reported
    if (this.isLate) return this.#report()
    if (this.isAhead || post.at !== training.at || training.at === this.index) return // or its run is still under way
    this.index = training.at
    this.#show()
    this.#become()
  }

  #show() {
    const { words } = this.training
    this.slider.value = String(this.index)
    this.slider.style.setProperty("--share", String(this.index / Math.max(1, words.length - 1)))
    this.slider.setAttribute("aria-valuetext", words[this.index])
    this.said.textContent = words[this.index]
    this.host.dataset.stage = String(this.index)
  }

  #become() {
    if (this.index === this.training.at) this.on.become(null)
    else if (this.stages) this.on.become(this.stages[this.index])
  }

  /** Fetch the weights of all stages, once. */
  async #fetch() {
    const { training } = this
    if (!training?.follows || this.fetching === training.url) return
    this.fetching = training.url
    try {
      const answer = await fetched(training.url)
      if (!answer.ok) throw new Error(`${training.url}: ${answer.status}`)
      const stages = stagesOf(new Uint8Array(await answer.arrayBuffer()), training.words.length)
      if (this.training?.url !== training.url) return
      this.stages = stages
      this.apply()
    } catch (error) {
      console.warn(error) // the slider still says where it stands, and Python answers at its rest
      if (this.fetching === training.url) this.fetching = ""
    }
  }

  #stopReading() {
    if (this.name) trainings.stopReading(this.name, this.hear)
  }

  dispose() {
    this.moving.dispose()
    this.#stopReading()
    this.training = null
  }
}

/**
 * The weights of each stage, from all of them stacked by name.
 * @param {Uint8Array} block @param {number} count @returns {Weights[]}
 */
export function stagesOf(block, count) {
  const { arrays, values } = unbundle(block)
  const stacked = Object.entries(arrays).map(([name, entry]) => [name, Float64Array.from(arrayOf(values, entry))])
  const stage = (index) => stacked.map(([name, all]) => [name, all.subarray((index * all.length) / count, ((index + 1) * all.length) / count)])
  return Array.from({ length: count }, (_, index) => Object.fromEntries(stage(index)))
}
