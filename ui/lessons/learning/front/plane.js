// A grid of colours: one cell, one pixel, which the browser makes as large as its place. What is no number stays
// transparent, and the style sheet hatches what lies below.

import { SHADES } from "../../../stepper/browser/heatmaps.js"
import { canvas } from "../../../stepper/browser/part.js"
import { channels } from "../../../stepper/browser/theme.js"

const DEEP = 0.88 // of the way to the darkest: there a colour is itself

export class Plane {
  /** @param {Element} parent @param {string} className */
  constructor(parent, className) {
    this.canvas = parent.appendChild(canvas(`fr-plane ${className}`))
  }

  /**
   * @param {number} columns @param {number} rows
   * @param {Uint32Array} shades a colour scale, as `heatmaps.js` makes it
   * @param {(column: number, row: number) => number} share where on the scale a cell is, 0…1; NaN for what is no number
   */
  paint(columns, rows, shades, share) {
    if (this.canvas.width !== columns) this.canvas.width = columns
    if (this.canvas.height !== rows) this.canvas.height = rows
    const context = this.canvas.getContext("2d")
    const image = context.createImageData(columns, rows)
    const pixels = new Uint32Array(image.data.buffer)
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const where = share(column, row)
        if (where === where) pixels[at] = shades[where <= 0 ? 0 : where >= 1 ? SHADES - 1 : (where * (SHADES - 1) + 0.5) | 0]
      }
    }
    context.putImageData(image, 0, 0)
  }
}

/**
 * The stops of the scale of shares: nothing, the colour of the cell, and darker (in the dark: lighter) where all of it
 * arrives; above that what is larger than at the answer.
 * @param {string} colour @param {{surface: string, ink: string, exploding: string}} scales
 * @param {(colour: string) => string} swap @param {{low: number, high: number}} span
 * @returns {[number, string][]}
 */
export function stops(colour, { surface, ink, exploding }, swap, { low, high }) {
  const one = -low / (high - low)
  const [full, end] = [colour, ink].map((name) => channels(swap(name)))
  const deep = full.map((channel, index) => Math.round(0.55 * channel + 0.45 * end[index]))
  const found = [[0, swap(surface)], [one * DEEP, swap(colour)], [one, `rgb(${deep.join(",")})`]]
  if (high) found.push([Math.min(one + 0.02, 1), swap(exploding)], [1, swap(exploding)])
  return /** @type {[number, string][]} */ (found)
}

/** Where a share stands on that scale. @param {number} share @param {{low: number, high: number}} span */
export function shareOn(share, { low, high }) {
  return (Math.log10(share) - low) / (high - low)
}
