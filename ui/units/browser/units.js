// What units know, on its page: the units ranked, the text shaded by one of them, its gates and its memory below, and
// what the network writes when units are held. Python says what is asked; all that follows a hand happens here.

import { Arriving } from "../../stepper/browser/arriving.js"
import { listen } from "../../stepper/browser/keys.js"
import { leaving } from "../../stepper/browser/leaving.js"
import { mounted } from "../../stepper/browser/mounting.js"
import { Moving } from "../../stepper/browser/moving.js"
import { leavesUs } from "../../stepper/browser/place.js"
import { applyPalette } from "../../stepper/browser/theme.js"
import { fill, strong } from "../../stepper/browser/words.js"
import { come } from "./coming.js"
import { rulesOf, telling, unpacked } from "./labels.js"
import { OwnRanking } from "./own_ranking.js"
import { Resting } from "./resting.js"
import { sentenceAt } from "./sentence.js"
import { extremes, scaleOf, shadesOf, usual } from "./shading.js"
import { readHeld } from "./spelling.js"
import { standing } from "./standing.js"

export default mounted("[data-testid=units]", (root) => new Units(root))

class Units {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.t = 0
    this.unit = 0
    this.meant = { t: false, unit: false } // did somebody choose them?
    this.turn = 0
    /** What Python wants that has not been heeded while its network was under way. */
    this.wanted = { spot: {}, place: false }
    this.resting = new Resting()
    this.arriving = new Arriving(root, () => this.data, (arrived) => this.#take(arrived))
    root.replaceChildren()
    this.#build()
    this.moving = new Moving({ show: () => this.#show(), rested: () => this.#rested(), isPlaying: () => this.transport.isPlaying })
    this.stopListening = listen({ root, press: (key) => this.transport.press(key), wants: () => (this.read && !this.data.large ? "all" : "none") })
  }

  #build() {
    const tell = (what, value) => this.tell(what, value)
    Object.assign(this, standing(this.root, {
      go: (t) => this.go(t),
      stand: (t) => this.#stand(t),
      played: () => this.moving.rest(),
      says: (t) => fill(this.data.text.letter_of, { letter: t + 1, letters: this.read.letters.length }),
      choose: (unit) => this.choose(unit),
      measure: () => this.tell("measure", this.place.painted),
      look: (state) => this.#look(state),
      painted: () => this.#painted(),
      press: (letter, event) => this.#press(letter, event),
      key: (event) => this.#key(event),
      set: (how) => this.#set(how),
      board: { tell, reachOf: (unit) => this.#reachOf(unit), asked: () => this.asked },
    }))
    this.ownRanking = new OwnRanking(() => this.#tellRanking())
  }

  /** @param {any} component */
  receive({ data, parentElement, setTriggerValue }) {
    this.trigger = leaving.unlessLeft(parentElement, (what, value) => setTriggerValue("told", { what, value }))
    this.arriving.receive(data)
  }

  /** @param {import("../../stepper/browser/arriving.js").Arrived} arrived */
  async #take({ data, wish, isNew, theme }) {
    const turn = ++this.turn
    Object.assign(this.wanted.spot, wish)
    this.wanted.place ||= this.resting.receive(data, !this.data || data.content !== this.data.content)
    if (data.model.url !== this.model?.url) {
      this.root.dataset.ready = "false"
      if (!this.data) this.says.textContent = data.text.asking
      const network = await come(data.model, data.weights)
      if (turn !== this.turn || !this.root.isConnected) return
      if (!network) {
        this.says.hidden = false
        this.says.textContent = data.text.lost
        return
      }
      this.network = network
      this.model = data.model
      this.read = null
    }
    this.#adopt(data, theme, isNew)
  }

  #adopt(data, theme, isNew) {
    const before = this.data
    const isOther = !this.read
    this.data = data
    const { wanted } = this
    this.wanted = { spot: {}, place: false }
    if (isNew || isOther) this.#adoptContent(data, before, isOther)
    if (wanted.place || !this.place) {
      const { held, ...place } = data.place
      this.place = { ...place, held: readHeld(held) }
    }
    const { step, unit } = !before || isOther ? this.arriving.post : wanted.spot
    const isSent = step !== undefined || unit !== undefined
    if (isSent) this.transport.pause()
    if (step !== undefined) [this.meant.t, this.t] = [step > 0, step - 1]
    if (unit !== undefined) [this.meant.unit, this.unit] = [unit > 0, unit - 1]
    const isThemed = theme.signature !== this.theme?.signature
    if (isNew || isOther || isThemed) this.#paint(theme)
    if (isNew || isOther || isThemed || wanted.place || isSent) this.#redraw()
    if (isNew && leavesUs(wanted.spot)) this.moving.rest()
    this.root.dataset.ready = "true"
    this.arriving.stand(data)
  }

  #adoptContent(data, before, isOther) {
    this.root.setAttribute("role", "group")
    this.root.setAttribute("aria-label", data.text.units)
    this.root.toggleAttribute("data-large", data.large)
    this.root.toggleAttribute("data-covered", data.covered)
    this.root.dataset.wall = data.wall
    this.says.hidden = !data.veiled
    this.says.textContent = data.veiled
    this.root.toggleAttribute("data-veiled", data.veiled !== "")
    if (isOther || data.reading.text !== before.reading.text) {
      this.read = this.network.read(data.reading.text)
      this.ownRanking.take(this.read, this.network)
      this.text.write(this.read.letters, data.text.text_name, data.text.text_keys)
    }
    this.given = unpacked(data.reading.labels, data.hole)
    this.transport.configure(Math.max(this.read.letters.length, 1), data.text)
    const { names } = this.network
    this.signals = data.signals.filter(({ name }) => names.includes(name))
    this.states.hidden = !names.includes("cell")
  }

  #paint(theme) {
    this.theme = theme
    const { data } = this
    applyPalette(this.root, data.palette, theme, data.signed)
    this.shade = shadesOf(data.signed, theme)
    this.accent = getComputedStyle(this.root).getPropertyValue("--st-primary-color").trim() || theme.ink
    this.writing.take(this.data, data.text, theme)
    this.writing.model(this.network)
  }

  get isPainted() {
    return this.data.property.name === "painted"
  }

  get state() {
    return this.place.state === "hidden" || !this.read.signals.cell ? "hidden" : "cell"
  }

  get symbol() {
    return this.state === "cell" ? "c" : "h"
  }

  get values() {
    return this.read.signals[this.state]
  }

  /** What is asked, with the names of both means: where no unit is ranked, they are of the least and the most of its values. */
  get asked() {
    const { property, text } = this.data
    return this.ranked ? property : { ...property, low: text.usual_low, high: text.usual_high }
  }

  /** What the letters carry of what is asked, as numbers; null where nobody knows. */
  get labels() {
    return this.isPainted ? this.painting.painted : this.given
  }

  /** All that is drawn of what Python or a hand has changed. */
  #redraw() {
    const { data, read } = this
    const { text } = data
    this.painting.take(text, this.isPainted, data.most_painted)
    if (this.isPainted && this.painting.spelled !== this.place.painted) this.painting.read(this.place.painted, read.letters.length)
    else if (this.painting.painted.length !== read.letters.length) this.painting.read(this.place.painted, read.letters.length)
    this.#rank()
    this.t = Math.min(this.t, read.letters.length - 1)
    if (this.t < 0) this.t = telling(this.labels, data.property.kind)
    this.strips.take({
      signals: this.signals, read, H: this.network.H, theme: this.theme, plus: this.theme.swap(data.signed.at(-1)[1]), minus: this.theme.swap(data.signed[0][1]), accent: this.accent,
    }, (letter) => this.#sign(letter))
    for (const [state, one] of Object.entries(this.stateButtons)) {
      one.ariaPressed = String(state === this.state)
      one.ariaLabel = one.title = text[`show_${state}`]
    }
    this.states.ariaLabel = text.shown_state
    this.writing.stand(this.place)
    this.#chosen()
    this.#show(true)
  }

  /** Who tracks what is asked, as Python has measured it, or as the browser can. */
  #rank() {
    const { data } = this
    this.ownRanking.stop()
    const isMeasured = data.ranking && (!this.isPainted || data.ranking.painted === this.place.painted)
    this.ranked = isMeasured ? data.ranking : this.ownRanking.of(this.labels, data.property.kind === "many", this.state)
    this.#tellRanking()
    if (this.unit < 0 || this.unit >= this.network.H || !this.meant.unit) this.unit = this.#best()
  }

  #tellRanking() {
    const { text, property, covered, can_measure: canMeasure } = this.data
    const { painted } = this.painting
    const why = !this.isPainted ? text.no_labels : painted.length && painted.every(Boolean) ? text.all_painted : text.none_painted
    const isOwn = this.isPainted || this.ranked !== this.data.ranking // else it was measured of other letters than these
    this.ranking.take(this.ranked, { text, state: this.state, H: this.network.H, asked: property, covered, canMeasure, why, isOwn })
  }

  #best() {
    const all = this.ranked?.state[this.state]
    return all ? all.reduce((one, other) => ((other.tracks ?? 0) > (one.tracks ?? 0) ? other : one)).unit : Math.max(this.unit, 0)
  }

  /** What a unit is where the label is low, and where it is high. */
  meansOf(unit, state = this.state) {
    const found = this.ranked?.state[state]?.find((one) => one.unit === unit)
    return found && found.low !== null && found.high !== null ? { low: found.low, high: found.high } : usual(this.read.signals[state], unit, this.network.H)
  }

  /** What is held of a unit: its means, and how far it goes in this text. @param {number} unit */
  #reachOf(unit) {
    const { network, read } = this
    return { ...this.meansOf(unit, network.memory), ...extremes(read.signals[network.memory], unit, network.H) }
  }

  /** @param {number} unit */
  choose(unit) {
    if (unit === this.unit && this.meant.unit) return
    this.unit = unit
    this.meant.unit = true
    this.#chosen()
    this.moving.moved()
  }

  /** Another unit, or another state of it. */
  #chosen() {
    const { data, unit, network, theme, read, shade } = this
    const { text, property, reading } = data
    const name = fill(text.unit, { unit: unit + 1 })
    this.root.dataset.unit = String(unit)
    this.ranking.choose(unit)
    this.title.textContent = fill(reading.own ? text.own_text : text.text, { unit: name })
    const means = this.meansOf(unit)
    const scale = scaleOf(means)
    const { values, labels } = this
    const H = network.H
    const { rule, hasLabels, hasHoles } = rulesOf(labels, property.kind, read.letters.length)
    this.text.take(
      {
        at: (n) => shade(scale(values[n * H + unit])),
        rule,
        strange: (n) => !read.known[n],
      },
      { here: this.accent, rule: theme.ink, strange: theme.ink },
    )
    const strange = read.known.reduce((sum, one) => sum + Number(!one), 0)
    this.legend.show({ text, means, scale, shade, symbol: this.symbol, asked: this.asked, isPainted: this.isPainted, hasLabels, hasHoles, strange })
    this.finding.take({ text, read, H, asked: this.asked, meansOf: (one) => this.meansOf(one), values, labels, letters: read.letters, sign: (letter) => this.#sign(letter) }, this.place)
    this.finding.choose(unit)
    this.writing.choose(unit)
  }

  #look(state) {
    if (state === this.place.state) return
    this.#set({ state })
    this.#redraw()
  }

  /** @param {Record<string, any>} changes of the place */
  #set(changes) {
    this.place = { ...this.place, ...changes }
    this.moving.rest()
  }

  #sign(letter) {
    return letter === "\n" ? "↵" : letter
  }

  #painted() {
    this.#set({ painted: this.painting.spelled })
    cancelAnimationFrame(this.ranks)
    this.ranks = requestAnimationFrame(() => {
      this.#rank()
      this.#chosen()
      this.#say()
    })
  }

  /** @param {number} letter @param {PointerEvent} event */
  #press(letter, event) {
    if (this.painting.isPainting) this.painting.stroke(event, letter, this.text.page, (left, top) => this.text.letterAt(left, top), (reached) => this.go(reached))
    this.#stand(letter)
  }

  /** With the focus in the text. @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    const { t } = this
    const to = {
      ArrowLeft: t - 1, ArrowRight: t + 1, ArrowUp: this.text.beside(t, -1), ArrowDown: this.text.beside(t, 1),
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey && this.painting.isPainting) this.painting.over(t, Math.min(Math.max(to, 0), this.read.letters.length - 1))
    this.#stand(to)
  }

  #stand(t) {
    this.transport.pause()
    this.go(t)
  }

  /** @param {number} t */
  go(t) {
    const to = Math.min(Math.max(t, 0), this.read.letters.length - 1)
    if (to === this.t && this.meant.t) return
    this.t = to
    this.meant.t = true
    this.transport.t = to
    this.moving.moved()
  }

  #show() {
    const { t, unit, data } = this
    if (!this.read) return
    this.root.dataset.step = String(t)
    this.text.stand(t, true) // it asks where it is scrolled to: before anything is written
    this.transport.show(Math.max(t, 0))
    this.strips.show(unit, Math.max(t, 0), fill(data.text.inside, { unit: unit + 1 }))
    this.#say()
  }

  #say() {
    this.line.replaceChildren(...strong(this.#sentence()))
  }

  /** What there is at this letter, in a sentence. */
  #sentence() {
    const { t, unit, symbol, values, read, labels, isPainted } = this
    const { text, property } = this.data
    return sentenceAt({ t, unit, symbol, values, H: this.network.H, read, labels, isPainted, property, text })
  }

  /** Something is told to Python, or kept where it rests. @param {string} what @param {any} value */
  tell(what, value) {
    if (this.place && what in this.place) this.#set({ [what]: value })
    else this.trigger(what, value)
  }

  /** All rests: tell Python, the address and the screen reader. */
  #rested() {
    const { data, arriving, place } = this
    if (!this.read || !arriving.post) return
    this.live.textContent = this.#sentence().replaceAll("**", "")
    const spot = { step: this.meant.t ? this.t + 1 : 0, unit: this.meant.unit ? this.unit + 1 : 0 }
    this.resting.tellSpot(arriving, spot)
    this.resting.tellPlace(data, place)
  }

  dispose() {
    this.arriving.dispose()
    this.moving.dispose()
    cancelAnimationFrame(this.ranks)
    this.ownRanking.stop()
    this.stopListening()
    this.transport.dispose()
    this.text.dispose()
    this.strips.dispose()
    this.writing.dispose()
    this.root.replaceChildren()
    this.root.dataset.ready = "false"
  }
}
