// One cell on show: its diagram, its equations and its narration.

export class Panel {
  constructor(main, panel, recording, data, { narration, opened, select }) {
    this.card = main.appendChild(document.createElement("section"))
    this.card.className = "us-card us-panel"
  }
  opened() { return [] }
  retheme() {}
  show() {}
  showUnit() {}
  sentence() { return "" }
}
