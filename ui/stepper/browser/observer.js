// A small component that tells Python when a stepper's picture stands, so that what may wait comes after it.

import { leaving } from "./leaving.js"
import { posts } from "./posts.js"
import { onceQuiet } from "./quiet.js"

const QUIET_MS = 300 // a picture that stands this long is looked at, not passed by

/** @param {any} component what Streamlit hands to a component */
export default function ({ data: { name, content }, parentElement, setStateValue }) {
  const tell = leaving.unlessLeft(parentElement, () => setStateValue("drawn", content))
  let told = false
  let waiting = 0
  let takeBack = () => {}
  const look = () => {
    if (told || !posts.stands(name, content)) return
    told = true
    waiting = setTimeout(() => posts.stands(name, content) && (takeBack = onceQuiet(tell)), QUIET_MS)
  }
  posts.watch(look)
  look()
  return () => {
    posts.stopWatching(look)
    clearTimeout(waiting)
    takeBack()
  }
}
