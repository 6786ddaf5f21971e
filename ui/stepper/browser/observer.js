// A small component that tells Python when a stepper's picture stands, so that what may wait comes after it.

import { leaving } from "./leaving.js"
import { posts } from "./posts.js"

const QUIET_MS = 300 // a picture that stands this long is looked at, not passed by
const IN_A_ROW_MS = 500 // a picture that comes later than this after another is not one of several that are passed by

/** @param {any} component what Streamlit hands to a component */
export default function ({ data: { name, content, awaited }, parentElement, setStateValue }) {
  const tell = leaving.unlessLeft(parentElement, () => setStateValue("drawn", content))
  let told = false
  let waiting = 0
  const look = () => {
    if (told || waiting || !posts.stands(name, content)) return
    if (awaited && posts.lull(name) > IN_A_ROW_MS) return say()
    waiting = setTimeout(() => {
      waiting = 0
      if (posts.stands(name, content)) say() // else it may yet stand again
    }, QUIET_MS)
  }
  const say = () => {
    told = true
    tell()
  }
  posts.watch(look)
  look()
  return () => {
    posts.stopWatching(look)
    clearTimeout(waiting)
  }
}
