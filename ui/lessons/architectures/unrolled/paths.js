// What a value is computed from: the arrows are followed backwards, as far as they go.

/**
 * @param {number} end index of a box
 * @param {[number, number, number | null][]} arrows
 * @returns {{boxes: Set<number>, arrows: Set<number>}} itself too
 */
export function sources(end, arrows) {
  /** @type {Map<number, number[]>} */
  const into = new Map()
  arrows.forEach(([, to], index) => into.set(to, [...(into.get(to) ?? []), index]))
  const found = { boxes: new Set([end]), arrows: new Set() }
  const ahead = [end]
  while (ahead.length) {
    for (const index of into.get(ahead.pop()) ?? []) {
      found.arrows.add(index)
      const [from] = arrows[index]
      if (found.boxes.has(from)) continue
      found.boxes.add(from)
      ahead.push(from)
    }
  }
  return found
}
