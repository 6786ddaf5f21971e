// What somebody points at in a figure, and picks there by a click.

import { Label } from "./label.js"
import { pointedAt } from "./outlines.js"

const SLIP = 4 // pixels that a pointer may move between press and release and still have clicked

export class Pointing {
  /**
   * @param {import("./plots.js").Plot} plot
   * @param {(picked: {step?: number, unit?: number}) => void} onPick
   */
  constructor(plot, onPick) {
    this.plot = plot
    this.onPick = onPick
    this.label = new Label(plot.frame)
    /** @type {(pointed: import("./outlines.js").Pointed | null) => void} */
    this.onPoint = () => {}
    plot.frame.onpointermove = (event) => this.#point(event)
    plot.frame.onpointerleave = () => this.leave()
    plot.frame.onpointerdown = (event) => this.#press(event)
  }

  /** @param {any} point of a plotly_click event */
  pick(point) {
    if (!point) return
    const picked = this.#stepAt(point.x)
    const { at, units } = point.data.meta ?? {}
    if (at === "step" && units !== false) picked.unit = point.pointNumber
    this.onPick(picked)
  }

  /** @param {import("./heatmaps.js").Cell} cell */
  #pickCell({ trace, x, y, unit }) {
    const picked = this.#stepAt(x)
    const { units, first } = trace.meta ?? {}
    if (units) picked.unit = first === undefined ? unit : Math.round(y) - first
    this.onPick(picked)
    if (trace.meta?.chain) this.plot.chain.showStep(this.plot.place.t, true)
  }

  /** @param {any} x what the horizontal axis says @returns {{step?: number, unit?: number}} */
  #stepAt(x) {
    const time = this.#times().find(({ axis }) => axis.startsWith("x"))
    return time && typeof x === "number" ? { step: Math.round(x) - time.first } : {}
  }

  /** The axes along time, if there are any. */
  #times() {
    return [this.plot.original.meta?.time ?? []].flat()
  }

  /** The heatmap's cell under a pointer. @param {PointerEvent} event */
  #cellAt(event) {
    const { left, top } = this.plot.frame.getBoundingClientRect()
    return this.plot.bars ? this.plot.heatmaps.at(event.clientX - left, event.clientY - top) : null
  }

  #point(event) {
    // where Plotly has a point to speak of, such as a mark upon an answer, its own label is enough
    const cell = event.buttons || this.plot.gd._hoverdata?.length ? null : this.#cellAt(event)
    if (cell) this.label.show(cell)
    else this.label.hide()
    if (event.buttons || !this.plot.bars) return
    const { left, top } = this.plot.frame.getBoundingClientRect()
    const [time] = this.#times()
    this.onPoint(pointedAt(this.plot.gd, cell, event.clientX - left, event.clientY - top, time))
  }

  leave() {
    this.label.hide()
    this.onPoint(null)
  }

  /**
   * A heatmap that Plotly does not know gives no clicks, and from a press on Plotly covers the page, so that the
   * release arrives elsewhere: both are followed here.
   */
  #press(press) {
    const cell = press.button === 0 ? this.#cellAt(press) : null
    if (!cell) return
    const leave = () => {
      removeEventListener("pointerup", release, true)
      removeEventListener("pointercancel", leave, true)
    }
    const release = (event) => {
      leave()
      if (Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) < SLIP) this.#pickCell(cell)
    }
    addEventListener("pointerup", release, true)
    addEventListener("pointercancel", leave, true)
  }
}
