// The stepper: one component around plotly.js that keeps the step and the chosen unit in the browser.
//
// A payload's key decides what is redrawn: the same key, nothing at all.

import { numberOfUnit } from "./called.js"
import { leaderOf, placeOf, present, share } from "./company.js"
import { Holding } from "./holding.js"
import { listen } from "./keys.js"
import { loadPlotly } from "./library.js"
import { Light } from "./light.js"
import { mounted } from "./mounting.js"
import { Moving } from "./moving.js"
import { Picture } from "./picture.js"
import { KnownPlaces, leavesUs } from "./place.js"
import { posts } from "./posts.js"
import { Stage } from "./stage.js"
import { Table } from "./table.js"
import { applyPalette, readTheme } from "./theme.js"
import { Tour } from "./tour.js"
import { Training } from "./training.js"
import { Transport } from "./transport.js"
import { Recording, unbundle } from "./values.js"

// With no data yet there is nothing to see: the style sheet keeps the stepper's place.
export default mounted("[data-testid=stepper]", (root, { data }) => (data ? new Stepper(root) : null))

class Stepper {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.t = 0
    this.unit = 0
    this.stale = false // was a drawing given up for data that turned out to be the same?
    this.generation = 0 // counts drawings, so that an older one that is still under way can stop
    this.known = new KnownPlaces()
    this.hear = () => this.#hear()
    this.holding = new Holding({
      place: () => placeOf(this),
      begin: () => this.transport.pause(),
      go: (step) => this.#pick({ step }),
      offered: (tokens) => this.stage.offer(tokens),
      changed: (following) => this.#repaint(following),
      released: () => this.#hear(),
    })
    this.stage = new Stage(root, { pick: (at) => this.#pick(at), select: (unit) => this.select(unit) })
    this.light = new Light(root, this.stage)
    this.transport = new Transport(this.stage.strip, {
      go: (t) => this.go(t),
      played: () => this.moving.rest(),
      drawn: (front) => this.stage.travel(front),
    })
    this.moving = new Moving({ show: () => this.#showStep(), rested: () => this.#tell(), isPlaying: () => this.transport.isPlaying })
    this.training = new Training(this.stage.training, {
      become: (weights) => this.holding.become(weights),
      begin: () => this.transport.pause(),
    })
    this.table = new Table(this.stage.table)
    this.tour = new Tour(this.stage.tour, root, {
      place: () => placeOf(this),
      stand: (place) => this.#pick(place),
      holding: this.holding,
      plots: () => this.stage.plots.values(),
      fold: () => this.stage.fold ?? null,
    })
    this.stopListening = listen({
      root,
      press: (key) => leaderOf(this).transport.press(key),
      wants: () => (leaderOf(this).data && this.data?.keys) || "none",
    })
    present.add(this)
  }

  /** New data or a new theme, or none: then new data are under way. @param {{data: any}} component */
  receive({ data: block }) {
    const waited = "waiting" in this.root.dataset
    this.root.toggleAttribute("data-waiting", !block)
    if (!block) {
      this.generation++ // what is being drawn is out of date
      this.root.dataset.ready = "false"
      return
    }
    if (block !== this.block) {
      const coming = unbundle(block)
      if (this.coming && this.coming.name !== coming.name) posts.stopReading(this.coming.name, this.hear)
      this.coming = coming
      this.block = block
    }
    posts.read(this.coming.name, this.hear)
    this.stale ||= waited
    this.#hear()
  }

  /** Take in what is known by now: data may arrive before the place in it does, and then waits for it. */
  #hear() {
    const data = this.coming
    const post = posts.about(data.name, data.content)
    const isNew = data.key !== this.data?.key
    if (!post || (isNew && this.holding.detains(data))) return // nothing is taken out of a hand
    this.post = post
    const theme = readTheme(this.root, data.dark)
    const sameTheme = theme.signature === this.theme?.signature
    const wish = this.known.receive(post, data.content !== this.data?.content)
    this.theme = theme
    if (!sameTheme || isNew) applyPalette(this.root, data.palette, theme, data.signed)
    if (isNew) this.#adopt(data, wish)
    else {
      if (!sameTheme) this.#retheme()
      else if (this.stale) this.#draw()
      if (wish) {
        this.#stand({ ...placeOf(leaderOf(this)), ...(leaderOf(this) === this && wish) })
        share(this)
      }
    }
  }

  /**
   * Take a new payload. Where Python wishes for a step or unit we go there; where it only repeats what it heard from
   * us, a person may have stepped on meanwhile, and stays.
   */
  #adopt(data, wish) {
    this.data = data
    this.root.dataset.ready = "false"
    if (data.steps < 2) this.transport.pause()
    this.recordings = [...data.panels, data.numbers].map((panel) => new Recording(panel, data.values, data.steps))
    this.units = Math.max(...this.recordings.map((recording) => recording.units))
    this.transport.configure(data.steps, data.text, Boolean(data.travels))
    this.stage.lay(data, this.recordings, this.theme)
    this.light.take(data, this.recordings)
    this.table.build(data, this.recordings)
    this.training.take(data)
    this.holding.offer(data, this.recordings[0], this.stage.panels[0]).then(() => {
      if (this.data !== data) return
      this.training.apply()
      this.tour.offer(data, this.recordings[0])
    })
    this.#stand({ ...placeOf(leaderOf(this)), ...(leaderOf(this) === this && wish) })
    if (wish) share(this)
    if (leavesUs(wish)) this.moving.rest()
    this.#draw()
  }

  /** A hand has changed the numbers. @param {import("./following.js").Following | null} following null for those recorded */
  #repaint(following) {
    for (const plot of this.stage.plots.values()) plot.repaint(following)
    this.stage.fold?.repaint(following)
    this.#showStep()
  }

  #retheme() {
    this.stage.theme = this.theme
    for (const panel of this.stage.panels) panel.retheme(this.theme)
    this.stage.fold?.retheme(this.theme)
    this.#showStep()
    this.#draw()
  }

  /** Draw every figure in the present theme. */
  async #draw() {
    const generation = ++this.generation
    this.stale = false
    const { data, stage, theme } = this
    let failure = ""
    const Plotly = data.figures.length ? await loadPlotly(data.assets.plotly).catch(console.warn) : null
    if (data.figures.length && !Plotly) failure = data.text.unloaded
    for (const figure of Plotly ? data.figures : []) {
      if (generation !== this.generation) return
      const plot = stage.plots.get(figure.name)
      plot.place = { t: this.t, unit: this.unit }
      try {
        await plot.draw(Plotly, new Picture(figure, data.values), this.recordings, theme, String(data.steps))
      } catch (error) {
        console.warn(error)
        failure = data.text.undrawn
      }
    }
    if (generation !== this.generation) return
    stage.fail(failure)
    this.#stand(placeOf(this))
    this.root.dataset.ready = "true"
    posts.stand(data.name, this.hear, data.content)
  }

  /** Be at a step and a unit, with everything drawn there. @param {{step: number, unit: number}} place */
  #stand({ step, unit }) {
    this.t = Math.min(Math.max(step, 0), this.data.steps - 1)
    this.unit = Math.min(Math.max(unit, 0), this.units - 1)
    this.#mark()
    this.#showUnit()
    this.#showStep()
    this.table.settle()
  }

  /** Go to step t. The step counts at once; what is seen follows at most once a frame. @param {number} t */
  go(t) {
    const step = Math.min(Math.max(t, 0), this.data.steps - 1)
    if (step === this.t) return
    this.t = step
    this.transport.t = step
    this.#mark()
    share(this)
    this.moving.moved()
  }

  /** @param {number} unit */
  select(unit) {
    this.#stand({ step: this.t, unit })
    share(this)
    this.moving.rest()
  }

  /** @param {import("./company.js").Member} other of our group, which stands at a new place */
  follow({ t: at, unit }) {
    const t = Math.min(at, this.data.steps - 1) // its content may be a longer one that is still under way to us
    if (t === this.t && unit === this.unit) return
    this.t = t
    if (unit !== this.unit) this.#stand({ step: t, unit })
    else {
      this.#mark()
      this.#showStep()
    }
    this.moving.rest()
  }

  #pick({ step, unit }) {
    leaderOf(this).transport.pause()
    this.#stand({ step: step ?? this.t, unit: unit ?? this.unit })
    share(this)
    this.moving.rest()
  }

  #mark() {
    this.root.dataset.step = String(this.t)
    this.root.dataset.unit = String(this.unit)
  }

  #showStep() {
    this.transport.show(this.t)
    for (const plot of this.stage.plots.values()) plot.showStep(this.t)
    for (const panel of this.stage.panels) panel.show(this.t, this.unit)
    this.stage.fold?.show(this.t, this.unit)
    if (this.data.reading) this.stage.reading.show(this.t, this.unit)
    this.table.show(this.t)
    this.holding.show()
    this.light.show(this.t, this.unit)
  }

  #showUnit() {
    for (const plot of this.stage.plots.values()) plot.showUnit(this.unit)
    for (const panel of this.stage.panels) panel.showUnit(this.unit)
    this.stage.showUnit(this.unit)
  }

  /** Step and unit rest: tell Python, the hover and the screen reader. */
  #tell() {
    for (const plot of this.stage.plots.values()) plot.settle()
    this.table.settle()
    if (this.data.follows) return
    const sentences = [this.stage.reading.sentence(), ...this.stage.panels.map((panel) => panel.sentence())]
    this.stage.live.textContent = [this.transport.counter.textContent, ...sentences].filter(Boolean).join(". ")
    const first = numberOfUnit(this.data.panels[0], this.unit) - this.unit // the address calls a unit by its number
    if (!this.tour.isOn) this.known.tell(this.post, placeOf(this), first) // a tour leaves the page where it stood
  }

  dispose() {
    this.generation++
    present.delete(this)
    if (this.coming) posts.stopReading(this.coming.name, this.hear)
    this.moving.dispose()
    this.tour.dispose()
    this.training.dispose()
    this.holding.end()
    this.stopListening()
    this.transport.dispose()
    this.light.dispose()
    this.stage.dispose()
    this.root.replaceChildren()
    this.root.dataset.ready = "false"
  }
}
