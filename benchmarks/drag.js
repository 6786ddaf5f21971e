// Runs in the page while the mouse holds something: moves it a little along x or y, frame after frame, and times each
// frame from its start to the end of its painting (a message posted in a frame arrives after its painting).
async ([selector, frames, along]) => {
  const held = document.querySelector(selector)
  const { x, y } = held.getBoundingClientRect()
  const times = []
  for (let number = 0; number < frames; number++) {
    times.push(await new Promise((resolve) => {
      let began
      const painted = new MessageChannel()
      painted.port1.onmessage = () => resolve(performance.now() - began)
      requestAnimationFrame(() => (began = performance.now()))
      const moved = 40 * Math.sin(number / 5) + 4 * (number % 2)
      const at = { clientX: x + (along === "x" ? moved : 0), clientY: y + (along === "y" ? moved : 0) }
      held.dispatchEvent(new PointerEvent("pointermove", { ...at, buttons: 1, bubbles: true }))
      requestAnimationFrame(() => painted.port2.postMessage(null))
    }))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return times
}
