// Whether the page is running on the server, as far as the browser has heard.
//
// Where a fragment's request comes just as the page's own run ends, Streamlit drops what that run said last: a person has
// clicked, and nothing ever comes of it. What the browser has heard the end of has nothing more to lose. So what asks for
// a fragment waits until it has.

const STATE = "data-test-script-state"

/** What waits, and is called in turn once the page rests. @type {Set<() => void>} */
const waiting = new Set()
/** @type {MutationObserver | null} */
let watching = null

const app = () => document.querySelector("[data-testid=stApp]")
const runs = () => !["notRunning", null, undefined].includes(app()?.getAttribute(STATE))

/**
 * Say it as soon as the page rests.
 * @param {() => void} say
 * @returns {() => void} call it to say nothing after all
 */
export function onceQuiet(say) {
  const once = () => {
    waiting.delete(once)
    say()
  }
  if (!runs()) {
    say()
    return () => {}
  }
  waiting.add(once)
  if (!watching) {
    watching = new MutationObserver(look)
    watching.observe(app(), { attributeFilter: [STATE] })
  }
  return () => waiting.delete(once)
}

function look() {
  if (runs()) return
  watching?.disconnect()
  watching = null
  for (const once of [...waiting]) once()
}
