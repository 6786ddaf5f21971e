// How the network of a picture comes: its weights are fetched once, or stand beside it already.

import { fetched } from "../../stepper/browser/contained.js"
import { load } from "./network.js"

/**
 * @param {any} model as `content.py` describes it
 * @param {Record<string, string> | null} [weights] where they are not to be had from a server
 * @returns {Promise<import("./network.js").Network | null>} null where it does not come
 */
export async function come(model, weights) {
  try {
    return await load({ ...model, weights: weights ?? (await asked(model.url)) })
  } catch {
    return null
  }
}

/** @param {string} url */
async function asked(url) {
  const answer = await fetched(url)
  if (!answer.ok) throw new Error(`no weights under ${url}`)
  return answer.json()
}
