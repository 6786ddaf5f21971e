// Where a figure shows a thing: outlines around its rows, placed from the axes' own geometry, and its curve made stronger.
// Plotly is not asked, and nothing is painted anew.

import { axisName, groupOf } from "./axes.js"
import { part } from "./part.js"
import { signalOf, thingOf } from "./things.js"

/**
 * @typedef {object} Pointed what somebody points at in a figure
 * @property {string[]} things
 * @property {number} [panel]
 * @property {number} [unit]
 * @property {number} [step]
 */

export class Outlines {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.overlay = part(frame, "us-overlay")
    this.overlay.setAttribute("aria-hidden", "true")
    this.curves = []
  }

  /**
   * @param {any} gd the drawn figure
   * @param {import("./heatmaps.js").Heatmaps} heatmaps
   * @param {string[]} things none to show nothing
   * @param {(panel: number) => {unit: number, stepOf: (before: boolean) => number | null}} placeIn
   */
  show(gd, heatmaps, things, placeIn) {
    for (const group of this.curves) group.classList.remove("us-lit")
    this.curves = []
    this.overlay.replaceChildren()
    const signals = things.flatMap((thing) => signalOf(thing) ?? [])
    for (const { name, before } of signals) {
      for (const row of heatmaps.rows) {
        if (signalIn(row.trace) !== name || !row.clip) continue
        this.#box(row.clip, "us-lit-row")
        const { unit, stepOf } = placeIn(row.trace.meta.panel ?? 0)
        const box = name === "inputs" || row.trace.meta.chain ? null : heatmaps.boxOf(row, unit, stepOf(before))
        if (box) this.#box(box, "us-lit-cell")
      }
      gd._fullData?.forEach((trace, index) => {
        if (trace.visible === false || signalIn(trace) !== name) return
        const group = groupOf(gd, index)
        if (trace.meta.follow !== "unit") this.#box(boxOf(gd._fullLayout, trace), "us-lit-row")
        else if (group) this.curves.push(group)
      })
    }
    for (const group of this.curves) group.classList.add("us-lit")
  }

  /** @param {number[]} box @param {string} className */
  #box([left, top, width, height], className) {
    const node = part(this.overlay, className)
    node.style.cssText = `transform:translate(${left}px,${top}px);width:${width}px;height:${height}px`
  }
}

/**
 * What stands at a point of a figure: a cell of a heatmap, a curve that Plotly speaks of, or a panel of one signal.
 * @param {any} gd @param {import("./heatmaps.js").Cell | null} cell
 * @param {number} left pixels @param {number} top @param {{first: number} | undefined} time
 * @returns {Pointed | null}
 */
export function pointedAt(gd, cell, left, top, time) {
  if (cell) {
    const { units, first, panel } = cell.trace.meta ?? {}
    const name = signalIn(cell.trace)
    if (!name) return null
    const unit = units && first === undefined ? { unit: cell.unit } : {}
    return { things: [name], panel, ...unit, ...(time && { step: Math.round(cell.x) - time.first }) }
  }
  const spoken = gd._hoverdata?.[0]?.data
  if (spoken && signalIn(spoken)) return { things: [signalIn(spoken)], panel: spoken.meta.panel }
  const inside = ([x, y, width, height]) => left >= x && left < x + width && top >= y && top < y + height
  const trace = gd._fullData?.find((one) => one.meta?.follow !== "unit" && signalIn(one) && inside(boxOf(gd._fullLayout, one)))
  return trace ? { things: [signalIn(trace)], panel: trace.meta.panel } : null
}

/** @param {any} trace @returns {string | undefined} the signal of a panel's that it shows */
const signalIn = ({ meta }) => (meta?.inputs ? "inputs" : meta?.signal && !/[:]/.test(meta.signal) ? thingOf(meta.signal) : undefined)

/** @param {any} full @param {any} trace @returns {number[]} left, top, width, height */
function boxOf(full, trace) {
  const [x, y] = [full[axisName(trace.xaxis ?? "x")], full[axisName(trace.yaxis ?? "y")]]
  return [x._offset, y._offset, x._length, y._length]
}
