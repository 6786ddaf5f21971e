// A person holds something in the cell on show: what the hand does, what the run makes of it, and what Python hears.

import { writeAddress } from "./address.js"
import { located } from "./contained.js"
import { Following } from "./following.js"
import { Hand, kindOf, readHand, spellHand } from "./hand.js"
import { hands } from "./posts.js"
import { Tokens } from "./tokens.js"
import { listenForUndo } from "./undo_keys.js"

/** @typedef {{holds: import("./hand.js").Held[], moving: boolean, following: Following}} Watched */

export class Holding {
  /**
   * @param {{place: () => {step: number, unit: number}, begin: () => void, changed: (following: Following | null) => void,
   *   go: (step: number) => void, offered: (tokens: Tokens | null) => void, released: () => void}} stepper where it stands;
   *   what it does when a hand takes hold, when the run has other numbers, when a hand is at another step, when inputs can be
   *   changed, and when a hand has let go
   */
  constructor(stepper) {
    this.stepper = stepper
    this.hand = new Hand()
    this.hear = () => this.#hear()
    /** @type {Following | null} */
    this.following = null
    /** The stage of the training that is on show where Python recorded another. @type {import("./training.js").Weights | null} */
    this.stage = null
    this.moving = false // has a hand taken hold that has not let go yet?
    this.serial = 0 // of our last report
    this.answered = 0 // of the last one that Python had heard
    /** What Python said last that is held; null before it has said anything. @type {string | null} */
    this.said = null
    /** @type {Set<(held: Watched) => void>} */
    this.watchers = new Set()
  }

  /** Show another stage of the training. @param {import("./training.js").Weights | null} stage null for the one that was recorded */
  become(stage) {
    if (!this.following || this.following.live.waits) return
    this.stage = stage
    this.#followSoon()
  }

  /**
   * Call `look` with every change of what is held, while a hand moves too.
   * @param {(held: Watched) => void} look @returns {() => void} call it to stop watching
   */
  watch(look) {
    this.watchers.add(look)
    return () => this.watchers.delete(look)
  }

  /**
   * Where there is a cell whose live half can follow a hand, let a person take hold of it.
   * @param {any} data @param {import("./values.js").Recording} recording @param {import("./panel.js").Panel} view
   */
  async offer(data, recording, view) {
    const { hand, said } = this
    const isUnheard = this.#countsIn(data) && (this.untold || this.serial > this.answered)
    this.end()
    this.data = data
    if (isUnheard) Object.assign(this, { hand, said, told: null, untold: true })
    const live = data.panels.length === 1 ? data.panels[0].live : null
    if (!live) return
    const cell = live.kind ? await import(located(`../cells/${live.kind}/live.js`)) : null
    if (this.data !== data) return
    this.view = view
    this.following = new Following(data, recording, cell)
    const change = this.#change()
    view.takeHold(data.panels[0], recording, this.following, {
      ...change,
      move: (signal, value) => this.#hold({ signal, value, ...this.#where() }),
      letGo: (signal) => this.#letGo(signal),
      change: () => this.#moveLast(),
      put: (spelled) => {
        this.stepper.begin()
        this.hand.put(spelled)
        this.#release()
      },
      reset: () => {
        this.hand.reset()
        this.#release()
      },
    })
    if (live.coding !== "none") this.stepper.offered(new Tokens(data, this.following, change))
    this.stopListening = listenForUndo({ undo: () => this.#undo(), redo: () => this.hand.redo() && this.#released() })
    hands.read(data.name, this.hear)
    this.#hear()
    this.show()
  }

  /** Is a hand moving that has its place in this content, too? Then that waits. @param {any} data */
  detains(data) {
    return this.moving && this.#countsIn(data)
  }

  /** Does what is held now mean the same in this content? @param {any} data */
  #countsIn(data) {
    const [one, other] = [this.data, data].map((of) => {
      const { cell, units, features, live } = of?.panels[0] ?? {}
      return live && JSON.stringify([of.steps, cell, units, features, live.coding, live.classes])
    })
    return one !== undefined && one === other
  }

  /** How anything is given another value. @returns {import("./tokens.js").Change} */
  #change() {
    return {
      begin: () => {
        this.stepper.begin()
        this.hand.mark()
        this.moving = true
      },
      set: (held) => this.#hold(held),
      free: (signal, place, index) => {
        this.hand.release(signal, place, index)
        this.#followSoon()
      },
      end: () => {
        this.hand.settle()
        this.#release()
      },
      cancel: () => {
        this.hand.cancel()
        this.#release()
      },
      undo: () => this.#undo(),
      go: (step) => this.stepper.go(step),
    }
  }

  /** Where the next hold counts. */
  #where() {
    const { step, unit } = this.stepper.place()
    return this.view.holds.where(step, unit)
  }

  #undo() {
    return this.hand.undo() && this.#released()
  }

  #released() {
    this.#release()
    return true
  }

  /** Let go of a signal at the present step and unit. @param {string} signal */
  #letGo(signal) {
    const { step, unit } = this.stepper.place()
    if (!this.hand.at(signal, step, unit)) return
    this.hand.mark()
    this.hand.release(signal, step, unit)
    this.hand.settle()
    this.#release()
  }

  /** The last hold of a signal is to count elsewhere. */
  #moveLast() {
    const last = this.hand.holds.findLast((held) => kindOf(held) === "signal")
    if (!last) return
    this.hand.mark()
    this.hand.holds = this.hand.holds.filter((held) => held !== last)
    this.hand.hold({ ...last, ...this.#where() })
    this.hand.settle()
    this.#release()
  }

  /** @param {import("./hand.js").Held} held */
  #hold(held) {
    this.hand.hold(held)
    this.#followSoon()
  }

  #followSoon() {
    this.frame ??= requestAnimationFrame(() => this.#follow())
  }

  /** Everything answers to the hand. */
  #follow() {
    cancelAnimationFrame(this.frame)
    this.frame = undefined
    const { following, hand } = this
    if (following.stage !== this.stage) following.become(this.stage)
    if (hand.isFree) following.letGo()
    else following.follow(hand)
    this.stepper.changed(hand.isFree && !this.stage ? null : following)
    for (const look of [...this.watchers]) look({ holds: this.hand.holds, moving: this.moving, following: this.following })
  }

  /** The hand has let go: Python records the same run, and the address keeps it. */
  #release() {
    this.moving = false
    this.#follow()
    this.#report()
    this.#hear() // what Python said while the hand moved
    this.stepper.released()
  }

  #report() {
    const post = hands.about(this.data.name, this.data.content)
    const held = this.hand.spelled
    this.untold = !post && held !== this.told // who hears for this picture may still be on the way: it is told then
    if (!post || held === this.told) return
    this.told = held
    this.serial++
    if (!post.link) return this.view.holds.agree() // nobody hears it who would record it
    if (held) this.view.holds.agree(null)
    writeAddress({ [post.link]: held })
    post.report({ held, serial: this.serial })
  }

  /** Python says what is held, as the address has it, and what the engine and torch find for it. */
  #hear() {
    const post = hands.about(this.data.name, this.data.content)
    if (!post || post.answers < this.serial || this.moving) return // not about what is held now
    const isOld = this.said === null || post.held === this.said // what is held by now it has not heard
    if (this.untold && isOld) {
      this.#follow()
      return this.#report()
    }
    this.untold = false
    this.said = post.held
    this.serial = this.answered = post.answers
    if (spellHand(readHand(post.held)) !== this.hand.spelled) { // Python spells a number its own way
      this.hand.take(post.held)
      this.#follow()
    }
    this.told = this.hand.spelled
    if (post.arrays) {
      this.following.bring(this.hand.spelled, post.arrays)
      this.#follow()
    }
    this.view.holds.end(this.hand.isFree ? "" : (post.ending ?? ""))
    if (!this.hand.isFree && !this.stage) this.view.holds.agree(this.following.differenceFrom(post.states), post.torch)
  }

  /** Hold what is spelled, as if a hand had; the ways back begin anew. @param {string} spelled */
  put(spelled) {
    if (spelled === this.hand.spelled) return
    this.hand.take(spelled)
    this.#release()
  }

  /** What is held at the present place. */
  show() {
    const { step, unit } = this.stepper.place()
    if (this.following) this.view.showHand(step, unit, this.hand, this.following, this.moving)
  }

  /** Nothing can be held any more. */
  end() {
    if (this.data) hands.stopReading(this.data.name, this.hear)
    this.stopListening?.()
    this.stopListening = null
    if (this.following) this.stepper.offered(null)
    cancelAnimationFrame(this.frame)
    this.frame = undefined
    this.following = null
    this.stage = null
    this.moving = false
    this.data = null
    this.hand = new Hand()
    this.told = ""
    this.untold = false
    this.serial = this.answered = 0
    this.said = null
  }
}
