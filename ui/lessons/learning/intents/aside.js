// A question word by word, at the update under the cursor: what it is taken to want, and what each word has done to the end.

import { fixed, format } from "../../../stepper/browser/numbers.js"
import { button, part } from "../../../stepper/browser/part.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { Asking, Latest } from "../asking.js"
import { number, numbers } from "../front/decode.js"
import { goes, largest, likeliest, since } from "./reading.js"

export class Aside {
  /** @param {HTMLElement} root @param {any} board */
  constructor(root, board) {
    root.classList.add("li-intents")
    this.root = root
    this.board = board
    this.title = part(root, "li-title", "h4")
    this.says = part(root, "li-says", "p")
    this.scroll = part(root, "li-scroll")
    this.told = part(root, "li-says", "p")
    this.how = part(root, "li-note", "p")
    this.asking = new Asking("occlusion")
    const ask = (wish) => this.asking.ask(this.job.id, wish)
    this.latest = new Latest(ask, (answer) => this.#left(answer), () => this.#fail())
    this.lines = []
  }

  /** @param {any} data as `panels.py` describes it @param {any} text @param {import("../../../stepper/browser/theme.js").Theme} theme */
  take(data, text, theme) {
    for (const [name, colour] of Object.entries(data.colours)) this.root.style.setProperty(`--li-${name}`, theme.swap(colour))
    const signature = JSON.stringify(data)
    if (signature === this.signature) return // another theme
    this.signature = signature
    this.data = data
    this.at = null
    this.how.textContent = data.words.how
    this.#build()
  }

  #build() {
    const { tokens, classes, words } = this.data
    this.scroll.replaceChildren()
    const table = part(this.scroll, "li-table", "table")
    const head = part(table, "", "thead")
    const [over, names] = [part(head, "", "tr"), part(head, "", "tr")]
    const cell = (row, className, content, span = 1) => {
      const node = /** @type {HTMLTableCellElement} */ (part(row, className, "th"))
      node.textContent = content
      node.colSpan = span
      node.scope = span > 1 ? "colgroup" : "col"
      return node
    }
    cell(over, "", "")
    cell(over, "li-over", words.after, classes.length)
    cell(over, "li-over li-left", words.without, 2)
    cell(names, "", words.word)
    this.heads = classes.map((name) => cell(names, "li-class", name))
    cell(names, "li-left", words.state)
    cell(names, "", words.loses)
    const body = part(table, "", "tbody")
    this.lines = tokens.map((word, t) => {
      const line = part(body, "li-line", "tr")
      const name = /** @type {HTMLTableCellElement} */ (part(line, "li-word", "th"))
      name.scope = "row"
      button(name, "li-go", () => this.board.go({ t }), word).ariaLabel = fill(words.look, { step: t + 1, word })
      const answers = classes.map(() => part(line, "li-answer", "td"))
      return { line, answers, state: part(line, "li-effect li-left", "td"), lost: part(line, "li-effect", "td") }
    })
  }

  /** There are more rows, or those of another job. @param {any} job */
  rows(job) {
    if (job !== this.job) {
      this.asking.forget()
      this.at = null
    }
    this.job = job
  }

  /** @param {{update: number | null, t: number, run: number}} place */
  show({ update, t, run }) {
    const learned = this.job.runs[run]
    const isThere = update !== null && learned.about.tokens.join(" ") === this.data.tokens.join(" ")
    this.root.hidden = !isThere // before the first row, and while the rows are still those of another question
    if (!isThere) return
    this.lines.forEach(({ line }, place) => line.toggleAttribute("data-now", place === t))
    if (this.at?.update === update && this.at.run === run) return
    this.at = { run, update }
    this.#answer(learned.rows[learned.at(update)], learned.targets)
    this.scroll.toggleAttribute("data-old", true)
    this.latest.want(this.at)
  }

  #answer({ update, answers }, targets) {
    const { classes, tokens, words } = this.data
    const chances = answers()
    const best = likeliest(chances, classes.length)
    const end = tokens.length - 1
    this.wanted = targets[end]
    this.heads.forEach((head, k) => head.toggleAttribute("data-wanted", k === this.wanted))
    this.lines.forEach(({ answers: cells }, t) =>
      cells.forEach((cell, k) => {
        const chance = chances[t * classes.length + k]
        cell.style.setProperty("--p", String(Number.isFinite(chance) ? chance : 0))
        cell.textContent = Number.isFinite(chance) ? chance.toFixed(2) : "NaN"
        cell.dataset.state = k !== best[t] ? "" : t < end ? "best" : k === this.wanted ? "right" : "wrong"
      })
    )
    this.title.textContent = fill(words.title, { update })
    if (best[end] < 0) return this.says.replaceChildren(words.broken)
    const told = { said: classes[best[end]], chance: format(chances[end * classes.length + best[end]]), wanted: classes[this.wanted] }
    const from = since(best)
    const begun = from === end ? words.last : fill(words.since, { step: from + 1, word: tokens[from] })
    this.says.replaceChildren(...strong(`${fill(best[end] === this.wanted ? words.right : words.wrong, told)} ${begun}`))
  }

  /** What is left of each word at the end. @param {any} answer */
  #left({ distances, lost, probability, trend }) {
    const { tokens, classes, words } = this.data
    const [sizes, losses, before] = [numbers(distances), numbers(lost), number(probability)]
    const [most, dear] = [largest(sizes), largest(losses)]
    this.lines.forEach(({ state, lost: cell }, t) => {
      bar(state, sizes[t] / sizes[most], Number.isFinite(sizes[t]) ? fixed(sizes[t], 2) : "NaN")
      bar(cell, Math.abs(losses[t]), Number.isFinite(losses[t]) ? signed(-losses[t]) : "NaN")
      cell.toggleAttribute("data-gains", losses[t] < 0)
    })
    this.scroll.toggleAttribute("data-old", false)
    const how = goes(number(trend) ?? NaN)
    const said = how ? [fill(words[how], { trend: fixed(number(trend), 2) })] : []
    if (most >= 0) said.push(fill(words.most, { word: tokens[most], step: most + 1, share: format(sizes[most]) }))
    const wanted = classes[this.wanted]
    if (losses[dear] > 0) said.push(fill(words.falls, { word: tokens[dear], step: dear + 1, wanted, before: format(before), after: format(before - losses[dear]) }))
    else if (dear >= 0) said.push(fill(words.none, { wanted }))
    this.told.replaceChildren(...strong(said.join(" ")))
  }

  #fail() {
    for (const { state, lost } of this.lines) for (const cell of [state, lost]) bar(cell, 0, "")
    this.told.textContent = this.data.words.lost
  }

  dispose() {
    this.latest.stop()
    this.asking.forget()
    this.root.replaceChildren()
  }
}

/** @param {HTMLElement} cell @param {number} share of its width @param {string} words */
function bar(cell, share, words) {
  cell.style.setProperty("--p", String(Number.isFinite(share) ? share : 0))
  cell.textContent = words
}

/** What a probability has gained or lost. @param {number} value */
const signed = (value) => (value > 0 && Number(value.toFixed(2)) ? "+" : "") + fixed(value, 2)
