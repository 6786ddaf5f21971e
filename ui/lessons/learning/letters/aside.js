// A network that learns the letters of a text, at the update under the cursor: fed the true letters, and fed its own.

import { part } from "../../../stepper/browser/part.js"
import { fill } from "../../../stepper/browser/words.js"
import { Asking, Refused } from "../asking.js"
import { Samples } from "./samples.js"
import { Taught } from "./taught.js"
import { Writer } from "./writer.js"

export class Aside {
  /** @param {HTMLElement} root @param {any} board */
  constructor(root, board) {
    root.classList.add("ll-letters")
    this.root = root
    this.asking = new Asking("write")
    const excuse = (error) => (error instanceof Refused ? fill(this.data.refusals[error.message] ?? error.message, error.values) : this.data.words.lost)
    const desk = part(root, "ll-desk")
    this.taught = new Taught(part(desk, "ll-part"), { go: (t) => board.go({ t }) })
    this.writer = new Writer(part(desk, "ll-part"), (wish) => this.asking.ask(this.job.id, wish), excuse)
    this.samples = new Samples(part(root, "ll-part"), (wish) => this.asking.inLine(this.job.id, wish), (update) => board.go({ update }))
  }

  /** @param {any} data @param {any} text @param {import("../../../stepper/browser/theme.js").Theme} theme */
  take(data, text, theme) {
    for (const [name, colour] of Object.entries(data.colours)) this.root.style.setProperty(`--ll-${name}`, theme.swap(colour))
    const signature = JSON.stringify(data)
    if (signature === this.signature) return // another theme
    this.signature = signature
    this.data = data
    for (const each of [this.taught, this.writer, this.samples]) each.take(data)
  }

  /** There are more rows, or those of another job. @param {any} job */
  rows(job) {
    if (job !== this.job) {
      this.asking.forget()
      this.samples.take(this.data)
    }
    this.job = job
  }

  /** @param {{update: number | null, t: number, run: number}} place */
  show({ update, t, run }) {
    const learned = this.job.runs[run]
    const isThere = update !== null && learned.about.classes.length === this.data.alphabet.length
    this.root.hidden = !isThere // before the first row, and while the rows are still those of another text
    if (!isThere) return
    this.taught.show(learned.rows[learned.at(update)], t)
    this.writer.show(run, update)
    this.samples.rows(run, learned)
    this.samples.show(update)
  }

  dispose() {
    this.writer.dispose()
    this.asking.forget()
    this.root.replaceChildren()
  }
}
