// A run that follows a hand: computed anew by the cell's live half, written into the recording that everything on screen
// reads, while what was recorded stays beside it.

import { directGradient, largest, Readout, rightAnswers } from "./answers.js"
import { Run } from "./live.js"

export class Following {
  /**
   * @param {any} panel with its `live`
   * @param {import("./values.js").Recording} recording
   * @param {import("./live.js").Cell} cell
   */
  constructor(panel, recording, cell) {
    this.panel = panel
    this.live = panel.live
    this.recording = recording
    this.cell = cell
    this.H = recording.units
    const { readout, classes, targets } = this.live
    this.readout = readout && new Readout(Float64Array.from(readout[0]), Float64Array.from(readout[1]), classes.length > 0)
    this.targets = targets.map((target) => target ?? NaN)
    /** What was recorded, by name: the ghost. @type {Record<string, Float64Array>} */
    this.original = {}
    /** What held signals would be by themselves. @type {Record<string, Float64Array>} */
    this.free = {}
    this.answers = this.#answered(this.#array("hidden"))
    this.first = { answers: this.answers, wrong: this.#wrong(this.answers, this.targets) }
    this.wrong = this.first.wrong
  }

  #array(name) {
    return this.recording.arrays[name].data
  }

  #answered(hidden) {
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
    return this.live.classes.length ? this.targets.filter((target) => target >= 0).length : 0
  }

  /** Compute the run with a hand in it, and let every reader of the recording see it. @param {import("./hand.js").Hand} hand */
  follow(hand) {
    const { recording, H } = this
    const weights = Object.fromEntries(
      ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((name) => [name, this.#array(name)]),
    )
    const initial = Object.fromEntries(this.cell.state.map((part) => [part, this.#array(`${part}_initial`)]))
    const inputs = this.#array("inputs")
    const run = new Run(this.cell, this.panel.cell, weights, inputs, H, hand.arrays(recording.steps, H), initial)
    this.free = run.free
    const hidden = run.recorded("hidden")
    const targets = this.live.task ? rightAnswers(this.live.task, inputs, run.D, this.targets) : this.targets
    const gradients = run.gradients(directGradient(this.live.loss, hidden, H, this.readout, targets))
    for (const name of Object.keys(run.signals)) this.#write(name, run.recorded(name))
    for (const part of this.cell.state) this.#write(`gradient:${part}`, gradients[part])
    for (const [name, values] of Object.entries(this.cell.parts(run))) this.#write(name, values)
    this.answers = this.#answered(hidden)
    this.wrong = this.#wrong(this.answers, targets)
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
    const steps = this.targets.flatMap((target, t) => (target >= 0 && this.wrong.has(t) === (which === "wrong") ? [t] : []))
    return steps.map((t) => {
      const now = answer(this.answers, t)
      return { t, answer: now, changed: now !== answer(this.first.answers, t) }
    })
  }

  /** The answers as a heatmap takes them. @returns {import("./values.js").Plane} */
  get plane() {
    const K = this.live.classes.length
    return { data: this.answers, rows: K, columns: this.recording.steps, rowStride: 1, columnStride: K }
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
    return (this.original[name] ?? this.#array(name))[t * this.H + unit]
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
