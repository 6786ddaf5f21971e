// The arithmetic of belts, apart from any drawing: where they lie, what is magnified, where the gap slider's knob is.

const GONE = 0.01 // of full width, as in lanes.py
const SHORTEST = 8 // steps under the magnifier
const LONGEST = 20
const ROOM = 0.24 // of the lane, at least, or there is no magnifier
const WIDEST = 0.42
const FILLS = 0.9 // of the magnifier's height

/**
 * A belt's outline: the upper edge from the first step to the last, and the lower edge back.
 * @param {number[]} widths in 0…1
 * @param {(step: number) => number} x
 * @param {number} middle @param {number} half the height of full width on either side
 * @returns {[number, number][]}
 */
export function outline(widths, x, middle, half) {
  const upper = widths.map((width, step) => [x(step), middle - width * half])
  const lower = widths.map((width, step) => [x(step), middle + width * half])
  return [...upper, ...lower.reverse()]
}

/** @param {[number, number][]} points */
export const path = (points) => `M${points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join("L")}Z`

/** Where the middle of a step is, in pixels. @param {number} steps @param {number} width */
export const places = (steps, width) => (step) => ((step + 0.5) * width) / steps

/** Which step lies at a place. @param {number} x @param {number} steps @param {number} width */
export function stepAt(x, steps, width) {
  return Math.min(Math.max(Math.floor((x / width) * steps), 0), steps - 1)
}

/**
 * The part of a belt that is too thin to see and worth a look: its first steps, where it is lost before the end.
 * @param {number[]} widths @param {number} lost the last step, from 1, with a belt to speak of; 0 if there never was one
 * @returns {{last: number, times: number, from: number, to: number} | null} the steps 1…last, so many times wider, drawn
 *   over this part (0…1) of the lane, where nothing is left of the belt
 */
export function magnifier(widths, lost) {
  const steps = widths.length
  const last = Math.min(Math.max(lost + 4, SHORTEST), LONGEST, steps)
  const most = Math.max(...widths.slice(0, last))
  const from = (lost + 2) / steps
  const to = Math.min(1 - 0.5 / steps, Math.max(from, 0.1) + WIDEST)
  const start = Math.max(from, 0.1)
  if (lost >= steps || most <= 0 || most > 0.5 || to - start < ROOM) return null
  return { last, times: FILLS / most, from: start, to }
}

/**
 * Whether what a cell would answer at a step hangs on the first symbol: it is the right one, or the wrong one, in both
 * runs, and they are told apart by a point of certainty at least.
 * @param {number} right @param {number} other the probabilities of the right answer in the one run and in the other
 */
export const tells = (right, other) => right > 0.5 === other > 0.5 && Math.abs(right - (1 - other)) >= GONE

/** Where a gap lies on the slider, 0…1: every doubling is as far. @param {number} gap @param {number[]} stops */
export function shareOf(gap, stops) {
  const [low, high] = [stops[0], stops.at(-1)]
  return Math.min(Math.max(Math.log2(gap / low) / Math.log2(high / low), 0), 1)
}

/** The stop nearest to a place on the slider. @param {number} share @param {number[]} stops */
export function nearest(share, stops) {
  const away = stops.map((stop) => Math.abs(shareOf(stop, stops) - share))
  return stops[away.indexOf(Math.min(...away))]
}

/** The gap that a key leads to, null if it leads nowhere. @param {string} key @param {number} gap @param {number[]} stops @param {number} longest */
export function gapAfter(key, gap, stops, longest) {
  const up = stops.find((stop) => stop > gap) ?? gap
  const down = stops.findLast((stop) => stop < gap) ?? gap
  const to = { ArrowRight: gap + 1, ArrowUp: gap + 1, ArrowLeft: gap - 1, ArrowDown: gap - 1, PageUp: up, PageDown: down }
  const ends = { Home: stops[0], End: stops.at(-1) }
  const found = to[key] ?? ends[key]
  return found === undefined ? null : Math.min(Math.max(found, 1), longest)
}
