// How the hall and the speaker's notes, two windows of one browser, hear each other. Each lecture has a channel of its
// own, named by lot, so that two lectures on one machine do not mix; it stays with the tab when the page is loaded anew.

const KEPT = "unrolled.lecture"

/** The channel's name in this tab. */
export function channelName() {
  try {
    const kept = sessionStorage.getItem(KEPT)
    if (kept) return kept
  } catch {
    return drawn() // a browser that stores nothing
  }
  const name = drawn()
  sessionStorage.setItem(KEPT, name)
  return name
}

/** Twenty letters by lot; `crypto.randomUUID` is not there on a plain http address. */
function drawn() {
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => (byte % 36).toString(36)).join("")
}

/**
 * @param {string} name
 * @param {(message: any) => void} hear
 * @returns {{say: (message: Record<string, unknown>) => void, close: () => void}}
 */
export function join(name, hear) {
  const channel = new BroadcastChannel(`unrolled.${name}`)
  channel.onmessage = ({ data }) => data && typeof data === "object" && hear(data)
  return { say: (message) => channel.postMessage(message), close: () => channel.close() }
}
