// Where something is held: its cells in the heatmaps, hatched and outlined, with a padlock where the hold begins.

import { lineOf } from "./heatmaps.js"
import { shape } from "./svg.js"

// A padlock around a point: body and bow, the bow's inside, the keyhole.
const PADLOCK = "m-3.6-1.4v-2a3.6 3.6 0 0 1 7.2 0v2h1.2v6.6h-9.6v-6.6zm1.8 0h3.6v-2a1.8 1.8 0 0 0-3.6 0zm1 2.4v2h1.6v-2z"
const HATCH = 7 // pixels from line to line

/** @param {number} x @param {number} y */
export const padlockAt = (x, y) => `M${x},${y}${PADLOCK}`

export class HeldMarks {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.svg = shape(frame, "svg", { class: "us-held-marks", "aria-hidden": true })
    this.outline = shape(this.svg, "path", { class: "us-held-outline" })
    this.hatch = shape(this.svg, "path", { class: "us-held-hatch" })
    this.pins = shape(this.svg, "path", { class: "us-held-pins" })
  }

  /** @param {any[]} rows the heatmaps, as they are measured @param {import("./hand.js").Held[]} holds */
  show(rows, holds) {
    let [outline, hatch, pins] = ["", "", ""]
    for (const row of rows) {
      if (!row.trace.meta?.units || row.trace.meta.panel || !row.across) continue
      for (const held of holds) {
        if (held.signal !== row.trace.meta.signal) continue
        const box = boxOf(row, held)
        if (!box) continue
        const [left, top, right, bottom] = box
        outline += `M${left},${top}H${right}V${bottom}H${left}Z`
        hatch += stripes(left, top, right, bottom)
        pins += padlockAt(left, top)
      }
    }
    this.outline.setAttribute("d", outline)
    this.hatch.setAttribute("d", hatch)
    this.pins.setAttribute("d", pins)
  }

  dispose() {
    this.svg.remove()
  }
}

/** left, top, right, bottom of what is held in a row's heatmap; null where none of it is in sight. */
function boxOf({ across, down, clip, x, y, plane }, { first, last, unit }) {
  const [x0, y0, width, height] = clip
  const inside = (value, low, size) => Math.min(Math.max(value, low), low + size)
  const [start, end] = [first, (last ?? plane.columns - 1)].map((step, i) => inside(across(x.first + (step + i - 0.5) * x.step), x0, width))
  const [low, high] = unit === null ? [0, plane.rows - 1] : [lineOf(plane, unit), lineOf(plane, unit)]
  const edges = [down(y.first + (low - 0.5) * y.step), down(y.first + (high + 0.5) * y.step)].map((edge) => inside(edge, y0, height))
  return end > start ? [start, Math.min(...edges), end, Math.max(...edges)] : null
}

/** Lines that rise to the right, cut at a box's edges. */
function stripes(left, top, right, bottom) {
  const [wide, tall] = [right - left, bottom - top]
  let d = ""
  for (let at = HATCH; at < wide + tall; at += HATCH) {
    const [from, to] = [Math.max(0, at - tall), Math.min(at, wide)]
    d += `M${left + from},${top + at - from}L${left + to},${top + at - to}`
  }
  return d
}
