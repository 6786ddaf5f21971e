// The small component that tells Python at which stage of the training the slider rests.

import { trainings } from "./posts.js"
import { reporting } from "./reporting.js"

export default reporting(trainings, "training")
