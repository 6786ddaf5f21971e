// What stands above the picture in the lecture hall: the scene's title, and the question with its lettered options, its
// answer, or what the figure behind it says. Everything keeps its place; letters become smaller where there are many.

import { mounted } from "../../stepper/browser/mounting.js"
import { part } from "../../stepper/browser/part.js"
import { lecture } from "./lecture.js"
import { veil } from "./veil.js"

const LETTERS = "ABCDEFGHI"
const SMALLEST = 0.7 // of the usual size of letters

export default mounted(".unrolled-board", (root) => new Board(root))

class Board {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    const words = part(root, "board-words")
    this.line = part(words, "board-line")
    this.title = part(this.line, "board-title", "h1")
    this.sentence = part(this.line, "board-sentence", "span")
    this.told = part(words, "board-told")
    this.heading = part(this.told, "board-heading", "h2")
    this.heading.setAttribute("aria-live", "polite")
    this.more = part(this.told, "board-more", "p")
    this.options = part(this.told, "board-options")
    this.options.setAttribute("role", "group")
    this.corner = part(root, "board-corner")
    this.link = part(root, "board-link", "p") // on paper only
    this.stop = lecture.watch(() => this.#mark())
    this.observer = new ResizeObserver(() => this.#fit())
    this.observer.observe(words)
  }

  /** @param {any} component what Streamlit hands to a component */
  receive({ data }) {
    this.data = data
    const { title, sentence, question, why, text } = data
    this.title.textContent = title
    const answered = question?.answer !== undefined
    this.sentence.textContent = question || why ? sentence : ""
    this.heading.textContent = why?.title ?? (answered ? "" : (question?.text ?? sentence))
    this.more.textContent = why?.note ?? question?.explanation ?? ""
    const options = answered ? [] : (question?.options ?? [])
    this.options.setAttribute("aria-label", text.options)
    this.options.replaceChildren()
    options.forEach((option, index) => {
      const button = part(this.options, "board-option", "button")
      button.type = "button"
      button.setAttribute("aria-keyshortcuts", String(index + 1))
      part(button, "board-letter", "b").textContent = LETTERS[index]
      part(button, "", "span").textContent = option
      button.onpointerdown = button.onmousedown = (event) => event.preventDefault() // the space bar stays the lecture's
      button.onclick = () => lecture.choose(index)
    })
    if (options.length) part(this.options, "board-keys", "span").textContent = text.keys_choose.replace("{count}", String(options.length))
    this.#corner(data.phones)
    this.#mark()
    this.#fit()
    veil.waitFor(data.picture)
  }

  /** The way of the class's phones to this scene. */
  #corner({ qr, address, loopback }) {
    const { text } = this.data
    this.corner.replaceChildren()
    part(this.corner, "board-hint").textContent = loopback ? text.press_q : text.phone
    if (!loopback && qr) Object.assign(part(this.corner, "board-code", "img"), { src: qr, alt: address })
    this.link.textContent = address
  }

  /** What was chosen here, before the answer and after it. */
  #mark() {
    if (!this.data) return
    const { question, scene, text } = this.data
    const chosen = lecture.chosen.get(scene)
    ;[...this.options.querySelectorAll("button")].forEach((option, index) => option.setAttribute("aria-pressed", String(index === chosen)))
    if (question?.answer === undefined) return
    const mark = chosen === undefined ? "" : chosen === question.answer ? "✓ " : "✗ "
    const said = text.answer.replace("{letter}", LETTERS[question.answer]).replace("{option}", question.options[question.answer])
    const picked = chosen === undefined || chosen === question.answer ? "" : ` (${text.picked.replace("{letter}", LETTERS[chosen])})`
    this.heading.textContent = `${mark}${said}${picked}`
  }

  /** Letters as large as their place allows: where the question's own have no room, the options' are smaller, too. */
  #fit() {
    const { told } = this
    const keys = this.options.querySelector(".board-keys")
    if (keys) keys.hidden = false
    told.style.setProperty("--choices", "1")
    if (this.#shrink("--fit")) return
    if (keys) keys.hidden = true
    this.#shrink("--choices")
  }

  /** @param {string} what @returns {boolean} whether everything has room */
  #shrink(what) {
    const { told } = this
    for (let share = 1; share > SMALLEST - 0.01; share -= 0.05) {
      told.style.setProperty(what, share.toFixed(2))
      if (told.scrollHeight <= told.clientHeight) return true
    }
    return false
  }

  dispose() {
    this.stop()
    this.observer.disconnect()
  }
}
