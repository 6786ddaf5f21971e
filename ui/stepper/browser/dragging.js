// A drag from press to release: with the mouse, a finger or a pen, wherever the pointer goes; Escape takes it back.

/**
 * @param {PointerEvent} press @param {HTMLElement} node that was pressed
 * @param {{move: (right: number, up: number) => void, end: (moved: boolean) => void, cancel: () => void}} on
 *   pixels since the press; nothing is told before the pointer has moved
 */
export function drag(press, node, on) {
  let moved = false
  node.setPointerCapture(press.pointerId)
  const leave = () => {
    node.onpointermove = node.onpointerup = node.onpointercancel = null
    removeEventListener("keydown", escape, true)
  }
  const escape = (event) => {
    if (event.key !== "Escape") return
    event.stopPropagation()
    leave()
    on.cancel()
  }
  addEventListener("keydown", escape, true) // wherever the focus is
  node.onpointermove = (event) => {
    event.stopPropagation()
    const [right, up] = [event.clientX - press.clientX, press.clientY - event.clientY]
    moved ||= right !== 0 || up !== 0
    if (moved) on.move(right, up)
  }
  node.onpointerup = () => {
    leave()
    on.end(moved)
  }
  node.onpointercancel = () => {
    leave()
    on.cancel()
  }
}
