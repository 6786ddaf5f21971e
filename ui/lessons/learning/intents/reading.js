// What the answers after every word say, and what is said of leaving words out. Pure: no page, no server.

const CLEAR = 0.6 // of a rank correlation: of ten to twelve words, chance alone finds less in nineteen of twenty cases

/** The likeliest answer at every step, −1 where they are no numbers. @param {ArrayLike<number>} answers (T, K) @param {number} K */
export function likeliest(answers, K) {
  const found = new Int32Array(answers.length / K).fill(-1)
  for (let t = 0; t < found.length; t++) {
    for (let k = 0; k < K; k++) {
      if (!Number.isFinite(answers[t * K + k])) {
        found[t] = -1
        break
      }
      if (found[t] < 0 || answers[t * K + k] > answers[t * K + found[t]]) found[t] = k
    }
  }
  return found
}

/** The step since which the answer has been that of the end. @param {ArrayLike<number>} best */
export function since(best) {
  let t = best.length - 1
  while (t > 0 && best[t - 1] === best[best.length - 1]) t--
  return t
}

/** Where the largest stands, −1 if no value is a number. @param {ArrayLike<number>} values */
export function largest(values) {
  let found = -1
  for (let at = 0; at < values.length; at++) if (values[at] > (found < 0 ? -Infinity : values[found])) found = at
  return found
}

/** Whether the effect of a word goes with its distance from the end. @param {number} trend @returns {"fades" | "grows" | "neither" | ""} */
export function goes(trend) {
  if (!Number.isFinite(trend)) return ""
  return trend <= -CLEAR ? "fades" : trend >= CLEAR ? "grows" : "neither"
}
