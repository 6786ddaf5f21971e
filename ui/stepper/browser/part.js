// Elements of a class.

/** A new element at the end of `parent`. @param {Element} parent @param {string} className @param {string} [tag] */
export function part(parent, className, tag = "div") {
  const node = parent.appendChild(document.createElement(tag))
  node.className = className
  return node
}
