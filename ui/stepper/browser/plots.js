// One Plotly figure inside the stepper: drawn once, then only moved.

import { Bars } from "./bars.js"
import { Chain } from "./chain.js"
import { Cursor } from "./cursor.js"
import { Echoes } from "./echoes.js"
import { HeldMarks } from "./held_marks.js"
import { Heatmaps } from "./heatmaps.js"
import { spaced } from "./letters.js"
import { Lines } from "./lines.js"
import { Outlines } from "./outlines.js"
import { part } from "./part.js"
import { parted } from "./picture.js"
import { Pointing } from "./pointing.js"
import { renumber } from "./renumber.js"
import { Save } from "./save.js"
import { Sketch } from "./sketch.js"
import { plotlyTemplate } from "./theme.js"
import { TokenRow } from "./token_row.js"
import { Travel } from "./travel.js"
import { changesOfUnit, fill, rangeOfUnit } from "./unit_curves.js"
import { Veils } from "./veils.js"
import { Zoom } from "./zoom.js"

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: "reset", showTips: false }
const NARROW = 520 // pixels; below this a figure takes the changes it keeps under layout.meta.narrow

export class Plot {
  /**
   * @param {HTMLElement} card the element that holds the figure and its title
   * @param {(picked: {step?: number, unit?: number}) => void} onPick
   * @param {string} resetLabel
   */
  constructor(card, onPick, resetLabel) {
    this.card = card
    this.place = { t: 0, unit: 0 }
    this.save = new Save(card, this)
    this.frame = card.appendChild(document.createElement("div"))
    this.frame.className = "us-plot"
    this.gd = this.frame.appendChild(document.createElement("div"))
    this.reads = part(card, "us-reads", "p")
    this.heatmaps = new Heatmaps(this.frame)
    this.heldMarks = new HeldMarks(this.frame)
    this.chain = new Chain(this.frame)
    this.echoes = new Echoes(this.frame)
    this.veils = new Veils(this.frame)
    this.cursor = new Cursor(this.frame)
    this.outlines = new Outlines(this.frame)
    this.sketch = new Sketch(this.frame)
    this.pointing = new Pointing(this, onPick)
    this.zoom = new Zoom(this, resetLabel)
    this.lit = { things: [], placeIn: null }
    this.frame.onpointerenter = () => this.settle()
    this.observer = new ResizeObserver(() => this.#fit())
    this.observer.observe(this.frame)
  }

  /**
   * Draw the picture, or bring the drawn one up to date. The zoom stays as long as `revision` does. Where only numbers
   * that we paint are new, Plotly is not asked.
   * @param {any} Plotly
   * @param {import("./picture.js").Picture} picture
   * @param {import("./values.js").Recording[]} recordings
   * @param {import("./theme.js").Theme} theme
   * @param {string} revision
   */
  async draw(Plotly, picture, recordings, theme, revision) {
    // Asking for the width makes the browser lay the whole page out at once; where it is known, the observer keeps it.
    const width = this.width || this.frame.clientWidth
    const around = JSON.stringify([theme.signature, revision, width])
    const isSame = around === this.around && picture.key === this.picture?.key
    const changes = isSame ? picture.changesSince(this.picture, theme) : null
    this.isStowed = false
    this.Plotly = Plotly
    this.picture = picture
    this.recordings = recordings
    this.around = around
    const figure = picture.filled(theme)
    for (const trace of figure.data) fill(trace, recordings, this.place.unit)
    rangeOfUnit(figure)
    const letters = { ...figure.data.find((trace) => trace.meta?.letters) }
    for (const trace of figure.data) if (trace.meta?.letters) Object.assign(trace, spaced(trace, figure.layout, width))
    this.veils.take(figure.layout)
    const { data, layout, heats } = parted(figure, (trace, index) => this.#plane(trace, index))
    this.heatmaps.take(heats)
    const { chain } = this.heatmaps
    this.chain.take(chain, chain && recordings[chain.trace.meta.panel], theme)
    this.letters = letters
    const drawing = { data, layout, theme, revision, width }
    const told = !this.unknown && changes && !data.some((trace) => trace.meta?.follow) // all that Plotly must hear of
    if (told && !Object.keys(changes).length) {
      this.original = structuredClone(layout)
      this.#measure()
    } else if (isSame && picture.isOfNumbers() && this.#renumber(drawing)) this.#measure()
    else if (!told) await this.#plot(drawing)
    else {
      this.original = structuredClone(layout)
      await Plotly.relayout(this.gd, changes)
    }
    this.settle()
  }

  /** Whether all of this can be left as it is and found again: it is drawn, and nobody has zoomed into it. */
  canBeStowed() {
    return Boolean(this.bars) && this.zoom.isWhole
  }

  /** Leave the page for a figure of another skeleton; `draw` makes this one current again. */
  stow() {
    this.pointing.leave()
    this.offer(null)
    this.light([], this.lit.placeIn)
    this.veil(null)
    this.travelWith(null)
    this.following = null
    this.card.remove()
    this.isStowed = true
  }

  /**
   * Where only numbers are new and nobody points at the figure, move what Plotly has drawn; it learns them when somebody
   * does, for its hover labels and the zoom.
   */
  #renumber(drawing) {
    this.#putBack()
    if (!this.bars || !this.zoom.isWhole || this.frame.matches(":hover")) return false
    this.putBack = renumber(this.gd, drawing.data, drawing.layout)
    if (!this.putBack) return false
    this.original = structuredClone(drawing.layout)
    this.unknown = drawing
    return true
  }

  #putBack() {
    this.putBack?.()
    this.putBack = null
  }

  /** Tell Plotly what we have drawn without it. */
  async #learn() {
    if (this.unknown) await this.#plot(this.unknown)
  }

  async #plot({ data, layout, theme, revision, width }) {
    this.#putBack()
    this.unknown = null
    this.original = structuredClone(layout) // plotly.js writes the zoom into the layout that it is given
    this.width = width
    this.narrow = width < NARROW
    const full = {
      ...layout,
      ...(this.narrow ? layout.meta?.narrow : undefined),
      template: plotlyTemplate(theme),
      font: { size: 12, ...layout.font, family: theme.font },
      uirevision: revision,
      autosize: false,
      width,
      ...this.#height(),
    }
    if (matchMedia("(pointer: coarse)").matches) full.dragmode = false // a finger scrolls the page, it does not zoom
    await this.Plotly.react(this.gd, data, full, CONFIG)
    this.bars = new Bars(this.gd)
    this.lines = new Lines(this.gd)
    this.save.offer()
    this.#listen()
    this.#measure()
  }

  /** The numbers of a heatmap: a signal's, or the figure's own. */
  #plane(trace, index) {
    const { panel, signal, order } = trace.meta ?? {}
    if (signal) return { ...this.recordings[panel].plane(signal), order }
    const { numbers, shape } = this.picture.arrays[`data.${index}.z`]
    return { data: numbers, rows: shape[0], columns: shape[1], rowStride: shape[1], columnStride: 1 }
  }

  /** plotly.js keeps its listeners over `react`, so they are set once. */
  #listen() {
    if (this.listening) return
    this.listening = true
    this.gd.on("plotly_afterplot", () => this.#measure())
    this.gd.on("plotly_click", (event) => this.pointing.pick(event.points[0]))
  }

  /** Let the curves be drawn backwards. @param {any} travels null for no longer @param {import("./values.js").Recording} [numbers] */
  travelWith(travels, numbers) {
    this.travel?.dispose()
    this.travel = travels && new Travel(this.frame, travels, numbers)
    if (this.bars) this.travel?.measure(this.gd)
  }

  /** Let a hand change the inputs, where they are drawn here, one for a step. @param {import("./tokens.js").Tokens | null} tokens null for no longer */
  offer(tokens) {
    this.tokens?.dispose()
    this.tokens = tokens && tokens.coding !== "numbers" ? new TokenRow(this.frame, tokens) : null
    if (this.bars) this.#measureTokens()
  }

  #measureTokens() {
    this.tokens?.measure(this.gd, this.heatmaps.inputs)
    this.tokens?.stand(this.place.t)
  }

  #measure() {
    this.heatmaps.measure(this.gd)
    this.chain.measure(this.gd)
    this.#measureTokens()
    this.echoes.measure(this.gd)
    this.#paint()
    this.veils.measure(this.gd)
    this.cursor.measure(this.gd, this.heatmaps.unitPlaces())
    this.sketch.measure(this.gd)
    this.bars?.measure()
    this.lines?.measure()
    this.cursor.showUnit(this.place.unit)
    this.#move()
    this.#outline()
    this.travel?.measure(this.gd)
    this.zoom.measure()
  }

  /** Things are lit, or none. @param {string[]} things @param {Parameters<Outlines["show"]>[3]} placeIn */
  light(things, placeIn) {
    if (!things.length && !this.lit.things.length) return
    this.lit = { things, placeIn }
    this.#outline()
  }

  #outline() {
    if (this.bars && this.lit.placeIn) this.outlines.show(this.gd, this.heatmaps, this.lit.things, this.lit.placeIn)
  }

  /** @param {number} t */
  showStep(t) {
    this.place.t = t
    if (!this.bars || this.isStowed) return
    this.zoom.follow(t)
    this.#move()
  }

  #move() {
    this.cursor.showStep(this.place.t)
    this.chain.showStep(this.place.t)
    this.tokens?.stand(this.place.t)
    this.bars?.show((panel, signal) => this.recordings[panel].row(signal, this.place.t))
    this.lines?.show((panel) => this.recordings[panel], this.place.t, this.place.unit)
  }

  /**
   * The recordings hold other numbers: a hand has moved them. Plotly is not asked.
   * @param {import("./following.js").Following | null} following null where nothing is held any more
   */
  repaint(following) {
    this.following = following
    if (!this.bars || this.isStowed) return
    this.#paint()
    this.#move()
  }

  #paint() {
    const { following } = this
    const ghostOf = ({ trace, plane }) => {
      if (trace.meta?.answers) return following.hand ? following.planeBefore : null
      const data = following.original[trace.meta?.signal]
      return data ? { ...plane, data } : null
    }
    const planeOf = ({ trace, plane }) => (trace.meta?.answers ? following.plane : trace.meta?.inputs ? (following.strip ?? plane) : plane)
    if (following) this.heatmaps.paint(planeOf, ghostOf)
    else this.heatmaps.paint()
    this.chain.paint(following)
    this.tokens?.show()
    this.echoes.show(following, this.place.unit)
    this.heldMarks.show(this.heatmaps.rows, following?.hand?.holds ?? [])
  }

  /** @param {number} unit */
  showUnit(unit) {
    const before = this.place.unit
    this.place.unit = unit
    this.chain.choose(unit)
    if (!this.bars || this.isStowed) return
    this.chain.paint(this.following)
    this.cursor.showUnit(unit)
    if (this.following) this.echoes.show(this.following, unit)
    const following = this.gd.data.flatMap((trace, index) => (trace.meta?.follow === "unit" ? [index] : []))
    if (!following.length || unit === before) return
    if (this.unknown) {
      for (const index of following) fill(this.unknown.data[index], this.recordings, unit)
      rangeOfUnit(this.unknown)
      if (this.#renumber(this.unknown)) this.#measure()
      else this.#learn()
      return
    }
    const [curves, axes] = changesOfUnit(following.map((index) => this.gd.data[index]), this.recordings, unit)
    this.Plotly.update(this.gd, curves, axes, following)
  }

  /** Veil all rows but some. @param {Set<string> | null} lights null for no veils */
  veil(lights) {
    this.veils.light(lights)
  }

  /** The step has come to rest: where somebody points at the bars, plotly.js must know them for its hover labels. */
  async settle() {
    if (!this.bars || !this.frame.matches(":hover")) return
    await this.#learn()
    this.bars.settle(this.Plotly, (panel, signal) => this.recordings[panel].row(signal, this.place.t))
  }

  /** In a lecture hall a figure is as high as the window leaves it; elsewhere as its skeleton says. */
  #height() {
    const height = parseFloat(getComputedStyle(this.frame).getPropertyValue("--us-height"))
    return height > 0 ? { height } : {}
  }

  #fit() {
    const width = this.frame.clientWidth
    const { height } = this.#height()
    if (!this.bars || !width || (width === this.width && (!height || height === this.gd._fullLayout.height))) return
    if (this.unknown) return void this.#learn().then(() => this.#fit())
    this.width = width
    const changes = { width }
    if (width < NARROW !== this.narrow) {
      this.narrow = !this.narrow
      const narrow = this.original.meta?.narrow ?? {}
      for (const name of Object.keys(narrow)) changes[name] = this.narrow ? narrow[name] : this.original[name]
    }
    changes.height = height ?? changes.height ?? ((this.narrow && this.original.meta?.narrow?.height) || this.original.height)
    const written = this.gd.data.flatMap((trace, index) => (trace.meta?.letters ? [index] : []))
    const { text, textfont } = written.length ? spaced(this.letters, this.gd._fullLayout, width) : {}
    if (text) this.Plotly.update(this.gd, { text: [text], "textfont.size": textfont.size }, changes, written)
    else this.Plotly.relayout(this.gd, changes)
  }

  dispose() {
    this.observer.disconnect()
    this.heatmaps.dispose()
    this.chain.dispose()
    this.echoes.dispose()
    this.heldMarks.dispose()
    this.tokens?.dispose()
    this.travel?.dispose()
    this.Plotly?.purge(this.gd)
    this.card.remove()
  }
}
