// Where everything stands in the picture, from how wide it is: pure geometry.

const GUTTER = 92 // pixels on the left for the rows' titles, where there is room
const NARROW = 560 // below it the titles stand above their rows
const MOST = 92 // pixels for a column
const HEIGHTS = { token: 34, vector: 34, point: 34, picture: 44, letter: 20 }
const LETTER = 12 // pixels of a letter without a frame: its own may reach into the next column
const STRIP = 6.5 // pixels of a square in a strip
const [APART, CLOSE, MANY] = [34, 26, 6] // between two rows, and between those of more than so many
const CLOSEST = 18 // and between those on a wall, where they are larger for it
const SCROLLED = 12 // pixels of a column without frames where there is no room for all of them: then each can be read
const THIN_APART = 16 // between two rows without frames
const FAN = 62 // between a row without frames and another: many arrows may meet there
const [BETWEEN, NARROWEST] = [10, 22] // pixels between two vectors of a row, for their arrow; and of a vector
const TITLE = 17 // above a row, where there is no gutter
const NOTE = 20 // above a row of answers: their notes stand there
const RIGHT = 22 // pixels beyond the last column, for what stands beside a box
const TRACK = 28 // pixels of the highest bar
const TRACKS = 42 // above the first track: the title of all stands there

/**
 * @typedef {object} Layout
 * @property {number} width of the whole picture, which may be more than there is: then it is scrolled
 * @property {number} height
 * @property {number} column how wide a column is
 * @property {boolean} above whether titles stand above their rows
 * @property {Place[]} boxes their middles and sizes
 * @property {{name: string, title: string, x: number, y: number, anchor: string}[]} titles
 * @property {Tracks} tracks
 *
 * @typedef {{x: number, y: number, width: number, height: number, thin?: boolean, free?: number}} Place of a box; thin: without a
 *   frame; free: pixels to the next of its row
 *
 * @typedef {object} Tracks
 * @property {{x: number, y: number}} title
 * @property {{x: number, y: number, anchor: string, bars: {x: number, y: number, width: number, height: number}[]}[]} rows
 * @property {{left: number, top: number, width: number, bottom: number}} column the first; the others are as wide
 */

/** @param {any} data @param {number} room pixels that there are @returns {Layout} */
export function layout(data, room) {
  const isNarrow = room < NARROW
  const gutter = isNarrow ? 14 : GUTTER
  const fitting = (room - gutter - RIGHT) / data.columns
  const scrolled = data.rows.some(({ shape }) => isThin(shape)) ? Math.max(data.least, SCROLLED) : data.least
  const column = fitting < data.least ? scrolled : Math.min(fitting, MOST)
  const apart = data.rows.length > MANY ? (data.large ? CLOSEST : CLOSE) : APART
  const titles = []
  const middles = {}
  const noted = new Set(data.boxes.flatMap(({ row, kind, note }) => (kind === "answer" && note ? [row] : [])))
  const units = Object.fromEntries(data.boxes.map(({ row, values }) => [row, values?.length ?? 1]))
  let [y, below] = [20, 0]
  data.rows.forEach(({ name, title, shape }, row) => {
    const above = noted.has(name) ? NOTE : 0
    if (isNarrow && title) y += TITLE + above
    const height = shape === "strip" ? STRIP * units[name] : HEIGHTS[shape]
    middles[name] = y + height / 2
    if (title) titles.push(isNarrow ? { name, title, x: 2, y: y - 5 - above, anchor: "start" } : { name, title, x: gutter - 12, y: y + height / 2 + 4, anchor: "end" })
    const next = data.rows[row + 1]?.shape ?? shape
    below = isThin(shape) !== isThin(next) ? FAN : isThin(shape) ? THIN_APART : apart
    y += height + below
  })
  const shapes = Object.fromEntries(data.rows.map(({ name, shape }) => [name, shape]))
  const steps = spacing(data.boxes)
  const boxes = data.boxes.map(({ row, x, label }) => {
    const shape = shapes[row]
    const thin = isThin(shape)
    const free = column * steps[row]
    const most = shape === "vector" ? Math.max(free - BETWEEN, NARROWEST) : free - (thin ? 3 : 4)
    const widest = { token: Math.max(26, letters(label) + 14), vector: 46, point: 30, picture: 44, strip: 20 }[shape]
    const high = { token: 30, vector: 28, point: 30, picture: 44, letter: 20, strip: STRIP * units[row] }[shape]
    const width = shape === "letter" ? LETTER : Math.min(widest, most)
    return { x: gutter + (x + 0.5) * column, y: middles[row], width, height: high, thin, free: free - width }
  })
  const tracks = bars(data.tracks ?? [], y - below, { column, gutter, isNarrow })
  return { width: Math.max(room, gutter + data.columns * column + RIGHT), height: tracks.column.bottom + 22, column, above: isNarrow, boxes, titles, tracks }
}

/** About how many pixels a label is wide, when it is bold. @param {string} label */
const letters = (label) => [...label].reduce((wide, letter) => wide + (letter === letter.toLowerCase() ? 9 : 12), 0)

/** @param {string} shape of a row */
const isThin = (shape) => shape === "strip" || shape === "letter"

/**
 * The bars below everything, each in the middle of its column.
 * @param {{values: (number | null)[]}[]} tracks @param {number} foot of all else
 * @param {{column: number, gutter: number, isNarrow: boolean}} across @returns {Tracks}
 */
function bars(tracks, foot, { column, gutter, isNarrow }) {
  const top = foot + TRACKS
  const above = isNarrow ? TITLE + 4 : 0
  const pitch = TRACK + above + 12
  const rows = tracks.map(({ values }, row) => {
    const ground = top + row * pitch + above + TRACK
    const most = Math.max(...values.map((value) => value ?? 0)) || 1
    const width = Math.min(Math.max(column - 3, 2), 24)
    const own = values.map((value, x) => {
      const height = (TRACK * (value ?? 0)) / most
      return { x: gutter + (x + 0.5) * column - width / 2, y: ground - height, width, height }
    })
    return isNarrow ? { x: 2, y: ground - TRACK - 6, anchor: "start", bars: own } : { x: gutter - 12, y: ground - TRACK / 2, anchor: "end", bars: own }
  })
  const bottom = tracks.length ? top + tracks.length * pitch - 12 : foot
  return { title: { x: isNarrow ? 2 : gutter, y: top - 14 }, rows, column: { left: gutter, top: top - 4, width: column, bottom } }
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

/** The squares of a vector in its box; in a strip each below the other. @param {number} units @param {Place} box @param {number} [rows] */
export function squares(units, box, rows = rowsOf(units, box.width)) {
  if (box.thin) {
    const high = box.height / units
    return Array.from({ length: units }, (_, unit) => ({ x: box.x - box.width / 2, y: box.y - box.height / 2 + unit * high, width: box.width, height: high - 0.6 }))
  }
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
 * @param {Place} from @param {Place} to
 * @param {boolean} isNext in its row @param {number} around up a column it goes around what stands there, by so many pixels to the right
 */
export function way(from, to, isNext, around = 0) {
  const [right, up] = [to.x - from.x, from.y - to.y]
  const tip = to.thin ? 2 : 5 // pixels of the arrow's end
  if (Math.abs(up) < 1) {
    const side = Math.sign(right)
    const [start, end] = [from.x + (side * from.width) / 2, to.x - side * (to.width / 2 + (to.thin ? 0 : tip))]
    if (isNext) return `M${start} ${from.y}L${end} ${to.y}`
    return `M${from.x} ${from.y - from.height / 2}Q${(from.x + to.x) / 2} ${from.y - 34} ${to.x} ${to.y - to.height / 2 - tip}`
  }
  const [start, end] = up > 0 ? [from.y - from.height / 2, to.y + to.height / 2 + tip] : [from.y + from.height / 2, to.y - to.height / 2 - tip]
  if (Math.abs(right) < 1 && around) {
    const [near, far] = [from.x + Math.sign(around) * 6, from.x + around * 1.35] // of such a curve the middle comes less far
    return `M${near} ${start}C${far} ${start - up * 0.3} ${far} ${end + up * 0.3} ${near} ${end}`
  }
  if (Math.abs(right) < 1) return `M${from.x} ${start}L${to.x} ${end}`
  const middle = (start + end) / 2
  return `M${from.x} ${start}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${end}`
}
