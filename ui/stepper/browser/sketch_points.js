// A curve through time as a hand draws it: heights in decades at some steps, and straight lines between them. It begins
// at the last step, with all there is (0), and goes back from there as far as the hand went.

import { powerOfTen } from "./numbers.js"

const LOST = -3 // decades: a thousandth
const EDGE = 0.08 // of all steps: whoever has drawn up to these has drawn it to its end

export class Points {
  /** @param {number} steps */
  constructor(steps) {
    this.heights = new Float64Array(steps).fill(NaN)
    this.clear()
  }

  clear() {
    this.heights.fill(NaN)
    this.heights[this.last] = 0
    /** the earliest step with a height of its own */
    this.first = this.last
  }

  get last() {
    return this.heights.length - 1
  }

  get isEmpty() {
    return this.first === this.last
  }

  /** @param {number} step zero-based @param {number} height */
  put(step, height) {
    if (step < 0 || step >= this.last) return // what it begins with is no guess
    this.heights[step] = height
    this.first = Math.min(this.first, step)
  }

  /** A pen goes from one point to another: every step on its way gets a height. @param {[number, number]} from @param {[number, number]} to */
  stroke([step, height], [nextStep, nextHeight]) {
    const way = Math.sign(nextStep - step)
    for (let at = step; at !== nextStep; at += way) {
      this.put(at, height + ((at - step) / (nextStep - step)) * (nextHeight - height))
    }
    this.put(nextStep, nextHeight)
  }

  /** Its height at a step; NaN where nobody has drawn it yet. @param {number} step */
  at(step) {
    if (step < this.first) return NaN
    let [left, right] = [step, step]
    while (Number.isNaN(this.heights[left])) left--
    while (Number.isNaN(this.heights[right])) right++
    const share = left === right ? 0 : (step - left) / (right - left)
    return this.heights[left] + share * (this.heights[right] - this.heights[left])
  }

  /** Its height at every step. @returns {number[]} */
  curve() {
    return Array.from(this.heights, (_, step) => this.at(step))
  }
}

/** After how many steps back a curve is below a thousandth of what it begins with; null for never. @param {number[]} curve */
export function lostAfter(curve) {
  const at = curve.findLastIndex((height) => height < LOST)
  return at < 0 ? null : curve.length - 1 - at
}

/**
 * What a sketch says, beside the truth: which of the sentences fits it, and its own numbers in that.
 * @param {Points} points
 * @param {{measure: "gap" | "end" | "peak" | "", gap: number | null}} truth
 * @returns {{outcome: string, steps: number, guess: string}}
 */
export function compared(points, { measure, gap }) {
  const curve = points.curve()
  const isWhole = points.first <= EDGE * points.last
  const stopped = { outcome: "stopped", steps: points.last - points.first, guess: "" }
  if (measure === "gap") {
    const steps = lostAfter(curve)
    if (steps !== null) return { outcome: (steps === gap ? "same" : "lost") + (steps === 1 ? "_one" : ""), steps, guess: "" }
    return isWhole ? { outcome: "kept", steps: points.last, guess: roughly(curve[points.first]) } : stopped
  }
  if (measure === "end") return isWhole ? { outcome: "ends", steps: points.last, guess: roughly(curve[points.first]) } : stopped
  if (measure !== "peak") return { outcome: "any", steps: 0, guess: "" }
  const most = Math.max(...curve.filter(Number.isFinite))
  if (most <= 0) return { outcome: "falls", steps: 0, guess: "" }
  return { outcome: "peaks", steps: points.last - curve.lastIndexOf(most), guess: roughly(most) }
}

/** 10^log as a hand can mean it, with one digit: 0.3, 40, 2·10⁻⁷. @param {number} log */
export function roughly(log) {
  let exponent = Math.floor(log)
  let digit = Math.round(10 ** (log - exponent))
  if (digit === 10) [digit, exponent] = [1, exponent + 1]
  if (exponent >= -3 && exponent < 4) return String(Number(`${digit}e${exponent}`))
  return digit === 1 ? powerOfTen(exponent) : `${digit}·${powerOfTen(exponent)}`
}
