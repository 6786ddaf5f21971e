// The bars of the moment, moved without asking plotly.js.
//
// `Plotly.restyle` computes and draws the whole figure anew: see the times in the comment of `show`. A bar is one SVG
// path between two axes whose geometry is known, so stepping writes the paths itself. Once the step rests, one
// `restyle` brings plotly.js up to date (its hover, its own redraws); nothing moves on screen then.

import { axisName } from "./cursor.js"

export class Bars {
  /** @param {any} gd a drawn figure */
  constructor(gd) {
    this.gd = gd
    this.measure()
  }

  /** Find the paths and the axes of every bar trace that shows the moment. */
  measure() {
    this.stale = false
    const full = this.gd._fullLayout
    this.traces = this.gd._fullData.flatMap((trace, index) => {
      if (trace.meta?.at !== "step" || trace.type !== "bar") return []
      const group = this.gd.calcdata[index][0].node3?.node?.()
      const paths = group ? [...group.querySelectorAll(".point > path")] : []
      const x = full[axisName(trace.xaxis)]
      const y = full[axisName(trace.yaxis)]
      const edges = this.gd.calcdata[index].map((bar) => [x.l2p(bar.p0 ?? bar.p), x.l2p(bar.p1 ?? bar.p)])
      return [{ index, paths, edges, y, panel: trace.meta.panel, signal: trace.meta.signal }]
    })
  }

  /** @param {(panel: number, signal: string) => Float64Array} rowOf */
  show(rowOf) {
    for (const { paths, edges, y, panel, signal } of this.traces) {
      const row = rowOf(panel, signal)
      const base = y.l2p(0)
      paths.forEach((path, unit) => {
        const top = Math.min(Math.max(y.l2p(row[unit]), -1e4), 1e4)
        const [left, right] = edges[unit]
        path.setAttribute("d", Number.isNaN(top) ? "M0,0Z" : `M${left},${base}V${top}H${right}V${base}Z`)
      })
    }
    this.stale = this.traces.length > 0
  }

  /** @param {any} Plotly @param {(panel: number, signal: string) => Float64Array} rowOf */
  settle(Plotly, rowOf) {
    if (!this.stale) return
    const rows = this.traces.map(({ panel, signal }) => Float64Array.from(rowOf(panel, signal)))
    Plotly.restyle(this.gd, { y: rows }, this.traces.map(({ index }) => index))
  }
}
