// Runs in the page: clicks on one element after another, and gives the milliseconds until each change was painted: a
// message posted in a frame arrives after its painting.
async ([selector, most]) => {
  const times = []
  for (const one of [...document.querySelectorAll(selector)].slice(0, most)) {
    await new Promise((wake) => setTimeout(wake, 250)) // from rest
    const began = performance.now()
    one.click()
    await new Promise((wake) => {
      const painted = new MessageChannel()
      painted.port1.onmessage = wake
      requestAnimationFrame(() => painted.port2.postMessage(null))
    })
    times.push(performance.now() - began)
  }
  return times
}
