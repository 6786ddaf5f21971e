// Runs in the page: notes for every setting that a person changes when the new picture stood.
//
// began    the browser received the click, or the Enter in a field (event.timeStamp, on the clock of performance.now)
// painted  the end of the first frame in which every picture on the page is ready again; if one is drawn twice, or comes
//          once another stands, the last time; null while one is under way
() => {
  window.changes = []
  const note = (event) => window.changes.push({ began: event.timeStamp, painted: null })
  window.addEventListener("pointerup", note, true)
  window.addEventListener("keydown", (event) => event.key === "Enter" && note(event), true)
  const isWhole = () => !document.querySelector("[data-ready=false]")
  new MutationObserver(() => {
    const change = window.changes.at(-1)
    if (!change) return
    change.painted = null
    if (!isWhole()) return
    requestAnimationFrame(() => {
      const afterPaint = new MessageChannel()
      afterPaint.port1.onmessage = () => (change.painted = isWhole() ? performance.now() : null)
      afterPaint.port2.postMessage(null)
    })
  }).observe(document.body, { subtree: true, attributeFilter: ["data-ready"] })
}
