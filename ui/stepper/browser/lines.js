// Lines that change with every step, moved without asking plotly.js: a path of our own in the place of plotly's.

import { axisName, groupOf } from "./axes.js"
import { shape } from "./svg.js"

const FAR = 1e4 // pixels; a line that goes there has left the panel

export class Lines {
  /** @param {any} gd a drawn figure */
  constructor(gd) {
    this.gd = gd
    this.measure()
  }

  /** Find the axes of every line that shows the moment, and put our path in the place of plotly's. */
  measure() {
    const full = this.gd._fullLayout
    this.traces = this.gd._fullData.flatMap((trace, index) => {
      if (trace.meta?.at !== "step" || trace.type !== "scatter") return []
      const group = groupOf(this.gd, index)
      if (!group) return []
      const x = full[axisName(trace.xaxis)]
      const y = full[axisName(trace.yaxis)]
      return [{ path: ownPath(group), x, y, at: trace.x, meta: trace.meta }]
    })
  }

  /** @param {(panel: number) => import("./values.js").Recording} recordingOf @param {number} t @param {number} unit */
  show(recordingOf, t, unit) {
    for (const { path, x, y, at, meta } of this.traces) {
      const recording = recordingOf(meta.panel)
      const row = meta.since ? recording.since(meta.signal, t) : recording.row(meta.signal, recording.index(t))
      const last = meta.until === "unit" ? unit + 1 : Infinity
      let d = ""
      let pen = "M"
      for (let i = 0; i < at.length; i++) {
        if (at[i] < t + 1 || at[i] > last || !Number.isFinite(row[i])) {
          pen = "M"
          continue
        }
        const height = Math.min(Math.max(y.l2p(row[i]), -FAR), FAR)
        d += `${pen}${x.l2p(at[i]).toFixed(2)},${height.toFixed(2)}`
        pen = "L"
      }
      path.setAttribute("d", d)
    }
  }
}

/** @param {SVGGElement} group a trace's group @returns {SVGPathElement} one path instead of plotly's line */
function ownPath(group) {
  const lines = group.querySelector(".lines")
  const first = lines?.querySelector("path")
  const path = group.querySelector(".us-line") ?? shape(group, "path", { class: "us-line" })
  if (first) path.style.cssText = first.style.cssText
  path.style.fill = "none"
  if (lines) lines.style.display = "none"
  return path
}
