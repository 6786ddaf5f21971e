// The app in somebody's page: all there is to this component is its style sheet.

export default function () {}
