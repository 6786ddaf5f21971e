// What is held, as the address says it: `unit:value`, units from 1, with commas between; `free` if nothing is.

const HELD = /^(\d{1,4}):(-?\d+(?:\.\d+)?)$/

/** @param {string} spelled @returns {Record<number, number>} unit, from 0, → value; what cannot be read is left out */
export const readHeld = (spelled) =>
  Object.fromEntries(
    spelled.split(",").flatMap((word) => {
      const [, unit, value] = HELD.exec(word) ?? []
      return unit > 0 ? [[Number(unit) - 1, Number(value)]] : []
    }),
  )

/** An empty address would leave it to the page. @param {Record<number, number>} held */
export const spellHeld = (held) => Object.entries(held).map(([unit, value]) => `${Number(unit) + 1}:${Number(value.toFixed(4))}`).join(",") || "free"
