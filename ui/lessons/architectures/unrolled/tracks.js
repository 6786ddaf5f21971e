// Bars below the picture, one in each of its columns: how something is spread over the steps.

import { shape } from "../../../stepper/browser/svg.js"

export class Tracks {
  /** @param {SVGElement} svg @param {SVGElement} titles where words stand @param {any} data @param {import("./layout.js").Tracks} places */
  constructor(svg, titles, data, places) {
    this.places = places
    const { title, rows, column } = places
    if (!rows.length) return
    this.cursor = shape(svg, "rect", { y: column.top, width: column.width, height: column.bottom - column.top + 4, class: "un-cursor" })
    shape(titles, "text", { ...title, class: "un-row un-over" }).textContent = data.tracks_title
    data.tracks.forEach((track, row) => {
      const { x, y, anchor, bars } = rows[row]
      const group = shape(svg, "g", { class: "un-track" })
      group.toggleAttribute("data-strong", track.strong)
      const words = shape(titles, "text", { x, y, "text-anchor": anchor, class: "un-row" })
      words.toggleAttribute("data-strong", track.strong)
      shape(words, "tspan", {}).textContent = track.title
      const under = anchor === "end" ? { x, dy: 15 } : { dx: 8 }
      shape(words, "tspan", { ...under, class: "un-share" }).textContent = track.note
      bars.forEach((bar, at) => {
        if (track.values[at] === null) return
        const drawn = shape(group, "rect", { ...bar, class: "un-bar" })
        shape(drawn, "title").textContent = track.told[at]
      })
      const [first, last, foot] = [bars[0].x, bars[bars.length - 1].x + bars[0].width, bars[0].y + bars[0].height]
      shape(group, "path", { d: `M${first} ${foot + 0.5}H${last}`, class: "un-ground" })
    })
  }

  /** The column of step t is marked. @param {number} t */
  show(t) {
    const { left, width } = this.places.column
    this.cursor?.setAttribute("x", String(left + t * width))
  }
}
