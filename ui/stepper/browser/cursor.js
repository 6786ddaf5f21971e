// The cursor: a box around the column of step t through every panel of a figure, and thin marks around the chosen
// unit. They are overlay elements placed from the axes' own geometry, because moving a shape inside the figure makes
// plotly.js draw the whole figure again (13–44 ms); this takes a tenth of a millisecond.

import { axisName } from "./axes.js"

const MIN_WIDTH = 7 // pixels: a box narrower than this is a line that nobody sees

export class Cursor {
  /** @param {HTMLElement} host the positioned element around the plot */
  constructor(host) {
    this.host = host
    this.overlay = element(host, "us-overlay")
    /** @type {{box: HTMLElement, axis: any, first: number, horizontal: boolean}[]} */
    this.boxes = []
    /** @type {{mark: HTMLElement, place: (unit: number) => number[] | null}[]} */
    this.marks = []
  }

  /**
   * Read where the axes are now; called after every plot, zoom and resize.
   * @param {any} gd the drawn figure
   * @param {((unit: number) => number[] | null)[]} unitPlaces where a unit lies in each heatmap
   */
  measure(gd, unitPlaces) {
    const full = gd._fullLayout
    this.overlay.replaceChildren()
    const times = [gd.layout.meta?.time ?? []].flat()
    this.boxes = times.map((time) => this.#box(full, time))
    const isOfUnits = ({ type, meta }) => type === "bar" && meta?.at === "step" && meta.units !== false
    const bars = gd._fullData.filter((trace) => trace.visible !== false && isOfUnits(trace))
    const places = [...unitPlaces, ...bars.map((trace) => barPlace(full, trace))]
    this.marks = places.map((place) => ({ mark: element(this.overlay, "us-unit-mark"), place }))
  }

  /** @param {any} full @param {{axis: string, first: number}} time */
  #box(full, time) {
    const axis = full[axisName(time.axis)]
    const horizontal = time.axis.startsWith("y")
    const crossing = crossingAxes(full, time.axis)
    const start = Math.min(...crossing.map((other) => other._offset))
    const end = Math.max(...crossing.map((other) => other._offset + other._length))
    const box = element(this.overlay, "us-cursor")
    const size = Math.max(Math.abs(axis.l2p(1) - axis.l2p(0)), MIN_WIDTH)
    box.style.width = `${horizontal ? end - start + 6 : size}px`
    box.style.height = `${horizontal ? size : end - start + 6}px`
    return { box, axis, first: time.first, horizontal, size, start: start - 3 }
  }

  /** @param {number} t */
  showStep(t) {
    for (const { box, axis, first, horizontal, size, start } of this.boxes) {
      const at = t + first
      const [low, high] = [Math.min(...axis.range), Math.max(...axis.range)]
      box.hidden = at < low || at > high
      const along = axis._offset + axis.l2p(at) - size / 2
      box.style.transform = horizontal ? `translate(${start}px,${along}px)` : `translate(${along}px,${start}px)`
    }
  }

  /** @param {number} unit */
  showUnit(unit) {
    for (const { mark, place } of this.marks) {
      const rectangle = place(unit)
      mark.hidden = rectangle === null
      if (!rectangle) continue
      const [x, y, width, height] = rectangle
      mark.style.transform = `translate(${x}px,${y}px)`
      mark.style.width = `${width}px`
      mark.style.height = `${height}px`
    }
  }

  dispose() {
    this.overlay.remove()
  }
}

/** The axes that stand across `id`, also those of axes that zoom together with it. */
function crossingAxes(full, id) {
  const horizontal = id.startsWith("y")
  const same = (other) => other === id || full[axisName(other)].matches === id
  const pairs = full._subplots.cartesian.map((pair) => [pair.slice(0, pair.indexOf("y")), pair.slice(pair.indexOf("y"))])
  return pairs
    .filter(([x, y]) => same(horizontal ? y : x))
    .map(([x, y]) => full[axisName(horizontal ? x : y)])
}

/** Where a unit lies among bars: x, y, width, height in pixels. */
function barPlace(full, trace) {
  const x = full[axisName(trace.xaxis)]
  const y = full[axisName(trace.yaxis)]
  return (unit) => {
    if (unit >= trace._length) return null
    const at = (trace.x0 ?? 0) + unit
    const low = x.l2p(at - 0.5)
    const high = x.l2p(at + 0.5)
    return [x._offset + Math.min(low, high), y._offset, Math.abs(high - low), y._length]
  }
}

/** @param {HTMLElement} parent @param {string} className */
function element(parent, className) {
  const node = document.createElement("div")
  node.className = className
  node.setAttribute("aria-hidden", "true")
  parent.append(node)
  return node
}
