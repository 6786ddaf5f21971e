// Which card an arrow key leads to.

/**
 * The box that is nearest in a direction; −1 where there is none.
 * @param {DOMRect} from @param {DOMRect[]} boxes @param {number[]} way one step to the right and down
 */
export function nearest(from, boxes, [right, down]) {
  const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2]
  const [x, y] = middle(from)
  let [best, least] = [-1, Infinity]
  for (const [index, box] of boxes.entries()) {
    const [dx, dy] = [middle(box)[0] - x, middle(box)[1] - y]
    const [ahead, aside] = right ? [dx * right, Math.abs(dy)] : [dy * down, Math.abs(dx)]
    const far = ahead + 2 * aside
    if (ahead > 1 && far < least) [best, least] = [index, far]
  }
  return best
}
