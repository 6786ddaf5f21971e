// The keyboard: ← → Home End Space for one stepper of the page, wherever the focus is, except where keys mean text.

/**
 * @typedef {object} Target
 * @property {HTMLElement} root
 * @property {(key: string) => void} press
 * @property {() => boolean} wants does it listen at present?
 */

/** @type {Set<Target>} every stepper that is on the page now */
const targets = new Set()
/** @type {Target | null} the stepper that was touched last */
let latest = null

const KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End", " "])
// A row of options that is a radio group to assistive tools is a row of buttons to the eye: after a click on one, the
// arrows step as everywhere. Tab and Space still reach each option.
const OPTIONS = "[role=radio], [role=radiogroup], input[type=radio]"
const BUTTONS = "button, summary, a[href], input[type=checkbox], input[type=radio], [role=button], [role=radio]"
const OWN_KEYS =
  "input, textarea, select, [contenteditable=''], [contenteditable=true], [role=slider], [role=spinbutton], " +
  "[role=textbox], [role=combobox], [role=listbox], [role=option], [role=tab], " +
  "[role=menu], [role=menuitem], [role=grid], [role=tree], [role=dialog], audio, video"

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
  for (const target of targets) if (target.root.contains(/** @type {Node} */ (event.target))) latest = target
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.isComposing || !KEYS.has(event.key)) return
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const focus = event.target instanceof Element ? event.target : document.body
  // A stepper's own timestep slider would move by itself as well: we take the key, so that one press is one step.
  const ownSlider = focus.matches("[data-stepper-slider]")
  const option = focus.closest(OPTIONS) !== null
  if (!ownSlider && !option && focus.closest(OWN_KEYS)) return
  if (event.key === " " && focus.closest(BUTTONS)) return // Space presses that button, as everywhere
  const target = chosen()
  if (!target) return
  event.preventDefault()
  if (option) event.stopPropagation()
  target.press(event.key)
}

/** The stepper touched last if it can be seen, else the first that can be seen. */
function chosen() {
  if (latest?.wants() && isVisible(latest.root)) return latest
  return [...targets].find((target) => target.wants() && isVisible(target.root)) ?? null
}

/** @param {HTMLElement} root */
function isVisible(root) {
  const box = root.getBoundingClientRect()
  return box.width > 0 && box.bottom > 0 && box.top < window.innerHeight
}
