// The presenter view's shell: the dark bar at the bottom, the keys, and what comes over the picture: a blank wall, a
// spotlight, the large QR code, the end. It stands first on the page and veils it until the picture stands.

import { leaving } from "../../stepper/browser/leaving.js"
import { loadPlotly } from "../../stepper/browser/library.js"
import { mounted } from "../../stepper/browser/mounting.js"
import { part } from "../../stepper/browser/part.js"
import { channelName, join } from "./channel.js"
import { listenForKeys } from "./keys.js"
import { lecture } from "./lecture.js"
import { veil } from "./veil.js"

export default mounted(".unrolled-hall", (root, { data }) => new Hall(root, data))

const IDLE_MS = 1500 // a first scene without curves has stood this long: there is time to fetch what draws them

const BAR = [
  // what it does, the key that does it as well, its word
  ["next", "PageDown", "next"],
  ["on", "Space", "reveal"],
  ["full", "F", "full"],
  ["blank", "B", "blank"],
  ["spot", "S", "spot"],
  ["phones", "Q", "phones"],
  ["notes", "N", "notes"],
  ["leave", "Esc", "leave"],
]

class Hall {
  /** @param {HTMLElement} root @param {any} data */
  constructor(root, data) {
    this.root = root
    this.text = data.text
    lecture.begin(data.answers)
    this.actions = {
      dark: () => !this.blank.hidden || !this.panel.hidden,
      light: () => this.#light(),
      next: () => lecture.next(),
      previous: () => lecture.previous(),
      on: () => lecture.on(),
      full: () => this.#full(),
      blank: () => this.#cover(this.blank),
      spot: (on = this.spot.hidden) => (this.spot.hidden = !on),
      notes: () => this.#notes(),
      phones: () => this.#phones(),
      leave: () => this.#leave(),
      choose: (option) => lecture.choose(option),
    }
    this.#build()
    veil.lower(root)
    this.channel = join(channelName(), (message) => this.#hear(message))
    const fetching = setTimeout(() => loadPlotly(data.plotly).catch(() => {}), IDLE_MS) // whoever needs it says so
    const stops = [lecture.watch(() => this.#show()), listenForKeys(this.actions)]
    const follow = ({ clientX, clientY }) => {
      this.spot.style.setProperty("--x", `${clientX}px`)
      this.spot.style.setProperty("--y", `${clientY}px`)
    }
    const bye = () => this.channel.say({ kind: "bye" })
    const back = () => this.#say()
    addEventListener("pointermove", follow)
    addEventListener("pagehide", bye)
    addEventListener("pageshow", back)
    this.dispose = () => {
      for (const stop of stops) stop()
      clearTimeout(fetching)
      removeEventListener("pointermove", follow)
      removeEventListener("pagehide", bye)
      removeEventListener("pageshow", back)
      bye()
      this.channel.close()
      if (lecture.report === this.report) lecture.report = null // another hall may stand there by now
      veil.lift()
      if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
    }
  }

  #build() {
    const { root, text } = this
    root.replaceChildren()
    this.bar = part(root, "hall-bar", "nav")
    this.bar.setAttribute("aria-label", text.keys)
    this.count = part(this.bar, "hall-count", "output")
    this.back = this.#button(this.bar, "previous", "PageUp", text.previous)
    this.back.classList.add("hall-back")
    this.dots = part(this.bar, "hall-dots")
    this.dots.setAttribute("role", "group")
    this.dots.setAttribute("aria-label", text.scenes)
    this.buttons = Object.fromEntries(BAR.map(([does, key, word]) => [does, this.#button(this.bar, does, key, text[word])]))
    this.spot = part(root, "hall-spot")
    this.spot.hidden = true
    this.ending = part(root, "hall-over hall-end")
    part(this.ending, "hall-large").textContent = text.end
    part(this.ending, "hall-small").textContent = text.end_hint
    this.ending.hidden = true
    this.panel = part(root, "hall-over hall-phones")
    this.panel.hidden = true
    this.panel.onclick = () => this.#light()
    this.code = part(this.panel, "hall-code", "img")
    this.link = part(this.panel, "hall-address")
    this.serve = part(this.panel, "hall-small")
    this.blank = part(root, "hall-over hall-blank")
    this.blank.hidden = true
    this.blank.onclick = () => this.#light()
    this.toast = part(root, "hall-toast")
    this.toast.setAttribute("role", "status")
    this.toast.hidden = true
  }

  /** A button of the bar. The mouse gives it no focus, so that the space bar goes on with the lecture. */
  #button(parent, does, key, word) {
    const button = part(parent, "hall-key", "button")
    button.type = "button"
    button.title = `${word} (${key})`
    button.setAttribute("aria-label", word)
    button.setAttribute("aria-keyshortcuts", key)
    part(button, "hall-cap", "kbd").textContent = key
    part(button, "hall-word", "span").textContent = word
    button.onpointerdown = (event) => event.preventDefault()
    button.onmousedown = (event) => event.preventDefault()
    button.onclick = () => this.actions[does]()
    return button
  }

  /** @param {any} component what Streamlit hands to a component */
  receive({ data, parentElement, setStateValue }) {
    this.report = lecture.report = leaving.unlessLeft(parentElement, (said) => {
      if (said.leave) veil.linger(getComputedStyle(this.root).getPropertyValue("--st-background-color") || "Canvas")
      setStateValue("turn", said)
    })
    this.text = data.text
    this.lesson = data.lesson
    this.code.src = data.qr
    this.code.alt = data.address
    this.code.hidden = data.loopback
    this.link.textContent = data.address
    const { hostname, port, protocol } = location
    this.serve.hidden = !data.loopback
    this.serve.textContent = data.text.loopback.replace("{host}", hostname).replace("{port}", port || (protocol === "https:" ? "443" : "80"))
    lecture.hear(data)
  }

  /** Everything that depends on where the lecture stands. */
  #show() {
    const { scenes, at } = lecture
    const { text } = this
    if (this.dots.childElementCount !== scenes.length) {
      this.dots.replaceChildren()
      scenes.forEach(({ title }, index) => {
        const dot = part(this.dots, "hall-dot", "button")
        dot.type = "button"
        dot.title = title
        dot.setAttribute("aria-label", title)
        dot.onpointerdown = dot.onmousedown = (event) => event.preventDefault()
        dot.onclick = () => lecture.go(index)
      })
    }
    this.count.textContent = text.count.replace("{at}", at < 0 ? "–" : String(at + 1)).replace("{of}", String(scenes.length))
    ;[...this.dots.children].forEach((dot, index) => {
      dot.classList.toggle("hall-past", index < at)
      if (index === at) dot.setAttribute("aria-current", "step")
      else dot.removeAttribute("aria-current")
    })
    const word = lecture.beat === "ask" ? text.reveal : text.on
    this.buttons.on.querySelector(".hall-word").textContent = word
    this.buttons.on.title = `${word} (Space)`
    this.buttons.on.setAttribute("aria-label", word)
    this.back.disabled = at === 0 && !lecture.ended
    this.ending.hidden = !lecture.ended
    this.root.dataset.scene = lecture.place.scene
    this.root.dataset.beat = lecture.beat ?? ""
    this.#say()
  }

  #say() {
    const { scenes, at, place, beat, ended } = lecture
    this.channel?.say({ kind: "at", scene: place.scene, at, of: scenes.length, beat, ended })
  }

  /** The notes speak. @param {any} message */
  #hear({ kind, by }) {
    if (kind === "hello") this.#say()
    if (kind === "turn" && ["next", "previous", "on"].includes(by)) lecture[by]()
  }

  #light() {
    for (const over of [this.blank, this.panel]) over.hidden = true
  }

  #cover(over) {
    this.#light()
    over.hidden = false
  }

  #phones() {
    this.#cover(this.panel)
  }

  #leave() {
    if (!this.spot.hidden) this.spot.hidden = true
    else lecture.leave()
  }

  #full() {
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.()
    done?.catch(() => {}) // a browser may refuse; then everything stays as it is
  }

  #notes() {
    const name = channelName()
    const url = `${location.origin}/notes?${new URLSearchParams({ lesson: this.lesson, channel: name })}`
    const opened = window.open(url, `unrolled-notes-${name}`, "popup,width=760,height=820")
    if (opened && !opened.closed) return void (this.toast.hidden = true)
    this.toast.replaceChildren(`${this.text.refused} `)
    const way = part(this.toast, "", "a")
    Object.assign(way, { href: url, target: `unrolled-notes-${name}`, textContent: this.text.open_notes })
    way.onclick = () => (this.toast.hidden = true)
    this.toast.hidden = false
  }
}
