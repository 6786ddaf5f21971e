"""When components keep silent: while a link on the page they stand on is under way; and that one speaks at a time."""

from playwright.sync_api import Page

FOLLOWED = """async () => {
  const { leaving } = await load("leaving.js")
  const here = location.href
  const place = document.body.appendChild(document.createElement("div"))
  const said = []
  const say = leaving.unlessLeft(place, (what) => said.push(what))
  const sent = () => new Promise((wake) => setTimeout(wake, 50)) // a link waits for what was said before it
  const click = (address) => {
    const link = place.appendChild(Object.assign(document.createElement("a"), { href: address }))
    link.onclick = (event) => event.preventDefault() // as Streamlit does
    link.click()
  }
  say("before any link")
  await sent()
  click("?scene=window")
  say("under way")
  history.replaceState(null, "", "?k=3")
  say("still under way, at another step")
  history.replaceState(null, "", "?scene=window&k=3")
  say("arrived")
  history.replaceState(null, "", "?k=4")
  say("gone on from there")
  await sent()
  click("?k=4")
  say("a link to where one stands")
  await sent()
  click("#below")
  say("a link within the page")
  history.replaceState(null, "", here)
  place.remove()
  return said
}"""


def test_until_the_address_says_what_a_link_asked_for_nothing_is_reported(modules: Page) -> None:
    said = ["before any link", "arrived", "gone on from there", "a link to where one stands", "a link within the page"]
    assert modules.evaluate(FOLLOWED) == said


# Streamlit's browser half as far as it counts here: what is said before its timer fires goes out in one request, for
# the fragment of the first who spoke.
SENT = """async () => {
  const { leaving } = await load("leaving.js")
  const sent = []
  let batch = null
  const tell = (fragment, word) => {
    if (!batch) setTimeout(() => { sent.push(batch); batch = null })
    batch ??= [fragment]
    batch.push(word)
  }
  const speaker = (fragment) => leaving.unlessLeft(document.createElement("div"), (word) => tell(fragment, word))
  const [place, training, hand] = [speaker("one fragment"), speaker("the page"), speaker("another fragment")]
  place("a step")
  training("a stage")
  place("and a unit")
  hand("a gate")
  training("a later stage")
  await new Promise((wake) => setTimeout(wake, 100))
  hand("another gate")
  await new Promise((wake) => setTimeout(wake, 100))
  return sent
}"""


def test_of_those_who_speak_at_once_each_is_sent_alone(modules: Page) -> None:
    assert modules.evaluate(SENT) == [
        ["one fragment", "a step", "and a unit"],
        ["the page", "a stage", "a later stage"],
        ["another fragment", "a gate"],
        ["another fragment", "another gate"],
    ]


CLICKED = """async () => {
  const { leaving } = await load("leaving.js")
  const sent = []
  const place = document.body.appendChild(document.createElement("div"))
  const say = (word) => setTimeout(() => sent.push(word)) // Streamlit's timer
  const [one, other] = ["one", "other"].map(() => leaving.unlessLeft(document.createElement("div"), say))
  const link = place.appendChild(Object.assign(document.createElement("a"), { href: "?scene=window" }))
  link.onclick = (event) => {
    event.preventDefault()
    sent.push("a link")
  }
  one("a step")
  link.click()
  other("a gate, after the link")
  await new Promise((wake) => setTimeout(wake, 100))
  history.replaceState(null, "", "?scene=window")
  link.click()
  one("from there")
  await new Promise((wake) => setTimeout(wake, 100))
  history.replaceState(null, "", location.pathname)
  place.remove()
  return sent
}"""


def test_a_link_is_followed_once_what_is_being_sent_is_sent(modules: Page) -> None:
    """Else the address of that would be the latest, and the link forgotten."""
    assert modules.evaluate(CLICKED) == ["a step", "a link", "a link", "from there"]
