"""The stepper's modules by themselves, in a real Chromium: the decisions they take, and what they draw with."""

from typing import Any

import pytest
from playwright.sync_api import Page

from ui.look import palette

PLACES = """async (events) => {
  const { KnownPlaces } = await load("place.js")
  const known = new KnownPlaces()
  return events.map(([kind, step, answers, unit = 0]) =>
    kind === "report" ? known.report({ step, unit }) : known.receive({ step, unit, answers }, kind === "new"))
}"""


@pytest.mark.parametrize(
    ("events", "last"),
    [
        ([["new", 6, 0]], {"step": 6, "unit": 0}),
        ([["new", 6, 0], ["same", 6, 0]], None),  # the page always sends where it began
        ([["new", 6, 0], ["report", 9], ["same", 6, 1]], None),  # even when it has heard
        ([["new", 6, 0], ["report", 9], ["same", 9, 1]], None),  # it repeats what it heard
        ([["new", 6, 0], ["report", 9], ["report", 12], ["same", 9, 1]], None),  # late, by however much
        ([["new", 6, 0], ["report", 9], ["report", 12], ["new", 9, 1]], None),  # late, and other content
        ([["new", 6, 0], ["report", 9], ["new", 9, 1]], None),  # another seed: stay where you are
        ([["new", 6, 0], ["report", 9], ["new", 6, 1]], {"step": 6}),  # another scene, which begins there
        ([["new", 6, 0], ["report", 9], ["same", 20, 1]], {"step": 20}),  # a link to step 21
        ([["new", 6, 0], ["report", 9], ["same", 20, 1], ["report", 20]], 0),  # which Python knows
        ([["new", 6, 0], ["report", 9], ["new", 6, 0], ["report", 9]], 2),  # told again: the first was about the old
        ([["new", 6, 41], ["report", 9]], 42),  # the stepper was here before
        ([["new", 6, 0], ["new", 6, 0, 3]], {"unit": 3}),  # another cell: a step made meanwhile, and not told, stays
        ([["new", 6, 0], ["new", 6, 0, 3], ["report", 7, 0, 3]], 1),  # and is told
        ([["new", 6, 0], ["report", 9], ["same", 6, 1, 3]], {"unit": 3}),  # where it began, and another unit
        ([["new", 6, 0], ["report", 9], ["same", 6, 1, 3], ["report", 9, 0, 3]], 0),
    ],
)
def test_when_python_wishes_for_another_place(modules: Page, events: list[list[Any]], last: Any) -> None:
    assert modules.evaluate(PLACES, events)[-1] == last


TOLD = """async ([posts, first]) => {
  const { KnownPlaces } = await load("place.js")
  const [known, told, before] = [new KnownPlaces(), [], location.href]
  const report = (place) => told.push([place.step, place.unit, place.serial, location.search])
  for (const post of posts) known.tell({ ...post, report }, post, first)
  history.replaceState(null, "", before)
  return told
}"""


@pytest.mark.parametrize(("first", "spelled"), [((), "?t=10&unit=4"), ((0,), "?t=10&unit=3")])
def test_a_place_is_told_once_and_stands_in_the_address_by_then(
    modules: Page, first: tuple[int, ...], spelled: str
) -> None:
    place = {"step": 9, "unit": 3, "link": ["t", "unit"], "reports": True}
    posts = [place | {"reports": False}, place, place, place | {"step": 2, "link": None}]
    assert modules.evaluate(TOLD, [posts, *first]) == [[9, 3, 1, spelled], [2, 3, 2, spelled]]


MOVES = """async () => {
  const { Moving } = await load("moving.js")
  const [seen, frames, own] = [[], [], window.requestAnimationFrame]
  window.requestAnimationFrame = (frame) => frames.push(frame)
  const state = { at: 0, isPlaying: true }
  try {
    await new Promise((rested) => {
      const [show, isPlaying] = [() => seen.push(state.at), () => state.isPlaying]
      const moving = new Moving({ show, isPlaying, rested: () => rested(seen.push("rests")) })
      const gone = new Moving({ show, rested: () => seen.push("gone") })
      const go = (at) => moving.moved((state.at = at))
      const frame = () => frames.splice(0).forEach((each) => each(seen.push("frame")))
      for (const at of [1, 2, 3]) go(at)
      frame()
      go(4)
      frame()
      setTimeout(() => {
        state.isPlaying = false
        seen.push("played")
        gone.rest()
        gone.dispose()
        go(5)
      }, 300)
    })
    return seen
  } finally {
    window.requestAnimationFrame = own
  }
}"""


def test_moves_count_at_once_are_seen_once_a_frame_and_rest_when_playing_is_over(modules: Page) -> None:
    assert modules.evaluate(MOVES) == [1, "frame", 3, 4, "frame", "played", 5, "rests"]


INKS = """async ([signals, dark, theme]) => {
  const { applyPalette, contrast } = await load("theme.js")
  const root = document.createElement("div")
  applyPalette(root, signals, { ...theme, swap: (colour) => (theme.dark && dark[colour]) || colour })
  const read = (name) => root.style.getPropertyValue("--us-" + name)
  return Object.keys(signals).map((name) =>
    [name, contrast(read("ink-" + name), theme.background)])
}"""


@pytest.mark.parametrize(
    "theme",
    [
        {"dark": False, "background": "#ffffff", "ink": "#1b2330"},
        {"dark": True, "background": "#12161d", "ink": "#e6eaf0"},
    ],
)
def test_coloured_text_can_be_read_in_both_themes(modules: Page, theme: dict[str, Any]) -> None:
    found = modules.evaluate(INKS, [dict(palette.SIGNAL_COLOURS), dict(palette.DARK), theme])
    assert len(found) == len(palette.SIGNAL_COLOURS)
    for name, contrast in found:
        assert contrast >= 4.5, name


SWAP = """([figure, dark]) =>
  load("theme.js").then((theme) => theme.recolour(figure, (colour) => dark[colour] || colour))"""


def test_dark_colours_reach_into_colour_scales_and_leave_numbers_alone(modules: Page) -> None:
    figure = {"data": [{"z": [1, 2], "colorscale": [[0, "#f1f4f7"], [1, palette.LSTM]], "text": ["#1"]}]}
    swapped = modules.evaluate(SWAP, [figure, dict(palette.DARK)])
    (trace,) = swapped["data"]
    assert trace["colorscale"] == [[0, palette.DARK["#f1f4f7"]], [1, palette.DARK[palette.LSTM]]]
    assert (trace["z"], trace["text"]) == ([1, 2], ["#1"])


TABLES = """([panel, values]) => Promise.all(["table.js", "values.js"].map(load)).then(([{ Table }, { Recording }]) => {
  const host = document.createElement("div")
  const table = new Table(host)
  const text = { signal: "Signal", unit_number: "Unit {unit}", gradient: "gradient of {signal}", values: "step {step}" }
  const { buffer } = Float64Array.from(values)
  table.build({ panels: [panel], tokens: [], text }, [new Recording(panel, buffer, 2)])
  table.show(1)
  return [...host.children].map((node) => [...node.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))
})"""


def test_the_numbers_of_a_projected_hidden_state_stand_in_a_table_of_their_own(modules: Page) -> None:
    arrays = {
        "cell": {"offset": 0, "shape": [2, 3], "type": "f8"},
        "gradient:cell": {"offset": 48, "shape": [2, 3], "type": "f8"},
        "projected:hidden": {"offset": 96, "shape": [2, 2], "type": "f8"},
    }
    titles = {"cell": "cell state", "hidden": "hidden state"}
    panel = {"units": 3, "reverse": False, "title": "LSTM", "titles": titles, "names": None, "arrays": arrays}
    found = modules.evaluate(TABLES, [panel, list(range(1, 17))])
    assert found == [
        [
            ["Signal", "Unit 1", "Unit 2", "Unit 3"],
            ["cell state", "4.00", "5.00", "6.00"],
            ["gradient of cell state", "10.0", "11.0", "12.0"],
        ],
        [["Signal", "1", "2"], ["hidden state", "15.0", "16.0"]],
    ]
