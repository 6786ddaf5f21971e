// A figure as one SVG that stands by itself: Plotly's drawing, the heatmaps, and what lies over them, as they are at this
// moment. It is read off the page, for Plotly knows neither the canvas nor the paths and boxes that move with each step.

import { shape } from "./svg.js"

const SHARP = 2 // pixels of an embedded heatmap, and of a saved PNG, to one of the page
const [EDGE, TITLE, LINE] = [14, 22, 18] // pixels: around the figure, and the lines of words above it
const OURS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "paint-order", "fill-rule", "opacity", "font", "text-anchor", "visibility"]
const NOT_IN_IT = ".us-rows, .us-label, .us-lens, button" // for pointing and pressing, or leading out of the figure
const MARKS = { right: "M5 1a4 4 0 1 0 .01 0z", wrong: "M2.2 .8 5 3.6 7.8.8 9.2 2.2 6.4 5 9.2 7.8 7.8 9.2 5 6.4 2.2 9.2.8 7.8 3.6 5 .8 2.2z" }

/**
 * @typedef {object} Words what stands above the figure
 * @property {string} title
 * @property {string} place "step 12 of 30"
 * @property {("signed" | "answers")[]} legend
 * @property {Record<string, string>} text
 * @property {[number, string][]} signed the colours of signed values
 */

/**
 * @param {import("./plots.js").Plot} plot
 * @param {Words} words
 * @param {import("./theme.js").Theme} theme
 * @returns {SVGSVGElement}
 */
export function printed(plot, words, theme) {
  const { frame, heatmaps, chain } = plot
  const { width, height } = plot.gd._fullLayout
  const head = EDGE + TITLE + LINE + (words.legend.length ? LINE : 0)
  const size = [width + 2 * EDGE, head + height + EDGE]
  const svg = shape(null, "svg", { width: size[0], height: size[1], viewBox: `0 0 ${size.join(" ")}` })
  svg.style.fontFamily = theme.font
  shape(svg, "title").textContent = `${words.title}, ${words.place}`
  shape(svg, "rect", { width: "100%", height: "100%", fill: theme.background })
  write(svg, words.title, { x: EDGE, y: EDGE + 13, "font-size": 15, "font-weight": 600, fill: theme.ink })
  write(svg, words.place, { x: EDGE, y: EDGE + TITLE + 10, "font-size": 12, fill: theme.ink })
  explain(svg, words, theme, EDGE + TITLE + LINE + 10, frame)
  const body = shape(svg, "g", { transform: `translate(${EDGE},${head})` })
  for (const part of frame.children) {
    if (part.hasAttribute("hidden") || part.matches(NOT_IN_IT)) continue
    if (part === heatmaps.canvas) paint(body, heatmaps, () => heatmaps.again?.())
    else if (part === chain.canvas) paint(body, chain, () => chain.paint(plot.following ?? null))
    else if (part === plot.gd) for (const drawn of part.querySelectorAll(".main-svg")) body.append(drawing(drawn))
    else if (part instanceof SVGElement) body.append(frozen(part))
    else for (const box of [part, ...part.children]) outline(body, box, frame)
  }
  return svg
}

/**
 * What is painted on a canvas, painted once more and sharper.
 * @param {SVGElement} body @param {{canvas: HTMLCanvasElement, scale: number}} painter @param {() => void} again
 */
function paint(body, painter, again) {
  const { canvas, scale } = painter
  const [width, height] = [canvas.width / scale, canvas.height / scale]
  const copy = document.createElement("canvas")
  copy.width = Math.round(SHARP * width)
  copy.height = Math.round(SHARP * height)
  Object.assign(painter, { canvas: copy, scale: SHARP })
  again()
  Object.assign(painter, { canvas, scale })
  shape(body, "image", { x: canvas.offsetLeft, y: canvas.offsetTop, width, height, href: copy.toDataURL("image/png") })
}

/** One of Plotly's layers; it says itself how it looks. @param {SVGSVGElement} drawn */
function drawing(drawn) {
  const copy = /** @type {SVGSVGElement} */ (drawn.cloneNode(true))
  for (const gone of copy.querySelectorAll(".draglayer, .hoverlayer, .zoomlayer, .menulayer")) gone.remove()
  const [lines, copies] = [drawn, copy].map((one) => one.querySelectorAll(".us-line, .us-bars"))
  lines.forEach((line, index) => freeze(line, copies[index]))
  for (const node of copy.querySelectorAll("*")) {
    node.classList.remove("us-lit") // what somebody points at is no part of the chart
    for (const { name, value } of [...node.attributes]) {
      if (value.includes("url(")) node.setAttribute(name, value.replace(/url\((['"]?)[^)#]*#([^)'"]+)\1\)/g, "url(#$2)"))
    }
  }
  return copy
}

/** A drawing of ours, which the style sheet gives its looks. @param {SVGElement} drawn */
function frozen(drawn) {
  const copy = /** @type {SVGElement} */ (drawn.cloneNode(true))
  const copies = copy.querySelectorAll("*")
  drawn.querySelectorAll("*").forEach((one, index) => freeze(one, copies[index]))
  return copy
}

/** @param {Element} one @param {any} copy */
function freeze(one, copy) {
  const style = getComputedStyle(one)
  copy.removeAttribute("class")
  for (const name of OURS) copy.style.setProperty(name, style.getPropertyValue(name))
}

/** A box that lies over the figure, such as the cursor, and the words in it. @param {SVGElement} body @param {any} box @param {HTMLElement} frame */
function outline(body, box, frame) {
  if (box.hidden || box.matches(".us-lit-row, .us-lit-cell")) return
  const style = getComputedStyle(box)
  if (style.visibility === "hidden") return
  const [around, own] = [frame.getBoundingClientRect(), box.getBoundingClientRect()]
  const thick = parseFloat(style.borderTopWidth)
  const place = { x: own.left - around.left + thick / 2, y: own.top - around.top + thick / 2, width: own.width - thick, height: own.height - thick }
  if (thick) {
    const rect = shape(body, "rect", { class: box.className, ...place, rx: parseFloat(style.borderTopLeftRadius), fill: "none" })
    rect.style.stroke = style.borderTopColor
    rect.style.strokeWidth = String(thick)
  }
  for (const { words, left, top, height } of lines(box)) {
    const size = parseFloat(style.fontSize)
    write(body, words, { x: left - around.left, y: top - around.top + height / 2 + 0.35 * size, "font-size": size, fill: style.color })
  }
}

/** The lines into which words are broken on the page. @param {Element} box */
function lines(box) {
  const node = box.firstChild
  if (!(node instanceof Text)) return []
  const found = []
  for (const { 0: words, index } of node.data.matchAll(/\S+/g)) {
    const range = document.createRange()
    range.setStart(node, index)
    range.setEnd(node, index + words.length)
    const { left, top, height } = range.getBoundingClientRect()
    const last = found.at(-1)
    if (last && Math.abs(last.top - top) < height / 2) last.words += ` ${words}`
    else found.push({ words, left, top, height })
  }
  return found
}

/** What colours and marks mean, as above the figure. @param {SVGElement} svg @param {Words} words */
function explain(svg, { legend, text, signed }, theme, y, frame) {
  let x = EDGE
  const said = (sentence) => {
    write(svg, sentence, { x, y, "font-size": 12, fill: theme.ink })
    x += widthOf(sentence, `12px ${theme.font}`) + 6
  }
  for (const name of legend) {
    if (name === "answers") {
      for (const mark of ["right", "wrong"]) {
        const fill = getComputedStyle(frame).getPropertyValue(`--us-${mark}`).trim()
        shape(svg, "path", { d: MARKS[mark], transform: `translate(${x},${y - 9})`, fill })
        x += 15
        said(text[mark])
        x += 12
      }
      continue
    }
    const stops = shape(shape(svg, "defs"), "linearGradient", { id: "signed" })
    for (const [at, colour] of signed) shape(stops, "stop", { offset: at, "stop-color": theme.swap(colour) })
    said(text.least)
    shape(svg, "rect", { x, y: y - 10, width: 104, height: 13, fill: "url(#signed)", stroke: theme.line })
    write(svg, "0", { x: x + 52, y, "font-size": 11, "text-anchor": "middle", fill: theme.ink })
    x += 110
    said(`${text.most} ${text.signed}`)
  }
}

/** @param {string} words @param {string} font */
function widthOf(words, font) {
  const context = document.createElement("canvas").getContext("2d")
  context.font = font
  return context.measureText(words).width
}

/** @param {SVGElement} svg @param {string} words @param {Record<string, any>} looks */
function write(svg, words, looks) {
  shape(svg, "text", looks).textContent = words
}

/** @param {SVGSVGElement} svg */
export const asSvg = (svg) => new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" })

/** The same in pixels, twice as many as on the page. @param {SVGSVGElement} svg @returns {Promise<Blob>} */
export async function asPng(svg) {
  const url = URL.createObjectURL(asSvg(svg))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement("canvas")
    canvas.width = Math.round(SHARP * Number(svg.getAttribute("width")))
    canvas.height = Math.round(SHARP * Number(svg.getAttribute("height")))
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"))
  } finally {
    URL.revokeObjectURL(url)
  }
}
