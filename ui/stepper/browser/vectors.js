// h and c as the vectors they are: at the ends of their wires in the cell's drawing a column of squares, one for each
// unit, so that nobody takes the one number written there for all that the gates read.

import { shape } from "./svg.js"

const [WIDTH, TALL, APART] = [8, 96, 1] // of a square, of the tallest column, and between two squares
const MOST = 16 // units that have squares of their own; more are a strip

/**
 * Where the units stand around the middle of their column.
 * @param {number} units @returns {{top: number[], height: number}}
 */
export function column(units) {
  const gap = units > MOST ? 0 : APART
  const height = Math.min(WIDTH, TALL / units - gap)
  const start = -(units * (height + gap) - gap) / 2
  return { top: Array.from({ length: units }, (_, unit) => start + unit * (height + gap)), height }
}

export class Vectors {
  /**
   * @param {SVGSVGElement} svg the drawing, whose places for vectors say with data-signal what stands there
   * @param {import("./values.js").Recording} recording
   * @param {(unit: number) => void} select a square has been clicked
   */
  constructor(svg, recording, select) {
    const { units } = recording
    const several = units > 1 // one unit is the number beside it
    const { top, height } = column(units)
    this.columns = [...(several ? svg.querySelectorAll(".vector") : [])].map((group) => {
      const name = group.dataset.signal
      const square = (attributes) => shape(group, "rect", { x: -WIDTH / 2, width: WIDTH, height, ...attributes })
      const squares = top.map((y) => square({ y }))
      const chosen = square({ y: 0, class: "us-chosen-unit" })
      group.onclick = ({ target }) => {
        const unit = squares.indexOf(target)
        if (unit >= 0) select(unit)
      }
      return { squares, chosen, read: recording.reader(name), limit: recording.limit(name) }
    })
    this.top = top
  }

  /** @param {number} t @param {number} unit @param {(share: number) => string} signed the scale of signed values */
  show(t, unit, signed) {
    for (const { squares, chosen, read, limit } of this.columns) {
      squares.forEach((node, index) => node.setAttribute("fill", signed(0.5 + read(t, index) / limit / 2)))
      chosen.setAttribute("y", String(this.top[unit]))
    }
  }
}
