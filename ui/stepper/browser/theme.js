// The colours of the moment: Streamlit's theme, read from its CSS variables, and the app's palette.

/**
 * @typedef {object} Theme
 * @property {boolean} dark
 * @property {string} signature changes when anything below changes
 * @property {string} ink
 * @property {string} background
 * @property {string} surface
 * @property {string} line
 * @property {string} font
 * @property {(colour: string) => string} swap a colour of the light palette for this theme's
 */

/**
 * @param {Element} root
 * @param {Record<string, string>} darkPartners light colour → dark colour
 * @returns {Theme}
 */
export function readTheme(root, darkPartners) {
  const style = getComputedStyle(root)
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise
  const background = read("--st-background-color", "#ffffff")
  const dark = luminance(background) < 0.2
  const theme = {
    dark,
    background,
    ink: read("--st-text-color", "#1b2330"),
    surface: read("--st-secondary-background-color", "#f5f7f9"),
    line: read("--st-border-color", "#dde3e9"),
    font: read("--st-font", "system-ui, sans-serif"),
  }
  const swap = (colour) => (dark && darkPartners[colour.toLowerCase()]) || colour
  return { ...theme, signature: JSON.stringify(theme), swap }
}

/** Relative luminance as WCAG defines it. @param {string} colour #rrggbb or rgb(r, g, b) */
export function luminance(colour) {
  const [r, g, b] = channels(colour).map((c) => (c <= 10.31 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** @param {string} colour @returns {number[]} red, green, blue, 0…255 */
export function channels(colour) {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(colour)
  if (hex) return hex.slice(1).map((pair) => parseInt(pair, 16))
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour)
  if (short) return short.slice(1).map((digit) => parseInt(digit + digit, 16))
  return (colour.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number)
}

/**
 * A colour from a scale of stops, as Plotly's colorscales are written.
 * @param {[number, string][]} stops
 * @returns {(share: number) => string} share in 0…1
 */
export function colourScale(stops) {
  const parsed = stops.map(([at, colour]) => [at, channels(colour)])
  return (share) => {
    if (Number.isNaN(share)) return "transparent"
    const x = Math.min(Math.max(share, 0), 1)
    const above = Math.max(parsed.findIndex(([at]) => at >= x), 1)
    const [low, from] = parsed[above - 1]
    const [high, to] = parsed[above]
    const mix = (x - low) / (high - low || 1)
    return `rgb(${from.map((c, i) => Math.round(c + (to[i] - c) * mix)).join(",")})`
  }
}

/**
 * A copy of a Plotly figure with every colour of the light palette swapped; arrays of numbers are shared, not copied.
 * @template T
 * @param {T} part
 * @param {(colour: string) => string} swap
 * @returns {T}
 */
export function recolour(part, swap) {
  if (typeof part === "string") return part.startsWith("#") ? swap(part) : part
  if (Array.isArray(part)) return part.map((item) => recolour(item, swap))
  if (part === null || typeof part !== "object" || ArrayBuffer.isView(part)) return part
  if ("bdata" in part) return part
  return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, recolour(item, swap)]))
}

/** What every figure inherits from the page: font, background, grid. @param {Theme} theme */
export function plotlyTemplate(theme) {
  const axis = { gridcolor: theme.line, linecolor: theme.line, zerolinecolor: theme.line, tickcolor: theme.line }
  return {
    layout: {
      font: { family: theme.font, color: theme.ink, size: 12 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: axis,
      yaxis: axis,
      hoverlabel: { bgcolor: theme.surface, bordercolor: theme.line, font: { family: theme.font, color: theme.ink } },
    },
  }
}

/**
 * Hand the palette to the stylesheet as CSS variables: `--us-forget_gate` is the colour, `--us-ink-forget_gate` the same
 * with enough contrast to the page for text, or for a box whose text has the page's background colour.
 * `--us-signed` runs over the scale of signed values, from `--us-minus` to `--us-plus`.
 * @param {HTMLElement} root
 * @param {Record<string, string>} palette
 * @param {Theme} theme
 * @param {[number, string][]} signed
 */
export function applyPalette(root, palette, theme, signed = []) {
  root.dataset.theme = theme.dark ? "dark" : "light"
  const stops = signed.map(([at, colour]) => `${theme.swap(colour)} ${100 * at}%`)
  root.style.setProperty("--us-signed", `linear-gradient(to right, ${stops.join(", ")})`)
  for (const [name, end] of Object.entries({ minus: signed[0], plus: signed.at(-1) })) {
    if (end) root.style.setProperty(`--us-${name}`, theme.swap(end[1]))
  }
  for (const [name, light] of Object.entries(palette)) {
    const colour = theme.swap(light)
    root.style.setProperty(`--us-${name}`, colour)
    root.style.setProperty(`--us-ink-${name}`, readable(colour, theme))
  }
}

const AA = 4.5 // the contrast that WCAG asks of text

/** `colour`, moved towards the text colour until it stands out from the background. @param {string} colour @param {Theme} theme */
function readable(colour, theme) {
  const mix = colourScale([[0, colour], [1, theme.ink]])
  for (let share = 0; share < 1; share += 0.05) if (contrast(mix(share), theme.background) >= AA) return mix(share)
  return theme.ink
}

/** @param {string} one @param {string} other @returns {number} 1…21 */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}
