// The front of learning on its page: transport over updates, the picture with its curves, the network inside, the runs
// beside each other, and a task's own pictures. The rows come by themselves (`rows.js`); Python says what they are of.
//
// A task's own picture is a module that exports
//   class Aside {
//     constructor(root, board)    root: its own element; board: { go({update, t, run}), tell(what, value) }
//     take(data, text, theme)     new content, or a new theme
//     rows(job)                   the rows there are: { id, runs: [{ about, rows, at(update) }], state, isOver }, at
//                                 once and whenever there are more; another job is another object
//     show({update, t, run})      both cursors stand there; the update is that of a row, or null before the first
//     dispose()
//   }

import { writeAddress } from "../../../stepper/browser/address.js"
import { Arriving } from "../../../stepper/browser/arriving.js"
import { present } from "../../../stepper/browser/company.js"
import { listen } from "../../../stepper/browser/keys.js"
import { leaving } from "../../../stepper/browser/leaving.js"
import { mounted } from "../../../stepper/browser/mounting.js"
import { Moving } from "../../../stepper/browser/moving.js"
import { part } from "../../../stepper/browser/part.js"
import { leavesUs } from "../../../stepper/browser/place.js"
import { applyPalette } from "../../../stepper/browser/theme.js"
import { Transport } from "../../../stepper/browser/transport.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { Beside } from "./beside.js"
import { Curves } from "./curves.js"
import { Headline } from "./headline.js"
import { Inside } from "./inside.js"
import { towards } from "./keys.js"
import { span } from "./learned.js"
import { FrontPicture } from "./picture.js"
import { leap, rowMs } from "./playing.js"
import { Reading } from "./reading.js"
import { Rows } from "./rows.js"
import { Seats } from "./seats.js"
import { State } from "./state.js"
import { fit } from "./wall.js"

const WATCHED_MS = 1500 // who has watched a job for so long stays at its end

export default mounted("[data-testid=front]", (root) => new Front(root))

class Front {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.t = 0 // the step; what the transport goes over are rows
    this.run = 0
    /** @type {number | null} the update that is meant; null for whatever is best */
    this.update = null
    this.unit = 0
    this.arriving = new Arriving(root, () => this.data, (arrived) => this.#take(arrived))
    root.replaceChildren()
    this.headline = new Headline(part(root, "fr-headline", "p"))
    this.strip = part(root, "fr-strip")
    this.transport = new Transport(part(this.strip, "us-strip"), {
      go: (index) => this.#goToRow(index),
      played: () => this.moving.rest(),
      pace: () => rowMs(this.learned.expected),
      says: (index) => this.#counter(index),
    })
    this.moving = new Moving({ show: () => this.#show(), rested: () => this.#tell(), isPlaying: () => this.transport.isPlaying })
    this.state = new State(part(this.strip, "fr-state"), (what) => this.tell(what, this.data.job))
    this.desk = part(root, "fr-desk")
    const main = part(this.desk, "fr-main")
    this.picture = new FrontPicture(main, { go: (place) => this.#goTo(place), key: (event) => this.#key(event) })
    this.curves = new Curves(main)
    this.reading = new Reading(part(main, "fr-reading", "p"), this.picture)
    const side = part(this.desk, "fr-side")
    this.inside = new Inside(part(side, "fr-inside"), (t) => this.#goTo({ t }))
    const beside = part(side, "fr-aside-place")
    this.runs = new Beside(part(root, "fr-beside"), (run) => this.choose(run))
    this.note = part(root, "fr-note", "p")
    this.seats = new Seats(beside, part(root, "fr-below"), { go: (to) => this.go(to), tell: (what, value) => this.tell(what, value) })
    this.empty = part(root, "fr-empty", "p")
    this.live = part(root, "fr-hidden")
    this.live.setAttribute("aria-live", "polite")
    /** @type {Rows | null} */
    this.rows = null
    this.fit = () => this.data?.large && fit(root)
    addEventListener("resize", this.fit)
    this.stopListening = listen({ root, press: (key) => this.#press(key), wants: () => (this.learned && !this.data.large ? "all" : "none") })
    present.add(this)
  }

  /** The run that is shown large; null before the first line has come. */
  get learned() {
    return this.rows?.runs[this.run] ?? null
  }

  /** The row that is meant, as far as there are rows; −1 for none. */
  get index() {
    const { learned } = this
    if (!learned?.rows.length) return -1
    if (this.update !== null) return learned.at(this.update)
    if (this.rows.isLive) return learned.rows.length - 1
    const most = learned.failure || !learned.isAskedLast ? null : (learned.reached ?? learned.solved)
    return most === null ? learned.rows.length - 1 : learned.at(most)
  }

  /** @param {any} component */
  receive({ data, parentElement, setTriggerValue }) {
    this.tell = leaving.unlessLeft(parentElement, (what, value) => setTriggerValue("told", { what, value }))
    this.arriving.receive(data)
  }

  /** @param {import("../../../stepper/browser/arriving.js").Arrived} arrived */
  #take({ data, modules, wish, isNew, theme }) {
    if (wish) this.#stand(wish, data)
    if (isNew) this.#adopt(data, modules, wish)
    if (isNew || theme.signature !== this.theme?.signature) this.#paint(theme)
    else if (wish) this.#redraw()
    if (isNew && leavesUs(wish)) this.moving.rest()
    this.#ready()
  }

  /** @param {import("../../../stepper/browser/place.js").Wish} wish @param {any} data */
  #stand({ step, unit }, data) {
    this.transport.pause()
    if (step !== undefined) this.update = step ? step - 1 : null
    if (unit === undefined) return
    this.run = Math.min(Math.floor(unit / data.span), Math.max(data.runs.length - 1, 0))
    this.t = unit % data.span
  }

  /** @param {any} data @param {any[]} modules of its asides @param {import("../../../stepper/browser/place.js").Wish | null} wish */
  #adopt(data, modules, wish) {
    const same = this.data?.job === data.job
    this.data = data
    this.root.dataset.ready = "false"
    this.root.setAttribute("role", "group")
    this.root.setAttribute("aria-label", data.text.front)
    this.root.toggleAttribute("data-large", data.large)
    this.note.replaceChildren(...strong(data.note))
    this.run = Math.min(this.run, Math.max(data.runs.length - 1, 0))
    this.configured = ""
    this.seats.seat(data.asides, modules)
    if (same) return
    this.isNext = this.rows !== null
    if (this.isNext && wish?.step === undefined) this.update = null // where one stood in another run says nothing of this one
    this.#ask(data.job)
  }

  /** Ask for the rows of a job. @param {string | null} job */
  #ask(job) {
    this.transport.pause()
    this.rows?.dispose()
    this.isGone = false
    this.began = performance.now()
    this.rows = job === null ? null : new Rows(job, { grew: () => this.#grew(), gone: () => this.#gone() })
  }

  #grew() {
    if (!this.theme) return
    cancelAnimationFrame(this.growing) // however many lines come before the next frame, they are drawn once
    this.growing = requestAnimationFrame(() => {
      if (this.rows.isOver && this.update === null && this.learned) this.#settle()
      this.#redraw()
      this.#ready()
      if (this.rows.isOver) this.moving.rest()
    })
  }

  /** The job is over, and nobody has gone anywhere: who has followed it to its end stays there; what was recorded long ago has only been slow to come. */
  #settle() {
    const { rows } = this.learned
    const isWatched = this.rows.wasLive && performance.now() - this.began > WATCHED_MS
    if (isWatched || this.isNext) this.update = rows[isWatched ? rows.length - 1 : this.index]?.update ?? null
  }

  #gone() {
    this.isGone = true
    this.tell("gone", this.data.job)
    if (this.theme) this.#redraw()
    this.#ready()
  }

  /** The picture stands once all of it is there, or it grows with a job that learns. */
  #ready() {
    const stands = !this.rows || this.isGone || this.rows.isOver || (this.rows.isLive && this.learned)
    if (!stands || this.root.dataset.ready === "true") return
    this.root.dataset.ready = "true"
    this.arriving.stand(this.data)
  }

  /** @param {import("../../../stepper/browser/theme.js").Theme} theme */
  #paint(theme) {
    this.theme = theme
    applyPalette(this.root, this.data.palette, theme, this.data.signed)
    this.seats.take(this.data.text, theme)
    this.#redraw()
  }

  /** Everything that has grown, or has another look. */
  #redraw() {
    const { data, rows, learned, theme } = this
    const { text } = data
    const shows = learned !== null && !this.isGone
    for (const part of [this.strip, this.desk, this.runs.root]) part.hidden = !shows
    this.empty.hidden = shows
    this.root.toggleAttribute("data-bare", !shows) // a task's own pictures have nothing to show either
    this.note.hidden = !shows || !data.note // how to read what is not there is not said
    this.headline.root.hidden = !shows || !Object.values(data.headline ?? {}).some(Boolean)
    if (!shows) {
      this.empty.textContent = this.isGone ? text.gone : data.job === null ? data.empty || text.nothing : rows.isLost ? text.lost : text.asking
      return
    }
    this.t = Math.min(this.t, learned.about.steps - 1)
    const of = data.runs[this.run]
    const wide = span(rows.runs)
    this.picture.draw(data, learned, of.colour, wide, theme)
    this.reading.take(text, of.link)
    this.curves.draw(data, learned, of)
    this.inside.draw(data, learned, of, theme)
    this.runs.draw(data, rows.runs, wide, theme)
    this.state.show(rows, learned, data)
    if (this.told !== rows.state.state) this.live.textContent = this.state.line.textContent // read aloud when it changes, not at every row
    this.told = rows.state.state
    if (data.headline) this.headline.say(data.headline, learned, rows.isOver)
    this.#configure()
    this.seats.rows(rows)
    this.#show()
    if (this.fitted !== this.configured) this.fit()
    this.fitted = this.configured
  }

  /** The transport goes over all rows that there will be; at the last that there is it waits. */
  #configure() {
    const steps = this.rows.isOver ? this.learned.rows.length : this.learned.expected
    const signature = JSON.stringify([steps, this.data.key])
    if (signature === this.configured) return
    this.configured = signature
    this.transport.configure(Math.max(steps, 1), this.data.text)
  }

  /** An aside goes somewhere. @param {{update?: number, t?: number, run?: number}} to */
  go({ update, t, run }) {
    if (!this.learned) return
    this.transport.pause()
    if (run !== undefined) this.choose(run)
    this.#goTo({ index: update === undefined ? undefined : this.learned.at(update), t })
  }

  #goToRow(index) {
    const plays = this.transport.isPlaying
    this.#goTo({ index: plays && index > this.index ? this.index + leap(this.learned.expected) : index }, plays)
  }

  /** A row and a step: they count at once; what is seen follows at most once a frame. @param {{index?: number, t?: number}} place @param {boolean} [plays] */
  #goTo({ index, t }, plays = false) {
    const { learned } = this
    if (!learned?.rows.length) return
    if (!plays) this.transport.pause()
    const row = Math.min(Math.max(index ?? this.index, 0), learned.rows.length - 1)
    const step = Math.min(Math.max(t ?? this.t, 0), learned.about.steps - 1)
    if (row === this.index && step === this.t && this.update !== null) return
    const { update } = learned.rows[row]
    // Who stands at the newest row of a job that goes on goes on with it.
    const isNewest = row === learned.rows.length - 1 && !this.rows.isOver
    this.update = isNewest && index !== undefined && !plays ? null : index === undefined ? this.update : update
    this.t = step
    this.transport.t = row
    this.moving.moved()
  }

  /** @param {number} run */
  choose(run) {
    if (run === this.run || !this.rows?.runs[run]) return
    this.transport.pause()
    if (this.update === null && this.index >= 0 && this.rows.isOver) this.update = this.learned.rows[this.index].update
    this.run = run
    this.#redraw()
    this.moving.rest()
  }

  #mark() {
    const row = this.learned?.rows[this.index]
    this.root.dataset.update = row ? String(row.update) : ""
    this.root.dataset.step = String(this.t)
    this.root.dataset.run = String(this.run)
  }

  #show() {
    const { learned, index, t } = this
    this.#mark()
    if (!learned || this.isGone) return
    this.transport.show(Math.max(index, 0))
    this.picture.stand(index, t)
    this.reading.stand(index, t)
    this.curves.stand(index)
    this.inside.stand(index, t)
    this.runs.stand(this.run, index < 0 ? 0 : learned.rows[index].update, this.rows.runs)
    const update = index < 0 ? null : learned.rows[index].update
    this.seats.show({ update, t, run: this.run })
  }

  #counter(index) {
    const { learned } = this
    const update = learned?.updateOf(index) ?? 0
    return fill(this.data.text.update_of, { update, updates: learned?.about.updates ?? 0 })
  }

  /** With the focus on the slider of the transport the arrows go along it; elsewhere on the page they go through time. @param {string} key */
  #press(key) {
    const along = document.activeElement === this.transport.slider
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key]
    if (by && !along) this.#goTo({ t: this.t + by })
    else this.transport.press(key)
  }

  /** With the focus on the picture. @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || this.index < 0) return
    const { index, t } = this
    const to = towards(event.key, { index, t }, this.learned.rows.length - 1)
    if (to) this.#goTo(to)
    else if (event.key === " ") this.transport.toggle()
    else if (event.key !== "Enter" || !this.reading.follow()) return
    event.preventDefault()
    event.stopPropagation()
  }

  /** Both cursors rest: tell Python and the screen reader. */
  #tell() {
    const { learned, index } = this
    if (!learned || index < 0 || !this.arriving.post) return
    const { right, loss } = learned.rows[index]
    const { text, address, span: steps } = this.data
    const shares = [right === null ? "" : `${text.right} ${Math.round(100 * right)} %`, loss === null ? "" : `${text.loss} ${loss.toPrecision(2)}`]
    this.live.textContent = [this.picture.sentence(index, this.t).replaceAll("**", ""), shares.filter(Boolean).join(", ")].join(" ")
    if (this.update === null) return // wherever it comes to stand
    const place = { step: this.update + 1, unit: this.run * steps + this.t }
    const serial = this.arriving.post.reports ? this.arriving.known.report(place) : 0
    if (!serial) return
    const [update, t, run] = address
    writeAddress({ [update]: String(this.update), [t]: String(this.t + 1), [run]: String(this.run + 1) })
    this.arriving.post.report({ ...place, serial })
  }

  /** We stand alone. */
  follow() {}

  dispose() {
    present.delete(this)
    this.arriving.dispose()
    this.moving.dispose()
    cancelAnimationFrame(this.growing)
    this.rows?.dispose()
    this.stopListening()
    removeEventListener("resize", this.fit)
    this.transport.dispose()
    this.inside.dispose()
    this.seats.dispose()
    this.root.replaceChildren()
    this.root.dataset.ready = "false"
  }
}
