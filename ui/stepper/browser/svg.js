// Shapes of our own in an SVG.

const SVG = "http://www.w3.org/2000/svg"

/**
 * A new shape at the end of `parent`, or one of its own.
 * @param {Element | null} parent @param {string} tag @param {Record<string, any>} [attributes] @returns {any}
 */
export function shape(parent, tag, attributes = {}) {
  const node = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value))
  parent?.append(node)
  return node
}

/** An icon on a button: drawn, not a character, for fonts may lack ⏮ and its kin. @param {Element} parent @param {string} path */
export function icon(parent, path) {
  shape(shape(parent, "svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }), "path", { d: path })
}
