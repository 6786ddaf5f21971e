// One Plotly figure inside the stepper: drawn once, then only moved.

import { Bars } from "./bars.js"
import { axisName, Cursor } from "./cursor.js"
import { Lines } from "./lines.js"
import { plotlyTemplate, recolour } from "./theme.js"

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: "reset", showTips: false }
const NARROW = 520 // pixels; below this a figure takes the changes it keeps under layout.meta.narrow

export class Plot {
  /**
   * @param {HTMLElement} card the element that holds the figure and its title
   * @param {(picked: {step?: number, unit?: number}) => void} onPick
   * @param {string} resetLabel
   */
  constructor(card, onPick, resetLabel) {
    this.card = card
    this.onPick = onPick
    this.place = { t: 0, unit: 0 }
    this.frame = card.appendChild(document.createElement("div"))
    this.frame.className = "us-plot"
    this.gd = this.frame.appendChild(document.createElement("div"))
    this.cursor = new Cursor(this.frame)
    this.reset = this.frame.appendChild(document.createElement("button"))
    this.reset.type = "button"
    this.reset.className = "us-reset"
    this.reset.textContent = resetLabel
    this.reset.hidden = true
    this.reset.onclick = () => this.#unzoom()
    this.frame.onpointerenter = () => this.settle()
    this.observer = new ResizeObserver(() => this.#fit())
    this.observer.observe(this.frame)
  }

  /**
   * Draw the figure, or bring the drawn one up to date. The zoom stays as long as `revision` does.
   * @param {any} Plotly
   * @param {{data: any[], layout: any}} figure
   * @param {import("./values.js").Recording[]} recordings
   * @param {import("./theme.js").Theme} theme
   * @param {string} revision
   */
  async draw(Plotly, figure, recordings, theme, revision) {
    this.Plotly = Plotly
    this.recordings = recordings
    const { data, layout } = recolour(figure, theme.swap)
    this.original = figure.layout // plotly.js writes the zoom into the layout that it is given
    this.width = this.frame.clientWidth
    this.narrow = this.width < NARROW
    for (const trace of data) this.#fill(trace)
    const full = {
      ...layout,
      ...(this.narrow ? layout.meta?.narrow : undefined),
      template: plotlyTemplate(theme),
      font: { size: 12, ...layout.font, family: theme.font },
      uirevision: revision,
      autosize: false,
      width: this.width,
    }
    if (matchMedia("(pointer: coarse)").matches) full.dragmode = false // a finger scrolls the page, it does not zoom
    await Plotly.react(this.gd, data, full, CONFIG)
    this.bars = new Bars(this.gd)
    this.lines = new Lines(this.gd)
    this.#listen()
    this.#measure()
  }

  /** Put the numbers of the present step and unit into a trace that follows them. */
  #fill(trace) {
    const { panel, signal, at, follow } = trace.meta ?? {}
    if (at === "step" && trace.type === "bar") trace.y = this.recordings[panel].row(signal, this.place.t)
    if (follow === "unit") trace.y = this.#curve(panel, signal)
  }

  #curve(panel, signal) {
    const recording = this.recordings[panel]
    return recording.column(signal, recording.index(Math.min(this.place.unit, recording.units - 1)))
  }

  /** plotly.js keeps its listeners over `react`, so they are set once. */
  #listen() {
    if (this.listening) return
    this.listening = true
    this.gd.on("plotly_afterplot", () => this.#measure())
    this.gd.on("plotly_click", (event) => this.#pick(event.points[0]))
  }

  #measure() {
    this.cursor.measure(this.gd)
    this.bars?.measure()
    this.lines?.measure()
    this.cursor.showUnit(this.place.unit)
    this.#move()
    this.reset.hidden = !this.#timeAxes().some((name) => {
      const whole = this.original[name]?.range
      return whole && this.gd._fullLayout[name].range.some((end, index) => Math.abs(end - whole[index]) > 1e-6)
    })
  }

  /** @returns {string[]} "xaxis", … */
  #timeAxes() {
    return [this.original.meta?.time ?? []].flat().map((time) => axisName(time.axis))
  }

  #unzoom() {
    const changes = this.#timeAxes().map((name) => [`${name}.range`, [...this.original[name].range]])
    this.Plotly.relayout(this.gd, Object.fromEntries(changes))
  }

  /** @param {any} point of a plotly_click event */
  #pick(point) {
    if (!point) return
    const time = [this.original.meta?.time ?? []].flat().find(({ axis }) => axis.startsWith("x"))
    const meta = point.data.meta ?? {}
    const picked = {}
    if (time && typeof point.x === "number") picked.step = Math.round(point.x) - time.first
    if (meta.units) picked.unit = meta.first === undefined ? point.pointNumber[0] : Math.round(point.y) - meta.first
    if (meta.at === "step") picked.unit = point.pointNumber
    this.onPick(picked)
  }

  /** @param {number} t */
  showStep(t) {
    this.place.t = t
    if (this.bars) this.#move()
  }

  #move() {
    this.cursor.showStep(this.place.t)
    this.bars?.show((panel, signal) => this.recordings[panel].row(signal, this.place.t))
    this.lines?.show((panel) => this.recordings[panel], this.place.t, this.place.unit)
  }

  /** @param {number} unit */
  showUnit(unit) {
    const before = this.place.unit
    this.place.unit = unit
    if (!this.bars) return
    this.cursor.showUnit(unit)
    const following = this.gd.data.flatMap((trace, index) => (trace.meta?.follow === "unit" ? [index] : []))
    if (!following.length || unit === before) return
    const curves = following.map((index) => {
      const { panel, signal } = this.gd.data[index].meta
      return this.#curve(panel, signal)
    })
    this.Plotly.restyle(this.gd, { y: curves }, following)
  }

  /** The step has come to rest: where somebody points at the bars, plotly.js must know them for its hover labels. */
  settle() {
    if (!this.bars || !this.frame.matches(":hover")) return
    this.bars.settle(this.Plotly, (panel, signal) => this.recordings[panel].row(signal, this.place.t))
  }

  #fit() {
    const width = this.frame.clientWidth
    if (!this.bars || !width || width === this.width) return
    this.width = width
    const changes = { width }
    if (width < NARROW !== this.narrow) {
      this.narrow = !this.narrow
      const narrow = this.original.meta?.narrow ?? {}
      for (const name of Object.keys(narrow)) changes[name] = this.narrow ? narrow[name] : this.original[name]
    }
    this.Plotly.relayout(this.gd, changes)
  }

  dispose() {
    this.observer.disconnect()
    this.Plotly?.purge(this.gd)
    this.card.remove()
  }
}
