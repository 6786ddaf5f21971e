// What a picture brings along that stands in a file of its own: there is no server there to ask. On a page of the app
// there is nothing, and all is fetched.

/**
 * What is asked for → the module's path, these numbers, or a script's text that is being unpacked.
 * @type {Map<string, string | Uint8Array | Promise<string>>}
 */
export const contained = new Map()

/** Where a module is that has this address. @param {string} address @returns {string} */
export const located = (address) => /** @type {string} */ (contained.get(address) ?? address)

/** What is fetched under this address. @param {string} address @param {RequestInit} [how] @returns {Promise<Response>} */
export const fetched = async (address, how) => (contained.has(address) ? new Response(contained.get(address)) : fetch(address, how))

/** Is there a server to ask, and so an address that says what is on screen? */
export const hasServer = () => contained.size === 0
