// Numbers of the race in words, as sentences.py writes them.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

/** A probability; it never seems certain where it is not. @param {number} probability */
export function percent(probability) {
  for (const digits of [1, 2, 3, 4]) {
    const said = (100 * probability).toFixed(digits)
    if (probability === 1 || Number(said) < 100) return `${said}\u00a0%`
  }
  return "over 99.99\u00a0%"
}

/** A part of full width. @param {number} width */
export function share(width) {
  if (width === 0) return "0\u00a0%"
  if (width >= 0.00095) return `${(100 * width).toFixed(width >= 0.095 ? 0 : 1)}\u00a0%`
  const [mantissa, exponent] = width.toExponential(0).split("e")
  return `${mantissa}·10⁻${[...exponent.slice(1)].map((digit) => RAISED[Number(digit)]).join("")}`
}
