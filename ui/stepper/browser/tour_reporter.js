// The small component that says which beat of a tour the address asks for, and tells Python which one is shown.

import { tours } from "./posts.js"
import { reporting } from "./reporting.js"

export default reporting(tours, "turn")
