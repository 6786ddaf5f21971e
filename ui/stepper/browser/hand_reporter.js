// The small component that takes what a hand has changed to Python, and brings back what the engine finds.

import { leaving } from "./leaving.js"
import { hands } from "./posts.js"

/** @param {any} component what Streamlit hands to a component @param {number} call the number of this call */
export default function ({ data, parentElement, setStateValue }, call) {
  const report = (hand) => setStateValue("hand", { ...hand, content: data.content })
  const post = { ...data, call, report: leaving.unlessLeft(parentElement, report) }
  hands.bring(post)
  return () => hands.end(post)
}
