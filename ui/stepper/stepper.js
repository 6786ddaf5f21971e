// The stepper: one component around plotly.js that keeps the step and the chosen unit in the browser.
//
// Streamlit calls the default export on every change of data or theme; everything below is set up once per element.
// Python hears "step" and "unit" when they rest. Payload keys decide what is redrawn: the same key, nothing at all.

import { listen } from "./keys.js"
import { loadPlotly } from "./library.js"
import { Panel } from "./panel.js"
import { Plot } from "./plots.js"
import { Table } from "./table.js"
import { applyPalette, readTheme } from "./theme.js"
import { Transport } from "./transport.js"
import { Recording, unpack } from "./values.js"

const REST_MS = 150 // a step that stands this long is reported to Python

/** @type {WeakMap<Element, Stepper>} */
const steppers = new WeakMap()

/** @param {any} component what Streamlit hands to a component */
export default function (component) {
  const root = component.parentElement.querySelector("[data-testid=stepper]")
  let stepper = steppers.get(root)
  if (!stepper) {
    stepper = new Stepper(root)
    steppers.set(root, stepper)
  }
  stepper.receive(component)
  return () => {
    stepper.dispose()
    steppers.delete(root)
  }
}

class Stepper {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.t = 0
    this.unit = 0
    /** The step and unit that Python knows: sent by it, or reported to it. */
    this.known = { step: 0, unit: 0 }
    this.generation = 0
    /** @type {Map<string, Plot>} */
    this.plots = new Map()
    /** @type {Panel[]} */
    this.panels = []
    this.transport = new Transport(part(root, "us-strip"), {
      go: (t) => this.go(t),
      playing: () => this.#rest(),
    })
    this.narration = part(root, "us-narration")
    this.main = part(root, "us-main")
    this.table = new Table(part(root, "us-hidden"))
    this.live = part(root, "us-hidden")
    this.live.setAttribute("aria-live", "polite")
    this.stopListening = listen({ root, press: (key) => this.data && this.transport.press(key) })
  }

  /** New data or a new theme. @param {{data: any, setStateValue: (name: string, value: number) => void}} component */
  receive({ data, setStateValue }) {
    this.report = setStateValue
    if (!data) return
    const theme = readTheme(this.root, data.dark)
    const sameTheme = theme.signature === this.theme?.signature
    const sameData = data.key === this.data?.key
    this.theme = theme
    if (!sameTheme || !sameData) applyPalette(this.root, data.palette, theme)
    if (!sameData) this.#adopt(data)
    else if (!sameTheme) this.#retheme()
  }

  /**
   * Take a new payload. Where Python asks for another step (or unit) than the last it knew of, we go there; where it
   * only repeats what it knew, a person may have stepped on meanwhile, and stays.
   */
  #adopt(data) {
    const first = !this.data
    this.data = data
    this.root.dataset.ready = "false"
    if (first || data.step !== this.known.step) this.t = data.step
    if (first || data.unit !== this.known.unit) this.unit = data.unit
    this.known = { step: data.step, unit: data.unit }
    const values = unpack(data.values)
    this.recordings = data.panels.map((panel) => new Recording(panel, values, data.steps))
    const units = Math.max(1, ...data.panels.map((panel) => panel.units))
    this.t = Math.min(Math.max(this.t, 0), data.steps - 1)
    this.unit = Math.min(Math.max(this.unit, 0), units - 1)
    this.transport.configure(data.steps, data.text)
    this.#lay(data)
    this.#mark()
    this.#showUnit()
    this.#showStep()
    this.#draw()
  }

  /** Make the places for panels and figures; a figure that stays keeps its place and so its zoom. */
  #lay(data) {
    const opened = this.panels.map((panel) => panel.opened())
    this.main.className = `us-main us-panels-${data.panels.length}`
    this.main.querySelectorAll(":scope > .us-panel").forEach((node) => node.remove())
    this.panels = data.panels.map((panel, index) => {
      const alone = data.panels.length === 1
      return new Panel(this.main, panel, this.recordings[index], data, {
        narration: alone ? this.narration : null,
        opened: opened[index] ?? [],
        select: (unit) => this.select(unit),
      })
    })
    for (const panel of this.panels) panel.retheme(this.theme)
    this.narration.hidden = data.panels.length !== 1
    this.table.build(data, this.recordings)
    const names = data.figures.map((figure) => figure.name)
    for (const [name, plot] of this.plots) {
      if (names.includes(name)) continue
      plot.dispose()
      plot.card.remove()
      this.plots.delete(name)
    }
    for (const { name, title } of data.figures) {
      if (!this.plots.has(name)) this.plots.set(name, new Plot(this.#card(name), (at) => this.#pick(at), data.text.reset))
      const { card } = this.plots.get(name)
      card.querySelector(".us-title").textContent = title
      card.setAttribute("aria-label", title)
      this.main.append(card)
    }
    this.main.classList.toggle("us-has-column", names.includes("column"))
    this.main.classList.toggle("us-has-moment", names.includes("moment"))
  }

  #card(name) {
    const card = document.createElement("section")
    card.className = `us-card us-figure us-figure-${["column", "moment"].includes(name) ? name : "other"}`
    card.dataset.figure = name
    card.appendChild(document.createElement("h3")).className = "us-title"
    return card
  }

  #retheme() {
    for (const panel of this.panels) panel.retheme(this.theme)
    this.#showStep()
    this.#draw()
  }

  /** Draw every figure in the present theme. */
  async #draw() {
    const generation = ++this.generation
    const { data, theme } = this
    try {
      const Plotly = data.figures.length ? await loadPlotly(data.assets.plotly) : null
      for (const { name, figure } of data.figures) {
        if (generation !== this.generation) return
        const plot = this.plots.get(name)
        plot.place = { t: this.t, unit: this.unit }
        await plot.draw(Plotly, figure, this.recordings, theme, `${data.steps}`)
      }
    } catch (error) {
      console.warn(error)
      this.#fail(data.text.unloaded)
    }
    if (generation !== this.generation) return
    this.#showUnit()
    this.#showStep()
    this.root.dataset.ready = "true"
  }

  /** @param {string} message */
  #fail(message) {
    this.failure ??= part(this.root, "us-failure")
    this.failure.setAttribute("role", "alert")
    this.failure.textContent = message
  }

  /** Go to step t. The step counts at once; what is seen follows at most once a frame. @param {number} t */
  go(t) {
    const step = Math.min(Math.max(t, 0), this.data.steps - 1)
    if (step === this.t) return
    this.t = step
    this.#mark()
    this.transport.t = step
    if (!this.frame) {
      this.#showStep()
      this.frame = requestAnimationFrame(() => {
        this.frame = 0
        if (this.shown !== this.t) this.#showStep()
      })
    }
    this.#rest()
  }

  /** @param {number} unit */
  select(unit) {
    const last = Math.max(...this.recordings.map((recording) => recording.units)) - 1
    this.unit = Math.min(Math.max(unit, 0), last)
    this.#mark()
    this.#showUnit()
    this.#showStep()
    this.#rest()
  }

  #pick({ step, unit }) {
    this.transport.pause()
    if (unit !== undefined && unit !== this.unit) this.select(unit)
    if (step !== undefined) this.go(step)
  }

  #mark() {
    this.root.dataset.step = String(this.t)
    this.root.dataset.unit = String(this.unit)
  }

  #showStep() {
    this.shown = this.t
    this.transport.show(this.t)
    for (const plot of this.plots.values()) plot.showStep(this.t)
    for (const panel of this.panels) panel.show(this.t, this.unit)
    this.table.show(this.t)
  }

  #showUnit() {
    for (const plot of this.plots.values()) plot.showUnit(this.unit)
    for (const panel of this.panels) panel.showUnit(this.unit)
  }

  /** Wait until step and unit rest, and playing is over; then tell Python, the hover and the screen reader. */
  #rest() {
    clearTimeout(this.resting)
    if (this.transport?.isPlaying) return
    this.resting = window.setTimeout(() => {
      for (const plot of this.plots.values()) plot.settle()
      const sentence = this.panels.map((panel) => panel.sentence()).join(" ")
      this.live.textContent = `${this.transport.counter.textContent}. ${sentence}`
      const now = { step: this.t, unit: this.unit }
      const changed = Object.keys(now).filter((name) => now[name] !== this.known[name])
      this.known = now
      for (const name of changed) this.report(name, now[name])
    }, REST_MS)
  }

  dispose() {
    this.generation++
    clearTimeout(this.resting)
    cancelAnimationFrame(this.frame)
    this.stopListening()
    this.transport.dispose()
    for (const plot of this.plots.values()) plot.dispose()
    this.root.replaceChildren()
  }
}

/** @param {HTMLElement} root @param {string} className */
function part(root, className) {
  const node = root.appendChild(document.createElement("div"))
  node.className = className
  return node
}
