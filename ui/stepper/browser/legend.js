// What colours and marks of a figure mean, in a line above it.

import { shape } from "./svg.js"

const MARKS = { disc: "M5 1a4 4 0 1 0 .01 0z", cross: "M2.2 .8 5 3.6 7.8.8 9.2 2.2 6.4 5 9.2 7.8 7.8 9.2 5 6.4 2.2 9.2.8 7.8 3.6 5 .8 2.2z" }

/**
 * @param {("signed" | "answers")[]} names
 * @param {Record<string, string>} text
 * @returns {HTMLElement[]}
 */
export function legendKeys(names, text) {
  return names.flatMap((name) => {
    if (name === "answers") return [key(mark("disc", "right"), text.right), key(mark("cross", "wrong"), text.wrong)]
    const scale = document.createElement("i")
    scale.className = "us-scale"
    scale.textContent = "0"
    return [key(text.least, scale, `${text.most} ${text.signed}`)]
  })
}

/** @param {(string | Node)[]} parts */
function key(...parts) {
  const span = document.createElement("span")
  span.append(...parts)
  return span
}

/** @param {keyof MARKS} name @param {string} colour @returns {SVGElement} the mark as the figure draws it */
function mark(name, colour) {
  const svg = shape(null, "svg", { viewBox: "0 0 10 10", "aria-hidden": true })
  svg.style.color = `var(--us-${colour})`
  shape(svg, "path", { d: MARKS[name] })
  return svg
}
