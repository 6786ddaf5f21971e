// How a value of a unit becomes a colour behind a letter: the house's colours of a sign, as far as words stay readable.

import { colourScale } from "../../stepper/browser/theme.js"

const SHADES = 64 // to either side of nothing

/**
 * Where values stand between what a unit is outside and inside: −1 is the deepest blue, 1 the deepest red, 0 nothing.
 * Where both means have one sign, the one nearer to nothing has no colour, so that the two are seen apart.
 * @param {{low: number, high: number}} means @returns {(value: number) => number}
 */
export function scaleOf({ low, high }) {
  const [near, far] = Math.abs(low) <= Math.abs(high) ? [low, high] : [high, low]
  const limit = Math.abs(far) || 1
  const within = (share) => Math.min(Math.max(share, -1), 1)
  if (near * far <= 0 || near === far) return (value) => within(value / limit)
  const side = Math.sign(far)
  return (value) => {
    if (Math.sign(value) !== side) return within(value / limit)
    return side * within(Math.max((value - near) / (far - near), 0))
  }
}

/**
 * The colours of that scale. @param {[number, string][]} signed the house's scale
 * @param {import("../../stepper/browser/theme.js").Theme} theme @returns {(share: number) => string}
 */
export function shadesOf(signed, theme) {
  const [blue, red] = [signed[1][1], signed[signed.length - 2][1]].map(theme.swap) // the ends would swallow the letters
  const colour = colourScale([[0, blue], [0.5, theme.background], [1, red]])
  const shades = Array.from({ length: 2 * SHADES + 1 }, (_, k) => colour(k / (2 * SHADES)))
  return (share) => shades[Math.round((share + 1) * SHADES)]
}

/** What a unit is low and high in a text of which nobody knows more. @param {Float64Array} values (N, H) @param {number} unit @param {number} H @param {number} [share] of the letters, below and above */
export function usual(values, unit, H, share = 0.1) {
  const found = Float64Array.from({ length: values.length / H }, (_, n) => values[n * H + unit]).filter((value) => value === value).sort()
  const at = (part) => found[Math.round(part * (found.length - 1))] ?? 0
  return { low: at(share), high: at(1 - share) }
}

/** The least and the most that a unit is in a text. @param {Float64Array} values (N, H) @param {number} unit @param {number} H */
export function extremes(values, unit, H) {
  let [least, most] = [Infinity, -Infinity]
  for (let k = unit; k < values.length; k += H) {
    if (values[k] < least) least = values[k]
    if (values[k] > most) most = values[k]
  }
  return least <= most ? { least, most } : { least: 0, most: 0 } // nothing was read
}
