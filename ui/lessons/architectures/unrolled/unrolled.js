// The unrolled graph on its page: transport, picture, what is chosen, and a view's own pictures that follow the cursor.
//
// A view's own picture is a module that exports
//   class Aside {
//     constructor(root, graph)    root: its own element; graph: { go(t), choose(box), annotate(box, words), look(boxes), tell(what, value) }
//     take(data, text, theme)     new content, or a new theme
//     show(t)                     the transport stands there
//     select(box)                 a box has been chosen, -1 for none
//     dispose()
//   }

import { Arriving } from "../../../stepper/browser/arriving.js"
import { placeOf, present } from "../../../stepper/browser/company.js"
import { listen } from "../../../stepper/browser/keys.js"
import { leaving } from "../../../stepper/browser/leaving.js"
import { mounted } from "../../../stepper/browser/mounting.js"
import { Moving } from "../../../stepper/browser/moving.js"
import { part } from "../../../stepper/browser/part.js"
import { leavesUs } from "../../../stepper/browser/place.js"
import { BAR, watchRoom } from "../../../stepper/browser/room.js"
import { applyPalette } from "../../../stepper/browser/theme.js"
import { Transport } from "../../../stepper/browser/transport.js"
import { strong } from "../../../stepper/browser/words.js"
import { Graph } from "./graph.js"

const FOOT = BAR + 4 // pixels at the foot of a wall where nothing stands but its bar
const WALL = 900 // pixels from which on a wall stands still instead of being scrolled
const SIZES = [1, 0.9, 0.8, 0.7] // of what stands beside and below the graph there

export default mounted("[data-testid=unrolled]", (root) => new Unrolled(root))

class Unrolled {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.t = 0
    this.unit = 0 // the chosen box, counted from 1; 0 for none
    this.width = 0
    this.arriving = new Arriving(root, () => this.data, (arrived) => this.#take(arrived))
    root.replaceChildren()
    const top = part(root, "un-top")
    this.title = part(top, "un-title", "h3")
    this.transport = new Transport(part(top, "us-strip"), { go: (t) => this.go(t), played: () => this.moving.rest() })
    this.moving = new Moving({ show: () => this.#show(), rested: () => this.#tell(), isPlaying: () => this.transport.isPlaying })
    const desk = part(root, "un-desk")
    const main = part(desk, "un-main")
    this.picture = part(main, "un-graph")
    this.says = part(main, "un-says", "p")
    this.note = part(main, "un-how", "p")
    this.beside = part(desk, "un-beside")
    this.below = part(root, "un-below")
    this.live = part(root, "un-hidden")
    this.live.setAttribute("aria-live", "polite")
    this.graph = new Graph(this.picture, (box) => this.choose(box))
    /** @type {{url: string, root: HTMLElement, aside: any, data: any}[]} */
    this.asides = []
    this.sizes = new ResizeObserver(() => this.#resize())
    this.stopWatching = watchRoom(root, () => this.#fitAnew())
    this.stopListening = listen({ root, press: (key) => this.transport.press(key), wants: () => (this.data && !this.data.large ? "all" : "none") })
    present.add(this)
  }

  /** @param {any} component */
  receive({ data, parentElement, setTriggerValue }) {
    this.tell = leaving.unlessLeft(parentElement, (what, value) => setTriggerValue("told", { what, value }))
    this.arriving.receive(data)
  }

  /** @param {import("../../../stepper/browser/arriving.js").Arrived} arrived */
  #take({ data, modules, wish, isNew, theme }) {
    if (isNew) this.#adopt(data, modules)
    if (isNew || theme.signature !== this.theme?.signature) this.#paint(theme)
    if (isNew || wish) this.#stand({ ...placeOf(this), ...wish })
    if (isNew && leavesUs(wish)) this.moving.rest()
    this.root.dataset.ready = "true"
    this.arriving.stand(data)
  }

  /** @param {any} data @param {any[]} modules of its asides */
  #adopt(data, modules) {
    const chosen = this.data?.boxes[this.unit - 1]?.node // in another drawing it may have another number, or be gone
    if (chosen) this.unit = data.boxes.findIndex(({ node }) => node === chosen) + 1
    this.data = data
    this.root.dataset.ready = "false"
    if (data.steps < 2) this.transport.pause()
    this.root.setAttribute("role", "group")
    this.root.setAttribute("aria-label", data.text.graph)
    this.root.toggleAttribute("data-large", data.large)
    this.title.textContent = data.title
    this.note.replaceChildren(...strong(data.note))
    this.note.hidden = !data.note
    this.says.hidden = !data.says.length
    this.transport.configure(data.steps, data.text)
    this.transport.strip.hidden = data.steps < 2
    if (this.unit > data.boxes.length) this.unit = 0
    this.#seat(data, modules)
    this.sizes.disconnect()
    this.sizes.observe(this.picture)
  }

  /** An aside that is on the page already stays; others go. @param {any} data @param {any[]} modules */
  #seat(data, modules) {
    const before = this.asides
    this.asides = data.asides.map((aside, index) => {
      const place = aside.beside ? this.beside : this.below
      const known = before.find(({ url, root }) => url === aside.url && root.parentElement === place)
      if (known) before.splice(before.indexOf(known), 1)
      const root = known?.root ?? part(place, "un-aside")
      const graph = {
        go: (t) => this.transport.go(t),
        choose: (box) => this.choose(box),
        annotate: (box, words) => this.graph.annotate(box, words),
        look: (boxes) => this.graph.look(boxes),
        tell: (what, value) => this.tell(what, value),
      }
      return { url: aside.url, root, aside: known?.aside ?? new modules[index].Aside(root, graph), data: aside.data }
    })
    for (const { root, aside } of before) {
      aside.dispose()
      root.remove()
    }
    for (const place of [this.beside, this.below]) {
      const seated = this.asides.map(({ root }) => root).filter((root) => root.parentElement === place)
      seated.forEach((root, index) => place.children[index] !== root && place.insertBefore(root, place.children[index])) // to move one takes its focus
    }
    if (this.beside.hidden !== !this.beside.children.length) this.width = 0
    this.beside.hidden = !this.beside.children.length
    this.below.hidden = !this.below.children.length
  }

  /** @param {import("../../../stepper/browser/theme.js").Theme} theme */
  #paint(theme) {
    this.theme = theme
    applyPalette(this.root, this.data.palette, theme, this.data.signed)
    this.#draw()
    for (const { aside, data } of this.asides) aside.take(data, this.data.text, theme)
    this.#fit()
    this.#show()
    for (const { aside } of this.asides) aside.select(this.unit - 1)
  }

  /** To ask how wide it is would lay out the whole page; as long as nothing has come beside it, that is known. */
  #draw() {
    const { large } = this.data
    if (large || !this.width) this.width = this.picture.clientWidth
    this.graph.draw(this.data, this.theme, this.width, large ? this.below.offsetHeight : 0)
  }

  /** On a wall all has to stand above its bar: what stands beside and below the graph becomes smaller, or the last of it goes. */
  #fit() {
    for (const place of [this.beside, this.below]) {
      const asides = this.asides.map(({ root }) => root).filter((root) => root.parentElement === place)
      place.style.zoom = ""
      place.hidden = !asides.length
      asides.forEach((root) => (root.hidden = false))
      if (!this.data.large || innerWidth < WALL || !asides.length) continue
      if (place === this.below) this.#draw() // which leaves room for it
      const fits = () => place.getBoundingClientRect().bottom <= innerHeight - FOOT
      while (asides.length && !SIZES.some((size) => ((place.style.zoom = String(size)), fits()))) asides.pop().hidden = true
      place.hidden = !asides.length
      if (place.hidden || place === this.below) this.#draw()
    }
  }

  #resize() {
    const width = this.picture.clientWidth
    if (width === this.width || !width || !this.theme) return
    this.width = width
    this.#draw()
    this.#show()
  }

  /** On a wall the room for the picture has changed: it is another window, or what stands above has come or gone. */
  #fitAnew() {
    if (!this.data?.large || !this.theme) return
    this.#draw()
    this.#fit()
    this.#show()
  }

  /** @param {{step: number, unit: number}} place */
  #stand({ step, unit }) {
    this.t = Math.min(Math.max(step, 0), this.data.steps - 1)
    this.unit = unit <= this.data.boxes.length ? unit : 0
    this.#mark()
    this.#show()
    this.#select()
  }

  /** Go to step t. The step counts at once; what is seen follows at most once a frame. @param {number} t */
  go(t) {
    const step = Math.min(Math.max(t, 0), this.data.steps - 1)
    if (step === this.t) return
    this.t = step
    this.transport.t = step
    this.#mark()
    this.moving.moved()
  }

  /** @param {number} box -1 for none */
  choose(box) {
    if (box + 1 === this.unit) return
    this.unit = box + 1
    this.#select()
    this.moving.rest()
  }

  #select() {
    this.graph.select(this.unit - 1)
    for (const { aside } of this.asides) aside.select(this.unit - 1)
    const { boxes, gradients, text } = this.data
    const chosen = boxes[this.unit - 1]
    this.root.dataset.box = String(this.unit)
    this.#speak(chosen && (chosen.lit || `${chosen.told || chosen.label}. ${gradients[this.unit - 1] ? text.norm : text.from}`))
  }

  /** The sentence below the picture: of what is chosen, else of the step. @param {string} [chosen] */
  #speak(chosen) {
    const says = chosen || this.data.says[this.t] || ""
    this.says.replaceChildren(...strong(says))
    this.says.hidden = !says && !this.data.says.length
  }

  #mark() {
    this.root.dataset.step = String(this.t)
  }

  #show() {
    this.transport.show(this.t)
    this.graph.show(this.t)
    for (const { aside } of this.asides) aside.show(this.t)
    if (!this.unit) this.#speak()
  }

  /** The step rests: tell Python and the screen reader. */
  #tell() {
    this.live.textContent = [this.transport.counter.textContent, this.says.textContent].join(". ")
    this.arriving.known.tell(this.arriving.post, placeOf(this), 0)
  }

  /** We stand alone. */
  follow() {}

  dispose() {
    present.delete(this)
    this.arriving.dispose()
    this.moving.dispose()
    this.sizes.disconnect()
    this.stopWatching()
    this.stopListening()
    this.transport.dispose()
    for (const { aside } of this.asides) aside.dispose()
    this.root.replaceChildren()
    this.root.dataset.ready = "false"
  }
}
