// Sentences with places in them, as Python translates them: "step {step} of {steps}".

/** @param {string} sentence @param {Record<string, any>} values what goes into its places, by name */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]))

/**
 * The word that fits a number, as `narration.py` describes it.
 * @param {{read: string, against: string | null, magnitude: boolean, choices: [number | null, string][]}} words
 * @param {(reference: string) => number} read
 * @returns {string}
 */
export function wordFor({ read: reference, against, magnitude, choices }, read) {
  let value = read(reference)
  if (against) {
    const [one, other] = [Math.abs(value), Math.abs(read(against))]
    value = one / (one + other) // 0/0 is NaN, and lies below no bound: the last word
  } else if (magnitude) value = Math.abs(value)
  return (choices.find(([bound]) => bound === null || value < bound) ?? choices[choices.length - 1])[1]
}

/** A sentence of ours with its **strong** parts, as nodes: never as HTML. @param {string} sentence @returns {(Node | string)[]} */
export function strong(sentence) {
  return sentence.split("**").map((part, index) => {
    if (index % 2 === 0) return part
    const node = document.createElement("b")
    node.textContent = part
    return node
  })
}
