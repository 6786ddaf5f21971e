// The bar under the diagram: what is held, where it counts, what came of it, and the ways back.

import { hasServer } from "./contained.js"
import { kindOf } from "./hand.js"
import { format } from "./numbers.js"
import { outcome } from "./outcome.js"
import { button, part } from "./part.js"
import { toldOfInput, toldOfWeight } from "./told.js"
import { fill } from "./words.js"

/**
 * @typedef {object} Choices where the next hold counts
 * @property {"here" | "from" | "every"} steps
 * @property {"unit" | "all"} units
 */

export class Holds {
  /**
   * @param {HTMLElement} host
   * @param {any} panel
   * @param {Record<string, string>} text
   * @param {{change: () => void, put: (spelled: string) => void, undo: () => void, reset: () => void}} on
   */
  constructor(host, panel, text, on) {
    this.panel = panel
    this.text = text
    this.on = on
    /** @type {Choices} */
    this.choices = { steps: "from", units: "all" }
    this.sentence = part(host, "us-hold-sentence", "p")
    this.ending = part(host, "us-hold-sentence us-hold-ending", "p")
    this.heard = part(host, "us-hidden")
    this.heard.setAttribute("aria-live", "polite")
    this.row = part(host, "us-hold-row")
    this.steps = this.#group("hold_steps", { here: "only_here", from: "from_here", every: "every_step" }, "steps")
    this.units = this.#group("hold_units", { unit: "this_unit", all: "all_units" }, "units")
    this.undo = button(this.row, "", on.undo, text.undo)
    this.reset = button(this.row, "", on.reset, text.let_go)
    this.link = button(this.row, "", () => this.#copy(), text.copy_link)
    this.agreement = part(this.row, "us-agreement", "span")
    this.suggestions = part(host, "us-hold-row us-suggestions")
    this.suggestions.append(text.try)
    this.tries = panel.live.suggestions.map(([words, spelled]) => ({ spelled, node: button(this.suggestions, "", () => on.put(spelled), words) }))
  }

  /** The address says all that is held; who wants to pass it on need not look for it. */
  async #copy() {
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false)
    this.agreement.textContent = copied ? this.text.link_copied : this.text.link_not_copied
  }

  /** What came of a suggestion, as Python found. @param {string} sentence "" for none */
  end(sentence) {
    this.ending.textContent = sentence
    if (sentence) this.heard.textContent = `${this.sentence.textContent} ${sentence}`
  }

  #group(label, options, choice) {
    const group = part(this.row, "us-choice")
    group.setAttribute("role", "group")
    group.setAttribute("aria-label", this.text[label])
    return Object.entries(options).map(([value, words]) => {
      const choose = () => {
        this.choices[choice] = value
        this.#press()
        this.on.change()
      }
      const node = button(group, "", choose, this.text[words])
      return { node, value, words, choice }
    })
  }

  /** Press what counts: where the last hold does, or where the next one will. @param {any} pressed */
  #press(pressed = this.choices) {
    for (const { node, value, choice } of [...this.steps, ...this.units]) {
      node.setAttribute("aria-pressed", String(pressed[choice] === value))
    }
  }

  /** Where a hold of a signal counts that begins at a step. @param {number} step @param {number} unit */
  where(step, unit) {
    const { steps, units } = this.choices
    return {
      first: steps === "every" ? 0 : step,
      last: steps === "here" ? step : null,
      unit: units === "all" ? null : unit,
    }
  }

  /**
   * @param {number} t @param {number} unit
   * @param {import("./hand.js").Hand} hand
   * @param {import("./following.js").Following} following
   * @param {boolean} moving
   */
  show(t, unit, hand, following, moving) {
    for (const { node, words } of [...this.steps, ...this.units]) {
      node.textContent = fill(this.text[words], { step: t + 1, unit: unit + 1 })
    }
    const last = hand.of("signal").at(-1)
    this.#press(last ? counts(last, t, unit) : this.choices)
    this.undo.disabled = !hand.past.length
    this.reset.disabled = hand.isFree
    this.link.hidden = hand.isFree || !hasServer()
    const tried = this.tries.find(({ spelled }) => spelled === hand.spelled)
    this.suggestions.hidden = !this.tries.length || !(hand.isFree || tried)
    for (const one of this.tries) one.node.setAttribute("aria-pressed", String(one === tried))
    if (hand.isFree || moving) this.agreement.textContent = "" // what was found is not about this
    if (this.toldOf !== hand.holds || this.waited !== following.isWaiting) {
      this.toldOf = hand.holds
      this.ending.textContent = "" // was not about this
      this.waited = following.isWaiting
      this.sentence.textContent = hand.isFree ? this.panel.live.waits || this.text.take_hold : this.#told(hand, following)
    }
    if (!moving && !hand.isFree && !this.heard.textContent.startsWith(this.sentence.textContent)) {
      this.heard.textContent = this.sentence.textContent // a screen reader is not told of every frame
    }
  }

  /** What is held last, and what came of it all: from the numbers. */
  #told(hand, following) {
    const last = hand.holds[hand.holds.length - 1]
    const tell = { input: toldOfInput, weight: toldOfWeight, signal: told }[kindOf(last)]
    const parts = [tell(last, this.panel, this.text, following)]
    const more = hand.holds.filter((held) => held !== last && !(isInput(held) && isInput(last) && held.first === last.first))
    if (more.length) parts.push(fill(this.text.told_more, { count: more.length }))
    parts.push(...(following.isWaiting ? [this.panel.live.waits] : outcome(this.panel, this.text, following)))
    return parts.join(" ")
  }

  /**
   * What the engine, and torch, found for the same holds.
   * @param {number | null} [engine] how far the browser is from the engine; null while that is under way, none where nobody asks
   * @param {number} torch how far the engine is from torch
   */
  agree(engine, torch = 0) {
    if (engine === undefined) return void (this.agreement.textContent = "")
    const agrees = engine !== null && Math.max(engine, torch) <= 1e-9
    const settled = this.panel.live.waits ? this.text.recorded : this.text.settled // its own numbers agree with the engine's by nature
    const words = engine === null ? this.text.settling : agrees ? settled : this.text.unsettled
    this.agreement.textContent = fill(words, { engine: engine?.toExponential(0), torch: torch.toExponential(0) })
    this.agreement.dataset.agrees = String(agrees)
  }
}

const isInput = (held) => kindOf(held) === "input"

/** What is held, at what, and where. @param {import("./hand.js").Held} held @param {any} panel @param {Record<string, string>} text */
function told(held, panel, text) {
  const where = held.last === null ? (held.first === 0 ? "told_every" : "told_from") : "told_here"
  const words = { signal: panel.titles[held.signal], value: format(held.value), step: held.first + 1, unit: (held.unit ?? 0) + 1 }
  return fill(text[held.unit === null ? where : `${where}_unit`], words)
}

/** Where a hold counts, in the words of the choices as they stand at a step and unit. @param {import("./hand.js").Held} held @param {number} t @param {number} unit */
function counts({ first, last, unit: held }, t, unit) {
  const every = first === 0 && last === null
  const steps = every ? "every" : first !== t ? "elsewhere" : last === null ? "from" : "here"
  return { steps, units: held === null ? "all" : held === unit ? "unit" : "another" }
}
