// The numbers of the shown step as a table that a screen reader can read.

export class Table {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host
  }
  build() {}
  show() {}
}
