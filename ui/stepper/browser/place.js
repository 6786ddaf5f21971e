// Where we stand, as far as Python knows.

const ECHO_MS = 3000 // a rerun answers within this; what it then repeats is old news

/**
 * Tells a place that Python asks for from one that it only repeats, perhaps late.
 *
 * A page may send back what it heard from us, or always the place it began with: neither is a wish. It is one if the
 * place differs from what Python last sent and from what it heard lately; with new content, also the old place is.
 */
export class KnownPlaces {
  constructor() {
    /** @type {{step: number, unit: number, at: number}[]} oldest first; the last one is what Python knows */
    this.heard = []
    this.sent = { step: -1, unit: -1 }
  }

  /**
   * Python has sent this place.
   * @param {{step: number, unit: number}} place
   * @param {boolean} newContent
   * @returns {boolean} is it a wish?
   */
  receive(place, newContent) {
    const now = performance.now()
    const repeated = same(place, this.sent) && !newContent
    this.sent = place
    if (repeated) return false
    const last = this.heard.length - 1
    const recent = this.heard.filter(({ at }, index) => index === last || now - at < ECHO_MS)
    const index = recent.findIndex((one) => same(one, place))
    this.heard = index < 0 ? [{ step: place.step, unit: place.unit, at: now }] : recent.slice(index)
    return index < 0
  }

  /** We report this place to Python. @param {{step: number, unit: number}} place @returns {boolean} is it news? */
  report({ step, unit }) {
    const known = this.heard[this.heard.length - 1]
    if (known && same(known, { step, unit })) return false
    this.heard.push({ step, unit, at: performance.now() })
    return true
  }
}

/** @param {{step: number, unit: number}} one @param {{step: number, unit: number}} other */
const same = (one, other) => one.step === other.step && one.unit === other.unit
