// What is true of a neuron's run, and of those beside it on the slider. Nothing is said or drawn here.

import { run, stepper } from "./model.js"

export const LIMITS = [-1.5, 1.5]
const MOST = 4000 // steps, as far as anybody looks ahead
const THOUSAND = 3 // powers of ten
export const FLAT = 0.2 // tanh is nearly flat where its slope is below

/**
 * @typedef {object} Facts
 * @property {"cut" | "keeps" | "fades" | "grows" | "overflows"} kind what becomes of a nudge at step 1 until the last step
 * @property {boolean} flips does its sign flip at every step?
 * @property {boolean} uniform is every factor the same?
 * @property {number} low the factor of the smallest size @property {number} high that of the largest
 * @property {number} log decimal logarithm of the size of the product; a number where the product itself is too small for one
 * @property {number} lost after so many steps less than a thousandth is left for the first time, 0 for never
 * @property {number} grown more than a thousand times, likewise
 * @property {number} looked how many steps ahead was looked
 */

/** @param {import("./model.js").Settings} settings @param {ReturnType<typeof run>} found @returns {Facts} */
export function facts(settings, found) {
  const factors = found.factors.subarray(1)
  let [low, high, log] = [factors[0], factors[0], 0]
  for (const factor of factors) {
    if (Math.abs(factor) < Math.abs(low)) low = factor
    if (Math.abs(factor) > Math.abs(high)) high = factor
    log += Math.log10(Math.abs(factor))
  }
  const uniform = low === high
  if (uniform) log = factors.length * Math.log10(Math.abs(low))
  const bad = found.hidden.findIndex((h) => !Number.isFinite(h))
  const kind = bad >= 0 ? "overflows" : settings.w === 0 ? "cut" : log === 0 ? "keeps" : log < 0 ? "fades" : "grows"
  const ahead = kind === "fades" || kind === "grows" ? horizon(settings) : { lost: 0, grown: 0 }
  return { kind, flips: settings.w < 0, uniform, low, high, log, bad, ...ahead, looked: MOST }
}

/** When a nudge at step 1 is first below a thousandth, and above a thousand times, with silence after the pulses. */
function horizon(settings) {
  const step = stepper(settings)
  let [lost, grown, log] = [0, 0, 0]
  step() // step 1 itself
  for (let gap = 1; gap <= MOST && !(lost || (grown && settings.f === "linear")); gap++) {
    // In a linear neuron every factor is w: a power, not a sum of rounded terms.
    log = settings.f === "linear" ? gap * Math.log10(Math.abs(settings.w)) : log + Math.log10(Math.abs(step()))
    if (!grown && log > THOUSAND) grown = gap
    if (log < -THOUSAND) lost = gap
  }
  return { lost, grown }
}

/**
 * What becomes of the nudge for every w on the slider: [from, to, does it grow?], from left to right, parted at 0 too.
 * @param {import("./model.js").Settings} settings @returns {{from: number, to: number, grows: boolean, flips: boolean}[]}
 */
export function zones(settings) {
  const [low, high] = LIMITS.map((w) => Math.round(100 * w))
  /** @type {{from: number, to: number, grows: boolean, flips: boolean}[]} */
  const found = []
  for (let cent = low; cent < high; cent++) {
    const w = (cent + 0.5) / 100 // between two places of the slider: the border itself is neither
    const step = stepper({ ...settings, w })
    step()
    let log = 0
    for (let t = 1; t < settings.x.length; t++) log += Math.log10(Math.abs(step()))
    const zone = { from: cent / 100, to: (cent + 1) / 100, grows: log > 0, flips: w < 0 }
    const last = found.at(-1)
    if (last && last.grows === zone.grows && last.flips === zone.flips) last.to = zone.to
    else found.push(zone)
  }
  return found
}

/** @param {import("./model.js").Settings} settings */
export const pulses = ({ x }) => [...x].flatMap((digit, t) => (digit === "1" ? [t + 1] : []))
