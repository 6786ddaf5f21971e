// The lines from every card to its parent: through the gaps between columns and rows, with round corners.

const ROUND = 8 // pixels
const GAP = 11 // half of what is between two columns
const BETWEEN = 5 // half of what is between two rows

/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * @param {SVGSVGElement} svg that lies below the cards
 * @param {Map<string, HTMLElement>} cards @param {Map<string, string>} parents @param {Set<string>} strong whose lines stand out
 */
export function draw(svg, cards, parents, strong) {
  const box = (node) => ({ left: node.offsetLeft, top: node.offsetTop, width: node.offsetWidth, height: node.offsetHeight })
  const paths = []
  for (const [kind, parent] of parents) {
    const [child, from] = [cards.get(kind), cards.get(parent)]
    if (!child || !from) continue
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
    path.setAttribute("d", rounded(way(box(from), box(child))))
    path.toggleAttribute("data-strong", strong.has(kind))
    paths.push(path)
  }
  paths.sort((one, other) => Number(one.hasAttribute("data-strong")) - Number(other.hasAttribute("data-strong")))
  svg.replaceChildren(...paths)
}

/**
 * The corners of the way from a parent to its child.
 * @param {Box} from @param {Box} to @returns {[number, number][]}
 */
export function way(from, to) {
  if (Math.abs(from.left - to.left) < 1) {
    const x = from.left + 18
    return from.top < to.top ? [[x, from.top + from.height], [x, to.top]] : [[x, from.top], [x, to.top + to.height]]
  }
  /** @type {[number, number]} */
  const start = [from.left + from.width, from.top + from.height / 2]
  /** @type {[number, number]} */
  const end = [to.left, to.top + to.height / 2]
  const [out, into] = [start[0] + GAP, end[0] - GAP]
  if (into - out < from.width / 2) return [start, [out, start[1]], [out, end[1]], end] // the next column
  const row = to.top - BETWEEN
  return [start, [out, start[1]], [out, row], [into, row], [into, end[1]], end]
}

/** @param {[number, number][]} corners @returns {string} an SVG path */
export function rounded(corners) {
  const parts = [`M${corners[0]}`]
  for (let at = 1; at < corners.length - 1; at++) {
    const [before, here, after] = [corners[at - 1], corners[at], corners[at + 1]]
    parts.push(`L${towards(here, before)} Q${here} ${towards(here, after)}`)
  }
  parts.push(`L${corners.at(-1)}`)
  return parts.join(" ")
}

/** A point near `from` on the way to `to`. @param {number[]} from @param {number[]} to */
function towards(from, to) {
  const far = Math.hypot(to[0] - from[0], to[1] - from[1])
  const share = far ? Math.min(ROUND, far / 2) / far : 0
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
}
