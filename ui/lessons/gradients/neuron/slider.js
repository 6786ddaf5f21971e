// The big slider of w, with what becomes of a nudge written along it.

import { drag } from "../../../stepper/browser/dragging.js"
import { button, part } from "../../../stepper/browser/part.js"
import { fill } from "../../../stepper/browser/words.js"
import { LIMITS } from "./facts.js"
import { setting } from "./numbers.js"

const [LOW, HIGH] = LIMITS
const TICKS = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }
const WIDE = 0.09 // of the track: a narrower zone is not named

const percent = (w) => `${(100 * (w - LOW)) / (HIGH - LOW)}%`
const rounded = (w) => Math.min(HIGH, Math.max(LOW, Math.round(100 * w) / 100)) + 0 // never −0

export class Slider {
  /** @param {Element} parent @param {Record<string, string>} text @param {{put: (w: number) => void, reset: () => void, cancel: (w: number) => void}} on */
  constructor(parent, text, on) {
    this.text = text
    this.on = on
    this.zoned = ""
    this.root = part(parent, "un-slider")
    this.names = part(this.root, "un-zones")
    this.track = part(this.root, "un-track")
    this.fill = part(this.track, "un-fill")
    this.dots = part(this.root, "un-dots")
    const ticks = part(this.root, "un-ticks")
    for (const w of TICKS) {
      const tick = part(ticks, "un-tick", "span")
      tick.classList.toggle("un-strong", Number.isInteger(w))
      tick.style.left = percent(w)
      tick.textContent = setting(w)
    }
    this.knob = part(this.root, "un-knob")
    this.knob.tabIndex = 0
    const about = { role: "slider", "aria-label": text.slider, "aria-valuemin": LOW, "aria-valuemax": HIGH }
    for (const [name, value] of Object.entries(about)) this.knob.setAttribute(name, String(value))
    this.root.onpointerdown = (event) => this.#press(event)
    this.root.ondblclick = (event) => event.target instanceof Element && !event.target.closest("button") && on.reset()
    this.knob.onkeydown = (event) => this.#key(event)
  }

  #press(event) {
    if (event.button !== 0 || this.locked || event.target.closest("button")) return
    event.preventDefault() // the focus stays where we put it
    const before = this.w
    const box = this.track.getBoundingClientRect()
    const scale = (HIGH - LOW) / box.width
    if (!this.knob.contains(event.target)) this.on.put(rounded(LOW + (event.clientX - box.left) * scale))
    const start = this.w
    this.knob.focus({ preventScroll: true })
    this.root.classList.add("un-held")
    const end = () => this.root.classList.remove("un-held")
    drag(event, this.root, {
      move: (right) => this.on.put(rounded(start + right * scale)),
      end,
      cancel: () => [end(), this.on.cancel(before)],
    })
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || this.locked) return
    const by = KEYS[event.key]
    if (by) this.on.put(rounded(this.w + by * (event.shiftKey ? 0.1 : 0.01)))
    else if (event.key === "Home") this.on.put(LOW)
    else if (event.key === "End") this.on.put(HIGH)
    else if (event.key === "Delete" || event.key === "Backspace") this.on.reset()
    else return
    event.preventDefault()
    event.stopPropagation() // the page turns scenes with the arrows
  }

  /** @param {ReturnType<typeof import("./facts.js").zones>} zones @param {number[]} references @param {string} key of both */
  zone(zones, references, key) {
    if (key === this.zoned) return
    this.zoned = key
    this.zones = zones
    this.names.replaceChildren()
    for (const band of [...this.track.querySelectorAll(".un-band")]) band.remove()
    for (const zone of zones) {
      const width = (zone.to - zone.from) / (HIGH - LOW)
      const band = part(this.track, "un-band")
      band.classList.toggle("un-growing", zone.grows)
      Object.assign(band.style, { left: percent(zone.from), width: `${100 * width}%` })
      const name = part(this.names, "un-zone", "span")
      name.textContent = width < WIDE ? "" : this.#name(zone)
      Object.assign(name.style, { left: percent(zone.from), width: `${100 * width}%` })
      zone.node = name
    }
    this.track.append(this.fill)
    this.dots.replaceChildren()
    for (const w of references) {
      const dot = button(this.dots, "un-dot", () => !this.locked && this.on.put(w))
      dot.style.left = percent(w)
      dot.ariaLabel = dot.title = fill(this.text.jump_to, { w: setting(w) })
    }
  }

  #name({ grows, flips }) {
    const { text } = this
    return flips ? (grows ? text.flips_grows : text.flips_fades) : grows ? text.grows_zone : text.fades_zone
  }

  /** @param {number} w @param {string} said where w is in no zone: what becomes of a nudge there */
  paint(w, said, locked) {
    this.w = w
    this.locked = locked
    const zone = said ? null : this.zones?.find(({ from, to }) => from <= w && w <= to)
    for (const one of this.zones ?? []) one.node.classList.toggle("un-strong", one === zone)
    this.knob.style.left = percent(w)
    this.knob.textContent = setting(w)
    this.knob.setAttribute("aria-valuenow", String(w))
    const name = said || (zone ? this.#name(zone) : "")
    this.knob.setAttribute("aria-valuetext", name ? fill(this.text.zone_value, { w: setting(w), zone: name }) : setting(w))
    this.knob.setAttribute("aria-disabled", String(Boolean(locked)))
    const [from, to] = [Math.min(0, w), Math.max(0, w)]
    Object.assign(this.fill.style, { left: percent(from), width: `${(100 * (to - from)) / (HIGH - LOW)}%` })
  }
}
