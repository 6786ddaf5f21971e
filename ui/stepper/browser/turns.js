// One speaks to Python at a time.
//
// What components say before its next timer fires Streamlit sends as one request, which runs one fragment: that of the
// first who named one. What stands in no fragment, and wants the page to run, is then answered by none; nor is a second
// fragment. So who comes while another speaks waits until that is sent.

export class Turns {
  constructor() {
    /** @type {unknown} who speaks; null while nobody does */
    this.speaker = null
    /** @type {{who: unknown, say: () => void}[]} */
    this.waiting = []
  }

  /** Does another speak? @param {unknown} who */
  isTakenFrom(who) {
    return this.speaker !== null && this.speaker !== who
  }

  /** @param {unknown} who speaks: of one, several words are sent together @param {() => void} say */
  take(who, say) {
    if (this.isTakenFrom(who)) return void this.waiting.push({ who, say })
    const begins = this.speaker === null
    this.speaker = who
    try {
      say()
    } finally {
      if (begins) setTimeout(() => this.#next()) // after the timer that Streamlit has set for it
    }
  }

  #next() {
    this.speaker = null
    const waited = this.waiting
    this.waiting = []
    for (const { who, say } of waited) this.take(who, say)
  }
}
