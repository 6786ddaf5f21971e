// What a network that reads letters answers, and how what it writes compares with its text. Pure: no page, no server.

/**
 * @typedef {object} Answered
 * @property {Float64Array} probability of the right letter at every step; NaN where none is asked for
 * @property {Int32Array} best the letter that it holds most likely
 * @property {number} right steps at which that is the right one
 * @property {number} asked
 */

/**
 * @param {ArrayLike<number>} answers probabilities (T, K)
 * @param {ArrayLike<number>} wanted the right class of every step, −1 where none is asked for
 * @param {number} K
 * @returns {Answered}
 */
export function answered(answers, wanted, K) {
  const found = { probability: new Float64Array(wanted.length).fill(NaN), best: new Int32Array(wanted.length), right: 0, asked: 0 }
  for (let t = 0; t < wanted.length; t++) {
    const at = t * K
    let best = 0
    for (let k = 1; k < K; k++) if (answers[at + k] > answers[at + best]) best = k
    found.best[t] = Number.isNaN(answers[at]) ? -1 : best
    if (wanted[t] < 0) continue
    found.probability[t] = answers[at + wanted[t]]
    found.asked++
    if (found.best[t] === wanted[t]) found.right++
  }
  return found
}

/**
 * Where what is written after a prompt leaves a text, as `engine.learning.writing.leaves` finds it: where the prompt
 * stands in the text more than once, the place counts from which most letters fit.
 * @param {string[]} text @param {string[]} prompt @param {string[]} written letters
 * @returns {{at: number, compared: number, leaves: number}} `at`: of the first letter after the prompt, −1 if the prompt
 *   is not in the text; `compared`: letters that the text has there; `leaves`: the first other letter, −1 if there is none
 */
export function followed(text, prompt, written) {
  let best = { at: -1, compared: 0, leaves: -1 }
  const fit = ({ at, leaves }) => (at < 0 ? -1 : leaves < 0 ? Infinity : leaves)
  for (let at = prompt.length; at <= text.length; at++) {
    if (!prompt.every((letter, k) => text[at - prompt.length + k] === letter)) continue
    const compared = Math.min(written.length, text.length - at)
    const found = { at, compared, leaves: written.findIndex((letter, k) => k < compared && letter !== text[at + k]) }
    if (fit(found) > fit(best)) best = found
  }
  return best
}

/** What a letter is drawn from at a temperature: p^(1/T), normalised; as they are at 0, where the likeliest is taken. @param {number[]} probabilities @param {number} temperature */
export function tempered(probabilities, temperature) {
  if (!temperature) return probabilities
  const most = Math.max(...probabilities)
  const raised = probabilities.map((each) => Math.exp((Math.log(each) - Math.log(most)) / temperature))
  const sum = raised.reduce((one, other) => one + other, 0)
  return raised.map((each) => each / sum)
}

const SPACINGS = [100, 50, 20, 10, 5] // a sample at every hundredth update is among those of each
const FEWEST = 4 // gaps between the samples of a run

/** Updates from one sample to the next. @param {number} updates of the run @param {number} every a row is recorded */
export const spacing = (updates, every) => SPACINGS.find((step) => step % every === 0 && updates / step >= FEWEST) ?? Math.max(every, Math.ceil(updates / FEWEST / every) * every)

/**
 * The rows to look at: at every multiple of `step` the first that is not before it, and the last of a run that is over.
 * @param {number[]} updates of the rows so far, rising @param {number} step @param {number} last update of the whole run
 * @returns {number[]} places in `updates`
 */
export function sampled(updates, step, last) {
  const found = []
  let next = 0
  updates.forEach((update, place) => {
    if (update < next && update !== last) return
    found.push(place)
    next = (Math.floor(update / step) + 1) * step
  })
  return found
}
