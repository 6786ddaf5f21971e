// What the network writes, free and with units held.

export class Writing {
  /** @param {HTMLElement} root @param {{tell: (what: string, value: any) => void, rest: () => void}} board */
  constructor(root, board) {
    this.root = root
    this.board = board
  }

  take() {}
  model() {}
  choose() {}
  dispose() {}
}
