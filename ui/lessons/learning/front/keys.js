// Where a key leads on the picture.

const PAGE = 10 // rows

/**
 * @param {string} key @param {{index: number, t: number}} from the row and the step @param {number} last row
 * @returns {{index?: number, t?: number} | undefined} undefined for a key that leads nowhere
 */
export const towards = (key, { index, t }, last) =>
  ({
    ArrowUp: { index: index - 1 },
    ArrowDown: { index: index + 1 },
    PageUp: { index: index - PAGE },
    PageDown: { index: index + PAGE },
    Home: { index: 0 },
    End: { index: last },
    ArrowLeft: { t: t - 1 },
    ArrowRight: { t: t + 1 },
  })[key]
