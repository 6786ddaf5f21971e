// The address of the page, as a link to what is on screen.

import { hasServer } from "./contained.js"

/**
 * Write query parameters into the address; replaced, so that "back" does not go step by step.
 * @param {Record<string, string>} changes by name; an empty one is taken out
 */
export function writeAddress(changes) {
  if (!hasServer()) return
  const url = new URL(location.href)
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value)
    else url.searchParams.delete(name)
  }
  history.replaceState(history.state, "", url)
}
