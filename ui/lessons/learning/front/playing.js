// How fast what plays goes from row to row.

const RUN_MS = 9000 // from the first row to the last, at 1×
const SLOWEST_MS = 400 // a row
const [LEAPS, LEAP_MS] = [12, 700] // for whoever wants no motion: so many pictures that stand

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches

/** How long a row stands, in milliseconds. @param {number} rows */
export const rowMs = (rows) => (isStill() ? LEAP_MS : Math.min(RUN_MS / rows, SLOWEST_MS))

/** How many rows it goes on at once. @param {number} rows */
export const leap = (rows) => (isStill() ? Math.ceil(rows / LEAPS) : 1)
