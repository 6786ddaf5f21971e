// Where we stand, as far as Python knows.

const ECHO_MS = 3000 // a rerun answers within this; what it then repeats is old news

/** Tells a place that Python asks for from one that it only repeats, perhaps late. */
export class KnownPlaces {
  constructor() {
    /** @type {{step: number, unit: number, at: number}[]} oldest first; the last one is what Python knows */
    this.places = []
  }

  /** Python has sent this place. @param {{step: number, unit: number}} place @returns {boolean} is it a wish? */
  receive({ step, unit }) {
    const now = performance.now()
    const last = this.places.length - 1
    const recent = this.places.filter((place, index) => index === last || now - place.at < ECHO_MS)
    const index = recent.findIndex((place) => place.step === step && place.unit === unit)
    this.places = index < 0 ? [{ step, unit, at: now }] : recent.slice(index)
    return index < 0
  }

  /** We report this place to Python. @param {{step: number, unit: number}} place @returns {boolean} is it news? */
  report({ step, unit }) {
    const known = this.places[this.places.length - 1]
    if (known && known.step === step && known.unit === unit) return false
    this.places.push({ step, unit, at: performance.now() })
    return true
  }
}
