// The curves and the answers of a run that a hand has changed, drawn over Plotly's, which stay behind as a thin ghost.
//
// They are paths of our own on the axes that stand still while a hand moves: no call of Plotly fits into a frame.

import { axisName, groupOf } from "./axes.js"

const SVG = "http://www.w3.org/2000/svg"
const DASHES = { dot: "2 3", dash: "6 4", dashdot: "6 3 2 3" }
const FAR = 1e4 // pixels; a line that goes there has left the panel

export class Echoes {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.svg = frame.appendChild(document.createElementNS(SVG, "svg"))
    this.svg.setAttribute("class", "us-echoes")
    this.svg.setAttribute("aria-hidden", "true")
    this.traces = []
  }

  /** Find where Plotly draws what follows a hand. @param {any} gd the drawn figure */
  measure(gd) {
    this.show(null, 0) // Plotly has drawn its own anew
    const full = gd._fullLayout
    this.svg.setAttribute("width", full.width)
    this.svg.setAttribute("height", full.height)
    this.svg.replaceChildren()
    const drawn = gd._fullData.map((trace, index) => ({ trace, group: groupOf(gd, index) }))
    const visible = drawn.filter(({ trace }) => trace.visible !== false && trace.meta)
    this.traces = visible.flatMap(({ trace, group }) => {
      const { follow, norm, forecast } = trace.meta
      if (follow !== "unit" && !norm && !forecast) return []
      return [{ ...this.#place(full, trace, lineStyle(trace.line)), meta: trace.meta, groups: [group] }]
    })
    const marked = visible.filter(({ trace }) => trace.meta.marks) // where every answer is right, Plotly draws none as wrong
    if (!marked.length) return
    const groups = marked.map(({ group }) => group)
    for (const marks of ["right", "wrong"]) {
      const style = marks === "right" ? "fill:var(--us-right)" : "fill:none;stroke:var(--us-wrong);stroke-width:2.6"
      this.traces.push({ ...this.#place(full, marked[0].trace, style), meta: { marks }, groups })
    }
  }

  /** Paths on a trace's axes. */
  #place(full, trace, style) {
    const [x, y] = [full[axisName(trace.xaxis)], full[axisName(trace.yaxis)]]
    const panel = this.svg.appendChild(document.createElementNS(SVG, "svg"))
    const box = { x: x._offset, y: y._offset, width: x._length, height: y._length }
    for (const [name, value] of Object.entries(box)) panel.setAttribute(name, value)
    const [path, changed] = [0, 0].map(() => panel.appendChild(document.createElementNS(SVG, "path")))
    path.style.cssText = style
    changed.setAttribute("class", "us-changed")
    return { path, changed, x, y }
  }

  /** @param {import("./following.js").Following | null} following null where nothing is held @param {number} unit */
  show(following, unit) {
    this.svg.toggleAttribute("hidden", !following)
    for (const { path, changed, x, y, meta, groups } of this.traces) {
      for (const group of groups) if (group) group.style.opacity = following ? (meta.marks ? "0" : "0.3") : ""
      if (!following) continue
      if (meta.marks) {
        const marks = following.marks(meta.marks)
        const at = ({ t, answer }) => [x.l2p(t + 1), y.l2p(answer)]
        path.setAttribute("d", marks.map((mark) => (meta.marks === "right" ? disc : cross)(...at(mark), 3.5)).join(""))
        changed.setAttribute("d", marks.filter((mark) => mark.changed).map((mark) => ring(...at(mark), 7)).join(""))
      } else path.setAttribute("d", line(this.#values(meta, following, unit), x, y))
    }
  }

  /** @returns {ArrayLike<number>} one for each step */
  #values({ follow, signal, norm, forecast }, following, unit) {
    if (forecast) return following.answers
    if (norm) return following.logNorms(norm)
    const { recording } = following
    return recording.column(signal, Math.min(unit, recording.units - 1))
  }

  dispose() {
    this.svg.remove()
  }
}

const lineStyle = ({ color, width, dash }) => `fill:none;stroke:${color};stroke-width:${width};stroke-dasharray:${DASHES[dash] ?? "none"}`

/** @param {ArrayLike<number>} values */
function line(values, x, y) {
  let d = ""
  let pen = "M"
  for (let t = 0; t < values.length; t++) {
    if (!Number.isFinite(values[t])) pen = "M"
    else {
      const height = Math.min(Math.max(y.l2p(values[t]), -FAR), FAR)
      d += `${pen}${x.l2p(t + 1).toFixed(2)},${height.toFixed(2)}`
      pen = "L"
    }
  }
  return d
}

const ring = (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`
const disc = ring
const cross = (x, y, r) => `M${x - r},${y - r}L${x + r},${y + r}M${x - r},${y + r}L${x + r},${y - r}`
