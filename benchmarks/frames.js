// Runs in the page: plays until there are so many frames, and gives the milliseconds from each frame to the next.
async (frames) => {
  const times = []
  document.querySelector("[data-testid=race] .us-play").click()
  await new Promise((wake) => setTimeout(wake, 500)) // under way
  await new Promise((wake) => {
    let before = 0
    requestAnimationFrame(function next(now) {
      if (before) times.push(now - before)
      before = now
      if (times.length < frames) requestAnimationFrame(next)
      else wake()
    })
  })
  document.querySelector("[data-testid=race] .us-play").click()
  return times
}
