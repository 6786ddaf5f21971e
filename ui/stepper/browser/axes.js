// Where Plotly keeps what it has drawn.

/** @param {string} id "x2" @returns {string} "xaxis2" */
export const axisName = (id) => id.charAt(0) + "axis" + id.slice(1)

/** What a trace of a drawn figure stands in; null where it draws nothing. @param {any} gd @param {number} index @returns {SVGGElement | null} */
export const groupOf = (gd, index) => gd.calcdata[index]?.[0]?.node3?.node?.() ?? null
