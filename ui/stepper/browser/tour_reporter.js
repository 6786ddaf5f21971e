// The small component that says which beat of a tour the address asks for, and takes the one that is shown to Python.

import { leaving } from "./leaving.js"
import { tours } from "./posts.js"

/** @param {any} component what Streamlit hands to a component @param {number} call the number of this call */
export default function ({ data, parentElement, setStateValue }, call) {
  const report = (turn) => setStateValue("turn", { ...turn, content: data.content })
  const post = { ...data, call, report: leaving.unlessLeft(parentElement, report) }
  tours.bring(post)
  return () => tours.end(post)
}
