// A series, at the update under the cursor: what the network forecasts one step and many steps ahead, and how far it is off.

import { format } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { Asking, Latest } from "../asking.js"
import { numbers } from "../front/decode.js"
import { Chart } from "./chart.js"
import { held, spanOf } from "./reading.js"

const LINES = ["last", "seasonal", "came", "one", "many"]
const NAIVE = ["last", "seasonal"]

export class Aside {
  /** @param {HTMLElement} root */
  constructor(root) {
    root.classList.add("lf-series")
    this.root = root
    this.title = part(root, "lf-title", "h4")
    this.says = part(root, "lf-says", "p")
    const label = part(root, "lf-field", "label")
    this.name = part(label, "", "span")
    this.slider = /** @type {HTMLInputElement} */ (part(label, "lf-horizon", "input"))
    Object.assign(this.slider, { type: "range", min: "1", step: "1" })
    this.slider.oninput = () => this.#want()
    this.count = part(label, "lf-count", "b")
    this.desk = part(root, "lf-desk")
    const [left, right] = [part(this.desk, "lf-part"), part(this.desk, "lf-part")]
    this.key = part(left, "lf-key")
    this.picture = new Chart(left, LINES)
    this.heading = part(right, "lf-key")
    this.errors = new Chart(right, ["last", "seasonal", "many"])
    this.asking = new Asking("forecast")
    this.latest = new Latest((wish) => this.asking.ask(this.job.id, wish), (answer) => this.#draw(answer), () => this.#fail())
  }

  /** @param {any} data as `panels.py` describes it @param {any} text @param {import("../../../stepper/browser/theme.js").Theme} theme */
  take(data, text, theme) {
    for (const [name, colour] of Object.entries(data.colours)) this.root.style.setProperty(`--lf-${name}`, theme.swap(colour))
    const signature = JSON.stringify(data)
    if (signature === this.signature) return // another theme
    this.signature = signature
    this.data = data
    this.at = null
    this.name.textContent = data.words.horizon
    this.slider.max = String(data.most)
    this.slider.value = String(data.horizon)
  }

  /** There are more rows, or those of another job. @param {any} job */
  rows(job) {
    if (job !== this.job) {
      this.asking.forget()
      this.at = null
    }
    this.job = job
  }

  /** @param {{update: number | null, run: number}} place */
  show({ update, run }) {
    this.root.hidden = update === null || this.job.runs[run].about.classes.length > 0 // before the first row, and while the rows are those of another task
    if (this.root.hidden || (this.at?.update === update && this.at.run === run)) return
    this.at = { run, update }
    this.title.textContent = fill(this.data.words.title, { update, name: this.data.name })
    this.#want()
  }

  #want() {
    this.count.textContent = this.slider.value
    if (!this.at) return
    this.desk.toggleAttribute("data-old", true)
    this.latest.want({ ...this.at, horizon: Number(this.slider.value) })
  }

  #draw(answer) {
    const { words } = this.data
    const lines = Object.fromEntries(["past", "future", "one", "many", ...NAIVE].filter((name) => answer[name]).map((name) => [name, numbers(answer[name])]))
    const errors = Object.fromEntries(Object.entries(answer.errors).map(([name, values]) => [name, numbers(values)]))
    const { past, future, one, many } = lines
    const back = 1 - past.length // the last value that is read stands at 0
    const named = (names) => Object.fromEntries(names.filter((name) => lines[name]).map((name) => [name, { values: lines[name], from: 1 }]))
    const came = Float64Array.of(...past, ...future)
    const span = spanOf([came, many]) // a forecast that goes astray is seen to leave, and no more
    this.picture.draw(back, future.length, { ...named(["many", ...NAIVE]), came: { values: came, from: back }, one: { values: one, from: back + 1 } }, span)
    this.picture.svg.setAttribute("aria-label", fill(words.picture, { horizon: future.length }))
    this.picture.axis.textContent = words.axis
    this.errors.draw(1, Math.max(future.length, 2), Object.fromEntries(Object.entries(errors).map(([name, values]) => [name === "network" ? "many" : name, { values, from: 1 }])), spanOf(Object.values(errors), true))
    this.errors.svg.setAttribute("aria-label", words.errors)
    this.errors.axis.textContent = words.horizon
    const say = (name) => fill(words[name], { period: answer.period })
    keys(this.key, ["came", "one", "many", ...NAIVE.filter((name) => lines[name])].map((name) => [name, say(name)]))
    keys(this.heading, [["many", words.network], ...NAIVE.filter((name) => errors[name]).map((name) => [name, say(name)])])
    const scale = part(this.heading, "lf-scale", "span")
    scale.textContent = fill(words.off, { places: answer.places })
    this.says.replaceChildren(...strong(this.#verdict(errors, say)))
    this.desk.toggleAttribute("data-old", false)
  }

  #verdict(errors, say) {
    const { words } = this.data
    const { broken, first, worst, matched, from, who } = held(errors)
    if (broken) return words.broken
    const { network } = errors
    const horizon = network.length
    const most = { step: worst + 1, most: format(network[worst]), times: format(network[worst] / first) }
    const grown = fill(horizon === 1 ? words.once : worst ? words.ahead : words.level, { first: format(first), horizon, ...most })
    const naive = { matched, step: from + 1, who: who && say(who), off: format(errors[who]?.[from]), own: format(network[from]) }
    return `${grown} ${fill(from < 0 ? words.better : words.matched, { horizon, ...naive })}`
  }

  #fail() {
    this.says.textContent = this.data.words.lost
  }

  dispose() {
    this.latest.stop()
    this.asking.forget()
    this.root.replaceChildren()
  }
}

/** @param {HTMLElement} root @param {[string, string][]} lines */
function keys(root, lines) {
  root.replaceChildren()
  for (const [name, words] of lines) {
    const key = part(root, `lf-name lf-name-${name}`, "span")
    key.textContent = words
  }
}
