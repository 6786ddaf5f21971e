// The unrolled network in numbers: where its small cells stand, and how the memory runs through them. Nothing is drawn
// here.

const [NARROWEST, WIDEST] = [14, 64] // pixels: in a narrower column there is no cell, and in a wide one room beside it
const POINTS = 9 // of a belt within one column, where it is wide enough to see them
const [REACH, MOST] = [10, 15] // pixels, half of a belt's width: at the largest recorded value, and beyond it
const LEAST = 0.25 // of a memory that is next to nothing the belt is thin

/** The width of a small cell in a column, 0 where it does not fit. @param {number} column pixels */
export const cellWidth = (column) => (column < NARROWEST ? 0 : Math.min(column - Math.max(3, column * 0.2), WIDEST))

/**
 * The memory at the T + 1 places between the steps, from left to right. Where the cell reads backwards it comes from
 * the right, so the state before the run stands at the other end.
 * @param {ArrayLike<number>} memory after each step @param {number} initial @param {boolean} reverse
 */
export function between(memory, initial, reverse) {
  const places = new Float64Array(memory.length + 1)
  places.set(memory, reverse ? 0 : 1)
  places[reverse ? memory.length : 0] = initial
  return places
}

/** How far the largest of these goes from 0, and no less than `LEAST`: what stands for a belt of full width. @param {ArrayLike<number>} memory */
export function reach(memory) {
  let most = LEAST
  for (let t = 0; t < memory.length; t++) if (Math.abs(memory[t]) > most && Number.isFinite(memory[t])) most = Math.abs(memory[t])
  return most
}

/** Half of the belt's width in pixels. @param {number} value @param {number} limit what stands for a full width */
export const half = (value, limit) => Math.min(Math.abs(value / limit) * REACH, MOST)

/**
 * The belt within one column: it comes in with one value, changes inside the cell, and leaves with another. A belt that
 * changes its sign is as thin as nothing on its way.
 * @param {number} from what stands at the column's left edge @param {number} to at its right edge
 * @param {number} left pixels @param {number} column its width @param {number} span the width in which the value changes
 * @returns {[number, number][]} x and value; none where the value is lost
 */
export function course(from, to, left, column, span) {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return []
  const points = from === to ? 2 : Math.max(3, Math.min(POINTS, Math.round(span / 2)))
  const start = left + (column - span) / 2
  /** @type {[number, number][]} */
  const found = [[left, from]]
  for (let i = 0; i < points; i++) {
    const share = i / (points - 1)
    found.push([start + share * span, from + (to - from) * share * share * (3 - 2 * share)])
  }
  found.push([left + column, to])
  return found
}

/**
 * Where the bars of so many gates stand in a cell: their left edges from the cell's own, and their width.
 * @param {number} count @param {number} width of the cell @returns {{left: number[], width: number}}
 */
export function bars(count, width) {
  const bar = Math.min(Math.max(width / (1.7 * count + 1), 2), 10)
  const step = Math.min(1.6 * bar, (width - 2 - bar) / Math.max(1, count - 1))
  const start = (width - bar - step * (count - 1)) / 2
  return { left: Array.from({ length: count }, (_, gate) => start + gate * step), width: bar }
}

/**
 * A wedge that opens from one rectangle to another, which lies beside, above or below it.
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @param {Box} from @param {Box} to @returns {[number, number][]} its corners; none where the two overlap
 */
export function wedge(from, to) {
  if (to.right <= from.left) return [[from.left, from.top], [from.left, from.bottom], [to.right, to.bottom], [to.right, to.top]]
  if (to.bottom <= from.top) return [[from.left, from.top], [from.right, from.top], [to.right, to.bottom], [to.left, to.bottom]]
  if (to.top >= from.bottom) return [[from.left, from.bottom], [from.right, from.bottom], [to.right, to.top], [to.left, to.top]]
  return []
}
