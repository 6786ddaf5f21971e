// What the letters carry of what is asked, as numbers: NaN where nobody knows.

const NEAR = 300 // letters at the beginning of a text, in which most of something is looked for: those seen at first, and a few more

/** Labels as `component.py` packs them; NaN where there is none. @param {string | null} letters @param {number} hole */
export function unpacked(letters, hole) {
  if (letters === null) return null
  const view = new DataView(Uint8Array.from(atob(letters), (byte) => byte.charCodeAt(0)).buffer)
  return Float64Array.from({ length: view.byteLength >> 1 }, (_, k) => {
    const label = view.getInt16(2 * k, true)
    return label === hole ? NaN : label
  })
}

/**
 * A letter near the beginning at which there is something to see: the first that carries most of what is asked.
 * @param {ArrayLike<number> | null} labels @param {string} kind of what is asked
 */
export function telling(labels, kind) {
  const near = Array.from(labels ?? []).slice(0, kind === "two" ? undefined : NEAR)
  return Math.max(near.indexOf(near.reduce((most, label) => (label > most ? label : most), 0)), 0)
}

/**
 * How labels are ruled below their letters.
 * @param {any} labels @param {string} kind of what is asked @param {number} letters
 * @returns {{rule: (n: number) => number, hasLabels: boolean, hasHoles: boolean}} a rule is as high as it says, of 1, and dotted at -1
 */
export function rulesOf(labels, kind, letters) {
  const most = labels ? labels.reduce((one, other) => (other > one ? other : one), 0) : 0
  const holes = labels ? labels.reduce((sum, label) => sum + Number(Number.isNaN(label)), 0) : 0
  const hasHoles = holes > 0.01 * letters // else what has no line is low, but for a last letter or so
  return {
    rule: (n) => (!labels || !most ? 0 : labels[n] > 0 ? (kind === "two" ? 0.5 : labels[n] / most) : hasHoles && labels[n] === 0 ? -1 : 0),
    hasLabels: most > 0,
    hasHoles,
  }
}
