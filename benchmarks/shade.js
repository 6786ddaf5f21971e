// Runs in the page: a text is read by a network, laid out and shaded by a unit, on an element of its own; the
// milliseconds of each time.
async ([house, model, text, times]) => {
  const [{ load }, { Text }, { scaleOf, shadesOf, usual }, { readTheme }] = await Promise.all(
    ["network.js", "text.js", "shading.js", "../../stepper/browser/theme.js"].map((name) => import(new URL(name, location.origin + house).href)))
  const network = await load(model)
  const root = document.querySelector("[data-testid=units]").appendChild(document.createElement("div"))
  const page = new Text(root, { press() {}, key() {} })
  const shade = shadesOf([[0, "#00f"], [0.25, "#88f"], [0.5, "#fff"], [0.75, "#f88"], [1, "#f00"]], readTheme(root, {}))
  const found = []
  for (let unit = 0; unit < times; unit++) {
    const began = performance.now()
    const { letters, signals, known } = network.read(text)
    const values = signals[network.memory]
    const scale = scaleOf(usual(values, unit, network.H))
    page.write(letters, "", "")
    page.take(
      { at: (n) => shade(scale(values[n * network.H + unit])), rule: () => 0, strange: (n) => !known[n] },
      { here: "#000", rule: "#000", strange: "#000" },
    )
    found.push(performance.now() - began)
    await new Promise(requestAnimationFrame)
  }
  page.dispose()
  root.remove()
  return found
}
