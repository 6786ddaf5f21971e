// plotly.js, fetched once per page from the app's own origin.

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
    const load = new Promise((resolve, reject) => {
      const script = document.createElement("script")
      script.src = url
      script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly in " + url)))
      script.onerror = () => reject(new Error("could not load " + url))
      document.head.append(script)
    })
    load.catch(() => loads.delete(url))
    loads.set(url, load)
  }
  return loads.get(url)
}
