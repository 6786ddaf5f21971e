// Runs in the page: moves a slider from end to end and back, frame after frame, and times each frame from its start to
// the end of its painting (a message posted in a frame arrives after its painting).
async ([selector, frames]) => {
  const slider = document.querySelector(selector)
  const last = Number(slider.max)
  slider.focus()
  await new Promise((resolve) => setTimeout(resolve, 500)) // what is fetched once is there
  const times = []
  for (let number = 1; number <= frames; number++) {
    times.push(await new Promise((resolve) => {
      let began
      const painted = new MessageChannel()
      painted.port1.onmessage = () => resolve(performance.now() - began)
      requestAnimationFrame(() => (began = performance.now()))
      slider.value = String(last - Math.abs(last - (number % (2 * last))))
      slider.dispatchEvent(new Event("input", { bubbles: true }))
      requestAnimationFrame(() => painted.port2.postMessage(null))
    }))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return times
}
