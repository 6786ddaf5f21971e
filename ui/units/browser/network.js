// A network that reads and writes letters, in the browser: equal to `engine.learning.character_model`, which is the truth.
// What one step computes stands in `ui/stepper/cells/<kind>/live.js`.

import { located } from "../../stepper/browser/contained.js"
import { affine, Run } from "../../stepper/browser/live.js"

/**
 * @typedef {object} Model as `component.py` sends it
 * @property {string} cell its name in the engine
 * @property {string} [kind] the folder of its live half, where that is not its name
 * @property {number} units
 * @property {string[]} alphabet in the order of inputs and answers
 * @property {string | null} begins the letter before which the memory is empty, and with which whatever is read or
 *   written begins; null where the memory goes on for ever
 * @property {number} [layer] whose units are looked at and held; the first, if left out
 * @property {Record<string, string>} weights float32 in base64, by PyTorch's names, those of the first layer without it; and
 *   `readout_weight`, `readout_bias`
 */

/** At what units are held. @typedef {Map<number, number>} Holds */

/**
 * @typedef {object} ReadText N letters, H units, K letters of the alphabet; NaN at letters that are not read
 * @property {string[]} letters
 * @property {Uint8Array} known whether a letter is in the alphabet
 * @property {Record<string, Float64Array>} signals gates, candidate and states after each letter, (N, H)
 * @property {Float64Array} probabilities of the next letter, (N, K)
 */

/** A model with the code of its cell. @param {Model} model @returns {Promise<Network>} */
export const load = async (model) => new Network(model, await import(located(`../../stepper/cells/${model.kind ?? model.cell}/live.js`)))

export class Network {
  /** @param {Model} model @param {import("../../stepper/browser/live.js").Cell} cell */
  constructor(model, cell) {
    const { readout_weight, readout_bias, ...weights } = Object.fromEntries(Object.entries(model.weights).map(([name, letters]) => [name, floats(letters)]))
    this.cell = cell
    this.name = model.cell
    this.H = model.units
    this.alphabet = model.alphabet
    this.K = model.alphabet.length
    this.begins = model.begins
    /** The weights of each layer. @type {import("../../stepper/browser/live.js").Weights[]} */
    this.layers = layersOf(weights)
    this.layer = model.layer ?? 0
    this.readout = { weight: readout_weight, bias: readout_bias }
    this.place = new Map(model.alphabet.map((letter, k) => [letter, k]))
    /** The state that lasts, and that is held. */
    this.memory = cell.state.includes("cell") ? "cell" : "hidden"
    this.names = [...cell.blocks, ...cell.state.filter((name) => !cell.blocks.includes(name))]
  }

  /**
   * What follows when letters are read in a row, layer by layer. @param {Int32Array} letters places in the alphabet
   * @param {Holds} [holds] @param {Record<string, Float64Array>[]} [states] of each layer before the first; zeros if left out
   * @returns {Run[]}
   */
  run(letters, holds, states) {
    const { H } = this
    const held = new Float64Array(holds?.size ? letters.length * H : 0).fill(NaN)
    for (const [unit, value] of holds ?? []) for (let k = unit; k < held.length; k += H) held[k] = value
    /** @type {Run[]} */
    const runs = []
    this.layers.forEach((weights, layer) => {
      const read = layer ? runs[layer - 1].recorded("hidden") : letters
      const here = held.length && layer === this.layer ? { [this.memory]: held } : {}
      runs.push(new Run(this.cell, this.name, weights, read, H, here, states?.[layer]))
    })
    return runs
  }

  /** The answers' logits, (K,). @param {Float64Array} hidden signal @param {number} from of the step's first unit @param {Float64Array} [into] */
  logits(hidden, from, into = new Float64Array(this.K)) {
    affine(this.readout.weight, hidden, from, this.H, this.readout.bias, into)
    return into
  }

  /** @param {string} text @param {Holds} [holds] @returns {ReadText} */
  read(text, holds) {
    const { H, K, begins } = this
    const letters = [...text]
    const known = Uint8Array.from(letters, (letter) => Number(this.place.has(letter)))
    const empty = () => new Float64Array(letters.length * H).fill(NaN)
    const signals = Object.fromEntries(this.names.map((name) => [name, empty()]))
    const outputs = this.layer === this.layers.length - 1 ? signals.hidden : empty()
    for (const places of stretches(letters, known, begins)) {
      const isTold = places.length > 0 && letters[places[0]] === begins
      const opening = begins === null || isTold ? [] : [begins]
      const runs = this.run(Int32Array.from([...opening, ...places.map((n) => letters[n])], (letter) => this.place.get(letter)), holds)
      for (let k = 0; k < places.length; ) {
        const from = k
        while (k < places.length && places[k] === places[from] + k - from) k++ // letters that follow one another, at once
        const [start, end] = [from + opening.length, k + opening.length]
        const set = (into, run, name) => into.set(run.recorded(name).subarray(start * H, end * H), places[from] * H)
        for (const name of this.names) set(signals[name], runs[this.layer], name)
        set(outputs, runs.at(-1), "hidden")
      }
    }
    const answers = () => {
      const found = new Float64Array(letters.length * K).fill(NaN)
      known.forEach((isKnown, n) => isKnown && found.set(softmax(this.logits(outputs, n * H)), n * K))
      return found
    }
    /** @type {Float64Array | undefined} */
    let probabilities // not before somebody asks: who shades a text does not
    return { letters, known, signals, get probabilities() { return (probabilities ??= answers()) } }
  }
}

/**
 * The weights of a stack, layer by layer: `weight_ih`, `weight_ih_l1`, …
 * @param {Record<string, Float64Array>} weights @returns {any[]}
 */
function layersOf(weights) {
  /** @type {Record<string, Float64Array>[]} */
  const layers = []
  for (const [name, values] of Object.entries(weights)) {
    const [, kind, layer] = /^(.*?)(?:_l(\d+))?$/.exec(name)
    ;(layers[Number(layer ?? 0)] ??= {})[kind] = values
  }
  return layers
}

/**
 * Where the letters stand that are read in a row, paragraph by paragraph.
 * @param {string[]} letters @param {Uint8Array} known @param {string | null} begins @returns {number[][]}
 */
function stretches(letters, known, begins) {
  /** @type {number[][]} */
  const found = [[]]
  letters.forEach((letter, n) => {
    if (!known[n]) return
    if (letter === begins && found[found.length - 1].length) found.push([])
    found[found.length - 1].push(n)
  })
  return found.filter((places) => places.length)
}

/** The network cannot write: its answers are no longer finite numbers. */
export class NotFinite extends Error {}

/** A network that writes: each letter is fed back, and whenever a paragraph begins its memory is empty. */
export class Writer {
  /** Of each layer. @type {Record<string, Float64Array>[] | undefined} */
  #states
  /** @type {number} the letter that is read before the next one is written */
  #last
  #count = 0

  /**
   * @param {Network} network
   * @param {{temperature: number, luck: ArrayLike<number>, holds?: Holds}} how `luck`: a number in [0, 1) for every letter
   */
  constructor(network, { temperature, luck, holds }) {
    this.network = network
    this.temperature = temperature
    this.luck = luck
    this.holds = holds
    this.#last = network.place.get(network.begins) ?? 0
  }

  /** The next letter. */
  next() {
    const { network, temperature, luck, holds } = this
    const states = network.alphabet[this.#last] === network.begins ? undefined : this.#states
    const runs = network.run(Int32Array.of(this.#last), holds, states)
    this.#states = runs.map((run) => Object.fromEntries(network.cell.state.map((name) => [name, run.recorded(name)])))
    this.#last = drawn(network.logits(this.#states.at(-1).hidden, 0), temperature, luck[this.#count++])
    return network.alphabet[this.#last]
  }
}

/** Numbers that follow one another in float32, the low byte first, in base64. @param {string} letters */
export function floats(letters) {
  const bytes = atob(letters)
  const view = new DataView(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)).buffer)
  return Float64Array.from({ length: bytes.length >> 2 }, (_, k) => view.getFloat32(4 * k, true))
}

/** The place of the largest, the first of equal ones. @param {Float64Array} logits */
const likeliest = (logits) => logits.reduce((best, logit, k) => (logit > logits[best] ? k : best), 0)

/** softmax(logits), in their place. @param {Float64Array} logits */
function softmax(logits) {
  const most = logits[likeliest(logits)]
  let total = 0
  for (let k = 0; k < logits.length; k++) total += logits[k] = Math.exp(logits[k] - most)
  for (let k = 0; k < logits.length; k++) logits[k] /= total
  return logits
}

/**
 * Which letter a number in [0, 1) falls on, of softmax(logits / temperature); the likeliest at 0.
 * @param {Float64Array} logits @param {number} temperature @param {number} number
 */
function drawn(logits, temperature, number) {
  const best = likeliest(logits)
  if (!logits.every((logit) => logit < Infinity) || logits[best] === -Infinity) throw new NotFinite()
  if (temperature === 0) return best
  const shares = logits.map((logit) => Math.exp((logit - logits[best]) / temperature))
  const aim = number * shares.reduce((sum, share) => sum + share, 0)
  let sum = 0
  for (let k = 0; k < shares.length; k++) {
    sum += shares[k]
    if (sum > aim) return k
  }
  return best
}
