// What is told where all rests: the spot and the place, to Python and into the address.

import { writeAddress } from "../../stepper/browser/address.js"
import { KnownPlaces } from "../../stepper/browser/place.js"
import { keeping } from "./keeping.js"
import { spellHeld } from "./spelling.js"

export class Resting {
  constructor() {
    this.known = new KnownPlaces() // of the place beside the letter and the unit, which is compared as it is spelled
  }

  /** Python has sent a place. @param {any} data @param {boolean} newContent @returns {boolean} is it a wish? */
  receive(data, newContent) {
    const spelled = { step: JSON.stringify(data.place), unit: 0, answers: data.answers }
    return this.known.receive(/** @type {any} */ (spelled), newContent) !== null
  }

  /**
   * The letter and the unit, from 1; 0 where nobody chose one.
   * @param {import("../../stepper/browser/arriving.js").Arriving} arriving @param {{step: number, unit: number}} spot
   */
  tellSpot(arriving, spot) {
    const serial = arriving.known.report(spot)
    if (!serial) return
    writeAddress({ t: spot.step ? String(spot.step) : "", unit: spot.unit ? String(spot.unit) : "" })
    arriving.post.report({ ...spot, serial })
  }

  /** All else that a hand has changed. @param {any} data @param {any} place */
  tellPlace(data, place) {
    const spelled = { ...place, held: spellHeld(place.held) }
    const keeper = keeping.about(data.name, data.content)
    const serial = keeper ? this.known.report(/** @type {any} */ ({ step: JSON.stringify(sorted(spelled, data.place)), unit: 0 })) : 0
    if (!serial) return
    const said = ([name, value]) => [name, value === data.usual[name] ? "" : String(value)]
    writeAddress(Object.fromEntries(Object.entries(spelled).map(said)))
    keeper.report(/** @type {any} */ ({ place: spelled, serial }))
  }
}

/** A place with its parts in the order of another, so that equal ones are spelled alike. */
const sorted = (place, like) => Object.fromEntries(Object.keys(like).map((name) => [name, place[name]]))
