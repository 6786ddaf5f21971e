// How the job is doing, in a line, and the buttons that pause, resume and stop it.

import { button, part } from "../../../stepper/browser/part.js"
import { fill } from "../../../stepper/browser/words.js"
import { pace } from "./learned.js"

const STEERS = { queued: ["stop"], running: ["pause", "stop"], paused: ["resume", "stop"] }
const SLOW = 9.95 // updates a second: from here on no digit after the point

/**
 * What is said of the job.
 * @param {{state: any, progress: {done: number, total: number}, marks: {ms: number, done: number}[], isLost: boolean}} rows
 * @param {Record<string, string>} text @param {Record<string, string>} failures
 */
export function says({ state, progress, marks, isLost }, text, failures) {
  if (isLost) return text.lost
  const { done, total } = progress
  if (state.state === "failed") return failed(state, text, failures)
  if (state.state === "done" && typeof state.seconds !== "number") return ""
  const known = fill(text[state.state] ?? "", { ...state, done, total, seconds: typeof state.seconds === "number" ? state.seconds.toFixed(state.seconds < 9.95 ? 1 : 0) : "" })
  const speed = state.state === "running" ? pace(marks) : 0
  if (!speed) return known
  const rate = speed < SLOW ? speed.toFixed(1) : String(Math.round(speed))
  return [known, fill(text.rate, { rate }), fill(text.left, { seconds: Math.ceil((total - done) / speed) })].join(" · ")
}

/** Why a run ended before its last update. @param {any} state */
export const failed = ({ template, values }, text, failures) => fill(text.failed, { why: fill(failures[template] ?? String(template ?? ""), values ?? {}) })

export class State {
  /** @param {HTMLElement} root @param {(what: string) => void} tell */
  constructor(root, tell) {
    this.root = root
    this.line = part(root, "fr-state-line", "span")
    this.bar = part(root, "fr-progress")
    this.bar.setAttribute("aria-hidden", "true")
    this.done = part(this.bar, "fr-done")
    this.buttons = Object.fromEntries(["pause", "resume", "stop"].map((what) => [what, button(root, "us-act", () => tell(what))]))
  }

  /** @param {any} rows @param {import("./learned.js").Learned} run the one that is shown large @param {any} data */
  show(rows, { failure }, { text, failures, steers }) {
    const { state } = rows.state
    this.root.dataset.state = rows.isLost ? "lost" : failure ? "failed" : state
    this.root.toggleAttribute("data-open", !rows.isOver)
    const words = [failure && state !== "failed" ? failed(failure, text, failures) : "", says(rows, text, failures)].filter(Boolean).join(" · ")
    if (this.line.textContent !== words) this.line.textContent = words
    const { done, total } = rows.progress
    this.bar.hidden = rows.isOver || !total
    this.done.style.width = `${total ? (100 * done) / total : 0}%`
    this.root.hidden = !words && this.bar.hidden
    for (const [what, node] of Object.entries(this.buttons)) {
      node.hidden = !steers || !(STEERS[state] ?? []).includes(what)
      node.textContent = text[`do_${what}`]
    }
  }
}
