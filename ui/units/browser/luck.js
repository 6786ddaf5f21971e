// The luck of `engine/learning/luck.py`, where it is explained: the same bits.

const GOLDEN = 0x9e3779b9

/** @param {number} x a whole number, of which 32 bits count */
function mix(x) {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return x ^ (x >>> 16)
}

/** The first numbers of a stream, at least 0 and below 1. @param {number} seed @param {number} stream @param {number} count */
export function numbers(seed, stream, count) {
  const key = mix((mix((seed + GOLDEN) | 0) + stream) | 0)
  return Float64Array.from({ length: count }, (_, i) => (mix((key + Math.imul(i + 1, GOLDEN)) | 0) >>> 0) / 2 ** 32)
}
