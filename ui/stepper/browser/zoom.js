// The window of a figure: into what somebody has zoomed, the button that leads back, and the step that stays in sight.

import { axisName } from "./axes.js"
import { button } from "./part.js"

export class Zoom {
  /** @param {import("./plots.js").Plot} plot @param {string} words the button's */
  constructor(plot, words) {
    this.plot = plot
    this.reset = button(plot.frame, "us-reset", () => this.#end(), words)
    this.reset.hidden = true
  }

  /** Whether all is in sight. */
  get isWhole() {
    return this.reset.hidden
  }

  /** Find what is in sight: after every plot and zoom. */
  measure() {
    this.reset.hidden = !this.#zoomed().length
  }

  /** The axes that do not show all they could: time or not, whatever can be zoomed. @returns {string[]} "xaxis", … */
  #zoomed() {
    const { gd, original } = this.plot
    const full = gd._fullLayout
    return Object.keys(original).filter((name) => {
      const drawn = /^[xy]axis/.test(name) && full[name] // Plotly drops an axis that nothing is drawn on
      const whole = drawn && !drawn.fixedrange && original[name].range
      return whole && drawn.range.some((end, index) => Math.abs(end - whole[index]) > 1e-6)
    })
  }

  #end() {
    const { Plotly, gd, original, save } = this.plot
    const changes = this.#zoomed().map((name) => [`${name}.range`, [...original[name].range]])
    if (document.activeElement === this.reset) save.button.focus({ preventScroll: true }) // the button goes
    Plotly.relayout(gd, Object.fromEntries(changes))
  }

  /** Where a zoomed time axis does not show the step, move the window so that step `t` is in its middle. @param {number} t */
  follow(t) {
    const { Plotly, gd, original } = this.plot
    const changes = {}
    for (const { axis, first } of [original.meta?.time ?? []].flat()) {
      const name = axisName(axis)
      const { range } = gd._fullLayout[name]
      const whole = original[name].range
      const [low, high] = [Math.min(...range), Math.max(...range)]
      const at = t + first
      if ((at >= low && at <= high) || at < Math.min(...whole) || at > Math.max(...whole)) continue
      const start = Math.min(Math.max(at - (high - low) / 2, Math.min(...whole)), Math.max(...whole) - (high - low))
      changes[`${name}.range`] = range[0] > range[1] ? [start + high - low, start] : [start, start + high - low]
    }
    if (Object.keys(changes).length) Plotly.relayout(gd, changes)
  }
}
