// The places on the page: the strip, the narration, the cells' panels, the figures.

import { Fold } from "./fold.js"
import { legendKeys } from "./legend.js"
import { Panel } from "./panel.js"
import { part } from "./part.js"
import { Plot } from "./plots.js"
import { Reading } from "./reading.js"

const NAMED = ["column", "moment", "left", "right"] // figures that have a place of their own; others go below, over the full width
const KEPT = 3 // drawings of other skeletons that a figure keeps, for whoever goes back and forth

export class Stage {
  /**
   * @param {HTMLElement} root
   * @param {{pick: (at: {step?: number, unit?: number}) => void, select: (unit: number) => void}} on
   */
  constructor(root, on) {
    this.on = on
    this.root = root
    const header = document.querySelector("[data-testid=stHeader]") // the strip sticks below Streamlit's own bar
    root.style.setProperty("--us-header", `${header?.offsetHeight ?? 0}px`)
    this.strip = part(root, "us-strip")
    this.training = part(root, "us-training")
    this.tour = part(root, "us-tour")
    this.narration = part(root, "us-narration")
    this.reading = new Reading(part(root, "us-narration us-reading"))
    this.chooser = part(root, "us-chooser")
    this.units = part(root, "us-bare-units")
    this.failure = part(root, "us-failure")
    this.failure.setAttribute("role", "alert")
    this.failure.hidden = true
    this.main = part(root, "us-main")
    this.table = part(root, "us-hidden")
    this.live = part(root, "us-hidden")
    this.live.setAttribute("aria-live", "polite")
    /** @type {Map<string, Plot>} */
    this.plots = new Map()
    /** @type {Map<string, Plot[]>} by the figure's name: drawings of other skeletons, the latest first */
    this.stowed = new Map()
    /** @type {Panel[]} */
    this.panels = []
  }

  /** Make room for what `data` shows. A figure that was there keeps its place, and so its zoom. */
  lay(data, recordings, theme) {
    this.theme = theme
    const names = data.figures.map((figure) => figure.name)
    const isBare = data.panels.length === 1 && !data.panels[0].diagram && !data.panels[0].equations // then the figures have the room
    this.units.hidden = !isBare // else it is chosen beside the equations
    const cells = isBare ? 0 : data.panels.length
    this.main.className = `us-main us-panels-${cells < 2 ? cells : "several"}`
    this.main.style.setProperty("--us-columns", String(cells === 4 ? 2 : Math.min(cells, 3)))
    this.main.classList.toggle("us-has-column", names.includes("column"))
    this.main.classList.toggle("us-has-moment", names.includes("moment"))
    this.main.classList.toggle("us-has-sides", names.includes("left") && names.includes("right"))
    this.main.classList.toggle("us-has-tiles", names.some((name) => name.startsWith("tile-")))
    this.root.classList.toggle("us-large", data.large)
    this.strip.hidden = !data.transport && !data.travels
    this.strip.classList.toggle("us-lone", !data.transport) // then there is no more of it than to play
    this.reading.build(data.reading, recordings[data.panels.length])
    this.#layChooser(data)
    this.#layPanels(data, recordings, theme)
    for (const [name, plot] of this.plots) {
      if (names.includes(name)) continue
      plot.dispose()
      this.plots.delete(name)
      for (const other of this.stowed.get(name) ?? []) other.dispose()
      this.stowed.delete(name)
    }
    const cards = this.panels.map((panel) => panel.card)
    for (const { name, key, title, note, reads, legend, height } of data.figures) {
      const plot = this.#plot(name, key, data.text.unzoom)
      plot.following = null // what was changed was another run
      plot.frame.style.minHeight = `${height}px` // its place is kept until plotly.js has arrived
      plot.card.querySelector(".us-title").textContent = title
      plot.card.querySelector(".us-note").textContent = note
      plot.reads.textContent = reads
      plot.travelWith(data.travels?.figure === name ? data.travels : null, recordings[data.panels.length])
      plot.card.querySelector(".us-legend").replaceChildren(...legendKeys(legend, data.text))
      if (title) plot.card.setAttribute("aria-label", title)
      plot.save.configure({ name, title, legend }, data, () => ({ theme: this.theme, step: plot.place.t, unit: plot.place.unit }))
      plot.sketch.take(data.sketch?.figure === name ? data.sketch : null, data.steps)
      cards.push(plot.card)
      plot.chain.opensInto(cells === 1 ? this.panels[0].diagramCard : null)
    }
    arrange(this.main, cards)
    if (data.folded) (this.fold ??= new Fold(this.root, this.main)).build(data, recordings[0], theme)
  }

  /** The drawing of this skeleton, if the figure has been one before; one that is zoomed stays and takes the other. */
  #plot(name, key, unzoom) {
    const plot = this.plots.get(name)
    if (plot && (!plot.canBeStowed() || plot.picture.key === key)) return plot
    const stowed = this.stowed.get(name) ?? []
    const found = stowed.find((other) => other.picture.key === key) ?? new Plot(card(name), this.on.pick, unzoom)
    if (plot) {
      plot.stow()
      stowed.unshift(plot)
    }
    const others = stowed.filter((other) => other !== found)
    for (const old of others.splice(KEPT)) old.dispose()
    this.stowed.set(name, others)
    this.plots.set(name, found)
    return found
  }

  /** Draw what is played backwards as far as `front`. @param {number | null} front null for all of it */
  travel(front) {
    for (const plot of this.plots.values()) plot.travel?.show(front)
  }

  /** Let a hand change the inputs where they are drawn. @param {import("./tokens.js").Tokens | null} tokens null for no longer */
  offer(tokens) {
    this.plots.get("column")?.offer(tokens)
    if (tokens) this.panels[0].offer(tokens)
  }

  /** A slider for the unit, where that is a timestep too. */
  #layChooser(data) {
    this.chooser.hidden = !data.unit_label
    if (!data.unit_label) return
    if (!this.slider) {
      this.slider = document.createElement("input")
      this.slider.type = "range"
      this.slider.min = "0"
      this.slider.oninput = () => this.on.select(Number(this.slider.value))
      this.caption = document.createElement("span")
      this.chooser.append(this.caption, this.slider)
    }
    this.slider.max = String(data.numbers.units - 1)
    this.slider.setAttribute("aria-label", data.unit_label)
    this.unitLabel = data.unit_label
  }

  /** @param {number} unit */
  showUnit(unit) {
    if (!this.slider) return
    this.slider.value = String(unit)
    this.slider.style.setProperty("--share", String(unit / Math.max(1, Number(this.slider.max))))
    this.caption.textContent = `${this.unitLabel} ${unit + 1}`
  }

  #layPanels(data, recordings, theme) {
    const opened = this.panels.map((panel) => panel.opened())
    for (const panel of this.panels) panel.card.remove()
    this.units.replaceChildren()
    const alone = data.panels.length === 1
    this.narration.hidden = !alone
    this.panels = data.panels.map(
      (panel, index) =>
        new Panel(this.main, panel, recordings[index], data, {
          narration: alone ? this.narration : null,
          chooser: this.units.hidden ? null : this.units,
          opened: opened[index] ?? [],
          select: this.on.select,
        }),
    )
    for (const panel of this.panels) panel.retheme(theme)
  }

  /** @param {string} message "" for none */
  fail(message) {
    this.failure.hidden = !message
    this.failure.textContent = message
  }

  dispose() {
    for (const plot of [...this.plots.values(), ...[...this.stowed.values()].flat()]) plot.dispose()
    this.fold?.dispose()
  }
}

/**
 * Put nodes one behind the other. What stands right is left alone: a drawing that is moved is laid out anew, all of it.
 * @param {HTMLElement} place @param {HTMLElement[]} nodes
 */
function arrange(place, nodes) {
  let next = place.firstChild
  for (const node of nodes) {
    if (node === next) next = next.nextSibling
    else place.insertBefore(node, next)
  }
}

/** @param {string} name */
function card(name) {
  const section = document.createElement("section")
  section.className = `us-card us-figure us-figure-${NAMED.includes(name) ? name : "other"}`
  section.dataset.figure = name
  section.appendChild(document.createElement("h3")).className = "us-title"
  section.appendChild(document.createElement("p")).className = "us-note"
  section.appendChild(document.createElement("p")).className = "us-legend"
  return section
}
