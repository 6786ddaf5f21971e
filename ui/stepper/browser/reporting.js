// The small components that speak for a stepper: they bring what Python says about it, and take what is changed in the
// browser back to Python. Each stands in a fragment of its own, so that a report sends this little again and no numbers.
//
// An answer can be lost on a busy server: where the next request comes as a run ends, Streamlit drops what that run said
// last. So what stays without an answer is reported again.

import { leaving } from "./leaving.js"
import { onceQuiet } from "./quiet.js"

const PATIENCE_MS = 3000 // before a report is repeated; twice as long before it is the next time

/**
 * @param {import("./posts.js").Posts} posts where it and the stepper find each other
 * @param {string} state the name under which Python hears what is reported
 */
export function reporting(posts, state) {
  /** @type {Map<string, number>} stepper's name → the timer of its latest report */
  const waiting = new Map()
  /** @type {Map<string, () => void>} stepper's name → takes back its report that waits for the page to rest */
  const held = new Map()
  /** @param {any} component what Streamlit hands to a component @param {number} call the number of this call */
  return ({ data, parentElement, setStateValue }, call) => {
    const { name, content } = data
    const say = leaving.unlessLeft(parentElement, (changed) => setStateValue(state, { ...changed, content }))
    const report = (changed, patience = PATIENCE_MS) => {
      const again = () => {
        const post = posts.about(name, content)
        if (post?.answers < changed.serial) post.report(changed, 2 * patience)
      }
      held.get(name)?.()
      held.set(name, onceQuiet(() => say(changed)))
      clearTimeout(waiting.get(name))
      waiting.set(name, setTimeout(again, patience))
    }
    const post = { ...data, from: parentElement, call, report }
    posts.bring(post)
    return () => posts.end(post)
  }
}
