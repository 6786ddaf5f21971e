// plotly.js, fetched once per page from the app's own origin, or brought along by a file.

import { contained } from "./contained.js"

const PATIENCE = 100 // milliseconds that a painted frame is waited for: where nobody looks there is none

/** @type {Map<string, Promise<any>>} one load per address, shared by every stepper on the page */
const loads = new Map()

/**
 * Load plotly.js from `url`; a failed load may be tried again.
 * @param {string} url
 * @returns {Promise<any>} the Plotly object
 */
export function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve(window.Plotly)
  if (!loads.has(url)) {
    const load = contained.has(url) ? unpacked(/** @type {Promise<string>} */ (contained.get(url))) : fetched(url)
    load.catch(() => loads.delete(url))
    loads.set(url, load)
  }
  return loads.get(url)
}

/** @param {string} url @returns {Promise<any>} */
function fetched(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = url
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly in " + url)))
    script.onerror = () => reject(new Error("could not load " + url))
    document.head.append(script)
  })
}

/**
 * Run it from its text, by whose hash the file's policy knows it: from an address of its own it would take many times
 * as long. What is drawn without it is seen first.
 * @param {Promise<string>} source
 * @returns {Promise<any>}
 */
async function unpacked(source) {
  const script = document.createElement("script")
  script.textContent = await source
  await new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, PATIENCE)
  })
  document.head.append(script)
  script.remove()
  if (!window.Plotly) throw new Error("no Plotly in the file")
  return window.Plotly
}
