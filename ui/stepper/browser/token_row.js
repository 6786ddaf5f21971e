// The row of inputs of a figure as a row of buttons that a hand can change, over what Plotly has drawn there.
//
// A button is seen only where its input has changed: then it covers what was drawn with what is read now, and keeps what
// was as a small ghost. One of them is in the order of Tab, that of the present step.

import { axisName } from "./axes.js"
import { FLAGS } from "./inputs.js"
import { part } from "./part.js"

const ROOMY = 15 // pixels of a column in which what was has room beside what is

export class TokenRow {
  /** @param {HTMLElement} frame the positioned element around the plot @param {import("./tokens.js").Tokens} tokens */
  constructor(frame, tokens) {
    this.tokens = tokens
    this.t = 0
    /** What each step read when its button was last written. */
    this.seen = new Float64Array(tokens.steps * tokens.following.D).fill(NaN)
    this.row = part(frame, `us-token-row us-of-${tokens.coding}`)
    this.row.setAttribute("role", "group")
    this.row.setAttribute("aria-label", tokens.text.token_row)
    this.places = Array.from({ length: tokens.steps }, (_, t) => this.#place(t))
  }

  #place(t) {
    const node = /** @type {HTMLButtonElement} */ (part(this.row, "us-token-hand", "button"))
    node.type = "button"
    node.tabIndex = -1
    const flag = this.tokens.coding in FLAGS ? part(node, "us-token-flag", "span") : null
    const [now, was] = [part(node, "us-token-now", "span"), part(node, "us-token-was", "span")]
    this.tokens.equip(node, t, () => this.perPixel)
    return { node, flag, now, was }
  }

  /** Find where the inputs are drawn. @param {any} gd the drawn figure @param {any} strip the row of the heatmaps that shows them where letters have no room */
  measure(gd, strip) {
    const full = gd._fullLayout
    const trace = gd._fullData.find(({ meta }) => meta?.inputs)
    this.row.hidden = !trace && !strip
    if (this.row.hidden) return
    const x = full[axisName(trace?.xaxis ?? strip.trace.xaxis ?? "x")]
    const y = trace ? full[axisName(trace.yaxis)] : null
    const down = y ? (value) => y.l2p(value) : (value) => strip.down(value) - strip.clip[1]
    const [top, height] = y ? [y._offset, y._length] : [strip.clip[1], strip.clip[3]]
    const width = Math.abs(x.l2p(1) - x.l2p(0))
    this.perPixel = Math.abs((y ? y.range[1] - y.range[0] : 1) / height)
    /** How far down a number lies. */
    this.down = (value) => Math.min(Math.max(down(value), 0), height)
    this.row.style.cssText = `left:${x._offset}px;top:${top}px;width:${x._length}px;height:${height}px;--flag:${down(0.5)}px`
    this.row.style.setProperty("--letter", `${down(0)}px`)
    this.row.style.fontSize = `${Math.min(0.95 * width, 15)}px`
    this.row.classList.toggle("us-roomy", width >= ROOMY)
    this.row.classList.toggle("us-with-letters", Boolean(trace))
    this.places.forEach(({ node }, t) => {
      const left = x.l2p(t + 0.5)
      node.hidden = left < -1 || left + width > x._length + 1
      node.style.left = `${left}px`
      node.style.width = `${width}px`
    })
    this.seen.fill(NaN)
    this.show()
  }

  /** Where the stepper stands: that button is the one that Tab finds. @param {number} t */
  stand(t) {
    const [old, next] = [this.places[this.t], this.places[t]]
    if (t !== this.t && document.activeElement === old.node) next.node.focus({ preventScroll: true })
    old.node.tabIndex = -1
    old.node.classList.remove("us-at")
    next.node.tabIndex = 0
    next.node.classList.add("us-at")
    this.t = t
  }

  /** What the steps read now. */
  show() {
    const { D, recording } = this.tokens.following
    for (let t = 0; t < this.places.length; t++) {
      const [row, seen] = [recording.row("inputs", t), this.seen.subarray(t * D, (t + 1) * D)]
      if (row.every((value, d) => value === seen[d])) continue
      seen.set(row)
      this.#write(t)
    }
  }

  #write(t) {
    const { tokens } = this
    const { node, flag, now, was } = this.places[t]
    const changed = tokens.following.isChanged(t)
    node.title = tokens.label(t)
    node.setAttribute("aria-label", node.title)
    node.classList.toggle("us-changed-token", changed)
    if (tokens.coding === "number") now.style.transform = `translateY(${this.down?.(tokens.at(t)) ?? 0}px)`
    else if (changed) {
      const [read, before] = [tokens.following.reads(t), tokens.following.reads(t, true)]
      now.textContent = read.sign
      was.textContent = before.sign === read.sign ? "" : before.sign
      if (flag) flag.className = `us-token-flag${read.flag ? " us-up" : ""}${read.flag === before.flag ? "" : " us-turned"}`
    }
  }

  dispose() {
    this.row.remove()
  }
}
