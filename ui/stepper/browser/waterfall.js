// A sum as a waterfall: each term begins where the sum of those before it ended, and the whole ends on a curve, in a dot
// at what the nonlinearity makes of it. All on one scale, which only grows while a hand moves a weight.

import { part } from "./part.js"
import { shape } from "./svg.js"

const LEAST = 1 // that the scale reaches on either side of 0
const [WIDE, TALL, POINTS] = [100, 40, 60] // the curve's own units

/** Where numbers stand along the waterfall, in hundredths of its width. */
export class Scale {
  constructor() {
    this.begin()
  }

  /** Another place, another scale. */
  begin() {
    this.low = -LEAST
    this.high = LEAST
  }

  /** @param {number[]} values what must have room */
  reach(values) {
    const finite = values.filter(Number.isFinite)
    this.low = Math.min(this.low, ...finite)
    this.high = Math.max(this.high, ...finite)
  }

  /** @param {number} value */
  at(value) {
    const room = 0.04 * (this.high - this.low)
    return (100 * (value - this.low + room)) / (this.high - this.low + 2 * room)
  }
}

/** One term's bar. */
export class Bar {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.zero = part(host, "us-fall-zero", "i")
    this.bar = part(host, "us-fall-bar", "i")
  }

  /** @param {Scale} scale @param {number} from @param {number} to */
  show(scale, from, to) {
    this.zero.style.left = `${scale.at(0)}%`
    const known = Number.isFinite(from) && Number.isFinite(to)
    this.bar.hidden = !known
    if (!known) return
    const [left, right] = [scale.at(Math.min(from, to)), scale.at(Math.max(from, to))]
    this.bar.style.left = `${left}%`
    this.bar.style.width = `${right - left}%`
    this.bar.className = `us-fall-bar ${to < from ? "us-minus" : "us-plus"}`
  }
}

/** The nonlinearity as a curve below the waterfall, with a dot where the sum stands. */
export class Curve {
  /** @param {HTMLElement} host @param {(a: number) => number} f */
  constructor(host, f) {
    this.f = f
    this.svg = shape(host, "svg", { viewBox: `0 0 ${WIDE} ${TALL}`, preserveAspectRatio: "none" })
    this.axis = shape(this.svg, "path", { class: "us-curve-axis" })
    this.drop = shape(this.svg, "path", { class: "us-curve-drop" })
    this.curve = shape(this.svg, "path", { class: "us-curve-line" })
    this.dot = part(host, "us-curve-dot", "i") // no part of the picture, which is stretched
  }

  /** @param {Scale} scale @param {number} total */
  show(scale, total) {
    const ends = [scale.low, scale.high].map(this.f)
    const [least, most] = [Math.min(0, ...ends), Math.max(...ends)]
    const down = (value) => TALL - 3 - ((value - least) / (most - least)) * (TALL - 6)
    let d = ""
    for (let point = 0; point <= POINTS; point++) {
      const a = scale.low + ((scale.high - scale.low) * point) / POINTS
      d += `${point ? "L" : "M"}${scale.at(a).toFixed(2)},${down(this.f(a)).toFixed(2)}`
    }
    this.curve.setAttribute("d", d)
    this.axis.setAttribute("d", `M0,${down(0)}H${WIDE}M${scale.at(0)},0V${TALL}`)
    const known = Number.isFinite(total)
    this.dot.hidden = !known
    this.drop.setAttribute("d", known ? `M${scale.at(total)},0V${down(this.f(total))}` : "")
    if (!known) return
    this.dot.style.left = `${scale.at(total)}%`
    this.dot.style.top = `${(100 * down(this.f(total))) / TALL}%`
  }
}
