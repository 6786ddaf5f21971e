// The heatmaps of a figure, painted on one canvas that lies beneath Plotly's drawing.
//
// Any call of Plotly costs 65–90 ms of the main thread, painting all rows here 4–12: a changed setting repaints them,
// and so does a hand that moves a gate. Plotly keeps the axes and the zoom; hover labels and clicks read our numbers.

import { axisName } from "./axes.js"
import { canvas } from "./part.js"
import { heightIn } from "./picture.js"
import { channels } from "./theme.js"

export const SHADES = 256
const [STRIPS, MOST_GHOSTS] = [5, 8] // a ghost is a fifth of its cell, where there are few enough units to see it
const SEEN = 6 // shades that a cell must have changed by

/**
 * @typedef {object} Cell one cell of a heatmap
 * @property {any} trace the heatmap
 * @property {number} row
 * @property {number} unit the one that this row shows; the row itself where they stand in no order of their own
 * @property {number} column
 * @property {number} x what the axes say there
 * @property {number} y
 * @property {number | string} called what the row is called: `y`, if it has no name
 * @property {number} value
 * @property {number[]} box left, top, width, height in pixels of the frame
 */

export class Heatmaps {
  /** @param {HTMLElement} frame the positioned element around the plot */
  constructor(frame) {
    this.frame = frame
    this.canvas = canvas("us-canvas")
    frame.prepend(this.canvas)
    this.places = document.createElement("div")
    this.places.className = "us-rows"
    this.places.setAttribute("aria-hidden", "true")
    frame.prepend(this.places)
    this.small = document.createElement("canvas") // one cell, one pixel
    this.rows = []
  }

  /** Take what is to be painted. @param {import("./picture.js").Heat[]} heats */
  take(heats) {
    this.rows = heats.map((heat) => ({ ...heat, ...ticks(heat), shades: shades(heat.trace.colorscale) }))
  }

  /** The row in whose place the network is drawn unrolled, which is not painted here. */
  get chain() {
    return this.rows.find(({ trace }) => trace.meta?.chain) ?? null
  }

  /** The row that shows the inputs, where letters have no room. */
  get inputs() {
    return this.rows.find(({ trace }) => trace.meta?.inputs) ?? null
  }

  /** Find where the rows lie now: after every plot, zoom, resize and change of the screen. @param {any} gd the drawn figure */
  measure(gd) {
    const full = gd._fullLayout
    const scale = window.devicePixelRatio || 1
    const [width, height] = [full.width, full.height]
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale)
      this.canvas.height = Math.round(height * scale)
      this.canvas.style.width = `${width}px`
      this.canvas.style.height = `${height}px`
    }
    this.scale = scale
    for (const row of this.rows) {
      const { trace, band } = row
      const x = full[axisName(trace.xaxis ?? "x")]
      const { t: top, h } = full._size
      const y = band ? null : full[axisName(trace.yaxis ?? "y")]
      row.across = (value) => x._offset + x.l2p(value)
      row.down = band ? (value) => top + (1 - heightIn(band, value)) * h : (value) => y._offset + y.l2p(value)
      row.clip = band
        ? [x._offset, top + (1 - band.domain[1]) * h, x._length, (band.domain[1] - band.domain[0]) * h]
        : [x._offset, y._offset, x._length, y._length]
    }
    this.#mark()
  }

  /** Elements where the rows are, for whoever looks for them by name. */
  #mark() {
    this.places.replaceChildren(
      ...this.rows.map(({ trace, clip: [left, top, width, height] }) => {
        const place = document.createElement("div")
        place.dataset.row = trace.meta?.chain ? "chain" : (trace.meta?.signal ?? trace.meta?.row ?? "own")
        place.dataset.panel = String(trace.meta?.panel ?? "")
        place.style.cssText = `left:${left}px;top:${top}px;width:${width}px;height:${height}px`
        return place
      }),
    )
  }

  /**
   * Paint every row. While a hand moves numbers, `planeOf` may give other ones for a row, and `ghostOf` what they were:
   * a strip below each cell that has changed.
   * @param {(row: any) => import("./values.js").Plane} planeOf
   * @param {(row: any) => import("./values.js").Plane | null} ghostOf
   */
  paint(planeOf = (row) => row.plane, ghostOf = () => null) {
    this.again = () => this.paint(planeOf, ghostOf) // for whoever wants it on another canvas
    const context = this.canvas.getContext("2d")
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0)
    context.clearRect(0, 0, this.canvas.width, this.canvas.height)
    context.imageSmoothingEnabled = false
    for (const row of this.rows) if (!row.trace.meta?.chain) this.#paintRow(context, row, (row.shown = planeOf(row)), ghostOf(row))
  }

  #paintRow(context, row, plane, ghost) {
    const { rows, columns } = plane
    const { x, y, trace, clip } = row
    if (!rows || !columns) return
    this.small.width = columns
    this.small.height = rows
    const pixels = this.small.getContext("2d")
    const image = pixels.createImageData(columns, rows)
    const missing = colour(plane, row, new Uint32Array(image.data.buffer))
    pixels.putImageData(image, 0, 0)
    const [left, right] = [row.across(x.first - x.step / 2), row.across(x.first + (columns - 0.5) * x.step)]
    const [start, end] = [row.down(y.first - y.step / 2), row.down(y.first + (rows - 0.5) * y.step)]
    context.save()
    context.beginPath()
    context.rect(...clip)
    context.clip()
    if (end < start) { // values grow upwards
      context.translate(0, start + end)
      context.scale(1, -1)
    }
    const [top, bottom] = [Math.min(start, end), Math.max(start, end)]
    context.drawImage(this.small, left, top, right - left, bottom - top)
    if (ghost && rows <= MOST_GHOSTS) {
      this.small.height = rows * STRIPS
      const strips = pixels.createImageData(columns, rows * STRIPS)
      leave(plane, ghost, row, new Uint32Array(strips.data.buffer))
      pixels.putImageData(strips, 0, 0)
      context.drawImage(this.small, left, top, right - left, bottom - top)
    }
    const [wide, tall] = [(right - left) / columns, (bottom - top) / rows]
    if (missing.length) this.#hatch(context, missing, left, top, wide, tall)
    if (trace.xgap) for (let i = 1; i < columns; i++) context.clearRect(this.#crisp(left + i * wide), top, this.#thin, bottom - top)
    if (trace.ygap) for (let i = 1; i < rows; i++) context.clearRect(left, this.#crisp(top + i * tall), right - left, this.#thin)
    context.restore()
  }

  /** One pixel of the screen or more, about as wide as one of the page. */
  get #thin() {
    return Math.max(1, Math.round(this.scale)) / this.scale
  }

  #crisp(at) {
    return Math.round((at - 0.5) * this.scale) / this.scale
  }

  /** What is not a number is marked as such. @param {number[]} missing row and column, by turns */
  #hatch(context, missing, left, top, wide, tall) {
    context.fillStyle = this.#pattern(context)
    context.beginPath()
    for (let i = 0; i < missing.length; i += 2) context.rect(left + missing[i + 1] * wide, top + missing[i] * tall, wide, tall)
    context.fill()
  }

  #pattern(context) {
    const tile = document.createElement("canvas")
    tile.width = tile.height = 6
    const pen = tile.getContext("2d")
    pen.strokeStyle = getComputedStyle(this.frame).getPropertyValue("--us-warning") || "#b25e00" // read late: it costs a layout
    pen.lineWidth = 1.4
    pen.beginPath()
    for (const shift of [-6, 0, 6]) {
      pen.moveTo(shift, 6)
      pen.lineTo(shift + 6, 0)
    }
    pen.stroke()
    return context.createPattern(tile, "repeat")
  }

  /** The cell at a point of the frame. @param {number} left pixels @param {number} top @returns {Cell | null} */
  at(left, top) {
    for (const row of this.rows) {
      const [x0, y0, width, height] = row.clip ?? [0, 0, -1, -1]
      if (left < x0 || left >= x0 + width || top < y0 || top >= y0 + height) continue
      const column = Math.round(inverse(row.across, row.x, left))
      const line = Math.round(inverse(row.down, row.y, top))
      const { rows, columns, order } = row.plane
      if (column < 0 || column >= columns || line < 0 || line >= rows || isHidden(row.trace, line, column)) continue
      const [x, y] = [row.x.first + column * row.x.step, row.y.first + line * row.y.step]
      const value = read(row.shown ?? row.plane, line, column)
      const [unit, called] = [order ? order[line] : line, row.names.get(y) ?? y]
      return { trace: row.trace, row: line, unit, column, x, y, called, value, box: this.boxOf(row, unit, column) }
    }
    return null
  }

  /**
   * Where a cell of a row lies: left, top, width, height; null where it is out of sight.
   * @param {any} row one of ours @param {number} unit @param {number | null} column
   */
  boxOf(row, unit, column) {
    if (column === null || unit >= row.plane.rows || column >= row.plane.columns) return null
    const line = lineOf(row.plane, unit)
    const [x, y] = [row.x.first + column * row.x.step, row.y.first + line * row.y.step]
    const [left, right] = [row.across(x - row.x.step / 2), row.across(x + row.x.step / 2)]
    const [one, other] = [row.down(y - row.y.step / 2), row.down(y + row.y.step / 2)]
    const [start, , width] = row.clip
    if (right <= start || left >= start + width) return null
    return [left, Math.min(one, other), right - left, Math.abs(other - one)]
  }

  /** The rows of a unit in every heatmap of units: left, top, width, height. @returns {((unit: number) => number[] | null)[]} */
  unitPlaces() {
    return this.rows.flatMap((row) => {
      if (!row.trace.meta?.units) return []
      const { first } = row.trace.meta
      return [
        (unit) => {
          if (first === undefined && unit >= row.plane.rows) return null
          const at = first === undefined ? row.y.first + lineOf(row.plane, unit) * row.y.step : unit + first
          const [one, other] = [row.down(at - 0.5), row.down(at + 0.5)]
          const [, start, , tall] = row.clip
          if (Math.max(one, other) <= start || Math.min(one, other) >= start + tall) return null
          return [row.clip[0], Math.min(one, other), row.clip[2], Math.abs(other - one)]
        },
      ]
    })
  }

  dispose() {
    this.canvas.remove()
    this.places.remove()
  }
}

/** @param {import("./values.js").Plane} plane @param {number} row @param {number} column */
function read({ data, rowStride, columnStride, oneMinus, order }, row, column) {
  const value = data[(order ? order[row] : row) * rowStride + column * columnStride]
  return oneMinus ? 1 - value : value
}

/** In which row a unit stands. @param {import("./values.js").Plane} plane @param {number} unit */
export const lineOf = ({ order }, unit) => (order ? order.indexOf(unit) : unit)

const isHidden = ({ meta }, row, column) => Boolean((meta?.lower && column > row) || (meta?.upper && column < row))

/** Where a heatmap's columns and rows stand on their axes. */
function ticks({ trace }) {
  const along = (at, first, step) => (at ? { first: at[0], step: at.length > 1 ? at[1] - at[0] : (step ?? 1) } : { first: first ?? 0, step: step ?? 1 })
  return { x: along(trace.x, trace.x0, trace.dx), y: along(trace.y, trace.y0, trace.dy) }
}

/** The column or row, as a fraction, at a pixel; axes are linear. */
function inverse(toPixels, { first, step }, pixel) {
  const [start, next] = [toPixels(first), toPixels(first + step)]
  return (pixel - start) / (next - start)
}

/** Colour a plane, one pixel a cell. @returns {number[]} rows and columns, by turns, of what is not a number */
function colour(plane, { trace, shades }, pixels) {
  const { data, rows, columns, rowStride, columnStride, oneMinus, order } = plane
  const factor = (SHADES - 1) / (trace.zmax - trace.zmin || 1)
  const missing = []
  for (let row = 0; row < rows; row++) {
    const start = (order ? order[row] : row) * rowStride
    for (let column = 0; column < columns; column++) {
      if (isHidden(trace, row, column)) continue
      const number = data[start + column * columnStride]
      const share = ((oneMinus ? 1 - number : number) - trace.zmin) * factor
      if (Number.isNaN(share)) missing.push(row, column)
      else pixels[row * columns + column] = shades[share <= 0 ? 0 : share >= SHADES - 1 ? SHADES - 1 : (share + 0.5) | 0]
    }
  }
  return missing
}

/** What cells were, as the lowest of their strips, where they have changed by more than the eye misses. */
function leave(plane, ghost, { trace, shades }, pixels) {
  const factor = (SHADES - 1) / (trace.zmax - trace.zmin || 1)
  for (let row = 0; row < plane.rows; row++) {
    for (let column = 0; column < plane.columns; column++) {
      const share = (read(ghost, row, column) - trace.zmin) * factor
      if (!(Math.abs((read(plane, row, column) - trace.zmin) * factor - share) > SEEN)) continue
      const shade = shades[share <= 0 ? 0 : share >= SHADES - 1 ? SHADES - 1 : (share + 0.5) | 0]
      pixels[(row * STRIPS + STRIPS - 1) * plane.columns + column] = shade
    }
  }
}

/** A colour scale as so many opaque pixels. @param {[number, string][]} stops */
export function shades(stops) {
  const parsed = stops.map(([at, named]) => [at, channels(named)])
  const bytes = new Uint8ClampedArray(4 * SHADES)
  for (let i = 0; i < SHADES; i++) {
    const share = i / (SHADES - 1)
    const above = Math.max(parsed.findIndex(([at]) => at >= share), 1)
    const [low, from] = parsed[above - 1]
    const [high, to] = parsed[above]
    const mix = (share - low) / (high - low || 1)
    bytes.set([...from.map((c, channel) => c + (to[channel] - c) * mix), 255], 4 * i)
  }
  return new Uint32Array(bytes.buffer)
}
