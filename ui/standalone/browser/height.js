// A page in another's frame tells that one how high it is, so that the frame can be as high and nothing scrolls twice.

/** What is told, as `{ type, height }`. */
const TYPE = "unrolled-height"

/**
 * Tell the page around this one the height of what `page` contains, in pixels, now and whenever it changes.
 *
 * Who may be around is for the server to say (`frame-ancestors`), and a browser keeps to it: so there is nobody else to
 * hear. A file has no server, and no secrets: it is whoever has the file that frames it.
 * @param {HTMLElement} page what scrolls; it is never lower than its frame, what it contains is
 * @returns {() => void} stops it
 */
export function tellHeight(page) {
  if (parent === window) return () => {}
  let told = 0
  const tell = () => {
    const { paddingBottom } = getComputedStyle(page)
    const ends = Math.max(0, ...[...page.children].map((child) => child.getBoundingClientRect().bottom))
    const height = Math.ceil(ends - page.getBoundingClientRect().top + page.scrollTop + parseFloat(paddingBottom))
    if (height !== told) parent.postMessage({ type: TYPE, height: (told = height) }, "*")
  }
  const again = () => {
    told = 0 // who frames it may not have listened yet
    tell()
  }
  const sizes = new ResizeObserver(tell)
  for (const child of page.children) sizes.observe(child)
  addEventListener("load", again)
  addEventListener("resize", again)
  return () => {
    sizes.disconnect()
    removeEventListener("load", again)
    removeEventListener("resize", again)
  }
}
