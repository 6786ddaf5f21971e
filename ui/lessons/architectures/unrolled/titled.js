// What most pictures of the views have: a title, the picture itself, and a note below it. They do what they have to.

import { part } from "../../../stepper/browser/part.js"

export class Titled {
  /**
   * @param {HTMLElement} root its own element @param {any} graph see unrolled.js
   * @param {string} name its class @param {string} body the class of the picture itself
   */
  constructor(root, graph, name, body) {
    this.graph = graph
    root.classList.add(name)
    this.title = part(root, "ua-title", "h4")
    this.body = part(root, body)
    this.note = part(root, "ua-note", "p")
  }

  /** @param {{title: string, note: string}} data */
  take({ title, note }) {
    this.title.textContent = title
    this.note.textContent = note
  }

  show() {}

  select() {}

  dispose() {}
}
