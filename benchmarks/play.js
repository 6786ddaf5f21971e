// Runs in the page: presses Play, and times the frames until the journey is over, from one to the next.
async () => {
  const root = document.querySelector("[data-testid=stepper]")
  root.querySelector(".us-play").click()
  const times = []
  let before = performance.now()
  while (root.querySelector(".us-travel:not(.us-arrived)")) {
    const now = await new Promise(requestAnimationFrame)
    times.push(now - before)
    before = now
  }
  return times.slice(1)
}
