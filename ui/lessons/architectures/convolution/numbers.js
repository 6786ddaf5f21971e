// What the chosen filter's numbers say: its sum in terms that add up, and which place has won so far.

import { addends, format } from "../../../stepper/browser/numbers.js"
import { fill } from "../../../stepper/browser/words.js"

const FEW = 7 // so many products are written out one by one

/**
 * The place with the largest value among those that are known at step t, the first of equals; -1 where nothing is found.
 * @param {{at: number, found: number}[]} places @param {number} t
 */
export function winner(places, t) {
  return places.reduce((best, { at, found }, place) => (at <= t && found > (best < 0 ? 0 : places[best].found) ? place : best), -1)
}

/**
 * "w · x + b = 1.19 + 1.23 − 0.48 = 1.94": the sum of a place, and its terms with as many decimals as it takes to add up.
 * @param {{taps: number[], sum: number}} place @param {number} bias @param {{sum: string, products: string}} words
 */
export function equation({ taps, sum }, bias, words) {
  const isFew = taps.length <= FEW
  const parts = isFew ? [...taps, bias] : [taps.reduce((one, value) => one + value, 0), bias]
  const terms = addends(parts, sum).map((number, k) => (k === 0 ? number : number.startsWith("\u2212") ? ` \u2212 ${number.slice(1)}` : ` + ${number}`))
  const products = isFew ? "" : ` (${fill(words.products, { count: taps.length })})`
  return `${words.sum} = ${terms.join("")}${products} = ${format(sum)}`
}
