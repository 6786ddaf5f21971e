// Where a lecture stands: which scene, and which beat of it. The browser leads, so that no press is lost or waited for;
// what Python says is heeded once it has heard of the last press.

/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {string} title
 * @property {string[]} beats "ask", "show", "why": in which it is told
 */

/** @typedef {{scene: string, beat: number}} Place */

const QUICK_MS = 150 // presses that follow each other faster are asked for together: the last is what is wanted

export class Lecture {
  constructor() {
    /** @type {Scene[]} */
    this.scenes = []
    /** @type {Place} */
    this.place = { scene: "", beat: 0 }
    /** @type {string[]} the beats of what is nobody's scene */
    this.beats = []
    /** @type {Map<string, number>} scene → the beat in which it was left */
    this.left = new Map()
    /** @type {Map<string, number>} scene → the option that was chosen here */
    this.chosen = new Map()
    this.serial = 0 // of the last press that was reported, or is about to be
    this.reported = -Infinity // when
    this.waiting = 0 // the timer of a report that waits for others
    this.ended = false // behind the last scene
    /** @type {((said: Record<string, unknown>) => void) | null} to Python */
    this.report = null
    /** @type {Set<() => void>} */
    this.watchers = new Set()
  }

  /** A view has opened: what was chosen and left belongs to the lecture before. @param {number} answers */
  begin(answers) {
    clearTimeout(this.waiting)
    this.serial = answers
    this.left.clear()
    this.chosen.clear()
    this.ended = false
  }

  /** @param {{scenes: Scene[], scene: string, beats: string[], beat: number, answers: number}} data what Python says */
  hear({ scenes, scene, beats, beat, answers }) {
    this.scenes = scenes
    if (answers < this.serial) return // it did not know of the last press yet
    this.serial = answers
    this.beats = beats
    this.#stand({ scene, beat })
  }

  get at() {
    return this.scenes.findIndex(({ name }) => name === this.place.scene)
  }

  /** The beats of the present scene. */
  get told() {
    return this.scenes[this.at]?.beats ?? this.beats
  }

  get beat() {
    return this.told[this.place.beat]
  }

  next() {
    if (this.ended) return this.leave()
    if (this.at === this.scenes.length - 1) return this.#end(true)
    this.go(this.at + 1)
  }

  previous() {
    if (this.ended) return this.#end(false)
    if (this.at < 0) this.go(this.scenes.length - 1)
    else if (this.at > 0) this.go(this.at - 1)
  }

  /** Reveal, then what is behind it, then the next scene. */
  on() {
    const beat = this.place.beat + 1
    if (this.ended || beat >= this.told.length) this.next()
    else this.#turn({ ...this.place, beat })
  }

  /** A scene that was left after its answer is found with it; one that was not asked out begins anew. @param {number} index */
  go(index) {
    const scene = this.scenes[index]
    if (!scene) return
    this.ended = false
    const left = this.left.get(scene.name) ?? 0
    const shown = Math.max(0, scene.beats.indexOf("show"))
    this.#turn({ scene: scene.name, beat: Math.min(left, shown) })
  }

  leave() {
    clearTimeout(this.waiting)
    this.report?.({ leave: true, serial: ++this.serial })
  }

  /** Choose an option of the question, or take the choice back. @param {number} option */
  choose(option) {
    if (this.beat !== "ask") return
    if (this.chosen.get(this.place.scene) === option) this.chosen.delete(this.place.scene)
    else this.chosen.set(this.place.scene, option)
    this.#tell()
  }

  /** @param {() => void} watcher @returns {() => void} call it to watch no more */
  watch(watcher) {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  #end(ended) {
    this.ended = ended
    this.#tell()
  }

  /** @param {Place} place */
  #turn(place) {
    if (place.scene === this.place.scene && place.beat === this.place.beat) return this.#tell()
    this.#stand(place)
    this.serial++
    clearTimeout(this.waiting)
    if (performance.now() - this.reported > QUICK_MS) this.#report()
    else this.waiting = setTimeout(() => this.#report(), QUICK_MS)
  }

  #report() {
    this.reported = performance.now()
    this.report?.({ ...this.place, serial: this.serial })
  }

  /** @param {Place} place */
  #stand(place) {
    this.place = place
    this.left.set(place.scene, place.beat)
    this.#tell()
  }

  #tell() {
    for (const watcher of [...this.watchers]) watcher()
  }
}

/** The lecture of this window. */
export const lecture = new Lecture()
