// Where each stepper and the small component that speaks for it to Python find each other.
//
// Of both there may be two for a while: where a run moves them, Streamlit builds them anew at their new place, and leaves
// the old ones, built anew as well, until it ends. So what one brings or draws neither hides the other's nor takes it along.

/**
 * @typedef {object} Post what Python says about the place of a stepper
 * @property {string} name the stepper's
 * @property {Element} from the small component that brings it, of which there may be two
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
    /** @type {Map<string, Map<Element, Post>>} stepper's name → what each small component that speaks for it brought last */
    this.latest = new Map()
    /** @type {Map<string, Map<() => void, string>>} stepper's name → who reads what is brought, and the content it shows */
    this.readers = new Map()
    /** @type {Map<string, {content: string, at: number, lull: number}>} stepper's name → the content it came to show last */
    this.shown = new Map()
    /** @type {Set<() => void>} */
    this.watchers = new Set()
  }

  /** The picture of a stepper's content stands. @param {string} name @param {() => void} reader who drew it @param {string} content */
  stand(name, reader, content) {
    this.#readersOf(name).set(reader, content)
    const before = this.shown.get(name)
    if (before?.content !== content) {
      const at = performance.now()
      this.shown.set(name, { content, at, lull: at - (before?.at ?? -Infinity) })
    }
    for (const look of [...this.watchers]) look()
  }

  /** Milliseconds from the picture before to the one that a stepper shows. @param {string} name */
  lull(name) {
    return this.shown.get(name)?.lull ?? Infinity
  }

  /** Does the picture of this content stand? @param {string} name @param {string} content */
  stands(name, content) {
    return [...this.#readersOf(name).values()].includes(content)
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
    const brought = this.#broughtFor(post.name)
    if (post.call < brought.get(post.from)?.call) return
    brought.set(post.from, post)
    this.#tell(post.name)
  }

  /** What was said for a stepper about this content: what knows most of what the browser reported, and of that the latest. @param {string} name @param {string} content */
  about(name, content) {
    const posts = [...this.#broughtFor(name).values()].filter((post) => post.content === content)
    return posts.sort((one, other) => other.answers - one.answers || other.call - one.call)[0] ?? null
  }

  /** Call `reader` whenever there is something new for a stepper. @param {string} name @param {() => void} reader */
  read(name, reader) {
    const readers = this.#readersOf(name)
    if (!readers.has(reader)) readers.set(reader, "")
  }

  /** @param {string} name @param {() => void} reader */
  stopReading(name, reader) {
    this.#readersOf(name).delete(reader)
  }

  /** Forget a post, unless a later one has taken its place. @param {Post} post */
  end(post) {
    const brought = this.#broughtFor(post.name)
    if (brought.get(post.from) !== post) return
    brought.delete(post.from)
    this.#tell(post.name) // another may count again
  }

  #tell(name) {
    for (const reader of [...this.#readersOf(name).keys()]) reader()
  }

  #broughtFor(name) {
    if (!this.latest.has(name)) this.latest.set(name, new Map())
    return this.latest.get(name)
  }

  #readersOf(name) {
    if (!this.readers.has(name)) this.readers.set(name, new Map())
    return this.readers.get(name)
  }
}

export const posts = new Posts()
/** The same for what a hand has changed. */
export const hands = new Posts()
/** The same for the beat of a tour. */
export const tours = new Posts()
/** The same for the stage of a training. */
export const trainings = new Posts()
