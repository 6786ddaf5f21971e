// The large picture: steps across, updates down, how much of the gradient arrives as a colour; the line of what is
// answered; both cursors. Everything is placed in shares of its frame, so that no width need be measured.

import { shades } from "../../../stepper/browser/heatmaps.js"
import { format, powerOfTen } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"
import { shape } from "../../../stepper/browser/svg.js"
import { drag } from "../../../stepper/browser/dragging.js"
import { fill, strong } from "../../../stepper/browser/words.js"
import { reachStep, ticks } from "./learned.js"
import { Plane, shareOn, stops } from "./plane.js"

const [TICKS_DOWN, TICKS_ACROSS] = [7, 5]

/** The path of what is answered, in steps across and rows down. @param {import("./learned.js").Learned} run */
export function reachPath(run) {
  if (run.rows.every(({ reach }) => reach === null)) return ""
  const { steps } = run.about
  return run.rows.reduce((path, { reach }, index) => {
    const x = reach === null ? steps : reachStep(reach, steps)
    return `${path}${path ? "H" : "M"}${x}${path ? "" : ` ${index}`}V${index + 1}`
  }, "")
}

/** A front with its line, as large as its place: the large one and those beside each other are drawn alike. */
export class Sheet {
  /** @param {Element} parent @param {string} className */
  constructor(parent, className) {
    this.frame = part(parent, `fr-sheet ${className}`)
    this.plane = new Plane(this.frame, "")
    this.coming = part(this.frame, "fr-coming")
    this.svg = shape(this.frame, "svg", { class: "fr-over", preserveAspectRatio: "none", "aria-hidden": true })
    this.under = shape(this.svg, "path", { class: "fr-reach-under" })
    this.line = shape(this.svg, "path", { class: "fr-reach" })
    this.here = part(this.frame, "fr-here")
  }

  /** @param {import("./learned.js").Learned} run @param {Uint32Array} colours @param {{low: number, high: number}} span */
  draw(run, colours, span) {
    const { steps } = run.about
    const rows = run.rows.length
    this.run = run
    this.frame.style.setProperty("--rows", String(run.expected))
    this.frame.style.setProperty("--steps", String(steps))
    this.plane.paint(steps, run.expected, colours, (t, row) => (row < rows ? shareOn(run.share(row, t), span) : 0))
    this.coming.style.top = `${(100 * rows) / run.expected}%`
    this.coming.hidden = rows >= run.expected
    this.svg.setAttribute("viewBox", `0 0 ${steps} ${run.expected}`)
    const path = reachPath(run)
    this.under.setAttribute("d", path)
    this.line.setAttribute("d", path)
  }

  /** @param {number} index */
  stand(index) {
    this.here.hidden = index < 0
    this.here.style.setProperty("--row", String(index))
  }
}

export class FrontPicture {
  /**
   * @param {HTMLElement} root
   * @param {{go: (place: {index?: number, t?: number}) => void, key: (event: KeyboardEvent) => void}} on
   */
  constructor(root, on) {
    this.on = on
    this.head = part(root, "fr-head")
    this.title = part(this.head, "fr-title", "h3")
    this.unit = part(this.head, "fr-unit", "p")
    this.top = part(root, "fr-across fr-top")
    this.top.setAttribute("aria-hidden", "true")
    this.down = part(root, "fr-down")
    this.down.setAttribute("aria-hidden", "true")
    const place = part(root, "fr-place")
    this.sheet = new Sheet(place, "fr-large")
    this.step = part(this.sheet.frame, "fr-step")
    this.label = part(place, "fr-reach-label", "span")
    this.tip = part(place, "fr-tip")
    this.tip.hidden = true
    this.place = place
    place.tabIndex = 0
    place.setAttribute("role", "slider")
    place.setAttribute("aria-orientation", "vertical")
    place.onkeydown = (event) => on.key(event)
    place.onpointerdown = (press) => this.#press(press)
    place.onpointermove = (event) => this.#hover(event)
    place.onpointerleave = () => (this.tip.hidden = true)
    this.across = part(root, "fr-across fr-bottom")
    this.across.setAttribute("aria-hidden", "true")
    this.legend = part(root, "fr-legend")
  }

  /** @param {any} data @param {import("./learned.js").Learned} run @param {string} colour @param {{low: number, high: number}} span @param {import("../../../stepper/browser/theme.js").Theme} theme */
  draw(data, run, colour, span, theme) {
    const { text } = data
    this.text = text
    this.run = run
    this.between = data.between
    const scale = stops(colour, data.scales, theme.swap, span)
    this.sheet.draw(run, shades(scale), span)
    const signature = JSON.stringify([data.key, run.about, run.expected, span, theme.signature])
    const reaches = this.sheet.line.getAttribute("d") !== ""
    this.label.hidden = !reaches
    if (signature === this.signature) return
    this.signature = signature
    this.title.textContent = data.title || text.title
    this.unit.textContent = run.isAskedLast ? text.unit_last : text.unit_largest
    this.label.textContent = text.reach
    this.place.setAttribute("aria-label", `${text.front}. ${text.updates_axis}. ${text.keys}`)
    this.place.setAttribute("aria-valuemin", "0")
    this.place.setAttribute("aria-valuemax", String(run.about.updates))
    this.#axes()
    this.#legend(scale, span)
  }

  #axes() {
    const { run, text } = this
    const { tokens, steps, updates } = run.about
    this.top.replaceChildren()
    if (run.isAskedLast) {
      part(this.top, "fr-first", "b").textContent = run.about.classes.includes(tokens[0]) ? tokens[0] : ""
      part(this.top, "fr-between", "span").textContent = this.between
      part(this.top, "fr-last", "b").textContent = text.answer
    }
    this.down.replaceChildren()
    part(this.down, "fr-axis", "span").textContent = text.updates_axis
    for (const at of ticks(updates, TICKS_DOWN)) {
      const tick = part(this.down, "fr-tick", "span")
      tick.textContent = String(at)
      tick.style.top = `${(100 * (run.place(at) + 0.5)) / run.expected}%`
    }
    this.across.replaceChildren()
    for (const at of ticks(steps - 1, TICKS_ACROSS)) {
      const tick = part(this.across, "fr-tick", "span")
      tick.textContent = String(at + 1)
      tick.style.left = `${(100 * (at + 0.5)) / steps}%`
    }
    part(this.across, "fr-axis", "span").textContent = text.steps_axis
  }

  #legend(scale, { low, high }) {
    this.legend.replaceChildren()
    const bar = part(this.legend, "fr-scale")
    const ramp = scale.map(([at, colour]) => `${colour} ${100 * at}%`).join(", ")
    part(bar, "fr-ramp").style.background = `linear-gradient(to right, ${ramp})`
    const every = low === -3 ? 1 : 3
    const powers = Array.from({ length: Math.floor(-low / every) + 1 }, (_, at) => low + at * every)
    for (const power of high ? [...powers, high] : powers) {
      const tick = part(bar, "fr-tick", "span")
      tick.textContent = power ? (power === low ? "≤ " : power === high ? "≥ " : "") + powerOfTen(power) : "1"
      tick.style.left = `${(100 * (power - low)) / (high - low)}%`
    }
    const nan = part(this.legend, "fr-nan", "span")
    part(nan, "fr-hatch", "i")
    nan.append(this.text.nan)
  }

  /** @param {number} index of the row @param {number} t */
  stand(index, t) {
    this.standing = { index, t }
    this.sheet.stand(index)
    this.step.hidden = index < 0
    this.step.style.setProperty("--t", String(t))
    if (index < 0) return
    const { update } = this.run.rows[index]
    this.place.setAttribute("aria-valuenow", String(update))
    this.place.setAttribute("aria-valuetext", this.sentence(index, t).replaceAll("**", ""))
  }

  /** What arrives at a step of a row, in a sentence. @param {number} index @param {number} t */
  sentence(index, t) {
    const { run, text } = this
    const { update, profile } = run.rows[index]
    const share = run.share(index, t)
    const kind = Number.isFinite(share) ? (run.isAskedLast ? text.reads_last : text.reads_largest) : text.reads_nan
    return fill(kind, { update, t: t + 1, token: run.about.tokens[t] ?? "", share: format(share), norm: format(profile[t]) })
  }

  /** The row and the step at a point of the window. */
  #at({ clientX, clientY }) {
    const box = this.place.getBoundingClientRect()
    const within = (share, count) => Math.min(Math.max(Math.floor(share * count), 0), count - 1)
    const index = within((clientY - box.top) / box.height, this.run.expected)
    return { index: Math.min(index, this.run.rows.length - 1), t: within((clientX - box.left) / box.width, this.run.about.steps) }
  }

  /** @param {PointerEvent} press */
  #press(press) {
    if (press.button !== 0 || !this.run?.rows.length) return
    this.place.focus({ preventScroll: true })
    const before = this.standing
    this.tip.hidden = true
    const to = (event) => this.on.go(this.#at(event))
    to(press)
    const hovers = this.place.onpointermove
    drag(press, this.place, {
      move: (right, up) => to({ clientX: press.clientX + right, clientY: press.clientY - up }),
      end: () => (this.place.onpointermove = hovers),
      cancel: () => {
        this.place.onpointermove = hovers
        this.on.go(before)
      },
    })
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    if (!this.run?.rows.length || event.pointerType === "touch") return
    const { index, t } = this.#at(event)
    this.tip.hidden = false
    this.tip.replaceChildren(...strong(this.sentence(index, t)))
    this.tip.style.setProperty("--row", String((index + 0.5) / this.run.expected))
    this.tip.style.setProperty("--at", String((t + 0.5) / this.run.about.steps))
    this.tip.toggleAttribute("data-up", index > 0.7 * this.run.expected)
    this.tip.toggleAttribute("data-left", t > this.run.about.steps / 2)
  }
}

