// The one neuron of the gradient lesson. Everything answers while w moves; where it rests, the address and Python take it
// in, and torch computes the same again.

import { writeAddress } from "../../../stepper/browser/address.js"
import { hasServer } from "../../../stepper/browser/contained.js"
import { leaving } from "../../../stepper/browser/leaving.js"
import { mounted } from "../../../stepper/browser/mounting.js"
import { Moving } from "../../../stepper/browser/moving.js"
import { button, part } from "../../../stepper/browser/part.js"
import { BAR, above, watchRoom } from "../../../stepper/browser/room.js"
import { applyPalette, readTheme } from "../../../stepper/browser/theme.js"
import { fill } from "../../../stepper/browser/words.js"
import { Chain } from "./chain.js"
import { facts, zones } from "./facts.js"
import { Loop } from "./loop.js"
import { BOTTOM } from "./log_axis.js"
import { run } from "./model.js"
import { More } from "./more.js"
import { brief, setting } from "./numbers.js"
import { headline, memory, notes, product, result } from "./sentences.js"
import { Slider } from "./slider.js"

const EQUAL = 1e-9 // relative; rounding alone in float64
const REFERENCES = { linear: [0.5, 1, 1.1], tanh: [0.5, 1, 1.5] }
const HEIGHTS = { narrow: [340, 340], desk: [286, 400], large: [252, 520] } // of the chain, least and most

export default mounted("[data-testid=neuron]", (root, { data }) => new Neuron(root, data))

class Neuron {
  /** @param {HTMLElement} root @param {any} data */
  constructor(root, data) {
    this.root = root
    this.serial = 0 // of our last report
    this.moved = false // since then?
    this.moving = new Moving({ show: () => this.#paint(), rested: () => this.#tell() })
    this.settings = data.settings
    this.#build(data)
    this.observer = new ResizeObserver(() => this.#lay())
    this.observer.observe(this.chainHost)
    this.stopWatching = watchRoom(root, () => this.#lay())
  }

  #build({ text, usual }) {
    const { root } = this
    const put = (changes) => this.put(changes)
    this.told = part(root, "un-told", "p")
    const body = part(root, "un-body")
    this.loop = new Loop(part(body, "un-origin"), text, put)
    const picture = part(body, "un-picture")
    this.chainHost = part(picture, "un-chain-host")
    this.chain = new Chain(this.chainHost, text, {
      toggle: (t) => put({ x: [...this.settings.x].map((digit, k) => (k === t ? String(1 - Number(digit)) : digit)).join("") }),
      jump: (w) => put({ w }),
    })
    this.notes = part(picture, "un-notes", "p")
    const foot = (this.foot = part(root, "un-foot"))
    const hand = part(foot, "un-hand")
    const line = part(hand, "un-line")
    rich(part(line, "un-line-title", "span"), text.drag)
    this.product = part(line, "un-product-line", "span")
    button(line, "un-button un-reset", () => put(usual), text.reset)
    this.slider = new Slider(hand, text, {
      put: (w) => put({ w }),
      reset: () => put({ w: usual.w }),
      cancel: (w) => put({ w }),
    })
    const hints = part(hand, "un-hints")
    part(hints, "un-jumps", "span").textContent = text.jump
    part(hints, "un-keys", "span").textContent = fill(text.keys, { w: setting(usual.w) })
    part(hints, "un-keys-short", "span").textContent = fill(text.keys_short, { w: setting(usual.w) })
    this.#card(part(foot, "un-card", "section"), text)
    this.more = new More(root, text, usual, { put, open: () => this.#lay() })
    this.live = part(root, "un-live")
    this.live.setAttribute("role", "status")
    if (this.more.isUsed(this.settings)) this.more.root.open = true
  }

  #card(card, text) {
    const top = part(card, "un-card-top")
    this.place = part(top, "un-place", "span")
    this.badge = part(top, "un-badge", "span")
    part(card, "un-card-title", "h3").textContent = text.title
    this.memory = part(card, "un-memory-words", "p")
    const ways = part(card, "un-ways")
    this.asks = part(ways, "un-asks", "p")
    this.next = button(ways, "un-button un-next", () => this.go(1))
  }

  /** New data or a new theme. @param {any} component */
  receive({ data, parentElement, setStateValue, setTriggerValue }) {
    this.data = data
    this.report = leaving.unlessLeft(parentElement, (rest) => setStateValue("rest", rest))
    this.go = leaving.unlessLeft(parentElement, (by) => setTriggerValue("go", by))
    const theme = readTheme(this.root, data.dark)
    if (theme.signature !== this.theme?.signature) applyPalette(this.root, data.palette, theme)
    this.theme = theme
    this.root.classList.toggle("un-large", data.large)
    this.root.classList.toggle("un-covered", data.covered)
    const { text, ways } = data
    this.place.textContent = fill(text.place, { ...ways, title: ways.title })
    this.next.textContent = fill(text.next, { number: ways.number + 1, title: ways.after })
    this.next.hidden = data.large || !hasServer() // in the hall the scenes are turned elsewhere
    this.asks.textContent = data.asks ? text.asks : ""
    if (!this.moved && data.answers >= this.serial) {
      this.serial = data.answers
      this.settings = data.settings
    }
    this.#lay()
    if (!data.torch && !this.moved && !data.covered) this.moving.rest() // torch is asked once the picture stands
    this.root.dataset.ready = "true"
  }

  /** Settings move. They count at once; what is seen follows at most once a frame. @param {object} changes */
  put(changes) {
    if (this.data.covered) return
    this.settings = { ...this.settings, ...changes }
    this.moved = true
    this.moving.moved()
  }

  /** As wide as there is room, and as high as leaves all of it in the window. */
  #lay() {
    const { data, root } = this
    const width = this.chainHost.clientWidth
    if (!data || !width) return
    const [least, most] = HEIGHTS[width < 620 ? "narrow" : data.large ? "large" : "desk"]
    const bar = data.large ? BAR : 0
    const room = innerHeight - bar - above(root) - this.told.offsetHeight - this.foot.offsetHeight - this.notes.offsetHeight - 34
    const output = this.more.isOpen
    const height = Math.round(Math.min(most, Math.max(least, room))) + (output ? 18 : 0)
    this.chain.lay({ width, height, steps: data.steps, output, large: data.large })
    this.#paint()
  }

  #paint() {
    const { settings, data } = this
    const { text, covered } = data
    this.root.dataset.w = String(settings.w)
    const found = run(settings)
    const is = facts(settings, found)
    this.#compare()
    const seen = covered ? null : found
    this.chain.paint(settings, seen, this.references, this.top)
    this.loop.paint(settings, covered ? null : found.preactivations)
    this.more.paint(settings, seen, covered)
    this.slider.zone(covered ? [] : this.zones, covered ? [] : this.references.map(({ w }) => w), `${this.compared} ${covered}`)
    const place = is.kind === "cut" ? text.zone_cut : is.kind === "keeps" ? (is.flips ? text.zone_flips : text.zone_kept) : ""
    this.slider.paint(settings.w, covered ? "" : place, covered)
    rich(this.told, covered ? text.covered : headline(settings, is, text))
    this.product.replaceChildren()
    this.memory.textContent = this.notes.textContent = ""
    if (!covered) {
      this.product.append("∂h₁₆ / ∂h₁ = ", `${product(found, is)} = `)
      part(this.product, "un-result", "strong").textContent = result(is, data.steps - 1)
      this.memory.textContent = memory(settings, found.hidden, this.silent(), text)
      this.notes.textContent = notes(settings, found, is, text).join(" ")
    }
    this.#check(found)
  }

  /** What does not depend on w: the zones of the slider, the dotted curves, and how far up the axis goes. */
  #compare() {
    const { settings } = this
    const { f, b, v, x } = settings
    const key = JSON.stringify([f, b, v, x])
    if (key === this.compared) return
    this.compared = key
    this.zones = zones(settings)
    this.references = REFERENCES[f].map((w) => {
      const other = { ...settings, w }
      const found = run(other)
      return { w, log: Array.from(found.running, (one) => Math.log10(Math.abs(one))), gap: facts(other, found).lost }
    })
    this.top = f === "linear" ? -BOTTOM : this.zones.some(({ grows }) => grows) ? 2 : 1
  }

  /** What h would be without any pulse. */
  silent() {
    return run({ ...this.settings, x: "0".repeat(this.settings.x.length) }).hidden
  }

  /** Is this what torch has found? */
  #check(found) {
    const { torch, text, settings } = this.data
    const is = (words, state, title = "") => {
      this.badge.textContent = words
      this.badge.dataset.state = state
      this.badge.title = title
    }
    const current = Object.keys(settings).every((name) => settings[name] === this.settings[name])
    if (!torch || !current) return is(text.waiting, "waiting")
    const mine = { ...found, to_output: [found.toOutput] }
    const difference = Math.max(...Object.keys(torch).map((name) => relative(mine[name], torch[name])))
    const words = difference === 0 ? text.equal_exactly : difference <= EQUAL ? text.equal : text.differ
    const told = { difference: brief(difference), steps: this.data.steps }
    is(fill(words, told), difference <= EQUAL ? "equal" : "differ", fill(text.checked, told))
  }

  #tell() {
    this.moved = false
    this.live.textContent = this.told.textContent
    const spelled = Object.entries(this.settings).map(([name, value]) => [name, String(value)])
    const isUsual = ([name, value]) => value === String(this.data.usual[name])
    writeAddress(Object.fromEntries(spelled.map((one) => [one[0], isUsual(one) ? "" : one[1]])))
    this.report({ query: Object.fromEntries(spelled), serial: ++this.serial })
  }

  dispose() {
    this.moving.dispose()
    this.observer.disconnect()
    this.stopWatching()
    this.root.replaceChildren()
    this.root.dataset.ready = "false"
  }
}

/** The largest difference, relative to the largest number; NaN where one of them is no number. */
function relative(mine, theirs) {
  const most = Math.max(...theirs.map(Math.abs))
  const difference = Math.max(...theirs.map((one, t) => Math.abs(one - mine[t])))
  return most > 0 ? difference / most : difference
}

/** Words in which `**…**` stands out. @param {Element} node @param {string} words */
function rich(node, words) {
  node.replaceChildren(
    ...words.split("**").map((piece, i) => {
      if (i % 2 === 0) return piece
      const strong = document.createElement("strong")
      strong.textContent = piece
      return strong
    }),
  )
}
