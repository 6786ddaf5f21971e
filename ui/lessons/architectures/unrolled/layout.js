// Where everything stands in the picture, from how wide it is: pure geometry.

const GUTTER = 92 // pixels on the left for the rows' titles, where there is room
const NARROW = 560 // below it the titles stand above their rows
const MOST = 92 // pixels for a column
const HEIGHTS = { token: 34, vector: 34, point: 34, picture: 44 }
const [APART, CLOSE, MANY] = [34, 26, 6] // between two rows, and between those of more than so many
const TITLE = 17 // above a row, where there is no gutter
const NOTE = 20 // above a row of answers: their notes stand there
const RIGHT = 18 // pixels beyond the last column, for what stands beside a box

/**
 * @typedef {object} Layout
 * @property {number} width of the whole picture, which may be more than there is: then it is scrolled
 * @property {number} height
 * @property {number} column how wide a column is
 * @property {{x: number, y: number, width: number, height: number}[]} boxes their middles and sizes
 * @property {{name: string, title: string, x: number, y: number, anchor: string}[]} titles
 */

/** @param {any} data @param {number} room pixels that there are @returns {Layout} */
export function layout(data, room) {
  const isNarrow = room < NARROW
  const gutter = isNarrow ? 14 : GUTTER
  const column = Math.min(Math.max((room - gutter - RIGHT) / data.columns, data.least), MOST)
  const apart = data.rows.length > MANY ? CLOSE : APART
  const titles = []
  const middles = {}
  const noted = new Set(data.boxes.flatMap(({ row, kind, note }) => (kind === "answer" && note ? [row] : [])))
  let y = 20
  for (const { name, title, shape } of data.rows) {
    const above = noted.has(name) ? NOTE : 0
    if (isNarrow && title) y += TITLE + above
    const height = HEIGHTS[shape]
    middles[name] = y + height / 2
    if (title) titles.push(isNarrow ? { name, title, x: 2, y: y - 5 - above, anchor: "start" } : { name, title, x: gutter - 12, y: y + height / 2 + 4, anchor: "end" })
    y += height + apart
  }
  const shapes = Object.fromEntries(data.rows.map(({ name, shape }) => [name, shape]))
  const steps = spacing(data.boxes)
  const boxes = data.boxes.map(({ row, x, label }) => {
    const widest = { token: Math.max(26, 9 * label.length + 14), vector: 46, point: 30, picture: 44 }[shapes[row]]
    return { x: gutter + (x + 0.5) * column, y: middles[row], width: Math.min(widest, column * steps[row] - 4), height: { token: 30, vector: 28, point: 30, picture: 44 }[shapes[row]] }
  })
  return { width: Math.max(room, gutter + data.columns * column + RIGHT), height: y - apart + 22, column, boxes, titles }
}

/** How many columns the boxes of each row are apart, those that are nearest. @param {{row: string, x: number}[]} boxes @returns {Record<string, number>} */
function spacing(boxes) {
  /** @type {Record<string, number[]>} */
  const places = {}
  for (const { row, x } of boxes) (places[row] ??= []).push(x)
  const least = (all) => all.sort((a, b) => a - b).reduce((room, x, index) => (index ? Math.min(room, x - all[index - 1]) : room), Infinity)
  return Object.fromEntries(Object.entries(places).map(([row, all]) => [row, Math.max(least(all), 1)]))
}

/** In how many rows a vector's squares stand: two where there are many, and more where it is narrow. @param {number} units @param {number} wide of its box */
export function rowsOf(units, wide) {
  let rows = units > 8 ? 2 : 1
  while (units > 8 && Math.ceil(units / rows) * 2 > wide - 6 && rows < 5) rows++
  return rows
}

/** The squares of a vector in its box. @param {number} units @param {{x: number, y: number, width: number, height: number}} box @param {number} [rows] */
export function squares(units, box, rows = rowsOf(units, box.width)) {
  const across = Math.ceil(units / rows)
  const [width, height] = [(box.width - 6) / across, (box.height - 8) / rows]
  return Array.from({ length: units }, (_, unit) => ({
    x: box.x - box.width / 2 + 3 + (unit % across) * width,
    y: box.y - box.height / 2 + 4 + Math.floor(unit / across) * height,
    width: Math.max(width - 0.6, 0.8),
    height: height - 0.6,
  }))
}

/**
 * The way of an arrow from one box to another: straight to the next of a row and up a column, else a curve.
 * @param {{x: number, y: number, width: number, height: number}} from @param {typeof from} to
 * @param {boolean} isNext in its row @param {number} around up a column it goes around what stands there, by so many pixels to the right
 */
export function way(from, to, isNext, around = 0) {
  const [right, up] = [to.x - from.x, from.y - to.y]
  if (Math.abs(up) < 1) {
    const side = Math.sign(right)
    const [start, end] = [from.x + (side * from.width) / 2, to.x - (side * (to.width / 2 + 5))]
    if (isNext) return `M${start} ${from.y}L${end} ${to.y}`
    return `M${from.x} ${from.y - from.height / 2}Q${(from.x + to.x) / 2} ${from.y - 34} ${to.x} ${to.y - to.height / 2 - 5}`
  }
  const [start, end] = up > 0 ? [from.y - from.height / 2, to.y + to.height / 2 + 5] : [from.y + from.height / 2, to.y - to.height / 2 - 5]
  if (Math.abs(right) < 1 && around) {
    const [near, far] = [from.x + Math.sign(around) * 6, from.x + around * 1.35] // of such a curve the middle comes less far
    return `M${near} ${start}C${far} ${start - up * 0.3} ${far} ${end + up * 0.3} ${near} ${end}`
  }
  if (Math.abs(right) < 1) return `M${from.x} ${start}L${to.x} ${end}`
  const middle = (start + end) / 2
  return `M${from.x} ${start}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${end}`
}
