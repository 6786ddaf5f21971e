// plotly.js, fetched once per page from the app's own origin.

import { located } from "./contained.js"

/** @type {Map<string, Promise<any>>} one load per address, shared by every stepper on the page */
const loads = new Map()

/**
 * Load plotly.js from `url`; a failed load may be tried again.
 * @param {string} url
 * @returns {Promise<any>} the Plotly object
 */
export function loadPlotly(url) {
  if (!loads.has(url)) {
    const load = new Promise((resolve, reject) => {
      const script = document.createElement("script")
      script.src = located(url)
      script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly in " + url)))
      script.onerror = () => reject(new Error("could not load " + url))
      document.head.append(script)
    })
    load.catch(() => loads.delete(url))
    loads.set(url, load)
  }
  return loads.get(url)
}
