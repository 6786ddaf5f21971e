// Where we stand, as far as Python knows.

import { writeAddress } from "./address.js"

/** @typedef {{step?: number, unit?: number}} Wish where Python wants us to stand; what it leaves to us is not in it */

/**
 * Tells a place that Python asks for from one that it only repeats, perhaps late.
 *
 * Every place that we report carries a number, and with every place that Python sends comes the number of the last
 * report that it had heard by then. Where a later report is under way, Python did not yet know where we stand, and its
 * place is old news. Where none is, the place is a wish if it differs from what we reported; but a page may always send
 * the place it began with: what it sent before is only a wish again together with new content.
 *
 * Step and unit are wished for each by itself: another cell may begin with another unit, and a step that was made while
 * it was under way, and is not reported yet, stays.
 */
export class KnownPlaces {
  constructor() {
    this.serial = 0 // of our last report
    /** @type {{step: number, unit: number} | null} where Python takes us to stand */
    this.told = null
    /** @type {{step: number, unit: number} | null} what Python sent last */
    this.sent = null
  }

  /**
   * Python has sent this place.
   * @param {{step: number, unit: number, answers: number}} place
   * @param {boolean} newContent
   * @returns {Wish | null} null where it wishes for nothing
   */
  receive({ step, unit, answers }, newContent) {
    const place = { step, unit }
    const late = answers < this.serial
    const isWished = (axis) => !late && place[axis] !== this.told?.[axis] && (newContent || place[axis] !== this.sent?.[axis])
    const wished = ["step", "unit"].filter(isWished)
    const wish = wished.length ? Object.fromEntries(wished.map((axis) => [axis, place[axis]])) : null
    this.serial = Math.max(this.serial, answers) // a stepper that was here before may have reported
    this.sent = place
    // A report about other content is not heeded: in this one Python takes us to stand where it says.
    this.told = newContent ? place : { ...this.told, ...wish }
    return wish
  }

  /**
   * We stand here.
   * @param {{step: number, unit: number}} place
   * @returns {number} the number under which to report it, 0 if Python knows
   */
  report({ step, unit }) {
    if (same({ step, unit }, this.told)) return 0
    this.told = { step, unit }
    return ++this.serial
  }

  /**
   * We stand here: tell Python, if it wants to hear that and does not know, and write it into the address.
   * @param {import("./posts.js").Post} post
   * @param {{step: number, unit: number}} place
   * @param {number} [first] what the first unit is called there: a step and a unit are counted as people do, from 1
   */
  tell(post, place, first = 1) {
    const serial = post.reports ? this.report(place) : 0
    if (!serial) return
    if (post.link) {
      const [step, unit] = post.link
      writeAddress({ [step]: String(place.step + 1), [unit]: String(place.unit + first) })
    }
    post.report({ ...place, serial })
  }
}

/** Is there anything about which Python leaves us where we stand, and may take us to stand elsewhere? @param {Wish | null} wish */
export const leavesUs = (wish) => wish?.step === undefined || wish.unit === undefined

/** @param {{step: number, unit: number}} one @param {{step: number, unit: number} | null} other */
const same = (one, other) => one.step === other?.step && one.unit === other?.unit
