// Playing backwards: a front that goes from the last step to the first, a little further with every frame.
//
// `front` is null while everything is drawn, as it is at first; on the way it lies between two steps, and follows whoever
// goes to a step while it stands; at 0 it has arrived.

import { moved, reached, standing } from "./pace.js"

export class Journey {
  /** @param {{go: (step: number) => void, drawn: (front: number | null) => void, arrived: () => void, speed: () => number}} on */
  constructor(on) {
    this.on = on
    /** @type {number | null} */
    this.front = null
    this.frame = 0
  }

  get isMoving() {
    return this.frame !== 0
  }

  /** Set out from the last step, or go on from where the front stands. @param {number} steps */
  begin(steps) {
    if (!this.front) this.front = steps - 1
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches
    let before = performance.now()
    const show = () => {
      const front = isStill ? standing(this.front, steps) : this.front
      this.on.go(reached(front))
      this.on.drawn(front)
    }
    const next = (now) => {
      this.front = moved(this.front, now - before, steps, this.on.speed())
      before = now
      this.frame = requestAnimationFrame(next)
      show()
      if (this.front === 0) this.on.arrived()
    }
    this.frame = requestAnimationFrame(next)
    show()
  }

  stop() {
    cancelAnimationFrame(this.frame)
    this.frame = 0
  }

  /** A person stands at step t. @param {number} t */
  stand(t) {
    if (this.isMoving || this.front === null) return
    this.front = this.front === 0 && t !== 0 ? null : t // who goes on from where it has arrived sees all of it
    this.on.drawn(this.front)
  }

  /** Everything is drawn again. */
  leave() {
    this.stop()
    if (this.front === null) return
    this.front = null
    this.on.drawn(null)
  }
}
