// The app in somebody's page: its style sheet leaves the lesson alone, and that page hears how high the lesson is.

import { mounted } from "../../stepper/browser/mounting.js"
import { tellHeight } from "./height.js"

export default mounted(".unrolled-embedded", (root) => ({
  receive() {},
  dispose: tellHeight(root.closest("[data-testid=stMainBlockContainer]")),
}))
