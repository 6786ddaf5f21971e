// The strip on top: first, previous, play, next, last, the slider, the step and the speed.

import { Journey } from "./journey.js"
import { button } from "./part.js"
import { icon } from "./svg.js"

const SPEEDS = [0.5, 1, 2, 4]
const STEP_MS = 667 // at 1×: one and a half steps a second

const ICONS = {
  first: "M5 4h2v16H5zM20 4v16L8 12z",
  previous: "M18 4v16L6 12z",
  play: "M6 4l14 8-14 8z",
  back: "M18 4v16L4 12z", // play, where it goes backwards
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  next: "M6 4l12 8-12 8z",
  last: "M17 4h2v16h-2zM4 4l12 8-12 8z",
}

export class Transport {
  /**
   * @param {HTMLElement} strip
   * @param {{go: (t: number) => void, played: () => void, pace?: () => number, drawn?: (front: number | null) => void, says?: (t: number) => string}} on
   *   `pace`: milliseconds for a step at 1×; `drawn`: how far what is played backwards is to be drawn, null for all of it;
   *   `says`: where it stands, if not at a step of so many
   */
  constructor(strip, on) {
    this.on = on
    this.t = 0
    this.steps = 1
    this.speed = 1
    this.timer = 0
    this.isBackwards = false
    this.journey = new Journey({ go: on.go, drawn: (front) => on.drawn?.(front), arrived: () => this.pause(), speed: () => this.speed })
    strip.setAttribute("role", "group")
    this.strip = strip
    this.buttons = {}
    for (const [name, action] of [
      ["first", () => this.go(0)],
      ["previous", () => this.go(this.t - 1)],
      ["play", () => this.toggle()],
      ["next", () => this.go(this.t + 1)],
      ["last", () => this.go(this.steps - 1)],
    ]) {
      this.buttons[name] = this.#button(name, action)
    }
    this.slider = strip.appendChild(document.createElement("input"))
    this.slider.type = "range"
    this.slider.min = "0"
    this.slider.dataset.stepperSlider = ""
    this.slider.oninput = () => this.go(Number(this.slider.value))
    this.counter = strip.appendChild(document.createElement("span"))
    this.counter.className = "us-counter"
    this.speedButton = button(strip, "us-speed", () => this.#nextSpeed())
  }

  /** @param {string} name @param {() => void} action */
  #button(name, action) {
    const node = button(this.strip, `us-button us-${name}`, action)
    icon(node, ICONS[name])
    return node
  }

  /** @param {number} steps @param {Record<string, string>} text @param {boolean} [isBackwards] does it play from the last step? */
  configure(steps, text, isBackwards = false) {
    if (this.isBackwards) this.pause()
    this.journey.leave()
    this.isBackwards = isBackwards
    this.steps = steps
    this.text = text
    this.strip.setAttribute("aria-label", text.transport)
    for (const name of ["first", "previous", "next", "last"]) label(this.buttons[name], text[name])
    this.slider.max = String(Math.max(steps - 1, 0))
    this.slider.setAttribute("aria-label", text.timestep)
    this.#showPlay()
    this.#showSpeed()
    if (!isBackwards && this.t >= steps - 1) this.pause()
  }

  /** @param {number} t */
  show(t) {
    this.t = t
    this.slider.value = String(t)
    this.slider.style.setProperty("--share", String(this.steps > 1 ? t / (this.steps - 1) : 0))
    const step = this.on.says?.(t) ?? this.text.step.replace("{step}", String(t + 1)).replace("{steps}", String(this.steps))
    this.counter.textContent = step
    this.slider.setAttribute("aria-valuetext", step)
    this.#ends(["first", "previous"], t === 0)
    this.#ends(["next", "last"], t === this.steps - 1)
    this.journey.stand(t)
  }

  /** aria-disabled, not disabled: a disabled button would lose the focus to the page. */
  #ends(names, there) {
    for (const name of names) this.buttons[name].setAttribute("aria-disabled", String(there))
  }

  /** A person goes to step t: that ends the playing. @param {number} t */
  go(t) {
    this.pause()
    this.on.go(t)
  }

  /** @param {string} key */
  press(key) {
    if (key === "ArrowLeft") this.go(this.t - 1)
    else if (key === "ArrowRight") this.go(this.t + 1)
    else if (key === "Home") this.go(0)
    else if (key === "End") this.go(this.steps - 1)
    else this.toggle()
  }

  get isPlaying() {
    return this.timer !== 0 || this.journey.isMoving
  }

  toggle() {
    if (this.isPlaying) this.pause()
    else this.play()
  }

  play() {
    if (this.steps < 2) return
    if (this.isBackwards) this.journey.begin(this.steps)
    else {
      if (this.t >= this.steps - 1) this.on.go(0)
      this.#schedule()
    }
    this.#showPlay()
  }

  pause() {
    if (!this.isPlaying) return
    this.#stop()
    this.#showPlay()
    this.on.played()
  }

  #schedule() {
    this.timer = window.setTimeout(() => {
      this.on.go(this.t + 1)
      if (this.t >= this.steps - 1) this.pause()
      else this.#schedule()
    }, (this.on.pace?.() ?? STEP_MS) / this.speed)
  }

  #nextSpeed() {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length]
    this.#showSpeed()
  }

  #showPlay() {
    const { play } = this.buttons
    label(play, this.isPlaying ? this.text.pause : this.text.play)
    const words = document.createElement("span")
    words.textContent = this.isPlaying ? this.text.pause : this.text.play
    play.replaceChildren()
    icon(play, this.isPlaying ? ICONS.pause : this.isBackwards ? ICONS.back : ICONS.play)
    play.append(words)
  }

  #showSpeed() {
    const speed = `${this.speed === 0.5 ? "½" : this.speed}×`
    this.speedButton.textContent = speed
    label(this.speedButton, this.text.speed.replace("{speed}", speed))
  }

  #stop() {
    clearTimeout(this.timer)
    this.timer = 0
    this.journey.stop()
  }

  dispose() {
    this.#stop()
  }
}

/** @param {HTMLElement} button @param {string} words */
function label(button, words) {
  button.setAttribute("aria-label", words)
  button.title = words
}
