// Opens a picture that stands in a file of its own: unpacks what the file contains, makes modules of it, and calls each
// component as Streamlit would, where nobody hears what it reports. The file has this as its only inline script.

const CONTAINED = "stepper/browser/contained.js" // where modules ask for what the file brings along
const DARK = matchMedia("(prefers-color-scheme: dark)")

/** What a file contains under this name. @param {string} name @returns {Promise<Uint8Array | null>} */
async function unpacked(name) {
  const node = document.getElementById(`contained-${name}`)
  if (!node) return null
  const letters = atob(node.textContent)
  const packed = new Uint8Array(letters.length)
  for (let at = 0; at < letters.length; at++) packed[at] = letters.charCodeAt(at)
  node.remove()
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** @param {BlobPart} source @returns {string} an address at which it is a script */
const script = (source) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }))

/**
 * Run a large script. The file's policy knows it by its hash; from an address of its own it would take many times as long
 * on a busy machine.
 * @param {string} source
 */
function run(source) {
  const node = document.createElement("script")
  node.textContent = source
  document.head.append(node)
  node.remove()
}

/**
 * Where each module is, by its path. They come in an order in which what one imports stands before it.
 * @param {{path: string, source: string, imports: Record<string, string>}[]} modules
 */
function addresses(modules) {
  /** @type {Record<string, string>} */
  const found = {}
  for (const { path, source, imports } of modules) {
    let text = source
    for (const [written, imported] of Object.entries(imports)) text = text.replaceAll(`"${written}"`, `"${found[imported]}"`)
    found[path] = script(text)
  }
  return found
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
  const [plotly, modules, data] = await Promise.all(["plotly", "modules", "data"].map(unpacked))
  const end = 4 + new DataView(data.buffer).getUint32(0, true)
  const { brings, parts, link } = JSON.parse(new TextDecoder().decode(data.subarray(4, end)))
  const block = ([start, size]) => data.slice(end + start, end + start + size)
  const where = addresses(JSON.parse(new TextDecoder().decode(modules)))
  const { contained } = await import(where[CONTAINED])
  leadOut(link)
  contained.set("", "") // whatever is contained: there is no server
  for (const [address, what] of Object.entries(brings)) contained.set(address, typeof what === "string" ? where[what] : block(what))
  const coming = Promise.all(
    parts.map(async ({ module, seat, data, at }) => ({
      call: (await import(where[module])).default,
      component: {
        data: at ? block(at) : data,
        parentElement: document.getElementById(seat) ?? document.createElement("div"),
        setStateValue() {},
        setTriggerValue() {},
      },
    })),
  )
  if (plotly) run(new TextDecoder().decode(plotly)) // meanwhile
  const standing = await coming
  let calls = 0
  const show = (which) => {
    calls++
    for (const { call, component } of which) call(component, calls)
  }
  show(standing)
  const seen = standing.filter(({ component }) => component.parentElement.isConnected)
  DARK.addEventListener("change", () => show(seen)) // what is never seen would only say once more what it said
}

open().catch((error) => {
  console.error(error)
  document.getElementById("problem").hidden = false
})
