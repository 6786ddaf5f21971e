// What moves, under a hand or by itself: it counts at once, is seen at most once a frame, and is told where it rests.

const REST_MS = 150 // what stands this long is told

export class Moving {
  /** @param {{show: () => void, rested: () => void, isPlaying?: () => boolean}} on what is playing does not rest */
  constructor(on) {
    this.on = on
    this.frame = 0 // the animation frame that was asked for, 0 for none
    this.isStale = false // has it moved on since it was seen?
    this.resting = 0
  }

  /** It has moved: the first move is seen at once, and of those that come before the next frame the last. */
  moved() {
    this.isStale = true
    if (!this.frame) {
      this.#show()
      this.frame = requestAnimationFrame(() => {
        this.frame = 0
        if (this.isStale) this.#show()
      })
    }
    this.rest()
  }

  #show() {
    this.isStale = false
    this.on.show()
  }

  /** Wait until it rests, from now on. */
  rest() {
    clearTimeout(this.resting)
    if (!this.on.isPlaying?.()) this.resting = window.setTimeout(() => this.on.rested(), REST_MS)
  }

  dispose() {
    clearTimeout(this.resting)
    cancelAnimationFrame(this.frame)
  }
}
