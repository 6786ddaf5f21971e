"""The pictures beside the graph by themselves, in a real Chromium: their scales of ink, and what a click tells."""

from math import log10
from typing import Any

import pytest
from playwright.sync_api import Page

VIEWS = "/lessons/architectures"
INKS = "([module, sizes]) => load(module).then(({ shades }) => sizes.flat().map(shades(sizes)))"


@pytest.mark.parametrize(
    ("sizes", "inks"),
    [
        ([[1e-3, None], [0.1, 10.0]], [6, 0, 38, 70]),  # as many decades to either side of the middle
        ([[0.0, 1e-3], [10.0, float("inf")]], [0, 6, 70, 70]),
        ([[2.0, 2.0]], [6, 6]),
        ([[None, 0.0]], [0, 0]),
    ],
)
def test_the_pull_of_a_loss_is_as_dark_as_its_logarithm_is_large(modules: Page, sizes: Any, inks: list[int]) -> None:
    assert modules.evaluate(INKS, [f"{VIEWS}/shapes/pull.js", sizes]) == pytest.approx(inks)


@pytest.mark.parametrize(
    ("sizes", "inks"),
    [
        ([[1.0, 0.1], [0.01, 0.0]], [85, 45, 5, 0]),
        ([[1.0, 1e-2], [1e-9, 0.0]], [85, 45, 5, 0]),  # no fainter than the faintest, four decades below
        ([[1.0, 0.5]], [85, 85 - 80 * log10(2)]),  # one decade at least: a half is no tenth
        ([[0.0, 0.0]], [0, 0]),
    ],
)
def test_a_change_is_as_dark_as_its_logarithm_is_large(modules: Page, sizes: Any, inks: list[float]) -> None:
    assert modules.evaluate(INKS, [f"{VIEWS}/layers/strips.js", sizes]) == pytest.approx(inks)


CLICKED = """async ([module, data, click, chosen]) => {
  const { Aside } = await load(module)
  const [root, told] = [document.createElement("div"), []]
  const graph = new Proxy({}, { get: (_, name) => (...said) => told.push([name, ...said]) })
  const aside = new Aside(root, graph)
  const text = {}
  aside.take(data, text, { swap: (colour) => colour })
  for (const at of click) root.querySelectorAll("button")[at].click()
  for (const box of chosen) aside.select(box)
  const pressed = [...root.querySelectorAll("button")].map((one) => one.getAttribute("aria-pressed") === "true")
  aside.dispose()
  return [told, pressed]
}"""


def clicked(page: Page, module: str, data: dict[str, Any], click: list[int], chosen: list[int]) -> Any:
    return page.evaluate(CLICKED, [f"{VIEWS}/{module}", {"title": "", "note": ""} | data, click, chosen])


def test_pixels_are_told_all_together_and_each_click_knows_the_one_before(modules: Page) -> None:
    data = {"pixels": "0110", "side": 2, "names": ["a", "b", "c", "d"]}
    told, pressed = clicked(modules, "shapes/pixels.js", data, [0, 1], [])
    assert told == [["tell", "pixels", "1110"], ["tell", "pixels", "1010"]]
    assert pressed == [True, False, True, False]


def test_a_loss_is_chosen_and_let_go_and_its_row_follows_the_graph(modules: Page) -> None:
    rows = [{"box": 7, "label": "loss 1"}, {"box": 9, "label": "loss 2"}]
    columns = [{"at": 0, "label": "the", "colour": "forward"}]
    data = {"corner": "", "columns": columns, "rows": rows, "norms": [[1.0], [None]], "none": "no way"}
    assert clicked(modules, "shapes/pull.js", data, [0], []) == [[["choose", 7]], [False, False]]  # the graph answers
    assert clicked(modules, "shapes/pull.js", data, [], [7, 9])[1] == [False, True]


def test_a_symbol_is_changed_here_or_in_the_graph_but_not_into_itself(modules: Page) -> None:
    rows = [{"label": "layer 1", "sizes": [0.0, 1.0, 0.5], "says": ["0", "1", "½"], "lasts": "1 step"}]
    data = {
        "step": 1,
        "inputs": [0, 3, 6],
        "tokens": ["0", "1", "0"],
        "change": ["", "", ""],
        "lasts": "",
        "rows": rows,
    }
    told, pressed = clicked(modules, "layers/strips.js", data, [0, 1], [6, 2])
    assert told == [["tell", "changed", 1], ["choose", -1], ["tell", "changed", 3]]
    assert pressed == [False, True, False]


def test_another_reader_is_asked_for_and_the_one_that_is_shown_is_not(modules: Page) -> None:
    states = [{"colour": "forward", "values": [0.5, -1]}]
    card: dict[str, Any] = {
        "title": "", "units": "", "words": [{"text": "bank", "seen": True, "at": True}], "states": states,
        "shares": [], "right": None, "verdict": "", "told": "",
    }  # fmt: skip
    cards = [card | {"name": name, "shown": name == "both"} for name in ("forward", "both")]
    signed = [[0, "#1f5fa8"], [0.5, "#ffffff"], [1, "#b2182c"]]
    told, pressed = clicked(modules, "both/readers.js", {"signed": signed, "state": "", "cards": cards}, [0, 1], [])
    assert told == [["tell", "reader", "forward"]]
    assert pressed == [False, True]
