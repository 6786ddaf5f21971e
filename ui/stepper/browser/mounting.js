// How every component of ours stands on the page: one object for one element, whatever Streamlit calls and in what order.

/**
 * @typedef {object} Mounted
 * @property {(component: any) => void} receive new data or a new theme
 * @property {() => void} dispose leave nothing behind
 */

/**
 * The default export of a component's module.
 *
 * Streamlit calls it on every change of data or theme. Calls that waited for the module together come in any order, and
 * each that was overtaken while it waited is cleaned up at once: only the latest call counts, and only an element that
 * has left the page takes what stands in it along.
 *
 * @template {Mounted} Here
 * @param {string} selector of the element in the component's HTML
 * @param {(root: HTMLElement, component: any) => Here | null} build sets up once; null while there is nothing to see yet
 * @returns {(component: any, call: number) => () => void} takes what Streamlit hands over and the number of the call
 */
export function mounted(selector, build) {
  /** @type {WeakMap<Element, {here: Here, call: number}>} */
  const standing = new WeakMap()
  return (component, call) => {
    const root = component.parentElement.querySelector(selector)
    let known = standing.get(root)
    if (!root?.isConnected || call < known?.call) return () => {}
    if (!known) {
      const here = build(root, component)
      if (!here) return () => {}
      standing.set(root, (known = { here, call }))
    }
    known.call = call
    known.here.receive(component)
    return () => {
      if (root.isConnected || known !== standing.get(root)) return
      known.here.dispose()
      standing.delete(root)
    }
  }
}
