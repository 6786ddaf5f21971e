// A picture is a skeleton and values: here the skeleton is filled, and what Plotly draws is parted from what we paint.

import { axisName } from "./axes.js"
import { recolour } from "./theme.js"
import { arrayOf } from "./values.js"

/**
 * @typedef {object} Heat a heatmap of the skeleton, filled: what the canvas paints
 * @property {any} trace the heatmap as Plotly would take it, but for its numbers
 * @property {import("./values.js").Plane} plane its numbers
 * @property {{domain: [number, number], range: [number, number]} | null} band its vertical place where Plotly keeps no
 *   axis for it, as shares of the figure's inner height from below, and the values there
 * @property {Map<number, string>} names what its rows are called, by the values there, where the axis says so
 */

/** What Python says of one figure: `skeleton` (JSON), `fills` and `arrays` by their paths in it. */
export class Picture {
  /** @param {{key: string, skeleton: string, fills: Record<string, any>, arrays: Record<string, any>}} figure @param {ArrayBuffer} values */
  constructor({ key, skeleton, fills, arrays }, values) {
    this.key = key
    this.skeleton = skeleton
    this.fills = fills
    /** @type {Record<string, {numbers: Float32Array | Float64Array, shape: number[]}>} */
    this.arrays = {}
    for (const [path, entry] of Object.entries(arrays)) {
      this.arrays[path] = { numbers: arrayOf(values, entry), shape: entry.shape }
    }
  }

  /**
   * The whole figure but for the numbers that recordings hold, in a theme's colours.
   * @param {import("./theme.js").Theme} theme
   * @returns {{data: any[], layout: any}}
   */
  filled(theme) {
    const figure = recolour(JSON.parse(this.skeleton), theme.swap)
    for (const [path, { numbers }] of Object.entries(this.arrays)) put(figure, path, numbers)
    for (const [path, value] of Object.entries(this.fills)) if (path !== "notes") put(figure, path, recolour(value, theme.swap))
    const notes = this.fills.notes ?? []
    if (notes.length) figure.layout.annotations = [...(figure.layout.annotations ?? []), ...recolour(notes, theme.swap)]
    return figure
  }

  /**
   * What Plotly has to be told where it has drawn `other`: the changes to its layout, by their paths there, or null for
   * everything. Heatmaps are ours, and so is what follows step or unit.
   * @param {Picture | undefined} other
   * @param {import("./theme.js").Theme} theme
   * @returns {Record<string, any> | null}
   */
  changesSince(other, theme) {
    if (other?.key !== this.key) return null
    const ours = this.#ours()
    for (const [path, { numbers }] of Object.entries(this.arrays)) {
      const before = other.arrays[path]?.numbers
      if (!ours(path) && !(before?.length === numbers.length && numbers.every((value, i) => Object.is(value, before[i])))) return null
    }
    const changes = {}
    for (const path of new Set([...Object.keys(this.fills), ...Object.keys(other.fills)])) {
      if (ours(path) || JSON.stringify(this.fills[path]) === JSON.stringify(other.fills[path])) continue
      if (!/^layout\.[xy]axis/.test(path)) return null
      changes[path.slice("layout.".length)] = recolour(this.fills[path], theme.swap)
    }
    return changes
  }

  /** Do only letters, points, curves, and axes across time hold its values? */
  isOfNumbers() {
    const ours = this.#ours()
    return [...Object.keys(this.fills), ...Object.keys(this.arrays)].every((path) => ours(path) || NUMBERS.test(path))
  }

  /** Which values are those of heatmaps and of the axes that Plotly keeps none for, by their paths. */
  #ours() {
    const { data, layout } = JSON.parse(this.skeleton)
    const needed = new Set(data.flatMap(({ type, yaxis }) => (type === "heatmap" ? [] : [axisName(yaxis ?? "y")])))
    const bare = data.map(({ yaxis }) => axisName(yaxis ?? "y")).filter((name) => !needed.has(name) && layout[name]?.showticklabels === false)
    const heat = new Set(data.flatMap(({ type }, index) => (type === "heatmap" ? [`data.${index}.`] : [])))
    for (const name of bare) heat.add(`layout.${name}.`)
    return (path) => heat.has(/^(data|layout)\.\w+\./.exec(path)?.[0])
  }
}

/** What `renumber.js` can move, or need not, in a drawing of the same skeleton. */
const NUMBERS = /^(data\.\d+\.(x|y|text|textfont\.color|customdata|hovertemplate|meta\.keep)|layout\.yaxis\d*\.(range|tickvals|ticktext)|notes)$/

/** @param {any} figure @param {string} path such as `layout.yaxis3.range` @param {any} value */
function put(figure, path, value) {
  const names = path.split(".")
  const last = names.pop()
  names.reduce((part, name) => (part[name] ??= {}), figure)[last] = value
}

const UNSEEN = { type: "scatter", mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip", showlegend: false }

/**
 * Take the heatmaps out of a filled figure. Plotly draws each axis anew at every change, and at two milliseconds each
 * they are most of what a changed setting costs; a row of units needs none. So rows that lie under one another and have
 * no ticks leave Plotly one empty panel, in which one can still zoom. A heatmap with ticks keeps its axes, and its
 * colour bar.
 *
 * @param {{data: any[], layout: any}} figure
 * @param {(trace: any, index: number) => import("./values.js").Plane} planeOf
 * @returns {{data: any[], layout: any, heats: Heat[]}}
 */
export function parted({ data, layout }, planeOf) {
  const drawn = data.filter(({ type }) => type !== "heatmap")
  const needed = new Set(drawn.map((trace) => trace.yaxis ?? "y"))
  const bare = (id) => !needed.has(id) && layout[axisName(id)]?.showticklabels === false
  const rest = { ...layout }
  /** @type {Heat[]} */
  const heats = []
  const hosts = []
  data.forEach((trace, index) => {
    if (trace.type !== "heatmap") return
    const id = trace.yaxis ?? "y"
    const { tickvals = [], ticktext = [] } = layout[axisName(id)] ?? {}
    const names = new Map(ticktext.map((name, tick) => [tickvals[tick], name]))
    const heat = { trace, plane: planeOf(trace, index), band: null, names }
    heats.push(heat)
    if (bare(id)) {
      const { domain, range } = layout[axisName(id)]
      heat.band = { domain, range }
      delete rest[axisName(id)]
      hosts.push({ domain, x: trace.xaxis ?? "x" })
    } else if (!needed.has(id) || trace.colorbar) drawn.push({ ...UNSEEN, ...standIn(trace) })
  })
  const kept = Object.entries(rest).flatMap(([name, axis]) => (name.startsWith("yaxis") && axis.domain ? [axis.domain] : []))
  joined(hosts, kept).forEach(({ domain, x }, index) => {
    const id = `y${100 + index}`
    rest[axisName(id)] = { domain, range: [0, 1], fixedrange: true, showticklabels: false, showgrid: false, zeroline: false, ticks: "" }
    drawn.push({ ...UNSEEN, x: [1], y: [0.5], xaxis: x, yaxis: id })
  })
  rest.annotations = layout.annotations?.map((note) => {
    if (!note.yref || note.yref === "paper" || !bare(note.yref)) return note
    const { domain, range } = layout[axisName(note.yref)]
    return { ...note, yref: "paper", y: heightIn({ domain, range }, note.y) }
  })
  return { data: drawn, layout: rest, heats }
}

/** Where a value of a band lies, as a share of the figure's inner height from below. */
export function heightIn({ domain: [bottom, top], range: [first, last] }, value) {
  return bottom + ((value - first) / (last - first)) * (top - bottom)
}

/** Bands that no kept panel lies between, as one. @param {{domain: number[], x: string}[]} bands @param {number[][]} kept */
function joined(bands, kept) {
  const blocks = []
  for (const host of [...bands].sort((one, other) => other.domain[1] - one.domain[1])) {
    const last = blocks[blocks.length - 1]
    const between = last && kept.some(([bottom]) => bottom < last.domain[0] && bottom >= host.domain[1] - 1e-9)
    if (last && !between && last.x === host.x) last.domain = [host.domain[0], last.domain[1]]
    else blocks.push({ ...host })
  }
  return blocks
}

/** An unseen trace that keeps a heatmap's axes and its colour bar. */
function standIn({ xaxis, yaxis, x, y, x0 = 0, y0 = 0, zmin, zmax, colorscale, colorbar }) {
  const marker = colorbar && { opacity: 0, color: [zmin, zmax], cmin: zmin, cmax: zmax, colorscale, colorbar, showscale: true }
  const at = [x?.[0] ?? x0, y?.[0] ?? y0]
  return { xaxis, yaxis, x: [at[0], at[0]], y: [at[1], at[1]], ...(marker && { marker }) }
}
