// The race: one belt per cell, from the first symbol to the question. It leads the steppers of its group: they stand
// where it stands.
//
// Belts are drawn once for each run, width and theme; a step moves a clip, a box and a ring.

import { placeOf, present, share } from "../../../stepper/browser/company.js"
import { drag } from "../../../stepper/browser/dragging.js"
import { listen } from "../../../stepper/browser/keys.js"
import { leaving } from "../../../stepper/browser/leaving.js"
import { mounted } from "../../../stepper/browser/mounting.js"
import { Moving } from "../../../stepper/browser/moving.js"
import { part } from "../../../stepper/browser/part.js"
import { KnownPlaces, leavesUs } from "../../../stepper/browser/place.js"
import { posts } from "../../../stepper/browser/posts.js"
import { applyPalette, colourScale, readTheme } from "../../../stepper/browser/theme.js"
import { Transport } from "../../../stepper/browser/transport.js"
import { strong } from "../../../stepper/browser/words.js"
import { GapSlider } from "./gap.js"
import { places, stepAt } from "./geometry.js"
import { Lane } from "./lane.js"

const RUN_MS = 11_000 // from the first step to the last, at 1×
const SLOWEST_MS = 667 // a step
const LETTER = 6.5 // pixels: with less room for each, letters are not readable

export default mounted("[data-testid=race]", (root) => new Race(root))

class Race {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.t = 0
    this.unit = 0
    this.width = 0
    this.known = new KnownPlaces()
    this.hear = () => this.#hear()
    root.replaceChildren()
    const top = part(root, "ur-top")
    this.gap = new GapSlider(top, (gap) => this.ask(gap))
    const aside = part(top, "ur-aside")
    this.transport = new Transport(part(aside, "us-strip"), {
      go: (t) => this.go(t),
      played: () => this.moving.rest(),
      pace: () => Math.min(RUN_MS / this.data.steps, SLOWEST_MS),
    })
    this.moving = new Moving({ show: () => this.#show(), rested: () => this.#tell(), isPlaying: () => this.transport.isPlaying })
    this.legend = part(aside, "ur-legend")
    this.key = part(root, "ur-key", "p")
    this.lanes = part(root, "ur-lanes")
    this.input = part(this.lanes, "ur-row ur-input")
    this.axis = null
    /** @type {Lane[]} */
    this.cells = []
    this.says = part(root, "ur-says", "p")
    this.live = part(root, "ur-hidden")
    this.live.setAttribute("aria-live", "polite")
    this.lanes.onpointerdown = (press) => this.#press(press)
    this.sizes = new ResizeObserver(() => this.#resize())
    this.stopListening = listen({ root, press: (key) => this.transport.press(key), wants: () => (this.data ? "all" : "none") })
    present.add(this)
  }

  /** @param {any} component */
  receive({ data, parentElement, setTriggerValue }) {
    this.ask = leaving.unlessLeft(parentElement, (gap) => setTriggerValue("gap", gap))
    if (this.coming && this.coming.name !== data.name) posts.stopReading(this.coming.name, this.hear)
    this.coming = { ...data, steps: data.tokens.length }
    posts.read(data.name, this.hear)
    if (data.key === this.data?.key) this.gap.take(data) // a gap was asked for that cannot be had
    this.#hear()
  }

  /** Data may arrive before the place in it does, and then they wait for it. */
  #hear() {
    const data = this.coming
    const post = posts.about(data.name, data.content)
    if (!post) return
    this.post = post
    const wish = this.known.receive(post, data.content !== this.data?.content)
    const theme = readTheme(this.root, data.dark)
    const isNew = data.key !== this.data?.key
    if (isNew) this.#adopt(data)
    if (isNew || theme.signature !== this.theme?.signature) this.#paint(theme)
    if (isNew || wish) this.#stand({ ...placeOf(this), ...wish })
    if (isNew && leavesUs(wish)) this.moving.rest()
    this.root.dataset.ready = "true"
    posts.stand(data.name, this.hear, data.content)
  }

  /** @param {any} data */
  #adopt(data) {
    this.data = data
    this.root.dataset.ready = "false"
    if (data.steps < 2) this.transport.pause()
    this.root.setAttribute("role", "group")
    this.root.setAttribute("aria-label", data.text.race)
    this.gap.take(data)
    this.transport.configure(data.steps, data.text)
    this.says.replaceChildren(...strong(data.says))
    this.says.hidden = !data.says
    this.#legend()
    for (const lane of this.cells) lane.root.remove()
    this.axis?.remove()
    this.cells = data.lanes.map((_, index) => new Lane(this.lanes, index))
    this.axis = part(this.lanes, "ur-row ur-axis")
    this.sizes.disconnect()
    this.sizes.observe(this.cells[0].belt)
  }

  #legend() {
    const { text, answers, measure, asked } = this.data
    this.key.replaceChildren(...strong(measure))
    this.legend.replaceChildren()
    if (!asked) return
    part(this.legend, "", "b").textContent = text.legend
    for (const [name, word] of [["answer_1", answers[1]], ["between", text.undecided], ["answer_0", answers[0]]]) {
      const item = part(this.legend, "", "span")
      part(item, "ur-swatch", "i").style.background = `var(--us-${name})`
      item.append(word)
    }
  }

  /** @param {import("../../../stepper/browser/theme.js").Theme} theme */
  #paint(theme) {
    const { data } = this
    this.theme = theme
    applyPalette(this.root, data.palette, theme)
    const colours = ["answer_1", "between", "answer_0"].map((name, at) => [at / 2, theme.swap(data.palette[name])])
    const opinion = colourScale(colours)
    this.cells.forEach((lane, index) => {
      const of = data.lanes[index]
      lane.take(data, of, opinion, theme.swap(data.palette[of.kind]))
    })
    this.#draw()
  }

  #resize() {
    const width = this.cells[0].belt.clientWidth
    if (width === this.width || !width || !this.theme) return
    this.#draw()
    this.#show()
  }

  #draw() {
    this.width = this.cells[0].belt.clientWidth || 300
    for (const lane of this.cells) lane.draw(this.width)
    this.#drawInput()
    this.#drawAxis()
  }

  /** Letters where there is room for them, ticks where there is not. */
  #drawInput() {
    const { data, width, input } = this
    const x = places(data.steps, width)
    const longest = Math.max(...data.tokens.map((token) => [...token].length))
    const isRoomy = width / data.steps >= LETTER * longest
    input.replaceChildren()
    part(input, "ur-name", "span").textContent = data.text.input
    const row = part(input, "ur-letters", "span")
    row.setAttribute("aria-hidden", "true")
    this.letters = data.tokens.map((token, step) => {
      const first = step === 0
      const letter = part(row, first ? "ur-first" : isRoomy ? "ur-token" : "ur-tick", "span")
      letter.style.left = `${x(step)}px`
      if (first || isRoomy) letter.textContent = token
      return letter
    })
    this.here = part(row, "ur-here", "span")
    part(input, "ur-question", "span").textContent = data.asked ? data.text.question : ""
  }

  #drawAxis() {
    const { data, width, axis } = this
    const x = places(data.steps, width)
    axis.replaceChildren()
    part(axis, "ur-name", "span").textContent = data.text.step_axis
    const row = part(axis, "ur-letters", "span")
    const every = [1, 2, 5, 10, 20, 50, 100].find((each) => (each * width) / data.steps >= 26) ?? 100
    for (let step = 1; step <= data.steps; step = step === 1 && every > 1 ? every : step + every) {
      const label = part(row, "ur-label", "span")
      label.style.left = `${x(step - 1)}px`
      label.textContent = String(step)
    }
    part(axis, "ur-question", "span").textContent = data.text.pale
  }

  /** @param {{step: number, unit: number}} place */
  #stand({ step, unit }) {
    this.t = Math.min(Math.max(step, 0), this.data.steps - 1)
    this.unit = unit
    this.#mark()
    this.#show()
    share(this)
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

  /** @param {import("../../../stepper/browser/company.js").Member} other of our group, which stands at a new place */
  follow({ t, unit }) {
    if (t === this.t && unit === this.unit) return
    this.t = Math.min(t, this.data.steps - 1)
    this.unit = unit
    this.#mark()
    this.#show()
    this.moving.rest()
  }

  #mark() {
    this.root.dataset.step = String(this.t)
    this.root.toggleAttribute("data-ended", this.t === this.data.steps - 1)
  }

  #show() {
    this.transport.show(this.t)
    for (const lane of this.cells) lane.show(this.t)
    const { token, first } = { token: this.data.tokens[this.t], first: this.t === 0 }
    this.here.textContent = token
    this.here.style.left = this.letters[this.t].style.left
    this.here.hidden = first
  }

  /** A belt is clicked, or dragged along. @param {PointerEvent} press */
  #press(press) {
    const belt = press.target instanceof Element && press.target.closest(".ur-belt, .ur-letters")
    if (!(belt instanceof HTMLElement) || press.button !== 0) return
    const box = belt.getBoundingClientRect()
    const to = (x) => this.transport.go(stepAt(x - box.left, this.data.steps, this.width))
    const before = this.t
    to(press.clientX)
    drag(press, belt, { move: (right) => to(press.clientX + right), end: () => {}, cancel: () => this.transport.go(before) })
  }

  /** The step rests: tell Python and the screen reader. */
  #tell() {
    const said = this.cells.map(({ lane, now }) => `${lane.title}: ${now.textContent}`)
    this.live.textContent = [this.transport.counter.textContent, ...said].join(". ")
    this.known.tell(this.post, placeOf(this))
  }

  dispose() {
    present.delete(this)
    if (this.coming) posts.stopReading(this.coming.name, this.hear)
    this.moving.dispose()
    this.sizes.disconnect()
    this.stopListening()
    this.gap.dispose()
    this.transport.dispose()
    this.root.replaceChildren()
    this.root.dataset.ready = "false"
  }
}
