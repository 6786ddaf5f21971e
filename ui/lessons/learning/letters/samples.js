// What the network writes at update 0, 100, 200 …: from the first letter of its text, always its likeliest letter.

import { button, part } from "../../../stepper/browser/part.js"
import { fill } from "../../../stepper/browser/words.js"
import { followed, sampled, spacing } from "./reading.js"

export class Samples {
  /**
   * @param {HTMLElement} root
   * @param {(wish: () => any) => Promise<any>} ask in line
   * @param {(update: number) => void} go
   */
  constructor(root, ask, go) {
    this.ask = ask
    this.go = go
    this.title = part(root, "ll-title", "h4")
    this.scroll = part(root, "ll-scroll")
    /** @type {Map<number, HTMLElement>} */
    this.lines = new Map()
  }

  /** @param {any} data */
  take(data) {
    this.data = data
    this.known = 0
    this.lines.clear()
    this.scroll.replaceChildren()
    this.title.textContent = data.words.samples
    const table = part(this.scroll, "ll-samples", "table")
    const head = part(part(table, "", "thead"), "", "tr")
    for (const word of [data.words.update, data.words.wrote, data.words.held]) part(head, "", "th").textContent = word
    this.body = part(table, "", "tbody")
  }

  /** Rows have come, or another run is looked at. @param {number} run @param {{about: any, rows: {update: number}[]}} learned */
  rows(run, { about, rows }) {
    if (run !== this.run) this.take(this.data)
    if (run === this.run && rows.length === this.known) return
    this.run = run
    this.known = rows.length
    const updates = rows.map(({ update }) => update)
    const step = spacing(about.updates, about.every)
    for (const place of sampled(updates, step, about.updates)) if (!this.lines.has(updates[place])) this.#line(updates[place])
  }

  /** @param {number} update */
  async #line(update) {
    const { data, run } = this
    const line = part(this.body, "ll-sample", "tr")
    this.lines.set(update, line)
    const name = part(line, "", "th")
    name.scope = "row"
    const choice = button(name, "ll-update", () => this.go(update), String(update))
    choice.ariaLabel = fill(data.words.look, { update })
    const [wrote, held] = [part(line, "ll-wrote", "td"), part(line, "ll-held", "td")]
    wrote.dir = "auto"
    const wish = { run, update, prompt: data.letters[0], count: data.letters.length - 1, temperature: 0, seed: 0 }
    try {
      const answer = await this.ask(() => (line.isConnected ? wish : null)) // gone: another run, another text
      if (answer) this.#write(wrote, held, wish, answer)
    } catch {
      held.textContent = "?"
      held.title = data.words.lost
    }
  }

  /** @param {HTMLElement} wrote @param {HTMLElement} held @param {any} wish @param {any} answer */
  #write(wrote, held, wish, answer) {
    const { letters, signs, words } = this.data
    const write = (className, some) => some.length && (part(wrote, className, "span").textContent = some.map((letter) => signs[letter] ?? letter).join(""))
    const { leaves } = followed(letters, [wish.prompt], answer.letters)
    const good = leaves < 0 ? answer.letters.length : leaves
    write("ll-prompt", [wish.prompt])
    write("ll-written", answer.letters.slice(0, good))
    if (leaves >= 0) {
      write("ll-written", [answer.letters[good]])
      wrote.lastElementChild.dataset.state = "leaves"
      write("ll-written", answer.letters.slice(good + 1))
      if (good + 1 < answer.letters.length) wrote.lastElementChild.dataset.state = "astray"
    }
    held.textContent = leaves < 0 ? words.whole : fill(words.until, { number: good })
  }

  /** @param {number} update under the cursor */
  show(update) {
    this.update = update
    this.#mark()
  }

  #mark() {
    const there = [...this.lines.keys()].filter((update) => update <= this.update)
    const now = Math.max(...there, -1)
    for (const [update, line] of this.lines) line.toggleAttribute("data-now", update === now)
  }
}
