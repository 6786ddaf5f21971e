// The one neuron of the gradient lesson: everything answers while w moves; at rest Python keeps it in the session.

import { writeAddress } from "../../../stepper/browser/address.js"
import { leaving } from "../../../stepper/browser/leaving.js"
import { format } from "../../../stepper/browser/numbers.js"
import { part } from "../../../stepper/browser/part.js"
import { fill } from "../../../stepper/browser/words.js"
import { run } from "./model.js"

const REST_MS = 150

/** @type {WeakMap<Element, Neuron>} */
const neurons = new WeakMap()

/** @param {any} component what Streamlit hands to a component @param {number} call the number of this call */
export default function (component, call) {
  const root = component.parentElement.querySelector("[data-testid=neuron]")
  let neuron = neurons.get(root)
  if (!root?.isConnected || call < neuron?.call) return () => {}
  if (!neuron) neurons.set(root, (neuron = new Neuron(root)))
  neuron.call = call
  neuron.receive(component)
  return () => {
    if (root.isConnected || neuron !== neurons.get(root)) return
    neuron.dispose()
    neurons.delete(root)
  }
}

class Neuron {
  constructor(root) {
    this.root = root
    this.serial = 0
    this.call = 0
    this.told = part(root, "un-told", "p")
    this.slider = part(root, "un-slider", "input")
    Object.assign(this.slider, { type: "range", min: "-1.5", max: "1.5", step: "0.01" })
    this.slider.oninput = () => this.put({ w: Number(this.slider.value) })
    this.next = part(root, "un-next", "button")
  }

  receive({ data, parentElement, setStateValue, setTriggerValue }) {
    this.data = data
    this.report = leaving.unlessLeft(parentElement, (rest) => setStateValue("rest", rest))
    this.next.onclick = () => setTriggerValue("go", 1)
    const first = !this.settings
    if (first || data.answers >= this.serial) {
      this.serial = data.answers
      this.settings = data.settings
    }
    this.next.textContent = fill(data.text.next, { number: data.ways.number + 1, title: data.ways.after })
    this.slider.ariaLabel = data.text.slider
    this.paint()
    if (!data.torch) this.rest()
    this.root.dataset.ready = "true"
  }

  put(changes) {
    this.settings = { ...this.settings, ...changes }
    this.paint()
    this.rest()
  }

  paint() {
    this.slider.value = String(this.settings.w)
    const { running } = run(this.settings)
    this.told.textContent = `w = ${format(this.settings.w)}: ∂h₁₆/∂h₁ = ${format(running[0])}`
  }

  rest() {
    clearTimeout(this.resting)
    this.resting = setTimeout(() => {
      const spelled = Object.entries(this.settings).map(([name, value]) => [name, String(value)])
      const isUsual = ([name, value]) => value === String(this.data.usual[name])
      writeAddress(Object.fromEntries(spelled.map((one) => [one[0], isUsual(one) ? "" : one[1]])))
      this.report({ query: Object.fromEntries(spelled), serial: ++this.serial })
    }, REST_MS)
  }

  dispose() {
    clearTimeout(this.resting)
  }
}
