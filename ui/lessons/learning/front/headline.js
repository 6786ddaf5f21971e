// What is said above the picture of a run, with the numbers that were found in its rows.

import { fill, strong } from "../../../stepper/browser/words.js"

/**
 * @typedef {{both: string, reached: string, right: string, neither: string, unlearned: string}} Sentences
 */

/** The sentence that has no number missing; what was unlearned again is said where there are words for it. @param {Sentences} sentences @param {import("./learned.js").Learned} run */
export function headlineOf(sentences, run) {
  const { reached, solved } = run
  if (run.isUnlearned && sentences.unlearned) return sentences.unlearned
  if (reached !== null && solved !== null) return sentences.both
  if (reached !== null) return sentences.reached
  return solved !== null ? sentences.right : sentences.neither
}

export class Headline {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
  }

  /** Nothing is said of what may yet come. @param {Sentences} sentences @param {import("./learned.js").Learned} run @param {boolean} isOver */
  say(sentences, run, isOver) {
    const { reached, solved, rows, expected } = run
    const sentence = headlineOf(sentences, run)
    const tooEarly = sentence === sentences.neither && rows.length < expected && !isOver
    const values = { reached, right: solved, update: rows.at(-1)?.update ?? 0, share: Math.round(100 * (rows.at(-1)?.right ?? 0)) }
    this.root.replaceChildren(...(tooEarly ? [] : strong(fill(sentence, values))))
  }
}
