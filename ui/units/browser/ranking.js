// All units side by side by two measures: how well they track what is asked, and how much they steer what is written.

import { fixed, format } from "../../stepper/browser/numbers.js"
import { button, part } from "../../stepper/browser/part.js"
import { fill, strong } from "../../stepper/browser/words.js"

const FEW = 7

export class Ranking {
  /** @param {Element} root @param {{choose: (unit: number) => void, measure: () => void}} on */
  constructor(root, on) {
    this.on = on
    this.title = part(root, "un-title", "h3")
    this.table = part(root, "un-ranking", "table")
    const head = part(part(this.table, "", "thead"), "", "tr")
    part(head, "", "th")
    this.heads = { tracks: button(part(head, "", "th"), "un-sort", () => this.#sort("tracks")), steers: button(part(head, "", "th"), "un-sort", () => this.#sort("steers")) }
    this.body = part(this.table, "", "tbody")
    this.more = button(root, "un-link un-more", () => this.#unfold())
    this.says = part(root, "un-verdict", "p")
    this.notes = part(root, "un-notes")
    this.measure = button(root, "us-act", () => on.measure())
    this.by = "tracks"
    this.isUnfolded = false
    this.rows = new Map()
    this.body.onkeydown = (event) => this.#key(event)
  }

  /**
   * @param {any} found as `component.py` describes it, or the browser's own, which `isWeighing` while chance is still to come;
   *   null where nothing can be ranked: `why` says so
   * @param {{text: any, state: string, H: number, asked: any, covered: boolean, canMeasure: boolean, why: string, isOwn: boolean}} given
   */
  take(found, given) {
    this.found = found
    this.given = given
    const { text, covered } = given
    const steers = covered ? null : (found?.steers ?? null)
    this.steers = steers && new Map(steers.map((one) => [one.unit, one]))
    if (!steers) this.by = "tracks"
    this.title.textContent = steers || found?.steers ? (covered ? text.ranking_covered : text.ranking) : text.ranking_covered
    this.table.ariaLabel = this.title.textContent
    this.table.toggleAttribute("data-tracks-only", !steers)
    this.heads.steers.parentElement.hidden = !steers
    this.measure.hidden = !given.canMeasure || !found || steers !== null || covered
    this.measure.textContent = text.measure
    for (const [by, head] of Object.entries(this.heads)) {
      head.textContent = text[by]
      head.title = text[`sort_${by}`]
    }
    this.#fill()
  }

  #sort(by) {
    this.by = by
    this.#fill()
  }

  #unfold() {
    this.isUnfolded = !this.isUnfolded
    this.#fill()
  }

  /** The units in the order in which they stand. */
  #order() {
    const tracked = [...this.found.state[this.given.state]]
    const effect = (unit) => Math.abs(this.steers?.get(unit)?.effect ?? 0)
    const better = this.by === "steers" ? (one, other) => effect(other.unit) - effect(one.unit) : (one, other) => (other.tracks ?? 0) - (one.tracks ?? 0)
    return tracked.sort(better)
  }

  #fill() {
    const { found, given, steers } = this
    const { text, H } = given
    this.table.hidden = this.more.hidden = !found
    for (const [by, head] of Object.entries(this.heads)) head.parentElement.setAttribute("aria-sort", by === this.by ? "descending" : "none")
    this.rows.clear()
    this.body.replaceChildren()
    this.#say()
    if (!found) return
    const order = this.#order()
    const isDistance = (found.free ?? null) !== null // from 0 to 1; else doublings
    const most = Math.max(...[...(steers?.values() ?? [])].map(({ effect, error }) => Math.abs(effect ?? 0) + (error ?? 0)), isDistance ? 0.1 : 1)
    const scale = { most, digits: isDistance ? 2 : 1, free: found.free }
    const { shifted, untrained } = this.#controls()
    order.forEach((one, place) => {
      const row = part(this.body, "un-row", "tr")
      row.dataset.unit = String(one.unit)
      row.toggleAttribute("data-far", place >= FEW && !this.isUnfolded)
      const name = fill(text.unit, { unit: one.unit + 1 })
      const choose = button(part(row, "", "th"), "un-unit", () => this.on.choose(one.unit), name)
      const steer = steers?.get(one.unit)
      const numbers = { unit: name, tracks: this.#auc(one.tracks), effect: steer ? fixed(steer.effect, scale.digits) : "", error: steer ? fixed(steer.error, scale.digits) : "" }
      choose.ariaLabel = fill(steer ? text.choose_steers : text.choose, numbers)
      choose.tabIndex = -1
      const tracks = part(row, "un-tracks", "td")
      const bar = part(tracks, "un-bar", "span")
      bar.style.setProperty("--share", String(Math.max(((one.tracks ?? 0.5) - 0.5) * 2, 0)))
      if (shifted !== undefined) part(bar, "un-chance", "i").style.setProperty("--at", String((shifted - 0.5) * 2))
      if (untrained !== undefined) part(bar, "un-chance un-untrained", "i").style.setProperty("--at", String((untrained - 0.5) * 2))
      part(tracks, "un-number", "span").textContent = this.#auc(one.tracks) + (one.rises || one.tracks === null ? "" : " ↓")
      if (!one.rises) tracks.title = text.falls
      if (steers) this.#steer(row, steer, scale)
      row.onclick = () => this.on.choose(one.unit)
      this.rows.set(one.unit, { row, choose })
    })
    this.more.hidden = order.length <= FEW
    this.more.textContent = fill(this.isUnfolded ? text.few_units : text.all_units, { units: this.isUnfolded ? FEW : H })
    this.table.toggleAttribute("data-unfolded", this.isUnfolded)
    this.choose(this.unit ?? -1)
  }

  #steer(row, steer, { most, digits, free }) {
    const cell = part(row, "un-steers", "td")
    const bar = part(cell, "un-bar", "span")
    bar.style.setProperty("--share", String(Math.abs(steer?.effect ?? 0) / most))
    if ((free ?? null) !== null) part(bar, "un-chance", "i").style.setProperty("--at", String(Math.min(free / most, 1)))
    if (steer?.error) {
      const whisker = part(bar, "un-whisker", "i")
      whisker.style.setProperty("--from", String(Math.max(Math.abs(steer.effect) - steer.error, 0) / most))
      whisker.style.setProperty("--to", String((Math.abs(steer.effect) + steer.error) / most))
    }
    part(cell, "un-number", "span").textContent = steer ? fixed(steer.effect ?? NaN, digits) : "–"
    if (steer) cell.title = `± ${format(steer.error ?? NaN)}`
  }

  #auc(tracks) {
    return tracks === null || Number.isNaN(tracks) ? "–" : tracks.toFixed(2)
  }

  #controls() {
    const { found, given } = this
    return { shifted: found.shifted?.[given.state] ?? undefined, untrained: found.untrained?.[given.state] ?? undefined }
  }

  #say() {
    const { found, given } = this
    const { text, state, asked } = given
    this.notes.replaceChildren()
    if (!found) {
      this.says.textContent = given.why
      return
    }
    const best = found.state[state].reduce((one, other) => ((other.tracks ?? 0) > (one.tracks ?? 0) ? other : one))
    const { shifted, untrained } = this.#controls()
    const weighed = best.tracks > Math.max(shifted ?? 0.5, 0.5) ? (best.tracks > (untrained ?? 0.5) ? text.one_tracks : text.untrained_tracks) : text.none_tracks
    const told = shifted !== undefined ? weighed : found.isWeighing ? text.weighing : text.unknown_tracks
    this.says.replaceChildren(...strong(fill(told, { unit: best.unit + 1, auc: percent(best.tracks, text), before: percent(untrained ?? NaN, text) })))
    const note = (mark, words) => {
      const line = part(this.notes, "un-note", "p")
      if (mark) part(line, `un-mark ${mark}`, "i")
      line.append(words)
    }
    if (shifted !== undefined) note("un-chance", fill(text.shifted, { value: shifted.toFixed(2) }))
    if (untrained !== undefined) note("un-chance un-untrained", fill(text.untrained, { value: untrained.toFixed(2) }))
    note("", fill(given.isOwn ? text.of_this_text : text.of_letters, { letters: found.letters.toLocaleString(document.documentElement.lang || "en") }))
    if (this.steers && asked.steering) note("", asked.steering)
    if (this.steers && (found.free ?? null) !== null) note("un-chance", fill(text.free, { value: found.free.toFixed(2) }))
  }

  /** @param {number} unit */
  choose(unit) {
    const before = this.rows.get(this.unit)
    if (before) this.#mark(before, false)
    this.unit = unit
    const now = this.rows.get(unit)
    if (now) this.#mark(now, true)
    else this.rows.values().next().value?.choose.setAttribute("tabindex", "0")
  }

  #mark({ row, choose }, isChosen) {
    row.toggleAttribute("data-chosen", isChosen)
    choose.ariaPressed = String(isChosen)
    choose.tabIndex = isChosen ? 0 : -1
  }

  /** Through the rows that are seen. @param {KeyboardEvent} event */
  #key(event) {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return
    const seen = [...this.body.children].filter((row) => row.getClientRects().length)
    const at = seen.findIndex((row) => row.contains(/** @type {Node} */ (event.target)))
    const next = /** @type {HTMLElement | undefined} */ (seen[at + way])
    event.preventDefault()
    event.stopPropagation()
    if (!next) return
    this.on.choose(Number(next.dataset.unit))
    next.querySelector("button")?.focus()
  }
}

/** What is measured is known to a thousandth: nobody knows of all. @param {number} share @param {any} text */
const percent = (share, text) => (share > 0.9995 ? text.nearly_all : (100 * share).toFixed(share < 0.995 ? 0 : 1))
