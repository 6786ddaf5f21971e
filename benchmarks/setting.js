// Runs in the page: notes for every click on a setting when the new picture stood.
//
// began    the browser received the click (event.timeStamp, on the clock of performance.now)
// painted  the end of the first frame in which the stepper is ready again, with the last picture that the click led to
() => {
  window.changes = []
  window.addEventListener("click", (event) => {
    window.changes.push({ began: event.timeStamp, painted: null })
  }, true)
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
