// Where the neuron comes from, in two equations, and the neuron itself with its loop as wide as w is large.

import { button, part } from "../../../stepper/browser/part.js"
import { shape } from "../../../stepper/browser/svg.js"
import { functionNamed } from "./model.js"
import { setting } from "./numbers.js"

const WIDEST = 26 // pixels, of the loop at the largest w

/** Letters in italics and what follows an underscore lowered: "h_t = f(b + w·h_{t−1})". @param {Element} parent @param {string} words */
export function maths(parent, words) {
  for (const [, letters, braced, single, rest] of words.matchAll(/(tanh)|_\{([^}]*)\}|_(\w)|([^_])/g)) {
    const below = braced ?? single
    if (below) part(parent, "", "sub").textContent = below
    else if (letters) parent.append(letters)
    else if (/[a-z]/i.test(rest)) part(parent, "", "i").textContent = rest
    else parent.append(rest)
  }
}

export class Loop {
  /** @param {Element} parent @param {Record<string, string>} text @param {(changes: object) => void} put */
  constructor(parent, text, put) {
    const equation = (title, words) => {
      const block = part(parent, "un-equation")
      part(block, "un-title").textContent = title
      maths(part(block, "un-maths"), words)
    }
    equation(text.autoregression, "y_t = b + w·y_{t−1}")
    equation(text.remembers, "h_t = f(b + w·h_{t−1} + v·x_t)")
    this.#draw(parent)
    this.functions = choice(parent, text.function, "f", [["linear", text.linear], ["tanh", text.tanh]], (f) => put({ f }))
  }

  #draw(parent) {
    const svg = shape(parent, "svg", { class: "un-loop", viewBox: "0 0 214 182", "aria-hidden": "true" })
    this.loop = shape(svg, "path", { class: "un-wire", d: "M 66 116 H 44 Q 16 116 16 88 V 46 Q 16 20 44 20 H 170 Q 198 20 198 46 V 88 Q 198 116 170 116 H 148" })
    shape(svg, "path", { class: "un-arrow", d: "M 10 62 l 6 8 l 6 -8 M 192 72 l 6 -8 l 6 8" })
    shape(svg, "rect", { class: "un-w", x: 62, y: 5, width: 90, height: 31, rx: 15.5 })
    this.w = shape(svg, "text", { class: "un-w-value", x: 107, y: 26 })
    shape(svg, "rect", { class: "un-neuron", x: 66, y: 78, width: 82, height: 72, rx: 8 })
    shape(svg, "path", { class: "un-cross", d: "M 74 114 H 140 M 107 84 V 144" })
    this.curve = shape(svg, "path", { class: "un-curve" })
    this.dots = shape(svg, "g")
    shape(svg, "path", { class: "un-feed", d: "M 107 168 V 153 m -5 6 l 5 -6 l 5 6" })
    this.v = shape(svg, "text", { class: "un-small", x: 94, y: 166, "text-anchor": "end" })
    this.b = shape(svg, "text", { class: "un-small", x: 120, y: 166 })
    const x = shape(svg, "text", { class: "un-input-name", x: 107, y: 180 })
    x.textContent = "xₜ"
  }

  /** @param {import("./model.js").Settings} settings @param {ArrayLike<number> | null} preactivations where on f it works */
  paint(settings, preactivations) {
    const { w, f, v, b } = settings
    this.loop.setAttribute("stroke-width", String(Math.max(1.5, (WIDEST * Math.abs(w)) / 1.5)))
    this.loop.setAttribute("class", `un-wire ${w < 0 ? "un-minus" : "un-plus"} ${w === 0 ? "un-cut" : ""}`)
    this.w.textContent = `w = ${setting(w)}`
    this.v.textContent = `v = ${setting(v)}`
    this.b.textContent = `b = ${setting(b)}`
    const function_ = functionNamed(f)
    const at = (a) => [107 + 11 * a, 114 - (f === "linear" ? 9.5 : 24) * function_(a)]
    if (this.drawn !== f) {
      this.drawn = f
      const points = Array.from({ length: 41 }, (_, i) => at((i - 20) * 0.15).map((z) => z.toFixed(1)).join(" "))
      this.curve.setAttribute("d", `M${points.join("L")}`)
    }
    const seen = Array.from(preactivations ?? []).filter((a) => Math.abs(a) <= 3)
    while (this.dots.childElementCount < seen.length) shape(this.dots, "circle", { class: "un-works", r: 2.6 })
    while (this.dots.childElementCount > seen.length) this.dots.lastChild?.remove()
    seen.forEach((a, i) => {
      const [x, y] = at(a)
      this.dots.children[i].setAttribute("cx", x.toFixed(1))
      this.dots.children[i].setAttribute("cy", y.toFixed(1))
    })
    this.functions(f)
  }
}

/**
 * Two options side by side, as one switch. Gives what marks the one that is chosen.
 * @param {Element} parent @param {string} label @param {string} symbol @param {[string, string][]} options
 * @param {(name: string) => void} choose @returns {(name: string) => void}
 */
export function choice(parent, label, symbol, options, choose) {
  const root = part(parent, "un-choice")
  maths(part(root, "un-maths", "span"), symbol)
  const group = part(root, "un-options")
  group.setAttribute("role", "radiogroup")
  group.setAttribute("aria-label", label)
  const nodes = options.map(([name, words]) => {
    const node = button(group, "un-option", () => choose(name), words)
    node.setAttribute("role", "radio")
    node.dataset.name = name
    return node
  })
  group.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!by) return
    event.preventDefault()
    event.stopPropagation()
    const next = nodes[(nodes.indexOf(/** @type {any} */ (event.target)) + by + nodes.length) % nodes.length]
    choose(next.dataset.name ?? "")
    next.focus()
  }
  return (chosen) => {
    for (const node of nodes) {
      node.setAttribute("aria-checked", String(node.dataset.name === chosen))
      node.tabIndex = node.dataset.name === chosen ? 0 : -1
    }
  }
}
