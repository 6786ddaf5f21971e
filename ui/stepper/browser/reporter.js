// The small component that says where a stepper is to stand, and tells Python where it rests.

import { posts } from "./posts.js"
import { reporting } from "./reporting.js"

export default reporting(posts, "place")
