// The gap slider: stops to drag to, any other gap by keys. Python is asked when it is let go.

import { hasServer } from "../../../stepper/browser/contained.js"
import { drag } from "../../../stepper/browser/dragging.js"
import { part } from "../../../stepper/browser/part.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { gapAfter, nearest, shareOf } from "./geometry.js"

const REST_MS = 400 // after a key, for more may follow
const NEAR = 14 // letters: the first sentence is the picture of gaps up to here, the second of longer ones

export class GapSlider {
  /** @param {HTMLElement} parent @param {(gap: number) => void} ask */
  constructor(parent, ask) {
    this.ask = ask
    this.root = part(parent, "ur-gap")
    this.title = part(this.root, "ur-gap-title")
    this.line = part(this.root, "ur-gap-line")
    this.track = part(this.line, "ur-gap-track")
    this.stops = part(this.line, "ur-gap-stops")
    this.knob = part(this.line, "ur-gap-knob")
    this.knob.tabIndex = 0
    this.knob.setAttribute("role", "slider")
    this.sentences = part(this.root, "ur-gap-sentences")
    this.dragging = false
    this.timer = 0
    this.line.onpointerdown = (press) => this.#press(press)
    this.line.ondblclick = () => this.#give(this.usual)
    this.knob.onkeydown = (event) => this.#key(event)
    this.knob.onblur = () => this.#settle()
  }

  /** @param {{gap: number, usual: number, stops: number[], longest: number, text: Record<string, string>}} data */
  take({ gap, usual, stops, longest, text }) {
    this.root.hidden = !gap || !hasServer()
    if (!gap) return
    Object.assign(this, { known: gap, usual, all: stops, longest, text })
    this.title.textContent = text.gap
    this.knob.setAttribute("aria-label", text.gap)
    this.knob.setAttribute("aria-valuemin", "1")
    this.knob.setAttribute("aria-valuemax", String(longest))
    this.knob.title = text.gap_how
    this.stops.replaceChildren()
    this.marks = stops.map((stop) => {
      const mark = part(this.stops, "ur-gap-stop", "span")
      mark.style.left = `${100 * shareOf(stop, stops)}%`
      mark.textContent = String(stop)
      return { stop, mark }
    })
    this.sentences.replaceChildren()
    this.pictures = [text.near, text.far].map((sentence) => {
      const said = part(this.sentences, "ur-gap-sentence", "span")
      said.append(...strong(sentence))
      return said
    })
    if (!this.dragging && !this.timer) this.#show(gap)
  }

  /** @param {number} gap */
  #show(gap) {
    this.gap = gap
    this.line.style.setProperty("--share", String(shareOf(gap, this.all)))
    this.knob.setAttribute("aria-valuenow", String(gap))
    this.knob.setAttribute("aria-valuetext", gap === 1 ? this.text.gap_letter : fill(this.text.gap_letters, { gap }))
    this.knob.dataset.gap = String(gap)
    this.knob.toggleAttribute("data-between", !this.all.includes(gap))
    for (const { stop, mark } of this.marks) mark.toggleAttribute("data-here", stop === gap)
    this.pictures[0].toggleAttribute("data-here", gap <= NEAR)
    this.pictures[1].toggleAttribute("data-here", gap > NEAR)
  }

  /** @param {PointerEvent} press */
  #press(press) {
    if (press.button !== 0) return
    press.preventDefault()
    this.knob.focus({ preventScroll: true })
    clearTimeout(this.timer)
    this.timer = 0
    const before = this.gap
    const box = this.track.getBoundingClientRect()
    const at = (x) => nearest((x - box.left) / box.width, this.all)
    this.dragging = true
    if (press.target !== this.knob) this.#show(at(press.clientX))
    drag(press, this.line, {
      move: (right) => this.#show(at(press.clientX + right)),
      end: () => {
        this.dragging = false
        this.#settle()
      },
      cancel: () => {
        this.dragging = false
        this.#show(before)
      },
    })
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === "Enter") return this.#settle()
    if (event.key === "Escape") {
      clearTimeout(this.timer)
      this.timer = 0
      return this.#show(this.known)
    }
    const gap = gapAfter(event.key, this.gap, this.all, this.longest)
    if (gap === null) return
    event.preventDefault()
    event.stopPropagation()
    this.#show(gap)
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.#settle(), REST_MS)
  }

  /** @param {number} gap */
  #give(gap) {
    this.#show(gap)
    this.#settle()
  }

  #settle() {
    clearTimeout(this.timer)
    this.timer = 0
    if (this.dragging || this.gap === this.known) return
    this.known = this.gap
    this.ask(this.gap)
  }

  dispose() {
    clearTimeout(this.timer)
  }
}
