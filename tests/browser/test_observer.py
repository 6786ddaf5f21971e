"""What comes after a picture: at once where somebody waits for it, and not at all where pictures pass in a row."""

from playwright.sync_api import Page

WATCH = """async () => {
  const [{ default: observe }, { posts }] = await Promise.all(["observer.js", "posts.js"].map((name) => load(name)))
  const told = []
  let now = 0
  performance.now = () => now
  const reader = () => {}
  let end = () => {}
  // A picture stands `after` so many milliseconds: what is told of it at once, and what by the end of 400.
  const seen = async (content, after, awaited, looked = true) => {
    end()
    now += after
    const data = { name: "one", content, awaited }
    end = observe({ data, parentElement: document.body, setStateValue: (_, said) => told.push(said) })
    posts.stand("one", reader, content)
    const atOnce = told.splice(0)
    await new Promise((resolve) => setTimeout(resolve, looked ? 400 : 50))
    return [atOnce, told.splice(0)]
  }
  return [
    await seen("first", 0, true),
    await seen("after a rest", 5000, true),
    await seen("in a row", 200, true),
    await seen("passed by", 200, true, false),
    await seen("and the next", 200, true),
    await seen("nobody waits", 5000, false),
  ]
}"""


def test_what_is_awaited_after_a_picture_comes_at_once_unless_pictures_pass_in_a_row(modules: Page) -> None:
    assert modules.evaluate(WATCH) == [
        [["first"], []],
        [["after a rest"], []],
        [[], ["in a row"]],
        [[], []],
        [[], ["and the next"]],
        [[], ["nobody waits"]],
    ]
