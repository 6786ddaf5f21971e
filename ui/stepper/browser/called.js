// What a unit is called: its number in its layer, which is not its place where a panel shows only some of a layer's units.

/** @param {{names?: number[] | null} | undefined} panel @param {number} unit its place among those shown @returns {number} */
export const numberOfUnit = (panel, unit) => panel?.names?.[unit] ?? unit + 1
