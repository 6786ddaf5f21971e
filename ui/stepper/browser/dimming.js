// All but a few things on the page go pale. They are found by what they say of themselves: `data-signal`, `data-value`,
// `data-thing` and `data-part` in the drawing, `data-equation` at an equation, the rows' names in a figure.

const SAID = ["signal", "value", "thing", "part"]
const ASIDE = ".us-narration, .us-units, .us-caption, .us-figure-moment, .us-figure-other, .us-fold" // what no beat speaks of

export class Dimming {
  /** @param {HTMLElement} root @param {() => Iterable<import("./plots.js").Plot>} plots */
  constructor(root, plots) {
    this.root = root
    this.plots = plots
    /** @type {Set<Element>} */
    this.pale = new Set()
  }

  /** @param {Set<string>} lights what stays bright */
  dim(lights) {
    const pale = new Set(this.root.querySelectorAll(ASIDE))
    for (const node of this.root.querySelectorAll(".us-diagram svg > *")) if (!says(node, lights)) pale.add(node)
    for (const row of this.root.querySelectorAll("[data-equation]")) if (!lights.has(row.dataset.equation)) pale.add(row)
    this.#paint(pale)
    for (const plot of this.plots()) plot.veil(lights)
  }

  clear() {
    this.#paint(new Set())
    for (const plot of this.plots()) plot.veil(null)
  }

  /** The parts that stay bright, the drawing's before the others. @returns {Element[]} */
  bright() {
    return [...this.root.querySelectorAll(".us-diagram svg > *, [data-equation]")].filter((node) => !this.pale.has(node))
  }

  /** @param {Set<Element>} pale */
  #paint(pale) {
    for (const node of this.pale) if (!pale.has(node)) node.classList.remove("us-pale")
    for (const node of pale) node.classList.add("us-pale")
    this.pale = pale
  }
}

/** Does a part of the drawing show one of these? @param {Element} node @param {Set<string>} lights */
function says(node, lights) {
  const within = SAID.map((name) => `[data-${name}]`).join()
  return [node, ...node.querySelectorAll(within)].some(({ dataset }) =>
    SAID.some((name) => dataset[name]?.split(" ").some((said) => lights.has(said))),
  )
}
