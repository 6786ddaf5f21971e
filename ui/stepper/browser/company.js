// Who stands on the page, to find the others of a group: they stand at one place, and one of them leads.

/**
 * @typedef {object} Member
 * @property {{group: string, follows: boolean, steps: number} | undefined} data
 * @property {number} t
 * @property {number} unit
 * @property {import("./transport.js").Transport} transport the leader's moves them all
 * @property {(other: Member) => void} follow go where another member of the group stands
 */

/** @type {Set<Member>} */
export const present = new Set()

/** Where it stands. @param {{t: number, unit: number}} member */
export const placeOf = ({ t, unit }) => ({ step: t, unit })

/** The one of a member's group that has the transport and reports; itself, if it stands alone. @param {Member} member */
export function leaderOf(member) {
  if (!member.data?.follows) return member
  return [...present].find(({ data }) => data && !data.follows && data.group === member.data.group) ?? member
}

/** Take the others of its group along. @param {Member} member */
export function share(member) {
  if (!member.data.group) return
  for (const other of [...present]) if (other !== member && other.data?.group === member.data.group) other.follow(member)
}
