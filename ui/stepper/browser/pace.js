// How fast the front of what is played backwards goes, and what of it is shown. Pure arithmetic: steps are counted from
// 0, and the front is a place between two of them, on its way from the last to the first.

export const WHOLE_MS = 8000 // for the whole way at 1×, however many steps it has
const MOST_MS = 250 // counted of a frame that came late: a hidden page waits, and does not leap
const LEAPS = 16 // for whoever wants no motion: so many pictures that stand

/** Where the front is `ms` later. @param {number} front @param {number} ms @param {number} steps @param {number} speed */
export function moved(front, ms, steps, speed) {
  return Math.max(0, front - (Math.min(Math.max(ms, 0), MOST_MS) * speed * (steps - 1)) / WHOLE_MS)
}

/** The step that the front has reached. @param {number} front */
export const reached = (front) => Math.ceil(front - 1e-9)

/** Where the front is seen while it should not be seen to move. @param {number} front @param {number} steps */
export function standing(front, steps) {
  const leap = (steps - 1) / Math.min(LEAPS, steps - 1)
  return Math.min(Math.ceil(Math.ceil(front / leap - 1e-9) * leap - 1e-9), steps - 1)
}

/**
 * Middles of chips that all want to stand at a height of their own: moved apart by `spacing`, between `top` and `bottom`,
 * in the order of their wishes. Where there is not enough room for that, they share what there is.
 * @param {number[]} wishes @param {number} spacing @param {number} top @param {number} bottom @returns {number[]}
 */
export function spread(wishes, spacing, top, bottom) {
  const gap = Math.min(spacing, (bottom - top) / Math.max(1, wishes.length))
  const order = wishes.map((_, index) => index).sort((one, other) => wishes[one] - wishes[other] || one - other)
  const placed = order.map((index) => wishes[index])
  placed.forEach((wish, at) => (placed[at] = Math.max(wish, at ? placed[at - 1] + gap : top + gap / 2)))
  for (let at = placed.length - 1; at >= 0; at--) {
    placed[at] = Math.min(placed[at], at < placed.length - 1 ? placed[at + 1] - gap : bottom - gap / 2)
  }
  const found = Array(wishes.length)
  order.forEach((index, at) => (found[index] = placed[at]))
  return found
}
