// The speaker's notes: they follow the hall through the lecture's channel, and their buttons and keys drive it.

import { leaving } from "../../stepper/browser/leaving.js"
import { mounted } from "../../stepper/browser/mounting.js"
import { part } from "../../stepper/browser/part.js"
import { join } from "./channel.js"
import { meaning } from "./keys.js"

const LETTERS = "ABCDEFGHI"
const ASK_MS = 2000 // as long as no hall has answered, it is asked this often

export default mounted(".unrolled-notes", (root, { data }) => new Notes(root, data))

class Notes {
  /** @param {HTMLElement} root @param {any} data */
  constructor(root, data) {
    this.data = data
    /** @type {any} what the hall said last */
    this.heard = null
    this.since = Date.now()
    root.replaceChildren()
    this.root = root
    const head = part(root, "notes-head")
    this.count = part(head, "notes-count", "output")
    this.beat = part(head, "notes-beat", "span")
    this.clock = part(head, "notes-clock", "time")
    this.timer = part(head, "notes-timer", "button")
    this.timer.type = "button"
    this.timer.title = data.text.restart
    this.timer.onclick = () => {
      this.since = Date.now()
      this.#tick()
    }
    this.title = part(root, "notes-title", "h1")
    this.body = part(root, "notes-body")
    this.asked = part(root, "notes-asked", "section")
    this.coming = part(root, "notes-coming", "p")
    const ways = part(root, "notes-ways")
    for (const by of ["previous", "on", "next"]) {
      const button = part(ways, "notes-way", "button")
      button.type = "button"
      button.textContent = data.text[by]
      button.onclick = () => this.#drive(by)
    }
    this.channel = join(data.channel, (message) => this.#hear(message))
    const press = (event) => {
      const by = meaning(event.key)
      if (!["previous", "on", "next"].includes(by) || event.altKey || event.ctrlKey || event.metaKey) return
      if (by === "on" && event.target instanceof Element && event.target.closest("button")) return
      event.preventDefault()
      if (!event.repeat) this.#drive(by)
    }
    addEventListener("keydown", press)
    const ticking = setInterval(() => this.#tick(), 1000)
    const asking = setInterval(() => this.heard || this.channel.say({ kind: "hello" }), ASK_MS)
    this.channel.say({ kind: "hello" })
    this.dispose = () => {
      removeEventListener("keydown", press)
      clearInterval(ticking)
      clearInterval(asking)
      this.channel.close()
    }
  }

  /** @param {any} component what Streamlit hands to a component */
  receive({ data, parentElement, setStateValue }) {
    this.report = leaving.unlessLeft(parentElement, (scene) => setStateValue("scene", scene))
    this.data = data
    document.title = data.text.title
    this.#tick()
    this.#show()
  }

  #drive(by) {
    this.channel.say({ kind: "turn", by })
  }

  /** @param {any} message */
  #hear(message) {
    if (message.kind === "bye") this.heard = null
    else if (message.kind === "at") this.heard = message
    else return
    this.left = message.kind === "bye"
    this.#show()
    if (this.heard) this.report?.(this.heard.scene)
  }

  #tick() {
    const now = new Date()
    const two = (number) => String(number).padStart(2, "0")
    const seconds = Math.max(0, Math.floor((now.getTime() - this.since) / 1000))
    this.clock.textContent = `${two(now.getHours())}:${two(now.getMinutes())}`
    this.timer.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
  }

  #show() {
    const { text, scenes } = this.data
    const { heard } = this
    this.root.dataset.scene = heard?.scene ?? ""
    this.root.dataset.beat = heard?.beat ?? ""
    this.body.replaceChildren()
    this.asked.replaceChildren()
    this.coming.textContent = ""
    this.count.textContent = this.beat.textContent = ""
    if (!heard) {
      this.title.textContent = this.left ? text.left : text.waiting
      return
    }
    const at = scenes.findIndex(({ name }) => name === heard.scene)
    const scene = scenes[at]
    this.count.textContent = text.count.replace("{at}", at < 0 ? "–" : String(at + 1)).replace("{of}", String(scenes.length))
    this.beat.textContent = text[heard.beat] ?? ""
    this.title.textContent = scene?.title ?? text.own
    for (const [label, said] of scene?.notes ?? []) {
      part(this.body, "notes-label", "h2").textContent = label
      part(this.body, "notes-said", "p").textContent = said
    }
    this.#question(heard.scene)
    const after = scenes[at + 1]
    this.coming.textContent = after ? text.coming.replace("{title}", after.title) : text.last
  }

  /** What the wall asks, and what may be asked next, with the answers; it comes a moment after the scene. @param {string} scene */
  #question(scene) {
    const { asked, text } = this.data
    if (asked.scene !== scene) return
    asked.questions.forEach((question, index) => {
      const { answer, options, explanation } = question
      part(this.asked, "notes-label", "h2").textContent = index ? text.then : text.question
      part(this.asked, "notes-said", "p").textContent = question.text
      const row = part(this.asked, "notes-options", "p")
      options.forEach((option, at) => {
        part(row, "", at === answer ? "b" : "span").textContent = `${LETTERS[at]} ${option}`
      })
      part(this.asked, "notes-answer", "p").textContent = text.answer.replace("{letter}", LETTERS[answer]).replace("{option}", options[answer])
      part(this.asked, "notes-said", "p").textContent = explanation
    })
  }
}
