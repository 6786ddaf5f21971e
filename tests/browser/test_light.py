"""One thing, everywhere: what is pointed at, or has the focus, is lit wherever it stands, with its name and number."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, Visit
from tests.browser.test_written_modules import as_text, worked_out
from tests.ui.stepper.runs import panel_of, reader
from ui.stepper import StepperPayload
from ui.stepper.cells import registry
from ui.stepper.equations import step_before

Arrive = Callable[..., Visit]

NAMED = """async ([block, things, t, unit]) => {
  const { Recording, unbundle } = await load("values.js")
  const { nameOf, numberOf } = await load("things.js")
  const data = unbundle(Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0)))
  const [panel] = data.panels
  const recording = new Recording(panel, data.values, data.steps)
  return things.map((thing) => [nameOf(thing, panel, data.text), numberOf(thing, panel, recording, t, unit)])
}"""


@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize("cell", registry())
def test_every_thing_has_a_name_of_its_own_and_its_number(modules: Page, cell: str, direction: int) -> None:
    panel = panel_of(cell, layer=0, direction=direction)
    formulas = registry()[cell].equations(step_before(reverse=bool(direction)))
    marked = registry()[cell].drawing + "".join(formula.mathml for formula in formulas)
    things = sorted({thing for words in re.findall(r'data-thing="([^"]+)"', marked) for thing in words.split()})
    assert {"inputs", "hidden", "hidden@previous"} < set(things)
    assert all("data-thing" in symbol for formula in formulas for symbol in re.findall("<msub[^>]*>", formula.mathml))
    found = modules.evaluate(NAMED, [as_text(StepperPayload(steps=7, panels=(panel,))), things, 3, 1])
    names = [name for name, _ in found]
    assert not [name for name in names if re.search(r"undefined|[{}_@]", name)]
    assert len({name for name in names if "bias" not in name}) == len([name for name in names if "bias" not in name])
    blocks = {"ih": panel.input_blocks, "hh": panel.recurrent_blocks}
    for thing, (_, written) in zip(things, found, strict=True):
        kind, _, signal = thing.partition(":")
        row = {end: found.index(signal) * panel.units + 1 for end, found in blocks.items() if signal in found}
        if kind.startswith("weight"):
            values = panel.arrays[kind][1 if kind == "weight_embedding" else row[kind[-2:]]]
            expected = list(values) if len(values) <= 4 else [values.min(), values.max()]
        elif thing == "inputs":
            expected = list(panel.arrays["inputs"][3])
            expected = expected if len(expected) <= 4 else [min(expected), max(expected)]
        elif signal:
            ends = row if kind == "bias" else (kind[-2:],)
            expected = [sum(panel.arrays[f"bias_{end}"][row[end]] for end in ends)]
        else:
            expected = [reader(panel, 3, 1)(thing)]
        numbers = [worked_out(number) for number in written.replace(" … ", ", ").split(", ")]
        np.testing.assert_allclose(numbers, expected, rtol=0.05, atol=0.006, err_msg=thing)


def places(page: Page) -> set[str]:
    """Where something is lit: the parts of the page."""
    parts = (".us-narration", ".us-symbols", ".us-numbers", ".us-diagram", ".us-sum", "[data-figure=column]")
    lit = ".us-lit, .us-lit-row, .us-lit-cell"
    return {part for part in parts if page.locator(part).locator(lit).count()}


EVERYWHERE = {".us-narration", ".us-symbols", ".us-numbers", ".us-diagram", "[data-figure=column]"}
COLUMN = "[data-figure=column]"


def cell_lit(page: Page, signal: str, steps: int, units: int) -> tuple[int, int]:
    """The step and the unit around which the box in a row of the time column lies."""
    row = page.locator(f"{COLUMN} [data-row={signal}]").bounding_box()
    assert row is not None
    boxes = [box for node in page.locator(f"{COLUMN} .us-lit-cell").all() if (box := node.bounding_box())]
    (cell,) = [box for box in boxes if row["y"] - 1 <= box["y"] < row["y"] + row["height"]]
    across = (cell["x"] + cell["width"] / 2 - row["x"]) / row["width"]
    down = (cell["y"] + cell["height"] / 2 - row["y"]) / row["height"]
    return int(across * steps), int(down * units)


def test_pointing_and_the_focus_light_the_same_thing_everywhere(visit: Arrive) -> None:
    page = visit(height=1300).open("/step?signals=all&t=12").page
    label = page.locator(".us-lit-label")
    expect(label).to_be_hidden()

    page.locator(".us-symbols [data-thing=forget_gate]").first.hover()
    expect(label).to_have_text(
        re.compile(r"^forget gate, unit 1, step 12: 0\.\d\d · open, it keeps the old cell state$")
    )
    number = label.inner_text().split(": ")[1].split(" ")[0]
    assert places(page) == EVERYWHERE
    lit = page.locator(".us-numbers .us-lit, .us-narration b.us-lit").all_inner_texts()
    assert len(lit) == 3, "its own equation, the new cell state's, and the sentence"
    assert all(number in words for words in lit)
    assert cell_lit(page, "forget_gate", 30, 2) == (11, 0)
    page.mouse.move(2, 2)
    expect(label).to_be_hidden()
    assert places(page) == set()

    # what the step starts from lies one column earlier, in the row of the same state; a product is a thing of its own
    page.locator(".us-diagram [data-thing='cell@previous'].number").hover()
    assert places(page) == EVERYWHERE
    assert cell_lit(page, "cell", 30, 2) == (10, 0)
    page.locator(".us-diagram text[data-thing='forget_gate*cell@previous']").hover()
    assert places(page) == {".us-symbols", ".us-diagram"}

    # from a heatmap: another unit's cell lights that unit's term in a sum
    page.locator(".us-sum-button").first.click()
    row = page.locator(f"{COLUMN} [data-row=hidden]").bounding_box()
    assert row is not None
    page.mouse.move(row["x"] + row["width"] * 10.5 / 30, row["y"] + row["height"] * 0.75)
    expect(page.locator(".us-sum .us-lit")).to_have_text(re.compile("W·h: unit 2"))
    assert places(page) == {".us-symbols", ".us-diagram", ".us-sum", COLUMN}
    page.locator(".us-sum li", has_text="W·h: unit 2").hover()
    assert cell_lit(page, "hidden", 30, 2) == (10, 1)
    assert page.locator(".us-symbols [data-thing='weight_hh:forget_gate'].us-lit").count() == 1

    # keys: one stop for all symbols, ↑ and ↓ between them, while ← and → step on
    page.mouse.move(2, 2)
    assert page.locator(".us-symbols [tabindex='0']").count() == 1
    page.locator(".us-units button").last.focus()
    page.keyboard.press("Tab")
    focus = page.locator(":focus")
    expect(focus).to_have_attribute("data-thing", "forget_gate")
    expect(focus).to_have_accessible_name(f"forget gate, unit 1, step 12: {number}")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(focus).to_have_attribute("data-thing", "hidden@previous")
    assert places(page) == {".us-symbols", ".us-diagram", ".us-sum", COLUMN}
    page.keyboard.press("ArrowRight")
    expect(label).to_contain_text("step 13")
    assert cell_lit(page, "hidden", 30, 2)[0] == 11
    page.keyboard.press("Tab")
    assert page.locator(".us-symbols [role=img]").count() == 0


@pytest.mark.parametrize(
    ("path", "thing", "expected"),
    [
        ("/step?cell=gru", "update_gate", EVERYWHERE),
        ("/step?cell=rnn", "hidden_from_state", EVERYWHERE - {COLUMN}),
        ("/", "forget_gate", EVERYWHERE - {".us-symbols", ".us-numbers"}),
    ],
)
def test_a_sentence_lights_what_it_speaks_of(visit: Arrive, path: str, thing: str, expected: set[str]) -> None:
    page = visit(height=1100).open(path).page
    page.locator(f".us-narration [data-thing='{thing}']").first.hover()
    expect(page.locator(".us-lit-label")).to_be_visible()
    assert places(page) == expected


def test_a_tap_lights_until_the_next_and_beside_one_another_all_cells_answer(visit: Arrive) -> None:
    page = visit(width=390, height=800, has_touch=True).open("/compare?diagrams=1&bands=all").page
    expect(page.get_by_test_id("stepper")).to_have_attribute("data-ready", "true")  # it comes after the race
    panels = page.locator(".us-panel")
    symbol = panels.nth(1).locator(".us-symbols [data-thing=hidden]").first
    symbol.tap()
    for panel in panels.all():
        expect(panel.locator(".us-symbols .us-lit").first).to_be_visible()
    assert panels.count() > 1
    expect(page.locator(f"{COLUMN} .us-lit-row")).to_have_count(panels.count())
    expect(page.locator(".us-lit-label")).to_contain_text("hidden state")
    assert page.evaluate(FITS)
    panels.first.locator("h3").tap()
    expect(page.locator(".us-lit")).to_have_count(0)
