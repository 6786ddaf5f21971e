// All that stands in the picture of units, from top to bottom, before anything is known of a network.

import { button, part } from "../../stepper/browser/part.js"
import { Transport } from "../../stepper/browser/transport.js"
import { Finding } from "./finding.js"
import { Legend } from "./legend.js"
import { Painting } from "./painting.js"
import { Ranking } from "./ranking.js"
import { Strips } from "./strips.js"
import { Text } from "./text.js"
import { Writing } from "./writing.js"

const LETTER_MS = 130 // from one letter to the next

/**
 * @typedef {object} Hand what a hand does there
 * @property {(t: number) => void} go on to a letter, playing or not
 * @property {(t: number) => void} stand at a letter: what plays stops
 * @property {() => void} played up to a letter, at which it stopped
 * @property {(t: number) => string} says what a letter is called
 * @property {(unit: number) => void} choose
 * @property {() => void} measure what units steer
 * @property {(state: "cell" | "hidden") => void} look
 * @property {() => void} painted
 * @property {(letter: number, event: PointerEvent) => void} press
 * @property {(event: KeyboardEvent) => void} key with the focus in the text
 * @property {(how: Record<string, any>) => void} set what is to be found
 * @property {ConstructorParameters<typeof Writing>[1]} board of what is held and written
 */

/** @param {HTMLElement} root @param {Hand} hand */
export function standing(root, { go, stand, played, says: named, choose, measure, look, painted, press, key, set, board }) {
  const says = part(root, "un-empty", "p")
  const strip = part(root, "un-strip us-strip")
  const transport = new Transport(strip, { go, played, pace: () => LETTER_MS, says: named })
  const desk = part(root, "un-desk")
  const ranking = new Ranking(part(desk, "un-card un-ranks"), { choose, measure })
  const card = part(desk, "un-card un-reading")
  const head = part(card, "un-head")
  const title = part(head, "un-title", "h3")
  const states = part(head, "un-states", "span")
  states.setAttribute("role", "group")
  const stateButtons = { cell: button(states, "un-state", () => look("cell"), "c"), hidden: button(states, "un-state", () => look("hidden"), "h") }
  const legend = new Legend(part(card, "un-legend"))
  const painting = new Painting(card, { changed: painted, used: () => text.page.toggleAttribute("data-brush", painting.isPainting) })
  const text = new Text(card, { press, key })
  const line = part(card, "un-line", "p")
  const strips = new Strips(part(card, "un-inside"), stand)
  const finding = new Finding(part(card, "un-find", "details"), { go: stand, changed: set })
  const writing = new Writing(part(root, "un-writing"), board)
  const live = part(root, "un-hidden")
  live.setAttribute("aria-live", "polite")
  return { says, transport, ranking, title, states, stateButtons, legend, painting, text, line, strips, finding, writing, live }
}
