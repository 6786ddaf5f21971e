"""What asks the server for a fragment waits while the page itself runs there: it could cost that run its last words."""

from playwright.sync_api import Page

QUIET = """async () => {
  const { onceQuiet } = await load("quiet.js")
  document.body.innerHTML = '<div data-testid="stApp"></div>'
  const [app] = document.body.children
  const said = []
  const heard = []
  const state = async (name) => {
    app.setAttribute("data-test-script-state", name)
    await new Promise((wake) => setTimeout(wake))
    heard.push(said.splice(0))
  }
  onceQuiet(() => said.push("before any run"))
  await state("running")
  onceQuiet(() => said.push("while it runs"))
  onceQuiet(() => said.push("taken back"))()
  await state("rerunRequested")
  await state("notRunning")
  onceQuiet(() => said.push("at rest"))
  await state("notRunning")
  await state("running")
  onceQuiet(() => said.push("in the next run"))
  await state("notRunning")
  return heard
}"""


def test_what_asks_for_a_fragment_waits_until_the_page_rests(modules: Page) -> None:
    assert modules.evaluate(QUIET) == [
        ["before any run"],
        [],
        ["while it runs"],
        ["at rest"],
        [],
        ["in the next run"],
    ]
