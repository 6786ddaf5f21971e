// Where each stepper and the small component that speaks for it to Python find each other.

/**
 * @typedef {object} Post what Python says about the place of a stepper
 * @property {string} name the stepper's
 * @property {number} call the number of the call that brings it
 * @property {string} content the key of the content that the place is in
 * @property {number} step
 * @property {number} unit
 * @property {number} answers the number of the last report that Python had heard
 * @property {[string, string] | null} link the names of the query parameters that keep the place in the address
 * @property {boolean} reports does Python want to hear where the stepper rests?
 * @property {(place: {step: number, unit: number, serial: number}) => void} report
 */

export class Posts {
  constructor() {
    /** @type {Map<string, Post>} the latest for each stepper's name */
    this.latest = new Map()
    /** @type {Map<string, () => void>} */
    this.readers = new Map()
    /** @type {Map<string, string>} stepper's name → the content whose picture stands */
    this.drawn = new Map()
    /** @type {Set<() => void>} */
    this.watchers = new Set()
  }

  /** The picture of a stepper's content stands. @param {string} name @param {string} content */
  stand(name, content) {
    this.drawn.set(name, content)
    for (const look of [...this.watchers]) look()
  }

  /** Call `look` whenever a picture stands. @param {() => void} look */
  watch(look) {
    this.watchers.add(look)
  }

  /** @param {() => void} look */
  stopWatching(look) {
    this.watchers.delete(look)
  }

  /** What an earlier call of the component brings late is dropped. @param {Post} post */
  bring(post) {
    if (post.call < this.latest.get(post.name)?.call) return
    this.latest.set(post.name, post)
    this.readers.get(post.name)?.()
  }

  /** What was said for a stepper about this content. @param {string} name @param {string} content */
  about(name, content) {
    const post = this.latest.get(name)
    return post?.content === content ? post : null
  }

  /** Call `reader` whenever there is something new for a stepper. @param {string} name @param {() => void} reader */
  read(name, reader) {
    this.readers.set(name, reader)
  }

  /** @param {string} name @param {() => void} reader */
  stopReading(name, reader) {
    if (this.readers.get(name) === reader) this.readers.delete(name)
  }

  /** Forget a post, unless a later one has taken its place. @param {Post} post */
  end(post) {
    if (this.latest.get(post.name) === post) this.latest.delete(post.name)
  }
}

export const posts = new Posts()
/** The same for what a hand has changed. */
export const hands = new Posts()
/** The same for the beat of a tour. */
export const tours = new Posts()
/** The same for the stage of a training. */
export const trainings = new Posts()
