// Runs in the page: notes for every setting that a person changes when the new picture stood.
//
// began    the browser received the click, or the Enter in a field (event.timeStamp, on the clock of performance.now)
// painted  the end of the first frame in which the stepper is ready again; if it is drawn twice, the second time
() => {
  window.changes = []
  const note = (event) => window.changes.push({ began: event.timeStamp, painted: null })
  window.addEventListener("pointerup", note, true)
  window.addEventListener("keydown", (event) => event.key === "Enter" && note(event), true)
  new MutationObserver((records) => {
    const change = window.changes.at(-1)
    if (!change || !records.some(({ target }) => target.dataset.ready === "true")) return
    requestAnimationFrame(() => {
      const afterPaint = new MessageChannel()
      afterPaint.port1.onmessage = () => (change.painted = performance.now())
      afterPaint.port2.postMessage(null)
    })
  }).observe(document.body, { subtree: true, attributeFilter: ["data-ready"] })
}
