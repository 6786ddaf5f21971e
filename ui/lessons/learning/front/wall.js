// On a wall nothing stands below the bar at its foot: the front is as tall as there is room.

const FOOT = 68 // pixels of the bar
const WIDE = 900 // pixels from which on a wall stands still instead of being scrolled
const [LEAST, MOST] = [130, 560] // pixels of the front
const TRIES = 5

/** Make the front on a wall as tall as it may be. @param {HTMLElement} root */
export function fit(root) {
  root.style.removeProperty("--fr-height")
  if (!root.hasAttribute("data-large") || innerWidth < WIDE) return
  let [height, room] = [MOST, 0]
  for (let tries = 0; tries < TRIES; tries++) {
    root.style.setProperty("--fr-height", `${height}px`)
    room = innerHeight - FOOT - root.getBoundingClientRect().bottom
    if (room >= 0 || height <= LEAST) return
    height = Math.max(LEAST, Math.floor(height + room))
  }
}
