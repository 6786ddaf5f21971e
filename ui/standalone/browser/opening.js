// Opens a picture that stands in a file of its own: unpacks what the file contains, runs its modules, and calls each
// component as Streamlit would, where nobody hears what it reports. The file has this as its only inline script.

const CONTAINED = "stepper/browser/contained.js" // where modules ask for what the file brings along
const HEIGHT = "standalone/browser/height.js"
const DARK = matchMedia("(prefers-color-scheme: dark)")

/** What a file contains under this name. @param {string} name @returns {Promise<Uint8Array>} */
async function unpacked(name) {
  const node = document.getElementById(`contained-${name}`)
  const packed = Uint8Array.fromBase64?.(node.textContent) ?? Uint8Array.from(atob(node.textContent), (letter) => letter.charCodeAt(0))
  node.remove()
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** What a file contains under this name, as text. @param {string} name @returns {Promise<string>} */
const text = async (name) => new TextDecoder().decode(await unpacked(name))

/** Run the modules, which the file's policy knows by their hash. @param {string} source @returns {Record<string, any>} by their paths */
function run(source) {
  const node = document.createElement("script")
  node.textContent = source
  document.head.append(node)
  node.remove()
  const { brought } = window
  delete window.brought
  return brought
}

/**
 * A link to another page of the app leads to the app that made the file, or nowhere.
 * @param {string} home where that was; "" for nowhere
 */
function leadOut(home) {
  const turn = ({ target }) => {
    const link = target instanceof Element && target.closest("a[href^='/']")
    if (!link) return
    if (home) link.setAttribute("href", new URL(link.getAttribute("href"), home).href)
    else link.removeAttribute("href")
  }
  for (const comes of ["pointerover", "focusin", "click"]) addEventListener(comes, turn, { capture: true })
}

async function open() {
  const coming = document.getElementById("contained-plotly") && text("plotly") // large, and drawn with last
  const [source, data] = await Promise.all([text("modules"), unpacked("data")])
  const end = 4 + new DataView(data.buffer).getUint32(0, true)
  const { brings, parts, link, plotly } = JSON.parse(new TextDecoder().decode(data.subarray(4, end)))
  const block = ([start, size]) => data.slice(end + start, end + start + size)
  const modules = run(source)
  const { contained } = modules[CONTAINED]
  leadOut(link)
  contained.set("", "") // whatever is contained: there is no server
  if (coming) contained.set(plotly, coming)
  for (const [address, what] of Object.entries(brings)) contained.set(address, typeof what === "string" ? what : block(what))
  const standing = parts.map(({ module, seat, data, at }) => ({
    call: modules[module].default,
    component: {
      data: at ? block(at) : data,
      parentElement: document.getElementById(seat) ?? document.createElement("div"),
      setStateValue() {},
      setTriggerValue() {},
    },
  }))
  let calls = 0
  const show = (which) => {
    calls++
    for (const { call, component } of which) call(component, calls)
  }
  show(standing)
  modules[HEIGHT].tellHeight(document.querySelector("main"))
  const seen = standing.filter(({ component }) => component.parentElement.isConnected)
  DARK.addEventListener("change", () => show(seen)) // what is never seen would only say once more what it said
}

open().catch((error) => {
  console.error(error)
  document.getElementById("problem").hidden = false
})
