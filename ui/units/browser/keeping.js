// The small component that tells Python what a hand has changed beside the letter and the unit, where it rests.

import { Posts } from "../../stepper/browser/posts.js"
import { reporting } from "../../stepper/browser/reporting.js"

export const keeping = new Posts()

export default reporting(keeping, "kept")
