// One cell on show: its diagram, the chooser of the unit, its equations and its narration.

import { numberOfUnit } from "./called.js"
import { Diagram } from "./diagram.js"
import { Equations } from "./equations.js"
import { ghostOf, Ghosts } from "./ghosts.js"
import { Grips } from "./grips.js"
import { Holds } from "./holds.js"
import { Narration } from "./narration.js"
import { button, part } from "./part.js"
import { Sheet } from "./sheet.js"
import { TokenField } from "./token_field.js"
import { Vectors } from "./vectors.js"

const MOST_BUTTONS = 8 // units; more are chosen by number

export class Panel {
  /**
   * @param {HTMLElement} main where the parts go: a panel alone leaves its parts to the grid, several stay together
   * @param {any} panel
   * @param {import("./values.js").Recording} recording
   * @param {any} data
   * @param {{narration: HTMLElement | null, chooser: HTMLElement | null, opened: string[], select: (unit: number) => void}} around
   *   `chooser`: where the unit is chosen without a cell
   */
  constructor(main, panel, recording, data, { narration, chooser, opened, select }) {
    this.panel = panel
    this.units = panel.units
    this.text = data.text
    this.card = main.appendChild(document.createElement("section"))
    this.card.className = "us-panel"
    this.card.setAttribute("aria-label", panel.title)
    if (!narration) {
      const title = this.card.appendChild(document.createElement("h3"))
      title.className = "us-panel-title"
      title.textContent = panel.title
    }
    if (panel.narration) {
      const line = narration ?? part(this.card, "us-narration")
      this.narration = new Narration(line, panel, recording, data.notes)
    } else narration?.replaceChildren()
    this.diagramCard = panel.diagram ? part(this.card, "us-card us-diagram") : null
    if (this.diagramCard) {
      this.diagram = new Diagram(this.diagramCard, panel, recording, data)
      this.vectors = new Vectors(this.diagram.svg, recording, select)
    }
    if (panel.equations) {
      const card = part(this.card, "us-card us-algebra")
      this.#chooser(card, panel, select)
      this.equations = new Equations(card, panel, recording, data, opened)
    } else if (chooser && this.units > 1) this.#chooser(chooser, panel, select)
  }

  /** @param {HTMLElement} card @param {any} panel @param {(unit: number) => void} select */
  #chooser(card, panel, select) {
    const row = part(card, "us-units")
    row.setAttribute("role", "group")
    row.setAttribute("aria-label", this.text.units)
    const label = row.appendChild(document.createElement("span"))
    label.textContent = this.text.unit
    if (panel.names) return this.#list(row, panel, select)
    if (this.units > MOST_BUTTONS) {
      this.number = row.appendChild(document.createElement("input"))
      Object.assign(this.number, { type: "number", min: "1", max: String(this.units), step: "1" })
      this.number.setAttribute("aria-label", this.text.unit)
      this.number.onchange = () => {
        const unit = Math.round(Number(this.number.value))
        if (unit >= 1 && unit <= this.units) select(unit - 1)
        else this.showUnit(this.unit)
      }
      row.append(`1…${this.units}`)
      return
    }
    this.buttons = Array.from({ length: this.units }, (_, unit) => {
      const node = button(row, "", () => select(unit), String(unit + 1))
      node.setAttribute("aria-label", this.text.unit_number.replace("{unit}", String(unit + 1)))
      return node
    })
  }

  /** Where a panel shows some units of a layer, they are chosen by their numbers there. */
  #list(row, panel, select) {
    this.number = row.appendChild(document.createElement("select"))
    this.number.setAttribute("aria-label", this.text.unit)
    this.number.append(...panel.names.map((name) => new Option(String(name))))
    this.number.onchange = () => select(this.number.selectedIndex)
  }

  /**
   * Let a person take hold of the cell.
   * @param {import("./values.js").Recording} recording
   * @param {import("./following.js").Following} following
   * @param {import("./grips.js").Moves & {change: () => void, undo: () => void, reset: () => void}} on
   */
  takeHold(panel, recording, following, on) {
    if (!this.diagram || this.grips) return
    this.ghosts = new Ghosts(this.diagram.svg, recording, ghostOf(panel, recording, following), this.text)
    this.grips = new Grips(this.diagram.svg, panel, recording, this.text, on)
    const bar = part(this.diagram.svg.parentElement, "us-hold")
    this.holds = new Holds(bar, panel, this.text, on)
    this.sheet = new Sheet(bar, [this.holds.sentence, this.holds.ending, this.holds.row], panel, recording, this.text, on)
    this.equations?.offer(following, on)
  }

  /** Let a hand change what the present step reads. @param {import("./tokens.js").Tokens} tokens */
  offer(tokens) {
    const bar = this.diagram?.svg.parentElement.querySelector(".us-hold")
    if (bar) this.tokens = new TokenField(bar, tokens)
  }

  /**
   * What is held, and what came of it.
   * @param {number} t @param {number} unit @param {import("./hand.js").Hand} hand @param {import("./following.js").Following} following
   * @param {boolean} moving
   */
  showHand(t, unit, hand, following, moving) {
    const own = Math.min(unit, this.units - 1)
    this.grips?.show(t, own, hand, (signal) => following.was(signal, t, own))
    this.ghosts?.show(t, own)
    this.sheet?.show(t, own, hand)
    this.holds?.show(t, own, hand, following, moving)
    this.tokens?.show(t)
    this.narration?.showHand(t, own, hand, following, this.text)
    this.equations?.showHand(t, own, hand, following)
  }

  /** The equations whose sums stand open, to open them again. @returns {string[]} */
  opened() {
    return this.equations?.opened() ?? []
  }

  /** @param {import("./theme.js").Theme} theme */
  retheme(theme) {
    this.diagram?.retheme(theme)
  }

  /** @param {number} t @param {number} unit */
  show(t, unit) {
    const own = Math.min(unit, this.units - 1)
    this.diagram?.show(t, own)
    this.vectors?.show(t, own, this.diagram.signed)
    this.equations?.show(t, own)
    this.narration?.show(t, own)
  }

  /** @param {number} unit */
  showUnit(unit) {
    this.unit = Math.min(unit, this.units - 1)
    this.buttons?.forEach((button, index) => button.setAttribute("aria-pressed", String(index === this.unit)))
    if (this.number) this.number.value = String(numberOfUnit(this.panel, this.unit))
  }

  sentence() {
    return this.narration?.sentence() ?? ""
  }
}
