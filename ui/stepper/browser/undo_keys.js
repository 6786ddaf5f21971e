// Ctrl+Z and Cmd+Z take back what a hand did; with Shift, or Ctrl+Y, it is done again. A text field keeps them.

const TEXT = "textarea, select, [contenteditable=''], [contenteditable=true], input:not([type=range]):not([type=checkbox]):not([type=radio]):not([type=button])"

/**
 * @param {{undo: () => boolean, redo: () => boolean}} ways whether there was a way
 * @returns {() => void} call it to stop listening
 */
export function listenForUndo({ undo, redo }) {
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return
    const key = event.key.toLowerCase()
    if (key !== "z" && key !== "y") return
    if (event.target instanceof Element && event.target.closest(TEXT)) return
    if (key === "y" || event.shiftKey ? redo() : undo()) event.preventDefault()
  }
  document.addEventListener("keydown", press)
  return () => document.removeEventListener("keydown", press)
}
