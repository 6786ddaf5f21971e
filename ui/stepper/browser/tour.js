// A tour of the cell on show: a card that leads from beat to beat. Each beat stands at its step, dims everything but its
// part, and says what happens there from the run on screen, while a hand moves something too. Whoever leaves finds the
// page as it was: step, unit, what is held, address, scroll.

import { writeAddress } from "./address.js"
import { largest } from "./answers.js"
import { Dimming } from "./dimming.js"
import { writeSum } from "./formula.js"
import { format } from "./numbers.js"
import { outcome } from "./outcome.js"
import { button, part } from "./part.js"
import { tours } from "./posts.js"
import { fill, wordFor } from "./words.js"

const KEYS = { ArrowRight: 1, n: 1, N: 1, ArrowLeft: -1, p: -1, P: -1 }
const [GAP, SEEN] = [8, 240] // pixels around the card, and of what it speaks of, that are to be seen
const FIELD = /^(was_)?(most_|last_)?(\w+?)(_before)?$/

/**
 * @typedef {object} Around what the tour asks of the stepper
 * @property {() => {step: number, unit: number}} place
 * @property {(place: {step: number, unit: number}) => void} stand
 * @property {import("./holding.js").Holding} holding
 * @property {() => Iterable<import("./plots.js").Plot>} plots
 * @property {() => import("./fold.js").Fold | null} fold the network folded, where the page begins with that
 */

export class Tour {
  /** @param {HTMLElement} host @param {HTMLElement} root the stepper's @param {Around} around */
  constructor(host, root, around) {
    this.host = host
    this.root = root
    this.around = around
    this.beat = 0 // counted from 1; 0 while nobody is on a tour
    this.serial = 0 // of our last report
    this.goesOn = false // in other content, before Python has said which beat it knows of there?
    this.data = null
    this.dimming = new Dimming(root, around.plots)
    this.hear = () => this.#hear()
    this.stopWatching = around.holding.watch(() => this.beat && this.data === around.holding.data && this.#say())
    host.hidden = true
    this.offered = button(host, "us-tour-offer", () => this.#turn(1))
    this.card = part(host, "us-tour-card", "section")
    this.card.setAttribute("role", "dialog")
    const head = part(this.card, "us-tour-head")
    this.count = part(head, "us-tour-count", "span")
    this.title = part(head, "us-tour-title", "h3")
    this.title.tabIndex = -1
    this.words = part(this.card, "us-tour-words")
    this.text = part(this.words, "us-tour-text", "p")
    this.asks = part(this.words, "us-tour-asks", "p")
    this.done = part(this.card, "us-tour-done", "p")
    this.done.setAttribute("role", "status")
    const ways = part(this.card, "us-tour-ways")
    this.back = button(ways, "us-tour-back", () => this.#turn(this.beat - 1))
    this.leave = button(ways, "us-tour-leave", () => this.end())
    this.next = button(ways, "us-tour-next", () => this.#turn(this.beat + 1))
    this.card.onkeydown = (event) => this.#key(event)
    this.card.hidden = true
  }

  /** A tour of new content, or none. @param {any} data @param {import("./values.js").Recording} recording */
  offer(data, recording) {
    if (this.data) tours.stopReading(this.data.name, this.hear)
    const script = data.tour && this.around.holding.following ? data.tour : null
    this.host.hidden = !script
    this.data = script ? data : null
    if (!script) return this.#quit()
    this.script = script
    this.recording = recording
    this.host.classList.toggle("us-tour-invites", script.invites)
    this.offered.textContent = script.text.take
    this.back.textContent = script.text.back
    this.leave.textContent = script.text.leave
    const [title, words] = ["title", "words"].map((name) => `us-tour-${name}-${data.name}`)
    Object.assign(this.title, { id: title })
    Object.assign(this.words, { id: words })
    this.card.setAttribute("aria-labelledby", title)
    this.card.setAttribute("aria-describedby", words)
    tours.read(data.name, this.hear)
    this.goesOn = this.beat > 0
    if (this.goesOn) this.#show()
    this.#hear()
  }

  /** Python says which beat the address asks for. */
  #hear() {
    const post = tours.about(this.data.name, this.data.content)
    if (!post) return
    const goesOn = this.goesOn
    this.goesOn = false
    if (goesOn && post.beat !== this.beat) return this.#tell() // a report about the content before may not have been heard
    if (post.answers < this.serial || post.beat === this.beat) return
    this.serial = post.answers
    if (post.beat) this.#turn(post.beat, post.held)
    else this.end()
  }

  get isOn() {
    return this.beat > 0
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === "Escape") this.end()
    else if (KEYS[event.key]) this.#turn(this.beat + KEYS[event.key])
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /**
   * Show a beat. The first one keeps how the page was.
   * @param {number} beat @param {string} [held] what is held, where the address is known better than the hand
   */
  #turn(beat, held = this.around.holding.hand.spelled) {
    if (beat < 1 || beat > this.script.beats.length) return
    const fold = this.around.fold()
    if (!this.beat) this.before = { ...this.around.place(), held, scrolled: scroller(this.root)?.scrollTop, unrolled: fold?.unrolled }
    this.beat = beat
    fold?.lie(true)
    this.around.holding.put(this.before.held) // a beat begins with the run as it was
    this.#show()
    this.#tell()
    this.title.focus({ preventScroll: true })
    this.#look()
  }

  #show() {
    const { beats, text } = this.script
    const { title, asks, lights, step, unit } = beats[this.beat - 1]
    const next = beats[this.beat]
    this.card.hidden = false
    this.offered.hidden = true
    this.root.dataset.tour = String(this.beat)
    this.count.textContent = fill(text.count, { beat: this.beat, beats: beats.length })
    this.title.textContent = title
    this.asks.textContent = asks
    this.back.disabled = this.beat === 1
    this.next.hidden = !next
    this.next.textContent = next ? fill(text.next, { beat: this.beat + 1, title: next.title }) : ""
    this.around.stand({ step, unit })
    this.dimming.dim(new Set(lights))
    this.#say()
  }

  /** The run on screen, in words. */
  #say() {
    const { text, first, step } = this.script.beats[this.beat - 1]
    this.text.replaceChildren(...this.#sentence(first && this.recording.isFirst(step) ? first : text))
    const { hand, following, moving } = this.around.holding
    this.done.setAttribute("aria-busy", String(moving)) // a screen reader is not told of every frame
    const panel = this.data.panels[0]
    if (hand.spelled === this.before.held) this.done.replaceChildren()
    else if (following.isWaiting) this.done.replaceChildren(panel.live.waits)
    else this.done.replaceChildren(...this.#sentence(this.script.answer), ` ${outcome(panel, this.data.text, following).join(" ")}`)
  }

  /** A template with its numbers; what stands between `**` is set off. @param {string} template */
  #sentence(template) {
    const { step, unit } = this.script.beats[this.beat - 1]
    const adds = this.script.adds.every((field) => template.includes(`{${field}}`))
    const sum = adds ? this.#sum(step, unit) : {}
    const written = (field) => sum[field] ?? this.#field(field, step, unit)
    return template.split("**").map((piece, index) => {
      const words = piece.replace(/\{(\w+)\}/g, (_, field) => written(field))
      if (index % 2 === 0) return words
      const bold = document.createElement("b")
      bold.textContent = words
      return bold
    })
  }

  /** @param {string} field @param {number} t @param {number} unit @returns {string} */
  #field(field, t, unit) {
    if (field === "step") return String(t + 1)
    if (field === "unit") return String(unit + 1)
    if (field === "token") return this.data.tokens[t] ?? ""
    if (field === "answer") return this.#answer(t)
    const read = (reference) => this.recording.reader(reference)(t, unit)
    if (field in this.script.words) return wordFor(this.script.words[field], read)
    if (field in this.script.reads) return format(read(this.script.reads[field]))
    const [, was, when, signal, before] = FIELD.exec(field)
    if (before) return format(read(`${signal}@previous`))
    if (!was && !when) return format(read(signal))
    const { following } = this.around.holding
    const { steps } = this.recording
    const at = (step) => (was ? following.was(signal, step, unit) : this.recording.at(signal, step, unit))
    if (when === "last_") return format(at(steps - 1))
    if (!when) return format(at(t))
    return format(Array.from({ length: steps }, (_, step) => Math.abs(at(step))).reduce((one, other) => Math.max(one, other)))
  }

  /** What the readout makes of a step. */
  #answer(t) {
    const { answers, live } = this.around.holding.following
    const K = live.classes.length
    return K ? live.classes[largest(answers.subarray(t * K, (t + 1) * K))] : format(answers[t])
  }

  /** Numbers that the words add up, written so that they do. @returns {Record<string, string>} */
  #sum(t, unit) {
    const { adds, reads } = this.script
    const references = adds.map((field) => reads[field] ?? field)
    const texts = writeSum(references, references.map((read) => this.recording.reader(read)(t, unit)))
    return Object.fromEntries(adds.map((field, index) => [field, texts[index]]))
  }

  /** Have what a beat speaks of in view: below what sticks to the top, above a card that lies at the bottom. */
  #look() {
    const [page, shown] = [scroller(this.root), this.dimming.bright()[0]?.closest(".us-card")]
    if (!page || !shown) return
    const strip = this.root.querySelector(".us-strip")
    this.root.style.setProperty("--us-strip", `${strip.offsetHeight}px`)
    const card = this.card.getBoundingClientRect()
    const stuck = parseFloat(getComputedStyle(strip).top) + strip.offsetHeight + GAP
    const [start, end] = getComputedStyle(this.host).bottom === "auto" ? [stuck + card.height + GAP, innerHeight] : [stuck, card.top]
    const box = shown.getBoundingClientRect()
    if (box.top < start || Math.min(box.bottom, box.top + SEEN) > end) page.scrollTop += box.top - start
  }

  /** Python keeps the beat, and so does the address. */
  #tell() {
    const post = tours.about(this.data.name, this.data.content)
    if (!post?.link) return
    writeAddress({ [post.link]: this.beat ? String(this.beat) : "" })
    post.report({ beat: this.beat, serial: ++this.serial })
  }

  /** Leave the tour, and the page as it was. */
  end() {
    if (!this.beat) return
    const { held, scrolled, unrolled, ...place } = this.before
    this.#quit()
    this.around.fold()?.lie(unrolled)
    this.around.holding.put(held)
    this.around.stand(place)
    this.#tell()
    this.offered.focus({ preventScroll: true })
    const page = scroller(this.root)
    if (page && scrolled !== undefined) page.scrollTop = scrolled
  }

  #quit() {
    this.beat = 0
    this.card.hidden = true
    this.offered.hidden = false
    delete this.root.dataset.tour
    this.dimming.clear()
  }

  dispose() {
    if (this.data) tours.stopReading(this.data.name, this.hear)
    this.stopWatching()
    this.#quit()
  }
}

/** What scrolls the page. @param {HTMLElement} root @returns {Element | null} */
function scroller(root) {
  for (let node = root.parentElement; node; node = node.parentElement) {
    if (node.scrollHeight > node.clientHeight && /auto|scroll/.test(getComputedStyle(node).overflowY)) return node
  }
  return document.scrollingElement
}
