// Runs in the page while the mouse holds a gate: moves it a little, frame after frame, and times each frame from its
// start to the end of its painting (a message posted in a frame arrives after its painting).
async ([signal, frames]) => {
  const gate = document.querySelector(`.gate[data-signal=${signal}]`)
  const { x, y } = gate.getBoundingClientRect()
  const times = []
  for (let number = 0; number < frames; number++) {
    times.push(await new Promise((resolve) => {
      let began
      const painted = new MessageChannel()
      painted.port1.onmessage = () => resolve(performance.now() - began)
      requestAnimationFrame(() => (began = performance.now()))
      const clientY = y + 40 * Math.sin(number / 5) + (number % 2)
      gate.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY, buttons: 1, bubbles: true }))
      requestAnimationFrame(() => painted.port2.postMessage(null))
    }))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return times
}
