// Other numbers in a drawing that plotly.js has made: its own marks are moved, and it is not asked.
//
// Where a picture has the skeleton of the one that stands, letters, points, curves, ticks and what a note says are all
// that differs, and Plotly takes ten times as long to draw everything anew. What it drew is kept aside and put back
// before it is asked again: it never sees what we did here.

import { axisName, groupOf } from "./axes.js"
import { shape } from "./svg.js"

const FAR = 1e4 // pixels; a line that goes there has left the panel
const NAMED = { "&lt;": "<", "&gt;": ">", "&amp;": "&" }
const SEEN_PX = 0.01

/**
 * Show `data` and `layout` in a drawing of the same skeleton.
 * @param {any} gd the drawn figure, not zoomed @param {any[]} data @param {any} layout
 * @returns {(() => void) | null} puts back what Plotly drew; null if only Plotly can draw this, and nothing was changed
 */
export function renumber(gd, data, layout) {
  const axes = newRanges(gd, layout)
  const back = axes?.map(({ axis }) => [axis, axis.range])
  for (const { axis, range } of axes ?? []) scale(axis, range)
  const plans = axes && [
    ...data.map((trace, index) => planTrace(gd, trace, index)),
    ...axes.map(({ axis, stood, wanted }) => planAxis(gd, axis, stood, wanted)),
    planNotes(gd, layout),
  ]
  if (plans && !plans.includes(null)) {
    const undone = plans.flat().map(({ parent, children }) => {
      const before = [...parent.childNodes]
      parent.replaceChildren(...children)
      return () => parent.replaceChildren(...before)
    })
    return () => {
      for (const undo of undone) undo()
      for (const [axis, range] of back) scale(axis, range)
    }
  }
  for (const [axis, range] of back ?? []) scale(axis, range)
  return null
}

function scale(axis, range) {
  axis.range = range
  axis.setScale()
}

/** The axes across time that reach elsewhere or are numbered otherwise; null where Plotly has to find the numbers. */
function newRanges(gd, layout) {
  const full = gd._fullLayout
  const changed = []
  for (const name of Object.keys(layout).filter((key) => key.startsWith("yaxis"))) {
    const [axis, wanted, known] = [full[name], layout[name], gd.layout[name]]
    const say = ({ range, tickvals, ticktext }) => JSON.stringify([range, tickvals, ticktext])
    if (!axis || axis.type !== "linear" || !known) return null
    if (say(wanted) === say(known)) continue
    if (!wanted.range || !wanted.tickvals || !wanted.ticktext) return null
    const zero = axis.l2p(0)
    const stood = known.tickvals?.map((value) => round(axis.l2p(value)))
    const before = axis.range
    scale(axis, wanted.range)
    const moved = Math.abs(axis.l2p(0) - zero) > SEEN_PX
    scale(axis, before)
    if (axis.zeroline && moved) return null
    changed.push({ axis, wanted, stood, range: [...wanted.range] })
  }
  return changed
}

/** @returns {{parent: Element, children: Element[]}[] | null} */
function planTrace(gd, trace, index) {
  if (trace.type !== "scatter") return trace.type === "bar" && trace.meta?.at === "step" ? [] : null
  if (trace.marker?.opacity === 0 || trace.meta?.at === "step") return []
  const group = groupOf(gd, index)
  if (!group || trace.fill || (trace.mode ?? "") === "") return null
  const full = gd._fullLayout
  const [x, y] = [full[axisName(trace.xaxis ?? "x")], full[axisName(trace.yaxis ?? "y")]]
  if (x.type !== "linear") return null
  const at = (i) => [x.l2p(trace.x ? trace.x[i] : (trace.x0 ?? 0) + i * (trace.dx ?? 1)), y.l2p(trace.y[i])]
  const plans = trace.mode.split("+").map((mode) => PLANS[mode]?.(group, trace, at) ?? null)
  return plans.includes(null) ? null : plans
}

const PLANS = {
  lines(group, { y }, at) {
    const parent = group.querySelector(".lines")
    const drawn = parent?.querySelector("path")
    if (!drawn) return null
    const line = drawn.cloneNode()
    let d = ""
    let pen = "M"
    for (let i = 0; i < y.length; i++) {
      const [left, top] = at(i)
      if (!Number.isFinite(left) || !Number.isFinite(top)) pen = "M" // plotly.js knows no place for what is no number
      else {
        d += `${pen}${left.toFixed(2)},${Math.min(Math.max(top, -FAR), FAR).toFixed(2)}`
        pen = "L"
      }
    }
    line.setAttribute("d", d)
    return { parent, children: [line] }
  },
  markers(group, { y, marker }, at) {
    const parent = group.querySelector(".points")
    const drawn = parent?.querySelector("path")
    const places = Array.from(y, (_, i) => at(i)).filter((place) => place.every(Number.isFinite))
    const model = drawn ?? newPoint(marker)
    if (!parent || (places.length && !model)) return null
    const children = places.map(([left, top]) => {
      const point = model.cloneNode()
      point.setAttribute("transform", `translate(${+left.toFixed(2)},${+top.toFixed(2)})`)
      return point
    })
    return { parent, children }
  },
  text(group, { text, textfont }) {
    const parent = group.querySelector(".text")
    const drawn = [...(parent?.children ?? [])]
    if (drawn.length !== text.length || text.some((letter) => !letter || /[<\n]/.test(letter))) return null
    const children = drawn.map((node, index) => {
      const letter = node.cloneNode(true)
      const words = letter.querySelector("text")
      words.textContent = text[index].replace(/&\w+;/g, (entity) => NAMED[entity] ?? entity)
      if (Array.isArray(textfont?.color)) words.style.fill = textfont.color[index]
      return letter
    })
    return { parent, children }
  },
}

/** Plotly's symbols by their radius, for a trace that had no point so far. */
const SYMBOLS = {
  circle: (r) => `M${r},0A${r},${r} 0 1,1 0,-${r}A${r},${r} 0 0,1 ${r},0Z`,
  x: (r) => {
    const d = round((0.8 * r) / Math.SQRT2)
    const [n, a, o, s] = [`l${d},${d}`, `l${d},-${d}`, `l-${d},-${d}`, `l-${d},${d}`]
    return `M0,${d}${n}${a}${o}${a}${o}${s}${o}${s}${n}${s}${n}Z`
  },
  "triangle-down": (r) => `M-${round((2 * r) / Math.sqrt(3))},-${round(r / 2)}H${round((2 * r) / Math.sqrt(3))}L0,${round(r)}Z`,
}
const round = (pixels) => Math.round(100 * pixels) / 100

/** @param {any} marker of a trace @returns {SVGPathElement | null} */
function newPoint({ symbol = "circle", size, color } = {}) {
  if (!SYMBOLS[symbol] || typeof size !== "number" || typeof color !== "string") return null
  const point = shape(null, "path", { class: "point", d: SYMBOLS[symbol](size / 2) })
  point.style.cssText = `opacity: 1; stroke-width: 0px; fill: ${color}; fill-opacity: 1;`
  return point
}

/** The numbers and the lines of an axis whose range is new; lines that stay where they are are left alone. */
function planAxis(gd, axis, stood, { range, tickvals, ticktext }) {
  const [low, high] = [Math.min(...range), Math.max(...range)]
  const stays = String(stood) === String(tickvals.map((value) => round(axis.l2p(value))))
  const ticks = tickvals.map((value, index) => ({ value, words: ticktext[index] })).filter(({ value }) => value >= low && value <= high)
  if (ticks.some(({ words }) => /[<&\n]/.test(words))) return null
  const place = (node, value) => node.setAttribute("transform", `translate(0,${axis._offset + axis.l2p(value)})`)
  const plans = []
  for (const [kind, shown] of [["tick", axis.showticklabels], ["grid", axis.showgrid]]) {
    if (!shown || (kind === "grid" && stays)) continue
    const drawn = gd.querySelector(`.${axis._id}${kind}`)
    if (!drawn) return null
    const parent = drawn.parentNode
    const others = [...parent.children].filter((node) => !node.classList.contains(`${axis._id}${kind}`))
    const inside = ({ value }) => axis.l2p(value) > 1 && axis.l2p(value) < axis._length - 1 // Plotly draws no line on an edge
    const own = ticks.filter((tick) => kind === "tick" || inside(tick)).map(({ value, words }) => {
      const node = drawn.cloneNode(true)
      place(kind === "tick" ? node.querySelector("text") : node, value)
      if (kind === "tick") node.querySelector("text").textContent = words
      return node
    })
    plans.push({ parent, children: [...others, ...own] })
  }
  return plans
}

/** What notes say, where it is the same but for the numbers; those that come or go are Plotly's. */
function planNotes(gd, layout) {
  const [known, wanted] = [gd.layout.annotations ?? [], layout.annotations ?? []]
  if (known.length !== wanted.length) return null
  const plans = []
  for (const [index, note] of wanted.entries()) {
    const before = known[index]
    if (JSON.stringify(note) === JSON.stringify(before)) continue
    if (JSON.stringify({ ...note, text: "" }) !== JSON.stringify({ ...before, text: "" }) || note.xanchor !== "right") return null
    const parent = gd.querySelector(`.annotation[data-index="${index}"] .cursor-pointer`)
    const pieces = (words) => words.split(/<[^>]*>/).filter(Boolean)
    const tags = (words) => words.match(/<[^>]*>/g)?.join("") ?? ""
    if (!parent || tags(note.text) !== tags(before.text) || pieces(note.text).length !== 1 || /&/.test(note.text)) return null
    const box = parent.querySelector("rect")
    const children = [...parent.children].map((child) => child.cloneNode(true))
    const words = children.find((child) => child.tagName === "text")
    const leaf = words?.querySelector("tspan") ?? words
    if (!box || !leaf || leaf.textContent !== pieces(before.text)[0]) return null
    leaf.textContent = pieces(note.text)[0]
    words.setAttribute("text-anchor", "end") // of another width: the end stays where it was
    words.setAttribute("x", String(Number(box.getAttribute("x")) + Number(box.getAttribute("width")) - 1))
    plans.push({ parent, children })
  }
  return plans
}
