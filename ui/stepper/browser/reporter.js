// The small component beside a stepper: it brings the place that Python asks for, and takes the place where the stepper
// rests back to Python. It stands in a fragment of its own, so that a rest sends this little again and no numbers.

import { leaving } from "./leaving.js"
import { posts } from "./posts.js"

/** @param {any} component what Streamlit hands to a component @param {number} call the number of this call */
export default function ({ data, parentElement, setStateValue }, call) {
  const report = (place) => setStateValue("place", { ...place, content: data.content })
  const post = { ...data, call, report: leaving.unlessLeft(parentElement, report) }
  posts.bring(post)
  return () => posts.end(post)
}
