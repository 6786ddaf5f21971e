// How much of the window is left for a picture: less where something comes above it, which may be any time later, and on
// a wall less the bar at its foot. That comes when it comes, too: room is left for it from the beginning.

export const BAR = 64 // pixels of the bar at the foot of a wall, as hall.css has it

/** How far below the top of the page it stands, however far that is scrolled. @param {Element} root */
export function above(root) {
  const page = root.closest("[data-testid=stMain]")
  return root.getBoundingClientRect().top + (page?.scrollTop ?? 0)
}

/**
 * Call `changed` once the root stands somewhere, and whenever the window has another size or the root another place in it.
 * @param {Element} root @param {() => void} changed
 * @returns {() => void} call it to watch no more
 */
export function watchRoom(root, changed) {
  let known = "" // to ask already now would lay out the whole page
  let frame = 0
  const look = () => {
    frame = 0
    const now = room(root)
    if (now === known) return
    known = now
    changed()
  }
  const soon = () => (frame ||= requestAnimationFrame(look)) // not amid the browser's own laying out
  const observer = new ResizeObserver(soon)
  for (let one = root.parentElement; one; one = one.parentElement) observer.observe(one) // what comes above makes one of them taller
  addEventListener("resize", soon)
  return () => {
    cancelAnimationFrame(frame)
    observer.disconnect()
    removeEventListener("resize", soon)
  }
}

/** @param {Element} root */
const room = (root) => `${innerWidth} ${innerHeight} ${Math.round(above(root))}`
