// The bars of the moment, moved without asking plotly.js.
//
// `Plotly.restyle` computes and draws the whole figure anew, and even plotly's own bars cost a style computation each: at 64
// units either breaks the one frame that a step may take. All bars of a signal as one path do not. plotly.js keeps the
// axes, and learns the values only when somebody points at the figure, for its hover labels.

import { axisName, groupOf } from "./axes.js"
import { shape } from "./svg.js"

const FAR = 1e4 // pixels; a bar that long leaves the panel anyway

export class Bars {
  /** @param {any} gd a drawn figure */
  constructor(gd) {
    this.gd = gd
    this.measure()
  }

  /** Find the axes of every bar trace that shows the moment, and put our path in the place of its bars. */
  measure() {
    const full = this.gd._fullLayout
    this.traces = this.gd._fullData.flatMap((trace, index) => {
      if (trace.meta?.at !== "step" || trace.type !== "bar") return []
      const calc = this.gd.calcdata[index]
      const group = groupOf(this.gd, index)
      if (!group) return []
      const x = full[axisName(trace.xaxis)]
      const y = full[axisName(trace.yaxis)]
      const half = (1 - full.bargap) / 2
      const edges = calc.map((_, unit) => [-half, half].map((side) => x.l2p((trace.x0 ?? 0) + unit + side).toFixed(2)))
      return [{ index, path: ownPath(group, trace.marker.color), edges, y, panel: trace.meta.panel, signal: trace.meta.signal }]
    })
  }

  /** @param {(panel: number, signal: string) => Float64Array} rowOf */
  show(rowOf) {
    for (const { path, edges, y, panel, signal } of this.traces) {
      const row = rowOf(panel, signal)
      const base = y.l2p(0).toFixed(2)
      let d = ""
      edges.forEach(([left, right], unit) => {
        const top = Math.min(Math.max(y.l2p(row[unit]), -FAR), FAR)
        if (!Number.isNaN(top)) d += `M${left},${base}V${top.toFixed(2)}H${right}V${base}Z`
      })
      path.setAttribute("d", d)
    }
  }

  /** Tell plotly.js the values. @param {any} Plotly @param {(panel: number, signal: string) => Float64Array} rowOf */
  settle(Plotly, rowOf) {
    if (!this.traces.length) return
    const rows = this.traces.map(({ panel, signal }) => Float64Array.from(rowOf(panel, signal)))
    Plotly.restyle(this.gd, { y: rows }, this.traces.map(({ index }) => index))
  }
}

/** @param {SVGGElement} group a trace's group @param {string} fill @returns {SVGPathElement} one path instead of plotly's bars */
function ownPath(group, fill) {
  const points = group.querySelector(".points")
  const path = group.querySelector(".us-bars") ?? shape(group, "path", { class: "us-bars" })
  path.style.fill = fill
  if (points) points.style.display = "none"
  return path
}
