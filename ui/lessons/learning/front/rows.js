// The rows of a job as they come: one stream, taken up again where it broke off, until the job has ended.

import { fetched } from "../../../stepper/browser/contained.js"
import { Learned } from "./learned.js"

const LIVE = new Set(["queued", "running", "paused"])
const ENDS = new Set(["done", "stopped"])
const [SOON_MS, LATE_MS] = [400, 5000] // before the rows are asked for again, the first time and at most
const PACE_MS = 3000 // so far back the pace is measured

export class Rows {
  /**
   * @param {string} job
   * @param {{grew: () => void, gone: () => void}} on `grew`: there are more lines; `gone`: nobody knows of this job
   */
  constructor(job, on) {
    this.id = job
    this.on = on
    /** @type {Learned[]} */
    this.runs = []
    /** @type {any} what was said of the job last */
    this.state = { state: "asking" }
    /** @type {{ms: number, done: number}[]} */
    this.marks = []
    this.lines = 0
    this.isLost = false
    this.isOver = false
    this.wasLive = false // has it been heard of while it learned?
    this.ending = new AbortController()
    this.#read()
  }

  /** Is it learning, as far as has been heard? Of a recorded job only its end is told. */
  get isLive() {
    return !this.isOver && LIVE.has(this.state.state)
  }

  /** Updates that have been done, and those that there are, of all runs. */
  get progress() {
    const sum = (values) => values.reduce((one, other) => one + other, 0)
    return {
      done: sum(this.runs.map(({ rows }) => rows.at(-1)?.update ?? 0)),
      total: sum(this.runs.map(({ about }) => about.updates)),
    }
  }

  async #read() {
    let wait = SOON_MS
    while (!this.isOver && !this.ending.signal.aborted) {
      const before = this.lines
      try {
        const answer = await fetched(`/learning/${encodeURIComponent(this.id)}/rows?from=${this.lines}`, { signal: this.ending.signal })
        if (answer.status === 404 || answer.status === 410) return this.on.gone()
        if (!answer.ok || !answer.body) throw new Error(`the rows cannot be had: ${answer.status}`)
        await this.#drain(answer.body)
        this.isLost = false
        if (this.state.state === "failed") this.#over() // one run may fail and others come after it, or that was all
      } catch {
        if (this.ending.signal.aborted) return
        this.isLost = true
        this.on.grew()
      }
      wait = this.lines > before ? SOON_MS : Math.min(2 * wait, LATE_MS)
      if (!this.isOver) await new Promise((wake) => setTimeout(wake, wait))
    }
  }

  /** @param {ReadableStream<Uint8Array>} body */
  async #drain(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ""
    for (;;) {
      const { done, value } = await reader.read()
      const lines = (rest + (value ?? "")).split("\n")
      rest = done ? "" : lines.pop()
      if (lines.some(Boolean)) this.take(lines)
      if (done) return
    }
  }

  /** @param {string[]} lines whole ones */
  take(lines) {
    this.isLost = false
    for (const line of lines) {
      if (!line) continue
      let said
      try {
        said = JSON.parse(line)
      } catch {
        break // a line that broke off: it is asked for again
      }
      this.lines++
      if (said.runs) this.runs = said.runs.map((about) => new Learned(about))
      else if (said.state) this.#goesOn(said)
      else this.runs[said.run]?.take(said)
    }
    const [ms, { done }] = [performance.now(), this.progress]
    if (done) this.marks = [...this.marks.filter((mark) => ms - mark.ms < PACE_MS), { ms, done }] // before the first update it got ready
    if (ENDS.has(this.state.state)) this.isOver = true
    this.on.grew()
  }

  #goesOn(said) {
    if (said.state !== this.state.state) this.marks = []
    if (said.state === "failed" && this.runs[said.run]) this.runs[said.run].failure = said
    this.state = said
    this.wasLive ||= this.isLive
  }

  #over() {
    this.isOver = true
    this.on.grew()
  }

  dispose() {
    this.ending.abort()
  }
}
