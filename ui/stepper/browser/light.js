// One thing, everywhere: what somebody points at, or has the focus on, is lit wherever it stands on the page, with its name
// and its number. Elements say with `data-thing` what they show (`things.js`), figures outline their rows (`outlines.js`).
//
// While nothing is lit, a step costs nothing here.

import { numberOfUnit } from "./called.js"
import { part } from "./part.js"
import { nameOf, numberOf } from "./things.js"
import { fill } from "./words.js"

const [ABOVE, EDGE] = [6, 4] // pixels between the label and what it speaks of, and at the sides

/**
 * @typedef {object} Lit
 * @property {string[]} things
 * @property {number} [unit] where it is one unit's, whichever is chosen
 * @property {number} [feature] where it is one feature's
 * @property {number} [step]
 * @property {number} panel
 * @property {Element | null} at the element that stands for it; null in a figure, whose own label speaks
 */

export class Light {
  /** @param {HTMLElement} root @param {import("./stage.js").Stage} stage */
  constructor(root, stage) {
    this.root = root
    this.stage = stage
    /** @type {Lit | null} */
    this.pointed = null
    /** @type {Lit | null} */
    this.focused = null
    /** @type {Lit | null} */
    this.lit = null
    /** @type {Set<Element>} */
    this.nodes = new Set()
    this.place = { t: 0, unit: 0 }
    this.pressed = false // while a hand moves something, nothing here is in its way
    this.label = part(root, "us-label us-lit-label")
    this.label.setAttribute("aria-hidden", "true")
    this.label.hidden = true
    this.leaving = new AbortController()
    const on = (target, name, heard) => target.addEventListener(name, heard, { signal: this.leaving.signal })
    on(root, "pointerover", (event) => this.#over(event))
    on(root, "pointerleave", (event) => event.pointerType !== "touch" && this.#point(null))
    on(root, "pointerdown", () => this.#press(true))
    on(document, "pointerup", () => this.#press(false))
    on(document, "pointercancel", () => this.#press(false))
    on(root, "focusin", (event) => this.#focus(event.target))
    on(root, "focusout", () => this.#focus(null))
    on(root, "keydown", (event) => this.#key(event))
    on(document, "click", (event) => this.#tap(event))
  }

  /** New content. @param {any} data @param {import("./values.js").Recording[]} recordings */
  take(data, recordings) {
    this.data = data
    this.recordings = recordings
    this.pointed = this.focused = null
    for (const block of this.root.querySelectorAll(".us-equations")) symbols(block)[0]?.setAttribute("tabindex", "0")
    for (const plot of this.stage.plots.values()) plot.pointing.onPoint = (pointed) => this.#point(this.#inFigure(pointed))
    this.#choose()
  }

  /** The step, the unit or the numbers are others. @param {number} t @param {number} unit */
  show(t, unit) {
    const moved = t !== this.place.t || unit !== this.place.unit
    this.place = { t, unit }
    if (this.lit && (moved || !this.pressed)) this.#light()
  }

  /** @param {boolean} pressed */
  #press(pressed) {
    if (pressed === this.pressed) return
    this.pressed = pressed
    if (pressed) this.label.hidden = true
    else if (this.lit) this.#light()
  }

  /**
   * What somebody points at in a figure, where that is a cell's: a state at the step before the one shown is what this
   * step starts from.
   * @param {import("./outlines.js").Pointed | null} pointed @returns {Lit | null}
   */
  #inFigure(pointed) {
    const panel = pointed?.panel ?? 0
    if (!pointed || panel >= this.data.panels.length) return null
    const { things, step, unit } = pointed
    const { t } = this.place
    const recording = this.recordings[panel]
    const isBefore = step !== undefined && !recording.isFirst(t) && step === t - recording.lag
    const starts = things.filter((thing) => isBefore && recording.has(`${thing}_initial`))
    if (!starts.length) return { things, step, unit, panel, at: null }
    return { things: starts.map((thing) => `${thing}@previous`), unit, panel, at: null }
  }

  /** @param {PointerEvent} event */
  #over({ target, pointerType }) {
    if (pointerType !== "touch" && !target.closest(".us-plot")) this.#point(this.#of(target))
  }

  /** A finger points at nothing: what it taps stays lit until the next tap. @param {PointerEvent} event */
  #tap({ target, pointerType }) {
    if (pointerType === "touch" && !target.closest?.(".us-plot")) this.#point(this.root.contains(target) ? this.#of(target) : null)
  }

  /** What an element shows. @param {Element} target @returns {Lit | null} */
  #of(target) {
    const at = target.closest("[data-thing]")
    if (!at) return null
    const { thing, unit, feature } = at.dataset
    const number = (written) => (written === undefined ? undefined : Number(written))
    const panel = Math.max(0, this.stage.panels.findIndex(({ card }) => card.contains(at)))
    return { things: thing.split(" "), unit: number(unit), feature: number(feature), panel, at }
  }

  /** @param {Lit | null} lit */
  #point(lit) {
    this.pointed = lit
    this.#choose()
  }

  /** @param {Element | null} target */
  #focus(target) {
    const lit = target?.matches(":focus-visible") ? this.#of(target) : null
    if (this.focused?.at !== lit?.at) spoken(this.focused?.at, null)
    this.focused = lit
    this.#choose()
  }

  #choose() {
    const lit = this.pointed ?? this.focused
    if (JSON.stringify({ ...lit, at: 0 }) === JSON.stringify({ ...this.lit, at: 0 }) && lit?.at === this.lit?.at) return
    this.lit = lit
    this.#light()
  }

  #light() {
    const { lit } = this
    const nodes = lit ? this.#showing(lit) : new Set()
    for (const node of this.nodes) if (!nodes.has(node)) node.classList.remove("us-lit")
    for (const node of nodes) node.classList.add("us-lit")
    this.nodes = nodes
    for (const plot of this.stage.plots.values()) plot.light(lit ? lit.things : [], (panel) => this.#placeIn(panel))
    this.#tell()
  }

  /** @param {Lit} lit @returns {Set<Element>} */
  #showing({ things, unit, feature }) {
    const chosen = (own, wanted) => wanted === undefined || own === undefined || Number(own) === wanted
    const found = this.root.querySelectorAll(things.map((thing) => `[data-thing~="${thing}"]`).join())
    return new Set([...found].filter(({ dataset }) => chosen(dataset.unit, unit) && chosen(dataset.feature, feature)))
  }

  /** The unit that is lit in a panel, and the step, for what is of this step or of the one before. @param {number} panel */
  #placeIn(panel) {
    const { lit, recordings, place } = this
    const { units, lag, steps } = recordings[panel]
    const stepOf = (before) => {
      const step = before ? place.t - lag : (lit.step ?? place.t)
      return step >= 0 && step < steps ? step : null
    }
    return { unit: Math.min(lit.unit ?? place.unit, units - 1), stepOf }
  }

  /** Name and number, at what is pointed at; a sum says both itself. */
  #tell() {
    const { lit } = this
    const known = lit?.at?.isConnected && this.data.panels[lit.panel]
    const words = known ? this.#words(lit) : ""
    spoken(this.focused?.at, this.focused && this.#words(this.focused))
    this.label.hidden = !words || this.pressed || Boolean(lit.at.closest(".us-sum"))
    if (this.label.hidden) return
    const does = known.does?.[lit.things[0]] // an open gate keeps in one cell and writes in another
    this.label.textContent = does ? `${words} \u00b7 ${fill(this.data.text.open_it, { does })}` : words
    const [around, box] = [this.root.getBoundingClientRect(), lit.at.getBoundingClientRect()]
    const { offsetWidth, offsetHeight } = this.label
    const left = (box.left + box.right) / 2 - around.left - offsetWidth / 2
    const top = box.top - around.top - offsetHeight - ABOVE
    const x = Math.max(EDGE, Math.min(left, around.width - offsetWidth - EDGE))
    const under = box.top - offsetHeight - ABOVE < this.stage.strip.getBoundingClientRect().bottom
    this.label.style.transform = `translate(${x}px,${under ? box.bottom - around.top + ABOVE : top}px)`
  }

  /** @param {Lit} lit */
  #words({ things, panel, unit = this.place.unit }) {
    const { text, panels, tokens } = this.data
    const { t } = this.place
    const own = Math.min(unit, panels[panel].units - 1)
    const [thing] = things
    const token = thing === "inputs" && tokens[t] !== undefined ? `${tokens[t]} → ` : ""
    const value = token + numberOf(thing, panels[panel], this.recordings[panel], t, own)
    const words = { name: nameOf(thing, panels[panel], text), unit: numberOfUnit(panels[panel], own), step: t + 1, value }
    return fill(thing === "inputs" ? text.lit_input : text.lit, words)
  }

  /** ↑ and ↓ go from symbol to symbol of the equations; ← and → keep stepping. @param {KeyboardEvent} event */
  #key(event) {
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    const block = event.target.closest(".us-symbols")?.closest(".us-equations")
    if (!way || !block) return
    const all = symbols(block)
    const next = all[Math.min(Math.max(all.indexOf(event.target) + way, 0), all.length - 1)]
    event.preventDefault()
    event.target.setAttribute("tabindex", "-1")
    next.setAttribute("tabindex", "0")
    next.focus({ focusVisible: true })
  }

  dispose() {
    this.leaving.abort()
    this.label.remove()
  }
}

/** The symbols of a block of equations, each of which can have the focus. @param {Element} block @returns {Element[]} */
function symbols(block) {
  const all = [...block.querySelectorAll(".us-symbols [data-thing]")]
  for (const one of all) if (!one.hasAttribute("tabindex")) one.setAttribute("tabindex", "-1")
  return all
}

/** What a screen reader says of a symbol while it has the focus. @param {Element | null | undefined} symbol @param {string | null} words */
function spoken(symbol, words) {
  if (!symbol?.closest(".us-symbols")) return
  if (!words) for (const name of ["role", "aria-label"]) symbol.removeAttribute(name)
  else {
    symbol.setAttribute("role", "img")
    symbol.setAttribute("aria-label", words)
  }
}

/** Mark what an SVG drawing shows, and give its thin wires a broad place to point at. @param {SVGElement} svg */
export function markThings(svg, thingOf) {
  for (const node of svg.querySelectorAll("[data-signal], [data-value]")) {
    if (node.parentElement.closest(".gate, [data-thing]")) continue
    node.dataset.thing ??= thingOf(node.dataset.signal ?? node.dataset.value)
  }
  for (const wire of svg.querySelectorAll("path[data-thing]")) {
    const halo = wire.cloneNode()
    halo.setAttribute("class", "us-halo")
    halo.removeAttribute("data-signal")
    wire.before(halo)
  }
}
