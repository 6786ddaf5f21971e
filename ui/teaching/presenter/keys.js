// The keyboard of the presenter view. What has the focus keeps its own keys: a text field all of them, a slider its
// arrows, a button that was reached by Tab the space bar. PageDown and PageUp are a clicker's, whatever has the focus.

const TEXT = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=''], [contenteditable=true], [role=textbox], [role=combobox]"
const ARROWS = "input[type=range], input[type=radio], [role=slider], [role=spinbutton], [role=radio], [role=listbox], [role=option], [role=tab], [role=grid], [role=application]"
const BUTTONS = "button, summary, a[href], input[type=checkbox], input[type=radio], [role=button], [role=radio], [role=switch]"
const TURNING = new Set(["PageDown", "PageUp"])
const HOLD_MS = 350 // the spotlight's key held longer than this is a light for as long as it is held

/**
 * @typedef {object} Actions what keys do
 * @property {() => boolean} dark is something over the picture that any key takes away?
 * @property {() => void} light take it away
 * @property {() => void} next
 * @property {() => void} previous
 * @property {() => void} on
 * @property {() => void} full
 * @property {() => void} blank
 * @property {(on?: boolean) => void} spot
 * @property {() => void} notes
 * @property {() => void} phones
 * @property {() => void} leave
 * @property {(option: number) => void} choose
 */

/** @param {string} key @returns {keyof Actions | null} */
export function meaning(key) {
  const letters = { f: "full", b: "blank", ".": "blank", s: "spot", n: "notes", q: "phones" }
  const named = { PageDown: "next", PageUp: "previous", ArrowRight: "next", ArrowLeft: "previous", " ": "on", Escape: "leave" }
  if (/^[1-9]$/.test(key)) return "choose"
  return named[key] ?? letters[key.toLowerCase()] ?? null
}

/** @param {Actions} actions @returns {() => void} call it to stop listening */
export function listenForKeys(actions) {
  let pressedAt = 0
  /** @param {KeyboardEvent} event */
  const take = (event) => {
    const does = meaning(event.key)
    if (!does || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    const focus = event.target instanceof Element ? event.target : document.body
    if (focus.matches(TEXT)) return
    if (event.key.startsWith("Arrow") && focus.closest(ARROWS)) return
    if (event.key === " " && focus.matches(":focus-visible") && focus.closest(BUTTONS)) return
    if (event.key === "Escape" && document.fullscreenElement) return // the browser's own: out of the full screen first
    event.preventDefault()
    event.stopPropagation()
    if (event.repeat) return
    if (actions.dark()) return actions.light()
    if (does === "choose") return actions.choose(Number(event.key) - 1)
    if (does === "spot") pressedAt = performance.now()
    actions[does]()
  }
  const early = (event) => TURNING.has(event.key) && take(event) // before a slider under the focus
  const late = (event) => !TURNING.has(event.key) && !event.defaultPrevented && take(event)
  const released = (event) => {
    if (event.key.toLowerCase() === "s" && pressedAt && performance.now() - pressedAt > HOLD_MS) actions.spot(false)
    pressedAt = 0
  }
  addEventListener("keydown", early, true)
  addEventListener("keydown", late)
  addEventListener("keyup", released)
  return () => {
    removeEventListener("keydown", early, true)
    removeEventListener("keydown", late)
    removeEventListener("keyup", released)
  }
}
