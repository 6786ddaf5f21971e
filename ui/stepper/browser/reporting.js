// The small components that speak for a stepper: they bring what Python says about it, and take what is changed in the
// browser back to Python. Each stands in a fragment of its own, so that a report sends this little again and no numbers.

import { leaving } from "./leaving.js"

/**
 * @param {import("./posts.js").Posts} posts where it and the stepper find each other
 * @param {string} state the name under which Python hears what is reported
 */
export function reporting(posts, state) {
  /** @param {any} component what Streamlit hands to a component @param {number} call the number of this call */
  return ({ data, parentElement, setStateValue }, call) => {
    const { content } = data
    const report = leaving.unlessLeft(parentElement, (changed) => setStateValue(state, { ...changed, content }))
    const post = { ...data, from: parentElement, call, report }
    posts.bring(post)
    return () => posts.end(post)
  }
}
