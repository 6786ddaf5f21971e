// What is counted in what was written, as `engine/learning/properties.py` counts it.

/** @typedef {{name: string, title: string, strings: string[], whole_words: boolean, tone: string}} Counted as `component.py` describes it */
/** @typedef {{from: number, to: number, name: string, tone: string}} Mark */

const WORD = /\p{L}+/gu

/**
 * Where in a text it stands, in the order of the text. @param {string} text @param {Counted} counted
 * @returns {{from: number, to: number}[]}
 */
export function places(text, { strings, whole_words }) {
  if (whole_words) {
    const known = new Set(strings)
    return [...text.matchAll(WORD)].filter(([word]) => known.has(word.toLowerCase())).map(({ 0: word, index }) => ({ from: index, to: index + word.length }))
  }
  const found = []
  for (const string of strings) {
    for (let at = text.indexOf(string); at >= 0; at = text.indexOf(string, at + string.length)) found.push({ from: at, to: at + string.length })
  }
  return found.sort((one, other) => one.from - other.from)
}

/** How often each of some things stands in a text. @param {string} text @param {Counted[]} all @returns {Record<string, number>} by name */
export const counts = (text, all) => Object.fromEntries(all.map((one) => [one.name, places(text, one).length]))

/** Where a text is marked, in its order; no mark stands on another. @param {string} text @param {Counted[]} all @returns {Mark[]} */
export function marks(text, all) {
  const found = all.filter(({ tone }) => tone).flatMap((one) => places(text, one).map((place) => ({ ...place, name: one.name, tone: one.tone })))
  found.sort((one, other) => one.from - other.from)
  return found.filter(({ from }, k) => !k || from >= found[k - 1].to)
}
