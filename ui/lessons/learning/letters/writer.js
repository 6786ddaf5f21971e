// What the network of one update writes on its own, every letter its own next input: letter by letter, or all at once.

import { format } from "../../../stepper/browser/numbers.js"
import { button, part } from "../../../stepper/browser/part.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { Latest } from "../asking.js"
import { LetterBars } from "./letter_bars.js"
import { followed, tempered } from "./reading.js"

const LETTER_MS = 180 // from one letter to the next
const SEEDS = 9999
const HOTTEST = 1.5

export class Writer {
  /** @param {HTMLElement} root @param {(wish: any) => Promise<any>} ask @param {(error: Error) => string} excuse */
  constructor(root, ask, excuse) {
    this.title = part(root, "ll-title", "h4")
    this.fields = part(root, "ll-fields")
    this.fields.setAttribute("role", "group")
    this.page = part(root, "ll-page")
    this.page.dir = "auto"
    this.says = part(root, "ll-says", "p")
    this.drawn = part(root, "ll-heading", "p")
    this.bars = new LetterBars(root)
    this.note = part(root, "ll-note", "p")
    this.live = part(root, "ll-hidden")
    this.live.setAttribute("aria-live", "polite")
    this.latest = new Latest(ask, (answer, wish) => this.#written(answer, wish), (error) => this.#failed(excuse(error)))
    this.timer = 0
    this.shown = Infinity // letters that are on the page: all of them, until somebody wants to see them come
    this.look = -1 // the letter whose probabilities are shown, −1 for the latest
    this.page.onclick = (event) => {
      const letters = [...this.page.querySelectorAll(".ll-written")]
      this.look = letters.findIndex((node) => node.contains(/** @type {Node} */ (event.target)))
      this.pause()
    }
  }

  /** @param {any} data */
  take(data) {
    const isNew = data.letters.join("") !== this.data?.letters.join("")
    this.data = data
    const { words } = data
    if (!this.prompt) this.#build()
    this.bars.take(data)
    for (const [name, label] of Object.entries(this.labels)) label.firstElementChild.firstElementChild.textContent = words[name]
    this.fields.ariaLabel = words.fields
    this.note.textContent = words.memorised
    this.one.textContent = words.one
    if (isNew) {
      this.prompt.value = data.prompt
      this.count.value = String(data.count)
      this.count.max = String(data.most)
      this.answer = null
      this.page.replaceChildren()
      this.says.textContent = ""
    }
    this.#name()
  }

  #build() {
    this.labels = {}
    const field = (name, type, limits) => {
      this.labels[name] = part(this.fields, "ll-field", "label")
      const head = part(this.labels[name], "", "span")
      part(head, "", "span")
      const input = /** @type {HTMLInputElement} */ (part(this.labels[name], `ll-${name}`, "input"))
      Object.assign(input, { type, ...limits })
      input.oninput = () => this.#changed()
      return input
    }
    this.prompt = field("start", "text", { maxLength: 60, spellcheck: false, autocomplete: "off" })
    this.count = field("count", "number", { min: "1", step: "1" })
    this.heat = field("temperature", "range", { min: "0", max: String(HOTTEST), step: "0.1", value: "0" })
    this.labels.temperature.firstElementChild.append(" ")
    this.degrees = part(this.labels.temperature.firstElementChild, "ll-degrees", "b")
    this.seed = field("seed", "number", { min: "0", max: String(SEEDS), step: "1", value: "0" })
    const buttons = part(this.fields, "ll-buttons")
    this.play = button(buttons, "ll-play", () => (this.timer ? this.pause() : this.write()))
    this.one = button(buttons, "ll-one", () => this.#one())
  }

  #name() {
    const { words } = this.data
    this.play.textContent = this.timer ? words.pause : words.write
    const greedy = Number(this.heat.value) === 0
    this.seed.disabled = greedy // nothing is drawn
    this.degrees.textContent = greedy ? words.greedy : Number(this.heat.value).toFixed(1)
  }

  /** Another network: it writes the same. @param {number} run @param {number} update */
  show(run, update) {
    const known = this.at
    this.at = { run, update }
    this.title.textContent = fill(this.data.words.alone, { update })
    if (known?.run !== run || known.update !== update || !this.answer) this.#want()
  }

  #changed() {
    this.shown = Infinity
    clearInterval(this.timer)
    this.timer = 0
    this.asked = true
    this.#name()
    this.#want()
  }

  #want() {
    if (!this.at) return
    const count = Math.round(Number(this.count.value))
    const seed = Math.round(Number(this.seed.value))
    if (!(count >= 1 && count <= this.data.most)) return this.#failed(fill(this.data.words.counts, { most: this.data.most }))
    if (!(seed >= 0 && seed <= SEEDS)) return this.#failed(fill(this.data.words.seeds, { most: SEEDS }))
    if (!this.prompt.value) return this.#failed(this.data.words.nothing)
    const strange = [...this.prompt.value].findIndex((letter) => !this.data.alphabet.includes(letter))
    if (strange >= 0) return this.#failed(fill(this.data.words.unknown, { known: this.data.known, position: strange + 1, character: [...this.prompt.value][strange] }))
    this.page.toggleAttribute("data-old", true)
    const temperature = Number(this.heat.value)
    this.latest.want({ ...this.at, prompt: this.prompt.value, count, temperature, seed: temperature ? seed : 0 })
  }

  /** @param {{letters: string[], probabilities: number[]}} answer @param {any} wish */
  #written(answer, wish) {
    this.answer = answer
    this.wish = wish
    this.place = followed(this.data.letters, [...wish.prompt], answer.letters)
    this.page.toggleAttribute("data-old", false)
    this.#show()
    if (this.asked) this.#speak()
    this.asked = false
  }

  /** @param {string} why */
  #failed(why) {
    this.latest.stop()
    clearInterval(this.timer)
    this.timer = 0
    this.answer = null
    this.page.replaceChildren()
    this.page.toggleAttribute("data-old", false)
    this.#draw(-1)
    this.says.textContent = why
    this.#name()
    this.#speak()
  }

  #show() {
    const { answer, wish, place, data } = this
    if (!answer) return
    const sign = (letter) => data.signs[letter] ?? letter
    const upTo = Math.min(this.shown, answer.letters.length)
    const chances = answer.letters.map((letter, k) => answer.probabilities[k][data.alphabet.indexOf(letter)])
    this.page.replaceChildren()
    part(this.page, "ll-prompt", "span").textContent = [...wish.prompt].map(sign).join("")
    answer.letters.slice(0, upTo).forEach((letter, k) => {
      const node = part(this.page, "ll-written", "span")
      node.textContent = sign(letter)
      node.title = `${sign(letter)}: ${format(chances[k])}`
      if (k === place.leaves) node.dataset.state = "leaves"
      else if (place.leaves >= 0 && k > place.leaves) node.dataset.state = "astray"
      else if (k >= place.compared) node.dataset.state = "beyond"
      if (k === upTo - 1 && upTo < answer.letters.length) node.dataset.last = ""
      if (k === this.look) node.dataset.look = ""
    })
    this.says.replaceChildren(...strong(this.#told(upTo, chances)))
    this.#draw(this.look >= 0 && this.look < upTo ? this.look : upTo - 1)
    this.page.ariaLabel = fill(data.words.page, { written: wish.prompt + answer.letters.slice(0, upTo).join("") })
  }

  /** What one letter was drawn from. @param {number} k −1 for none yet */
  #draw(k) {
    const { answer, place, data, wish } = this
    this.drawn.hidden = this.bars.bars.hidden = k < 0
    if (k < 0) return
    const place_of = (letter) => (letter === undefined ? -1 : data.alphabet.indexOf(letter))
    const knows = k < place.compared && (place.leaves < 0 || k <= place.leaves) // astray there is no right letter
    const [letter, right] = [answer.letters[k], knows ? data.letters[place.at + k] : undefined]
    const chances = tempered(answer.probabilities[k], wish.temperature)
    const said = fill(data.words.drawn, { number: k + 1, letter: data.signs[letter] ?? letter, chance: format(chances[place_of(letter)]) })
    this.drawn.replaceChildren(...strong(said))
    this.bars.show(chances, 0, place_of(right), place_of(letter), said.replaceAll("**", ""))
  }

  /** @param {number} upTo letters @param {number[]} chances of what was written */
  #told(upTo, chances) {
    const { answer, place, data } = this
    const { words, letters, signs } = data
    const sign = (letter) => signs[letter] ?? letter
    if (place.at < 0) return words.elsewhere
    if (place.leaves >= 0 && place.leaves < upTo) {
      const [is, should] = [answer.letters[place.leaves], letters[place.at + place.leaves]]
      return fill(words.leaves, { number: place.leaves + 1, letter: sign(is), chance: format(chances[place.leaves]), instead: sign(should) })
    }
    const compared = Math.min(upTo, place.compared)
    const beyond = upTo > place.compared ? " " + (place.compared ? words.beyond : words.end) : ""
    return (compared ? fill(words.follows, { compared }) : "") + beyond
  }

  /** From the first letter, or on from where it stands. */
  write() {
    if (!this.answer) return this.#want()
    if (this.shown >= this.answer.letters.length) this.shown = 0
    this.look = -1
    this.timer = window.setInterval(() => {
      this.shown++
      if (this.shown >= (this.answer?.letters.length ?? 0)) this.pause()
      else this.#show()
    }, LETTER_MS)
    this.#name()
    this.#show()
  }

  pause() {
    clearInterval(this.timer)
    this.timer = 0
    this.#name()
    this.#show()
    this.#speak()
  }

  /** What somebody did is told when it rests: of every letter, or of every update, a screen reader is told nothing. */
  #speak() {
    if (this.live.textContent !== this.says.textContent) this.live.textContent = this.says.textContent
  }

  #one() {
    const count = this.answer?.letters.length ?? 0
    this.shown = this.shown >= count ? 1 : this.shown + 1
    this.look = -1
    this.pause()
  }

  dispose() {
    clearInterval(this.timer)
    this.latest.stop()
  }
}
