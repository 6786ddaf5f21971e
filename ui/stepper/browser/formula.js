// A formula in numbers that holds as it is written: whoever works out the left side gets the right side, to its last digit.

import { fixed, format } from "./numbers.js"

const MOST = 12 // digits more than usual; with so many every formula holds that a double can hold
const DECIMALS = 8 // of x and 1 − x, which are to add up to 1: beyond, 1 − x is 1

/** How a number stands in a formula. @type {Record<string, (text: string) => string>} */
const STYLES = {
  plain: (text) => text,
  factor: (text) => (text.startsWith("\u2212") ? `(${text})` : text),
  term: (text) => (text.startsWith("\u2212") ? ` \u2212 ${text.slice(1)}` : ` + ${text}`),
  result: (text) => text,
}

/**
 * @typedef {object} Place where a number stands
 * @property {string} read what it is; `1-x` beside `x` are written so that they add up to 1
 * @property {"plain" | "factor" | "term" | "result"} style
 */

/**
 * Write the numbers of a formula such as `= σ(`, x, `) = `, y, with as few digits as will do.
 * @param {(string | Place)[]} tokens the last place is the result
 * @param {number[]} values one for each place
 * @param {string} result how the result is written
 * @returns {string[]} one text for each place
 */
export function writeFormula(tokens, values, result = format(values[values.length - 1])) {
  const places = tokens.filter((token) => typeof token !== "string")
  const more = places.map(() => 0)
  const first = places.map(({ read }) => places.findIndex((other) => other.read === read)) // one number is written in one way
  const digits = () => first.map((index) => more[index])
  const write = () => places.map((place, index) => (place.style === "result" ? result : text(places, values, digits(), index)))
  const holds = () => {
    const texts = write()
    let index = 0
    const formula = tokens.map((token) => (typeof token === "string" ? token : texts[index++])).join("")
    return agrees(evaluate(formula.slice(formula.indexOf("=") + 1, formula.lastIndexOf("="))), result)
  }
  if (places.length > 1 && values.every(Number.isFinite)) {
    while (!holds() && more[0] < MOST) more.forEach((_, index) => more[index]++)
    // Not every number needs them: take back what can be spared.
    for (let index = 0; index < more.length; index++) {
      while (more[index] > 0) {
        more[index]--
        if (holds()) continue
        more[index]++
        break
      }
    }
  }
  return write()
}

/**
 * Numbers of which the last is the sum of the others, written so that they add up.
 * @param {string[]} reads what they are @param {number[]} values @returns {string[]} one text for each; none for none
 */
export function writeSum(reads, values) {
  if (!reads.length) return []
  const places = reads.map((read, index) => ({ read, style: index < reads.length - 1 ? "plain" : "result" }))
  const formula = places.flatMap((place) => [place.style === "result" ? " = " : " + ", place])
  return writeFormula(["= ", ...formula.slice(1)], values)
}

/** Is this how the value is written, with as many decimals? @param {number} value @param {string} written */
function agrees(value, written) {
  const decimals = written.includes("·") ? 0 : decimalsOf(written)
  return format(value) === written || (decimals > 0 && fixed(value, decimals) === written)
}

/** @param {Place[]} places @param {number[]} values @param {number[]} more @param {number} index */
function text(places, values, more, index) {
  const { read, style } = places[index]
  const other = places.findIndex((place) => place.read === `1-${read}` || read === `1-${place.read}`)
  const own = format(values[index], 2, more[index])
  if (other < 0) return STYLES[style](own)
  const decimals = Math.max(decimalsOf(own), decimalsOf(format(values[other], 2, more[other])))
  return STYLES[style](decimals > DECIMALS ? own : fixed(values[index], decimals))
}

/** How many decimals a written number has. @param {string} number */
function decimalsOf(number) {
  const [, decimals = "", exponent = ""] = /^[^.·]*(?:\.(\d+))?(?:·10(.*))?$/.exec(number) ?? []
  return decimals.length - power(exponent)
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

/** @param {string} superscript @returns {number} −7 for ⁻⁷ */
function power(superscript) {
  return Number([...superscript].map((c) => (c === "⁻" ? "-" : SUPERSCRIPTS.indexOf(c))).join("") || 0)
}

/** What a cell makes of a sum. @type {Record<string, (a: number) => number>} */
export const NONLINEARITIES = {
  σ: (a) => 1 / (1 + Math.exp(-a)),
  tanh: Math.tanh,
  ReLU: (a) => Math.max(a, 0),
  LeakyReLU: (a) => Math.max(a, 0.01 * a),
}

/** What stands before a parenthesis. @type {Record<string, (...numbers: number[]) => number>} */
export const FUNCTIONS = {
  ...NONLINEARITIES,
  "": (a) => a,
  exp: Math.exp,
  max: Math.max,
  "√": Math.sqrt,
  logσ: (a) => Math.min(a, 0) - Math.log1p(Math.exp(-Math.abs(a))),
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
}

/** Work out a formula as it is written: + − · / parentheses, the cells' functions, 1.2·10⁻⁷. @param {string} formula */
export function evaluate(formula) {
  const tokens = formula.match(/[\d.]+(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|[+\u2212·/,()]|[^\s\d+\u2212·/,()]+/g) ?? []
  const next = (...wanted) => (wanted.includes(tokens[0]) ? tokens.shift() : null)
  const sum = () => {
    let total = product()
    for (let sign = next("+", "\u2212"); sign; sign = next("+", "\u2212")) total += sign === "+" ? product() : -product()
    return total
  }
  const product = () => {
    let total = factor()
    for (let sign = next("·", "/"); sign; sign = next("·", "/")) total = sign === "·" ? total * factor() : total / factor()
    return total
  }
  const factor = () => {
    if (next("\u2212")) return -factor()
    const token = tokens.shift() ?? ""
    if (/^\d/.test(token)) {
      const [mantissa, exponent = ""] = token.split("·10")
      return Number(`${mantissa}e${power(exponent)}`)
    }
    const apply = FUNCTIONS[token === "(" ? "" : token]
    if (token !== "(") next("(")
    const inner = [sum()]
    while (next(",")) inner.push(sum())
    next(")")
    return apply ? apply(...inner) : NaN
  }
  return sum()
}
