// The text, shaded letter by letter by what one unit holds. The letters are words of the page, to be read, copied and
// searched; the colours behind them are painted on one canvas as large as what is seen, so that another unit is a matter
// of a few milliseconds for thousands of letters.

import { canvas, part } from "../../stepper/browser/part.js"

const RULE = 4 // pixels: a label that is as high as it gets
const PLAIN = /^[\u0020-\u024f\u0400-\u04ff“”‘’…–—]*$/ // letters that are as wide as one another, in a font for code

/** @typedef {{at: (letter: number) => string | null, rule: (letter: number) => number, strange: (letter: number) => boolean}} Paint `rule`: how high the line below is, 0 to 1; below 0 a dot */

export class Text {
  /** @param {Element} root @param {{press: (letter: number, event: PointerEvent) => void, key: (event: KeyboardEvent) => void}} on */
  constructor(root, on) {
    this.on = on
    this.view = part(root, "un-view")
    this.canvas = this.view.appendChild(canvas("un-shade"))
    this.scroll = part(this.view, "un-scroll")
    this.scroll.tabIndex = 0
    this.scroll.setAttribute("role", "group")
    this.page = part(this.scroll, "un-page")
    this.scroll.onscroll = () => this.#soon()
    this.scroll.onkeydown = (event) => on.key(event)
    this.page.onpointerdown = (event) => {
      if (event.button !== 0) return
      const letter = this.letterAt(event.clientX, event.clientY)
      if (letter >= 0) on.press(letter, event)
    }
    this.frame = 0
    this.t = -1
    this.count = 0
    /** @type {Paint | null} */
    this.paint = null
    this.sizes = new ResizeObserver(() => this.place())
    this.sizes.observe(this.scroll)
    document.fonts?.ready.then(() => this.place())
  }

  /** @param {string[]} letters @param {string} name for a screen reader @param {string} keys what they do */
  write(letters, name, keys) {
    this.letters = letters
    this.scroll.ariaLabel = name
    this.scroll.title = keys
    this.count = letters.length
    this.page.replaceChildren()
    /** @type {{node: Node, from: number, to: number}[]} where in the page letters stand */
    this.pieces = []
    const paragraph = () => {
      const row = part(this.page, "un-paragraph", "p")
      row.dir = "auto" // each in its own language
      return row
    }
    let row = paragraph()
    let from = 0
    const piece = (to) => {
      if (to === from) return
      this.pieces.push({ node: row.appendChild(document.createTextNode(letters.slice(from, to).join(""))), from, to })
    }
    letters.forEach((letter, n) => {
      if (letter !== "\n") return
      piece(n)
      row = n === 0 ? row : paragraph()
      const sign = part(row, "un-break", "span")
      sign.setAttribute("aria-hidden", "true")
      this.pieces.push({ node: sign.appendChild(document.createTextNode("↵")), from: n, to: n + 1 })
      from = n + 1
    })
    piece(letters.length)
    this.place()
  }

  /** Find where every letter lies: once for a text and a width. */
  place() {
    const { count } = this
    if (!count || !this.scroll.clientWidth) return
    this.x = new Float32Array(count)
    this.y = new Float32Array(count)
    this.width = new Float32Array(count)
    this.height = new Float32Array(count)
    const box = this.page.getBoundingClientRect()
    const range = document.createRange()
    const measure = (node, from, to) => {
      range.setStart(node, from)
      range.setEnd(node, to)
      return range.getBoundingClientRect()
    }
    const put = (n, { left, top, height }, width) => {
      this.x[n] = left - box.left
      this.y[n] = top - box.top
      this.width[n] = width
      this.height[n] = height
    }
    let usual = 0 // how wide a plain letter is, and how high
    let high = Infinity
    for (const { node, from, to } of this.pieces) {
      let offset = 0
      for (let n = from; n < to; ) {
        const word = this.#word(n, to)
        const long = word.reduce((sum, letter) => sum + letter.length, 0)
        const whole = word.length > 1 && usual && PLAIN.test(word.join("")) ? measure(node, offset, offset + long) : null
        if (whole && whole.height < 1.5 * high && Math.abs(whole.width - usual * word.length) < 0.5) {
          const left = whole.left // measured as one, for all letters of a line are as wide as one another
          word.forEach((_, k) => put(n + k, { left: left + k * usual, top: whole.top, height: whole.height }, usual))
        } else {
          let at = offset
          word.forEach((letter, k) => {
            const one = measure(node, at, (at += letter.length))
            if (!usual && PLAIN.test(letter) && one.width) [usual, high] = [one.width, one.height]
            put(n + k, one, one.width)
          })
        }
        n += word.length
        offset += long
      }
    }
    this.#fit()
    this.draw()
  }

  /** The letters of a word with the space behind it. @param {number} n @param {number} to */
  #word(n, to) {
    let end = n
    while (end < to && this.letters[end] !== " ") end++
    return this.letters.slice(n, Math.min(end + 1, to))
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.scroll
    const scale = window.devicePixelRatio || 1
    Object.assign(this, { scale, tall: height, padLeft: this.page.offsetLeft, padTop: this.page.offsetTop })
    this.canvas.width = Math.round(width * scale)
    this.canvas.height = Math.round(height * scale)
    this.canvas.style.width = `${width}px`
    this.canvas.style.height = `${height}px`
  }

  /** @param {Paint} paint @param {{here: string, rule: string, strange: string}} colours */
  take(paint, colours) {
    this.paint = paint
    this.colours = colours
    this.draw()
  }

  /** The first letter at or below a height of the page. @param {number} y */
  #first(y) {
    let [low, high] = [0, this.count]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.y[middle] + this.height[middle] < y) low = middle + 1
      else high = middle
    }
    return low
  }

  draw() {
    cancelAnimationFrame(this.frame)
    this.frame = 0
    const { paint, colours, x, y, width, height } = this
    if (!paint || !x) return
    const context = this.canvas.getContext("2d")
    const { padLeft, padTop, tall } = this
    const top = this.scroll.scrollTop
    context.setTransform(this.scale, 0, 0, this.scale, padLeft * this.scale, (padTop - top) * this.scale)
    context.clearRect(-padLeft, top - padTop, this.canvas.width, this.canvas.height)
    const first = this.#first(top - padTop - 40)
    for (let n = first; n < this.count && y[n] < top + tall; n++) {
      if (!width[n]) continue
      if (paint.strange(n)) this.#hatch(context, x[n], y[n], width[n], height[n], colours.strange)
      else {
        const colour = paint.at(n)
        if (colour) {
          context.fillStyle = colour
          context.fillRect(x[n], y[n], width[n] + 0.3, height[n]) // the hair between two letters
        }
      }
      const rule = paint.rule(n)
      if (rule > 0) {
        context.fillStyle = colours.rule
        context.fillRect(x[n], y[n] + height[n], width[n] + 0.3, Math.max(1, rule * RULE))
      } else if (rule < 0) { // a label that is there, and low
        context.fillStyle = colours.rule
        context.fillRect(x[n] + width[n] / 2 - 0.75, y[n] + height[n], 1.5, 1.5)
      }
    }
    if (this.t >= 0 && this.t < this.count) {
      context.strokeStyle = colours.here
      context.lineWidth = 2
      context.strokeRect(x[this.t] - 1, y[this.t] - 1, Math.max(width[this.t], 4) + 2, height[this.t] + 2)
    }
  }

  #hatch(context, x, y, width, height, colour) {
    context.save()
    context.beginPath()
    context.rect(x, y, width, height)
    context.clip()
    context.strokeStyle = colour
    context.globalAlpha = 0.55
    context.lineWidth = 1
    context.beginPath()
    for (let shift = -height; shift < width; shift += 4) {
      context.moveTo(x + shift, y + height)
      context.lineTo(x + shift + height, y)
    }
    context.stroke()
    context.restore()
  }

  #soon() {
    this.frame ||= requestAnimationFrame(() => this.draw())
  }

  /** @param {number} t @param {boolean} follows does the text go along with it? */
  stand(t, follows) {
    this.t = t
    if (follows && this.y) this.show(t)
    this.#soon()
  }

  /** Let a letter be seen. @param {number} t */
  show(t) {
    const { scroll, tall } = this
    const [y, height] = [this.y[t] + this.padTop, this.height[t] || 20]
    const margin = Math.min(1.5 * height, tall / 4)
    const top = scroll.scrollTop
    if (y - margin < top) scroll.scrollTop = y - margin
    else if (y + height + margin > top + tall) scroll.scrollTop = y + height + margin - tall
  }

  /** The letter at a point of the window, or the nearest one of that line; −1 for none. @param {number} left @param {number} top */
  letterAt(left, top) {
    if (!this.x) return -1
    const box = this.page.getBoundingClientRect()
    const [px, py] = [left - box.left, top - box.top]
    let best = -1
    let nearest = Infinity
    for (let n = this.#first(py - 30); n < this.count && this.y[n] <= py + 30; n++) {
      const aside = Math.max(this.x[n] - px, 0, px - this.x[n] - this.width[n])
      const above = Math.max(this.y[n] - 4 - py, 0, py - this.y[n] - this.height[n] - 4)
      const far = aside + 100 * above
      if (far < nearest) [best, nearest] = [n, far]
    }
    return best
  }

  /** The letter above or below one. @param {number} t @param {1 | -1} way */
  beside(t, way) {
    const { x, y, width } = this
    const lies = (n) => way * (y[n] - y[t]) > 3
    let n = t
    while (n >= 0 && n < this.count && !lies(n)) n += way
    if (n < 0 || n >= this.count) return way < 0 ? 0 : this.count - 1
    const line = y[n]
    let best = n
    for (; n >= 0 && n < this.count && Math.abs(y[n] - line) <= 3; n += way) {
      if (Math.abs(x[n] + width[n] / 2 - x[t] - width[t] / 2) < Math.abs(x[best] + width[best] / 2 - x[t] - width[t] / 2)) best = n
    }
    return best
  }

  dispose() {
    cancelAnimationFrame(this.frame)
    this.sizes.disconnect()
  }
}
