// A row of pictograms, one of them chosen: a group of radio buttons to the keyboard and to those who do not see it.

import { leaving } from "../../../stepper/browser/leaving.js"
import { mounted } from "../../../stepper/browser/mounting.js"
import { button, part } from "../../../stepper/browser/part.js"
import { applyPalette, readTheme } from "../../../stepper/browser/theme.js"

const WAYS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

export default mounted("[data-testid=chooser]", (root) => new Chooser(root))

class Chooser {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    root.setAttribute("role", "radiogroup")
    root.onkeydown = (event) => this.#press(event)
  }

  receive({ data, parentElement, setTriggerValue }) {
    this.tell = leaving.unlessLeft(parentElement, (view) => setTriggerValue("view", view))
    applyPalette(this.root, data.palette, readTheme(this.root, data.dark))
    if (data.key !== this.data?.key) this.#build(data)
    this.data = data
    this.#mark(data.chosen)
    this.root.dataset.ready = "true"
  }

  #build({ views, text, small }) {
    this.root.replaceChildren()
    this.root.toggleAttribute("data-small", small)
    this.root.style.setProperty("--uc-across", String(views.length))
    this.root.setAttribute("aria-label", text.label)
    this.buttons = new Map(
      views.map(({ name, title, svg }) => {
        const node = button(this.root, "uc-view", () => this.#choose(name))
        node.setAttribute("role", "radio")
        part(node, "uc-picture", "span").innerHTML = svg // ours: nobody has typed anything in it
        part(node, "uc-title", "span").textContent = title
        return [name, node]
      }),
    )
  }

  /** @param {string} name */
  #choose(name) {
    if (name === this.chosen) return
    this.#mark(name)
    this.tell(name)
  }

  /** @param {string} chosen */
  #mark(chosen) {
    this.chosen = chosen
    for (const [name, node] of this.buttons) {
      node.setAttribute("aria-checked", String(name === chosen))
      node.tabIndex = name === chosen ? 0 : -1
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const way = WAYS[event.key]
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation() // the transport has arrows, too
    const names = [...this.buttons.keys()]
    const next = names[(names.indexOf(this.chosen) + way + names.length) % names.length]
    this.buttons.get(next).focus()
    this.#choose(next)
  }

  dispose() {
    this.root.replaceChildren()
    this.root.dataset.ready = "false"
  }
}
