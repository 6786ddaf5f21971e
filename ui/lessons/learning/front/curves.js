// Beside the front, on its axis of updates: right answers, loss, and where it is asked for the norm of the gradient.

import { formatTick, powerOfTen } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"
import { shape } from "../../../stepper/browser/svg.js"
import { fill } from "../../../stepper/browser/words.js"

const DECADES = [-3, 3] // of the norm of the gradient, that are shown
const HIGHEST = 8 // times the loss of the beginning: what is larger stands at the edge
const NAIVES = 3 // times the error of whoever guesses, where numbers are asked for
const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** A curve that goes down, broken where there is no number. @param {{x: number, y: number}[]} points */
export function curve(points) {
  let [pen, path] = ["M", ""]
  for (const { x, y } of points) {
    const stands = Number.isFinite(x)
    if (stands) path += `${pen}${Number(Math.min(Math.max(x, 0), 1).toFixed(4))} ${Number(y.toFixed(3))}`
    pen = stands ? "L" : "M"
  }
  return path
}

/** Where the k-th of the updates stands that lead to a row, on the axis of rows. @param {number} row @param {number} k @param {number} of */
export const between = (row, k, of) => row - 0.5 + (k + 1) / of

/** The end of the axis of losses: a round number. @param {number} largest */
export function roundUp(largest) {
  if (!(largest > 0) || largest === Infinity) return 1
  const power = 10 ** Math.floor(Math.log10(largest))
  return ROUND.find((each) => each * power >= largest * 0.999) * power
}

/** Where a norm stands on its axis, 0…1; what is no number, at its end. @param {number} norm */
export function onNorms(norm) {
  if (!Number.isFinite(norm)) return 1
  const [low, high] = DECADES
  return Math.min(Math.max((Math.log10(norm) - low) / (high - low), 0), 1)
}

/** @param {Iterable<number>} values */
const largest = (values) => [...values].reduce((one, other) => (other > one && other !== Infinity ? other : one), 0)

export class Curves {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.head = part(root, "fr-curve-head")
    this.panel = new Panel(root, "fr-curves", ["chance", "each", "loss", "right", "solved"])
    this.label = part(this.panel.frame, "fr-solved-label", "span")
    this.foot = part(root, "fr-across fr-curve-foot")
    this.normHead = part(root, "fr-curve-head fr-norm-head")
    this.norms = new Panel(root, "fr-norms", ["norm", "clip"])
    this.normFoot = part(root, "fr-across fr-norm-foot")
    for (const node of [this.foot, this.normFoot]) node.setAttribute("aria-hidden", "true")
  }

  /** @param {any} data @param {import("./learned.js").Learned} run @param {{clip: number | null}} of */
  draw({ text, gradient }, run, { clip }) {
    const { rows, expected, about } = run
    const asks = about.classes.length > 0
    const start = Math.max(rows[0]?.loss ?? 0, asks ? 0 : about.chance)
    const found = Math.max(start, largest(rows.flatMap(({ loss, losses }) => [loss ?? 0, ...losses])))
    const most = roundUp(Math.min(found, (asks ? HIGHEST * start : NAIVES * about.chance) || found))
    const { lines } = this.panel
    this.panel.draw(expected, asks ? text.curves : text.curves_error)
    const down = (read) => curve(rows.map((row, index) => ({ x: read(row) ?? NaN, y: index + 0.5 })))
    const each = (read, x) => rows.flatMap((row, index) => Array.from(read(row), (value, k) => ({ x: x(value), y: between(index, k, read(row).length) })))
    lines.right.setAttribute("d", asks ? down(({ right }) => right) : "")
    lines.loss.setAttribute("d", down(({ loss }) => (loss === null ? null : loss / most)))
    lines.each.setAttribute("d", curve(each(({ losses }) => losses, (loss) => loss / most)))
    const chance = asks ? about.chance : about.chance / most
    lines.chance.setAttribute("d", `M${chance} 0V${expected}`)
    this.#solved(run, text, asks)
    this.#axes(text, asks, most, chance)
    this.root.toggleAttribute("data-gradient", gradient)
    if (!gradient) return
    this.norms.draw(expected, text.norm)
    this.norms.lines.norm.setAttribute("d", curve(each(({ norms }) => norms, onNorms)))
    this.norms.lines.clip.setAttribute("d", clip === null ? "" : `M${onNorms(clip)} 0V${expected}`)
    this.normHead.replaceChildren()
    part(this.normHead, "fr-key fr-key-norm", "b").textContent = text.norm
    part(this.normHead, "fr-key-note", "span").textContent = clip === null ? text.unclipped : fill(text.clip, { clip })
    this.normFoot.replaceChildren()
    for (const power of [-3, 0, 3]) tick(this.normFoot, power ? powerOfTen(power) : "1", onNorms(10 ** power))
  }

  #solved(run, text, asks) {
    const shown = run.solved !== null && asks
    this.label.hidden = !shown
    const y = shown ? run.at(run.solved) + 0.5 : 0
    this.panel.lines.solved.setAttribute("d", shown ? `M0 ${y}H1` : "")
    if (!shown) return
    this.label.textContent = fill(text.right_at, { update: run.solved })
    this.label.style.top = `${(100 * y) / run.expected}%`
    this.label.toggleAttribute("data-above", y > 0.9 * run.expected)
  }

  #axes(text, asks, most, chance) {
    const signature = JSON.stringify([text.loss, text.nats, asks, most, chance])
    if (signature === this.signature) return
    this.signature = signature
    const { head, foot } = this
    head.replaceChildren()
    if (asks) part(head, "fr-key fr-key-right", "b").textContent = text.right
    part(head, "fr-key fr-key-loss", "b").textContent = text.loss
    part(head, "fr-key fr-key-each", "span").textContent = text.batch_loss
    const scale = part(head, "fr-across fr-shares", "span")
    scale.setAttribute("aria-hidden", "true")
    if (asks) for (const share of [0.5, 1]) tick(scale, `${100 * share} %`, share)
    else tick(scale, text.naive, Math.min(chance, 1))
    foot.replaceChildren()
    tick(foot, "0", 0)
    tick(foot, `${formatTick(most)} ${asks ? text.nats : ""}`, 1)
    if (!asks) part(foot, "fr-axis", "span").textContent = text.error
  }

  /** @param {number} index */
  stand(index) {
    for (const { here } of [this.panel, this.norms]) {
      here.hidden = index < 0
      here.style.setProperty("--row", String(index))
    }
  }
}

class Panel {
  /** @param {HTMLElement} root @param {string} className @param {string[]} names of its curves, the uppermost last */
  constructor(root, className, names) {
    this.frame = part(root, `fr-panel ${className}`)
    this.svg = shape(this.frame, "svg", { class: "fr-over", preserveAspectRatio: "none", role: "img" })
    this.lines = Object.fromEntries(names.map((name) => [name, shape(this.svg, "path", { class: `fr-curve fr-${name}` })]))
    this.here = part(this.frame, "fr-at")
  }

  /** @param {number} rows @param {string} says */
  draw(rows, says) {
    this.frame.style.setProperty("--rows", String(rows))
    this.svg.setAttribute("viewBox", `0 0 1 ${rows}`)
    this.svg.setAttribute("aria-label", says)
  }
}

function tick(parent, words, share) {
  const node = part(parent, "fr-tick", "span")
  node.textContent = words
  node.style.left = `${100 * share}%`
  if (share < 0.12) node.dataset.end = "left"
  if (share > 0.9) node.dataset.end = "right"
}
