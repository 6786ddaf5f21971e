// Sentences with places in them, as Python translates them: "step {step} of {steps}".

/** @param {string} sentence @param {Record<string, any>} values what goes into its places, by name */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]))
