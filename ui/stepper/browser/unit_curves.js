// The curves of the chosen unit, and the bars of the moment, as Plotly is given them.

import { axisName } from "./axes.js"
import { formatTick } from "./numbers.js"

/** @typedef {import("./values.js").Recording} Recording */

/** The numbers of a trace that follows the unit. @param {{meta: any}} trace @param {Recording[]} recordings @param {number} unit */
function curve({ meta: { panel, signal } }, recordings, unit) {
  const recording = recordings[panel]
  const numbers = recording.column(signal, recording.index(Math.min(unit, recording.units - 1)))
  return numbers.map((number) => (Number.isFinite(number) ? number : NaN)) // Plotly draws no line at all to an infinity
}

/**
 * Put the numbers of the present unit into a trace that follows it.
 * @param {any} trace @param {Recording[]} recordings @param {number} unit
 */
export function fill(trace, recordings, unit) {
  const { panel, signal, at, follow } = trace.meta ?? {}
  // Plotly draws no bars, since ours stand in their place; it learns the numbers where somebody points at them.
  if (at === "step" && trace.type === "bar") trace.y = Array(recordings[panel].row(signal, 0).length).fill(null)
  if (follow === "unit") trace.y = curve(trace, recordings, unit)
  if (trace.mode === "markers" && trace.x?.length === 0) trace.x = trace.y = [null] // Plotly keeps a place for one point
}

/**
 * The axis of the chosen unit's curves: what that unit reaches in the whole run, so that it stands while one steps.
 * @param {{data: any[], layout: Record<string, any>}} figure
 */
export function rangeOfUnit({ data, layout }) {
  const following = data.filter((trace) => trace.meta?.follow === "unit" && trace.meta.fit)
  for (const axis of new Set(following.map((trace) => axisName(trace.yaxis ?? "y")))) {
    const values = following.filter((trace) => axisName(trace.yaxis ?? "y") === axis).flatMap((trace) => [...trace.y])
    const finite = values.filter(Number.isFinite)
    const limit = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
    const ticks = finite.some((value) => value < 0) ? [-limit, 0, limit] : [0, limit]
    const range = [ticks[0] < 0 ? -1.08 * limit : -0.08, 1.08 * limit]
    layout[axis] = { ...layout[axis], range, tickvals: ticks, ticktext: ticks.map(formatTick) }
  }
}

/**
 * What Plotly is to change in traces that follow the unit, and in their axes, where another unit is chosen.
 * @param {any[]} traces @param {Recording[]} recordings @param {number} unit
 * @returns {[{y: ArrayLike<number>[]}, Record<string, any>]}
 */
export function changesOfUnit(traces, recordings, unit) {
  const curves = traces.map((trace) => curve(trace, recordings, unit))
  const layout = {}
  rangeOfUnit({ data: traces.map((trace, index) => ({ ...trace, y: curves[index] })), layout })
  return [{ y: curves }, flat(layout)]
}

/** {yaxis: {range, …}} → {"yaxis.range": …} @param {Record<string, Record<string, any>>} layout */
function flat(layout) {
  return Object.fromEntries(
    Object.entries(layout).flatMap(([name, part]) => Object.entries(part).map(([key, value]) => [`${name}.${key}`, value])),
  )
}
