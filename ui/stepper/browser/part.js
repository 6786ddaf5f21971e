// Elements of a class, buttons and canvases.

/** A new element at the end of `parent`. @param {Element} parent @param {string} className @param {string} [tag] */
export function part(parent, className, tag = "div") {
  const node = parent.appendChild(document.createElement(tag))
  node.className = className
  return node
}

/** A button at the end of `parent`. @param {Element} parent @param {string} className @param {() => void} action @param {string} [words] */
export function button(parent, className, action, words = "") {
  const node = /** @type {HTMLButtonElement} */ (part(parent, className, "button"))
  node.type = "button"
  node.textContent = words
  node.onclick = action
  return node
}

/** A canvas for what nobody reads aloud. @param {string} className */
export function canvas(className) {
  const node = document.createElement("canvas")
  node.className = className
  node.setAttribute("aria-hidden", "true")
  return node
}
