// The small component that tells Python what a hand has changed, and brings what the engine finds.

import { hands } from "./posts.js"
import { reporting } from "./reporting.js"

export default reporting(hands, "hand")
