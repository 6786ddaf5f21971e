// Runs in the page: notes for every key press when the stepper had changed, and when that could be seen.
//
// began    the browser received the key (event.timeStamp, on the clock of performance.now)
// changed  the last change of the document inside the stepper: text, attributes, elements
// painted  the end of the first frame that shows all of it: a message posted in a frame arrives after its painting
() => {
  const WATCHED_MS = 120 // less than a step must stand before the stepper tells Python about it
  const stepper = document.querySelector("[data-testid=stepper]")
  window.presses = []
  window.addEventListener("keydown", (event) => {
    const press = { began: event.timeStamp, changed: null, painted: null, step: null }
    const changes = new MutationObserver(() => {
      press.changed = performance.now()
      press.painted = null
    })
    changes.observe(stepper, { subtree: true, childList: true, attributes: true, characterData: true })
    const afterPaint = new MessageChannel()
    afterPaint.port1.onmessage = () => {
      if (press.changed !== null) press.painted ??= performance.now()
    }
    let frame = requestAnimationFrame(function next() {
      afterPaint.port2.postMessage(null)
      frame = requestAnimationFrame(next)
    })
    setTimeout(() => {
      changes.disconnect()
      cancelAnimationFrame(frame)
      press.step = Number(stepper.dataset.step)
      window.presses.push(press)
    }, WATCHED_MS)
  }, true)
}
