// The letters of a sequence, one at each of its steps.

const [SMALLEST, CROWDED] = [7, 0.9] // pixels of a letter, and how much of its step it may fill

/**
 * Letters along time no larger than their steps: smaller where steps are narrow, then every second one or third, and
 * always those of the steps `keep`.
 * @param {{text: string[], textfont: {size: number}, meta: {keep?: number[]}}} trace as for a wide figure
 * @param {any} layout @param {number} width
 */
export function spaced({ text, textfont, meta }, layout, width) {
  const [low, high] = layout.xaxis.range
  const room = (CROWDED * (width - layout.margin.l - layout.margin.r)) / (high - low)
  const every = Math.max(1, Math.ceil(SMALLEST / room))
  const size = Math.min(textfont.size, room * every)
  const keep = meta.keep ?? []
  const stands = (step) => keep.includes(step) || (step % every === 0 && !keep.some((one) => Math.abs(one - step) < every))
  return { text: text.map((letter, step) => (stands(step) ? letter : "")), textfont: { ...textfont, size } }
}
