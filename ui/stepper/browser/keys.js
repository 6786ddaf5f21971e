// The keyboard: ← → Home End Space for one stepper of the page. The rule, from the inside out:
//
// 1. What uses a key itself keeps it: text fields, sliders, menus, tabs; Space presses the button or option under the
//    focus. In a group of options that was reached by Tab the arrows move between the options, for they are the only
//    way there (WCAG 2.1.1); after a click on an option, which to the eye is a button in a row, they step.
// 2. With the focus inside a stepper, all five keys are that stepper's.
// 3. With the focus elsewhere, ← and → step the stepper that is in view, for a page has no other use for them. Space,
//    Home and End scroll a page; they are taken only if nothing in particular has the focus, and the stepper is the main
//    thing of its page and covers the middle of the window.

/**
 * @typedef {object} Target
 * @property {HTMLElement} root
 * @property {(key: string) => void} press
 * @property {() => "all" | "arrows" | "none"} wants which keys does it take from the page at present?
 */

/** @type {Set<Target>} every stepper that is on the page now */
const targets = new Set()
/** @type {Target | null} the stepper that was touched last */
let latest = null
/** Did the focus come where it is by Tab, or by something else than the pointer? */
let tabbed = true

const ARROWS = new Set(["ArrowLeft", "ArrowRight"])
const KEYS = new Set([...ARROWS, "Home", "End", " "])
const OPTIONS = "[role=radio], [role=radiogroup], input[type=radio]"
const BUTTONS = "button, summary, a[href], input[type=checkbox], input[type=radio], [role=button], [role=radio]"
const OWN_KEYS =
  "input, textarea, select, [contenteditable=''], [contenteditable=true], [role=slider], [role=spinbutton], " +
  "[role=textbox], [role=combobox], [role=listbox], [role=option], [role=tab], " +
  "[role=menu], [role=menuitem], [role=grid], [role=tree], [role=dialog], audio, video"

const OWN_ARROWS = "[data-own-arrows]" // a picture whose parts the arrows go through, if Tab led there

/** @param {Target} target @returns {() => void} call it to stop listening */
export function listen(target) {
  if (targets.size === 0) {
    document.addEventListener("keydown", onKey, true) // before an option under the focus takes the key
    document.addEventListener("pointerdown", onTouch, true)
    document.addEventListener("focusin", onTouch, true)
  }
  targets.add(target)
  return () => {
    targets.delete(target)
    if (latest === target) latest = null
    if (targets.size > 0) return
    document.removeEventListener("keydown", onKey, true)
    document.removeEventListener("pointerdown", onTouch, true)
    document.removeEventListener("focusin", onTouch, true)
  }
}

/** @param {Event} event */
function onTouch(event) {
  if (event.type === "pointerdown") tabbed = false
  for (const target of targets) if (target.root.contains(/** @type {Node} */ (event.target))) latest = target
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key === "Tab") tabbed = true
  if (event.defaultPrevented || event.isComposing || !KEYS.has(event.key)) return
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const focus = event.target instanceof Element ? event.target : document.body
  // A stepper's own timestep slider would move by itself as well: we take the key, so that one press is one step.
  const ownSlider = focus.matches("[data-stepper-slider]")
  const option = focus.closest(OPTIONS) !== null
  if (option ? tabbed : !ownSlider && focus.closest(OWN_KEYS)) return
  if (tabbed && ARROWS.has(event.key) && focus.closest(OWN_ARROWS)) return
  if (event.key === " " && focus.closest(BUTTONS)) return
  const target = taker(event.key, focus)
  if (!target) return
  event.preventDefault()
  if (option) event.stopPropagation()
  target.press(event.key)
}

/** The stepper that takes the key: the one around the focus, the one touched last, the first; null for none of them. */
function taker(key, focus) {
  const around = [...targets].find(({ root }) => root.contains(focus))
  if (around) return around.wants() === "none" ? null : around
  const takes = (target) => {
    if (ARROWS.has(key)) return target.wants() !== "none" && isVisible(target.root)
    return target.wants() === "all" && focus.contains(target.root) && isInTheMiddle(target.root)
  }
  return latest && takes(latest) ? latest : ([...targets].find(takes) ?? null)
}

/** @param {HTMLElement} root */
function isVisible(root) {
  const box = root.getBoundingClientRect()
  return box.width > 0 && box.bottom > 0 && box.top < window.innerHeight
}

/** @param {HTMLElement} root */
function isInTheMiddle(root) {
  const box = root.getBoundingClientRect()
  return box.width > 0 && box.top < window.innerHeight / 2 && box.bottom > window.innerHeight / 2
}
