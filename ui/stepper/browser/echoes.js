// The curves and the answers of a run that a hand has changed, drawn over Plotly's, which stay behind as a thin ghost.
//
// They are paths of our own on the axes that stand still while a hand moves: no call of Plotly fits into a frame.

import { axisName, groupOf } from "./axes.js"
import { format, formatLog } from "./numbers.js"
import { shape } from "./svg.js"

const DASHES = { dot: "2 3", dash: "6 4", dashdot: "6 3 2 3" }
const FAR = 1e4 // pixels; a line that goes there has left the panel

export class Echoes {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.svg = shape(frame, "svg", { class: "us-echoes", "aria-hidden": true })
    this.traces = []
    this.lastChanged = "" // the answers that were changed when a hand last moved
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
      const { follow, norm, forecast, truth, inputs } = trace.meta
      if (follow !== "unit" && !norm && !forecast && !truth && !(inputs && trace.line)) return []
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
    const panel = shape(this.svg, "svg", { x: x._offset, y: y._offset, width: x._length, height: y._length })
    const path = shape(panel, "path")
    path.style.cssText = style
    const changed = shape(panel, "path", { class: "us-changed" })
    const arrows = shape(panel, "path", { class: "us-beyond" })
    const notes = shape(panel, "g", { class: "us-beyond" })
    return { path, changed, arrows, notes, x, y }
  }

  /** @param {import("./following.js").Following | null} following null where nothing is held @param {number} unit */
  show(following, unit) {
    this.svg.toggleAttribute("hidden", !following)
    if (!following) this.lastChanged = ""
    for (const place of this.traces) {
      const { path, changed, x, y, meta, groups } = place
      if (meta.inputs && following?.live.coding === "none") continue // it stays as it was drawn
      for (const group of groups) if (group) group.style.opacity = following ? (meta.marks || following.stage ? "0" : "0.3") : ""
      if (!following) continue
      if (meta.marks) {
        const marks = following.marks(meta.marks)
        const at = ({ t, answer }) => [x.l2p(t + 1), y.l2p(answer)]
        path.setAttribute("d", marks.map((mark) => (meta.marks === "right" ? disc : cross)(...at(mark), 3.5)).join(""))
        const others = marks.filter((mark) => mark.changed)
        changed.setAttribute("d", others.map((mark) => ring(...at(mark), 7)).join(""))
        if (meta.marks === "wrong") this.#flash(changed, others.map(({ t }) => t).join())
      } else {
        const values = this.#values(meta, following, unit)
        path.setAttribute("d", line(values, x, y))
        mark(place, values, meta.norm ? formatLog : format)
      }
    }
  }

  /** Answers that were right until now are seen to have changed, once. @param {SVGPathElement} rings @param {string} steps */
  #flash(rings, steps) {
    if (steps === this.lastChanged) return
    this.lastChanged = steps
    rings.getAnimations().forEach((animation) => animation.cancel())
    if (!steps || matchMedia("(prefers-reduced-motion: reduce)").matches) return
    rings.animate([{ strokeWidth: 9, opacity: 0.35 }, {}], { duration: 700, easing: "ease-out" })
  }

  /** @returns {ArrayLike<number>} one for each step */
  #values({ signal, norm, forecast, truth, inputs }, following, unit) {
    if (forecast) return following.answers
    if (truth) return following.wanted
    if (inputs) return following.recording.column("inputs", 0)
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

/**
 * Where a curve has left its axis: an arrow and the farthest number, once for each time that it leaves.
 * @param {any} place @param {ArrayLike<number>} values @param {(value: number) => string} write
 */
function mark({ arrows, notes, x, y }, values, write) {
  const [low, high] = [Math.min(...y.range), Math.max(...y.range)]
  const side = (value) => (value > high ? 1 : value < low ? -1 : 0)
  const found = []
  for (let t = 0; t < values.length; t++) {
    const beyond = side(values[t])
    if (!beyond) continue
    const last = found.at(-1)
    if (last?.beyond === beyond && last.until === t - 1) {
      last.until = t
      if (beyond * values[t] > beyond * values[last.t]) last.t = t
    } else found.push({ beyond, t, until: t })
  }
  const tip = (beyond) => (beyond > 0 ? 1 : y._length - 1)
  arrows.setAttribute("d", found.map(({ beyond, t }) => `M${x.l2p(t + 1) - 4},${tip(beyond) + 6 * beyond}h8l-4,${-6 * beyond}z`).join(""))
  notes.replaceChildren(
    ...found.map(({ beyond, t }) => {
      const right = x.l2p(t + 1) > x._length - 60
      const place = { x: x.l2p(t + 1) + (right ? -7 : 7), y: tip(beyond) + (beyond > 0 ? 9 : -2) }
      const note = shape(null, "text", { ...place, "text-anchor": right ? "end" : "start" })
      note.textContent = write(values[t])
      return note
    }),
  )
}

const ring = (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`
const disc = ring
const cross = (x, y, r) => `M${x - r},${y - r}L${x + r},${y + r}M${x - r},${y + r}L${x + r},${y - r}`
