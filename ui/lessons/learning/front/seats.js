// A task's own pictures, beside the network or below the front; one that is on the page already stays.

import { part } from "../../../stepper/browser/part.js"

export class Seats {
  /** @param {HTMLElement} beside @param {HTMLElement} below @param {{go: (to: any) => void, tell: (what: string, value: any) => void}} board what an aside can do */
  constructor(beside, below, board) {
    this.places = { beside, below }
    this.board = board
    /** @type {{url: string, root: HTMLElement, aside: any, data: any}[]} */
    this.taken = []
  }

  /** @param {{url: string, beside: boolean, data: any}[]} asides @param {any[]} modules one for each */
  seat(asides, modules) {
    const before = this.taken
    this.taken = asides.map(({ url, beside, data }, index) => {
      const place = beside ? this.places.beside : this.places.below
      const at = before.findIndex((one) => one.url === url && one.root.parentElement === place)
      const known = at < 0 ? null : before.splice(at, 1)[0]
      const root = known?.root ?? part(place, "fr-aside")
      return { url, root, aside: known?.aside ?? new modules[index].Aside(root, this.board), data }
    })
    this.#leave(before)
    for (const place of Object.values(this.places)) place.hidden = !place.children.length
  }

  /** @param {any} text @param {import("../../../stepper/browser/theme.js").Theme} theme */
  take(text, theme) {
    for (const { aside, data } of this.taken) aside.take(data, text, theme)
  }

  /** @param {import("./rows.js").Rows} job */
  rows(job) {
    for (const { aside } of this.taken) aside.rows(job)
  }

  /** @param {{update: number | null, t: number, run: number}} place */
  show(place) {
    for (const { aside } of this.taken) aside.show(place)
  }

  #leave(seats) {
    for (const { root, aside } of seats) {
      aside.dispose()
      root.remove()
    }
  }

  dispose() {
    this.#leave(this.taken)
    this.taken = []
  }
}
