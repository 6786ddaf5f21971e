// What the errors of forecasts say, and where lines go. Pure: no page, no server.

/**
 * The errors of the network against the best naive one at every horizon.
 * @param {Record<string, Float64Array | number[]>} errors by name, `network` among them
 * @returns {{broken: boolean, first: number, worst: number, matched: number, from: number, who: string}} horizons are
 *   counted from 0: `worst` the one with the largest error; `matched` how many there are at which a naive forecast is as
 *   good, `from` the first of them, −1 if there is none, and `who` it is there
 */
export function held({ network, ...naive }) {
  const steps = network.length
  const best = Array.from({ length: steps }, (_, h) => Object.keys(naive).reduce((one, other) => (naive[other][h] < naive[one][h] ? other : one)))
  const isAsGood = best.map((who, h) => naive[who][h] <= network[h])
  const from = isAsGood.indexOf(true)
  const broken = Array.from(network).some((value) => !Number.isFinite(value))
  const worst = network.reduce((most, value, h) => (value > network[most] ? h : most), 0)
  return { broken, first: network[0], worst, matched: isAsGood.filter(Boolean).length, from, who: from < 0 ? "" : best[from] }
}

/** The span of all values that are numbers, a little wider. @param {ArrayLike<number>[]} lines @param {boolean} [fromZero] */
export function spanOf(lines, fromZero = false) {
  const values = lines.flatMap((line) => Array.from(line)).filter(Number.isFinite)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (!values.length) return { low: 0, high: 1 }
  const room = (high - (fromZero ? 0 : low)) * 0.05 || Math.abs(high) * 0.05 || 1
  return { low: fromZero ? 0 : low - room, high: high + room }
}

/** A line from left to right in a box of `width` × 1, broken where there is no number. @param {ArrayLike<number>} values @param {number} start of the first, across @param {{low: number, high: number}} span */
export function path(values, start, { low, high }) {
  let [pen, found] = ["M", ""]
  Array.from(values).forEach((value, index) => {
    const stands = Number.isFinite(value)
    if (stands) found += `${pen}${start + index} ${Number(Math.min(Math.max(1 - (value - low) / (high - low), -0.02), 1.02).toFixed(4))}`
    pen = stands ? "L" : "M"
  })
  return found
}

/** Two to six round numbers inside a span. @param {{low: number, high: number}} span */
export function rounds({ low, high }) {
  const rough = (high - low) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough)
  const found = []
  for (let at = Math.ceil(low / step); at * step <= high; at++) found.push(Number((at * step).toPrecision(12)))
  return found
}
