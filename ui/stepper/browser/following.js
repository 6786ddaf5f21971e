// A run that follows a hand: computed anew by the cell's live half, written into the recording that everything on screen
// reads, while what was recorded stays beside it.

import { directGradient, largest, Readout, rightAnswers } from "./answers.js"
import { Hand, WEIGHTS } from "./hand.js"
import { described, own } from "./inputs.js"
import { Run } from "./live.js"

export class Following {
  /**
   * @param {any} data whose one panel has a `live`; its tokens and notes follow as the recording does
   * @param {import("./values.js").Recording} recording
   * @param {import("./live.js").Cell | null} cell null for one without a live half, whose runs only Python computes
   */
  constructor(data, recording, cell) {
    this.data = data
    this.panel = data.panels[0]
    this.live = this.panel.live
    this.recording = recording
    this.cell = cell
    this.H = recording.units
    const { readout, classes, targets } = this.live
    this.readout = readout && new Readout(Float64Array.from(readout[0]), Float64Array.from(readout[1]), classes.length > 0)
    this.targets = Float64Array.from(targets, (target) => target ?? NaN)
    /** What the task wants of the inputs as they are now. */
    this.wanted = this.targets
    /** What steps were called and what was noted of them, before a hand changed what they read. */
    this.called = { tokens: [...data.tokens], notes: [...data.notes] }
    /** What was recorded, by name: the ghost. @type {Record<string, Float64Array>} */
    this.original = {}
    /** What Python sent of the run with a hand in it, where the browser cannot follow. @type {{held: string, arrays: Record<string, Float64Array>} | null} */
    this.sent = null
    /** What Python recorded, by name, where another stage of the training is on show. @type {Record<string, Float64Array>} */
    this.settled = {}
    /** The weights of that other stage. @type {import("./training.js").Weights | null} */
    this.stage = null
    /** What held signals would be by themselves. @type {Record<string, Float64Array>} */
    this.free = {}
    this.answers = this.#answered(this.#array("hidden"))
    this.first = { answers: this.answers, wrong: this.#wrong(this.answers, this.targets) }
    this.wrong = this.first.wrong
  }

  #array(name) {
    return this.recording.arrays[name].data
  }

  /** Where other parts of a network answer too, Python says what. */
  #answered(hidden) {
    if (this.recording.has("answers")) return this.#array("answers").slice()
    return this.readout ? this.readout.answers(hidden, this.H) : new Float64Array(0)
  }

  /** The steps whose answer is not the right one. @returns {Set<number>} */
  #wrong(answers, targets) {
    const K = this.live.classes.length
    const wrong = new Set()
    for (let t = 0; K && t < this.recording.steps; t++) {
      if (targets[t] >= 0 && largest(answers.subarray(t * K, (t + 1) * K)) !== targets[t]) wrong.add(t)
    }
    return wrong
  }

  /** How many answers the task asks for. */
  get asked() {
    return this.live.classes.length ? this.wanted.filter((target) => target >= 0).length : 0
  }

  /** How many numbers a step reads. */
  get D() {
    return this.recording.arrays.inputs.width
  }

  /**
   * Be what the network was at another stage of its training, with nothing held.
   * @param {import("./training.js").Weights | null} stage its weights, null for the network that was recorded
   */
  become(stage) {
    this.letGo()
    this.stage = stage
    const { readout } = this.live
    const [weight, bias] = stage ? [stage["readout.weight"], stage["readout.bias"]] : (readout ?? [])
    this.readout = readout && new Readout(Float64Array.from(weight), Float64Array.from(bias), this.live.classes.length > 0)
    const found = stage ? { ...stage, ...this.#computed(new Hand(), this.#array("inputs"), stage) } : this.settled
    for (const [name, values] of Object.entries(found)) {
      if (!this.recording.has(name)) continue
      this.settled[name] ??= this.#array(name).slice()
      this.#array(name).set(values)
    }
    this.answers = this.#answered(this.#array("hidden"))
    this.first = { answers: this.answers, wrong: this.#wrong(this.answers, this.targets) }
    this.wrong = this.first.wrong
  }

  /** What was recorded, or computed of another stage of the training, whatever a hand has made of it since. @param {string} name */
  recorded(name) {
    return this.original[name] ?? this.#array(name)
  }

  /** Let every reader of the recording see the run with a hand in it. @param {import("./hand.js").Hand} hand */
  follow(hand) {
    this.hand = hand
    const weights = hand.weights(Object.fromEntries([...WEIGHTS, ...(this.cell?.own ?? [])].map((name) => [name, this.recorded(name)])))
    const rows = this.recording.has("token_rows") ? this.#array("token_rows") : null
    const inputs = hand.inputs(this.recorded("inputs"), this.D, rows)
    const letter = rows ? (t) => this.letter(t) : undefined
    this.wanted = this.live.task ? rightAnswers(this.live.task, inputs, this.D, this.targets, letter) : this.targets
    const found = this.live.waits ? this.#sentFor(hand) : this.#computed(hand, inputs, weights)
    for (const [name, values] of Object.entries({ inputs, ...weights, ...found })) this.#write(name, values)
    this.#call()
    this.answers = this.#answered(this.#array("hidden"))
    this.wrong = this.#wrong(this.answers, this.wanted)
  }

  /** The run as the cell's live half computes it: arrays by name. */
  #computed(hand, inputs, weights) {
    const { recording, cell, H } = this
    const initial = Object.fromEntries(cell.state.map((part) => [part, this.#array(`${part}_initial`)]))
    const run = new Run(cell, this.panel.cell, weights, inputs, H, hand.arrays(recording.steps, H), initial)
    this.free = run.free
    const gradients = run.gradients(directGradient(this.live.loss, run.recorded("hidden"), H, this.readout, this.wanted))
    return {
      ...Object.fromEntries(Object.keys(run.signals).map((name) => [name, run.recorded(name)])),
      ...Object.fromEntries(cell.state.map((part) => [`gradient:${part}`, gradients[part]])),
      ...cell.parts(run),
    }
  }

  /** The run as Python has sent it; until it has, only what is held is seen to have changed. */
  #sentFor(hand) {
    if (this.sent?.held === hand.spelled) return this.sent.arrays
    const holds = hand.arrays(this.recording.steps, this.H)
    const held = ([name, values]) => [name, values.map((value, k) => (Number.isNaN(value) ? this.#array(name)[k] : value))]
    return Object.fromEntries(Object.entries(holds).map(held))
  }

  /** Python has recorded the run with these changes. @param {string} held as the address spells them @param {Record<string, string>} arrays base64 of float64 */
  bring(held, arrays) {
    const decoded = (text) => new Float64Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer)
    this.sent = { held, arrays: Object.fromEntries(Object.entries(arrays).map(([name, text]) => [name, decoded(text)])) }
  }

  /** Is what came of the hand still unknown, because only Python can record it? */
  get isWaiting() {
    return Boolean(this.live.waits) && this.sent?.held !== this.hand?.spelled
  }

  /** Call every step what it reads now. */
  #call() {
    for (let t = 0; t < this.recording.steps; t++) {
      const { words, note } = this.isChanged(t) ? this.reads(t) : { words: this.called.tokens[t], note: this.called.notes[t] }
      this.data.tokens[t] = words
      this.data.notes[t] = note ?? this.called.notes[t]
    }
  }

  /** Does a step read something else than it did? @param {number} t */
  isChanged(t) {
    const [now, before] = [this.#array("inputs"), this.recorded("inputs")]
    for (let k = t * this.D; k < (t + 1) * this.D; k++) if (now[k] !== before[k]) return true
    return false
  }

  /** Which letter of the alphabet a step reads. @param {number} t @param {boolean} before a hand changed it? */
  letter(t, before = false) {
    const { read } = this.live
    if (!read.length) return (before ? this.recorded("inputs") : this.#array("inputs")).subarray(t * this.D, (t + 1) * this.D).indexOf(1)
    const held = before ? null : this.hand?.holds.findLast(({ signal, first }) => signal === "token" && first === t)
    return held ? held.value - 1 : read[t]
  }

  /** What a step reads, in words. @param {number} t @param {boolean} before a hand changed it? */
  reads(t, before = false) {
    if (this.live.alphabet.length) {
      const sign = this.live.alphabet[this.letter(t, before)]
      return { sign, flag: false, words: sign }
    }
    const inputs = before ? this.recorded("inputs") : this.#array("inputs")
    return described(this.live.coding, inputs.subarray(t * this.D, (t + 1) * this.D), this.panel.features, this.data.text, this.live.scales)
  }

  /** What the numbers of a step were before they were standardised; "" where they were not. @param {number} t */
  own(t) {
    return own(this.recording.row("inputs", t), this.live.scales)
  }

  #write(name, values) {
    if (!this.recording.has(name)) return
    const data = this.#array(name)
    this.original[name] ??= data.slice()
    data.set(values)
  }

  /** Back to what was recorded. */
  letGo() {
    for (const [name, values] of Object.entries(this.original)) this.#array(name).set(values)
    this.original = {}
    this.hand = null
    this.#call()
    this.wanted = this.targets
    this.answers = this.first.answers
    this.wrong = this.first.wrong
  }

  /**
   * The answers of the task's steps, and which of them the hand has changed.
   * @param {"right" | "wrong"} which @returns {{t: number, answer: number, changed: boolean}[]}
   */
  marks(which) {
    const K = this.live.classes.length
    const answer = (answers, t) => largest(answers.subarray(t * K, (t + 1) * K))
    const steps = [...this.wanted].flatMap((target, t) => (target >= 0 && this.wrong.has(t) === (which === "wrong") ? [t] : []))
    return steps.map((t) => {
      const now = answer(this.answers, t)
      return { t, answer: now, changed: now !== answer(this.first.answers, t) }
    })
  }

  /** The answers as a heatmap takes them. @returns {import("./values.js").Plane} */
  get plane() {
    return this.#planeOf(this.answers)
  }

  /** The same before a hand changed them. */
  get planeBefore() {
    return this.#planeOf(this.first.answers)
  }

  /** @param {Float64Array} data @returns {import("./values.js").Plane} */
  #planeOf(data) {
    const K = this.live.classes.length
    return { data, rows: K, columns: this.recording.steps, rowStride: 1, columnStride: K }
  }

  /**
   * What is read as it is painted: several numbers in a row each, letters that have no room in one.
   * @returns {import("./values.js").Plane | null} null where a hand cannot change what is drawn there
   */
  get strip() {
    const { D, recording } = this
    if (this.live.coding === "none") return null
    if (this.live.coding === "numbers") return recording.plane("inputs")
    const isOneHot = this.live.coding === "letters" && !this.live.read.length
    const shade = (row) => (isOneHot ? row.indexOf(1) : row[0])
    const data = Float64Array.from({ length: recording.steps }, (_, t) => shade(recording.row("inputs", t)))
    return { data, rows: 1, columns: recording.steps, rowStride: D, columnStride: 1 }
  }

  /** log10 of the norm over units at each step; a norm of zero is a gap. @param {string} name such as `gradient:hidden` */
  logNorms(name) {
    const { steps } = this.recording
    return Float64Array.from({ length: steps }, (_, t) => {
      const norm = Math.hypot(...this.recording.row(name, t))
      return norm > 0 ? Math.log10(norm) : NaN
    })
  }

  /** What a held signal would be by itself. @param {string} name @param {number} t @param {number} unit */
  byItself(name, t, unit) {
    return this.free[name]?.[(t + 1) * this.H + unit] ?? NaN
  }

  /** What a signal was before the hand, at a step and unit. @param {string} name @param {number} t @param {number} unit */
  was(name, t, unit) {
    return this.recorded(name)[t * this.H + unit]
  }

  /**
   * The largest difference from the states that the engine found, relative to values larger than one.
   * @param {Record<string, (number | null)[]>} states
   */
  differenceFrom(states) {
    let most = 0
    for (const [name, values] of Object.entries(states)) {
      values.forEach((value, k) => {
        const mine = this.#array(name)[k]
        if (value === null ? Number.isFinite(mine) : !Number.isFinite(mine)) most = Infinity
        else if (value !== null) most = Math.max(most, Math.abs(mine - value) / Math.max(1, Math.abs(value)))
      })
    }
    return most
  }
}
