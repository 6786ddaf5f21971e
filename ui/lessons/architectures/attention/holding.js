// Where the cells of the alignment map stand, and what is held after a click or a key: pure.

const LEFT = 36 // pixels for the letters that are written
const TOP = 26 // and for those that are read
const [LEAST, MOST] = [13, 44] // of a cell
const ROW = 29

/** @param {number} room pixels @param {number} letters @param {number} steps */
export function grid(room, letters, steps) {
  const cell = Math.min(Math.max((room - LEFT - 4) / letters, LEAST), MOST)
  return {
    left: LEFT,
    top: TOP,
    cell,
    row: ROW,
    width: LEFT + cell * letters + 4,
    height: TOP + ROW * steps + 4,
    x: (k) => LEFT + k * cell,
    box: (k) => ({ x: LEFT + k * cell + 1, width: cell - 2, height: ROW - 2, rx: 2 }),
    y: (step) => TOP + step * ROW,
  }
}

/** @param {number} share @returns {string} 99 rather than 100 for a little less than all */
export const percent = (share) => (share >= 0.995 && share < 0.9995 ? "99" : (100 * share).toFixed(0))

/** @param {Map<string, number>} held @returns {string} as the address spells it, `7:3=1` for step 7, letter 3 */
export function spell(held) {
  return [...held]
    .map(([key, weight]) => [...key.split(":").map(Number), weight])
    .sort(([one, k], [other, j]) => one - other || k - j)
    .map(([step, k, weight]) => `${step + 1}:${k + 1}=${Number(weight.toFixed(2))}`)
    .join(",")
}

/** Those of other steps, and those of this one but for one letter. @param {Map<string, number>} held @param {number} step */
const ofOthers = (held, step) => [...held].filter(([key]) => Number(key.split(":")[0]) !== step)

export const held = {
  /** The step looks at this letter alone; or it is let go, if that is what it does. @param {Map<string, number>} held @param {number} step @param {number} k */
  pointed(held, step, k) {
    const key = `${step}:${k}`
    return held.get(key) === 1 ? new Map([...held].filter(([other]) => other !== key)) : new Map([...ofOthers(held, step), [key, 1]])
  },

  /** A letter is held at a tenth more or less, as far as the others that are held leave room. @param {Map<string, number>} held @param {number} step @param {number} k @param {number} by @param {number} share as it is */
  moved(held, step, k, by, share) {
    const key = `${step}:${k}`
    const taken = [...held].reduce((sum, [other, weight]) => (other !== key && other.startsWith(`${step}:`) ? sum + weight : sum), 0)
    const from = held.get(key) ?? share
    const to = Math.round(10 * from + 10 * by) / 10
    return new Map([...held, [key, Math.min(Math.max(to, 0), Math.max(Math.floor(100 * (1 - taken) + 1e-6) / 100, 0))]])
  },
}
