"""The network unrolled above the heatmaps: where its cells and its memory stand, and what they show."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine import Trace
from tests.browser.conftest import Visit
from tests.browser.test_heatmaps import colour
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings
from ui.look.palette import SIGNED

Arrive = Callable[..., Visit]
STEPS = 30


def asked(modules: Page, said: str, *values: Any) -> Any:
    """What an expression of `belt.js` is, given `values` as `v`."""
    return modules.evaluate(f"(v) => load('belt.js').then((belt) => {said})", list(values))


def test_the_memory_comes_from_the_left_or_where_the_cell_reads_backwards_from_the_right(modules: Page) -> None:
    assert asked(modules, "[...belt.between([1, 2, 3], 9, false)]") == [9, 1, 2, 3]
    assert asked(modules, "[...belt.between([1, 2, 3], 9, true)]") == [1, 2, 3, 9]


def test_a_belt_changes_inside_its_cell_and_is_thin_where_its_sign_changes(modules: Page) -> None:
    points = np.array(asked(modules, "belt.course(-0.5, 1, 100, 40, 20)"))
    np.testing.assert_array_equal(points[[0, -1]], [[100, -0.5], [140, 1]])
    inside = (points[:, 0] >= 110) & (points[:, 0] <= 130)
    assert set(points[~inside, 1]) == {-0.5, 1.0}
    assert (np.diff(points[:, 0]) >= 0).all()
    assert (np.diff(points[:, 1]) >= 0).all()
    assert np.abs(points[:, 1]).min() < 0.1
    assert asked(modules, "belt.course(NaN, 1, 100, 40, 20)") == []
    assert asked(modules, "belt.course(0.5, 0.5, 0, 10, 7)") == [[0, 0.5], [1.5, 0.5], [8.5, 0.5], [10, 0.5]]


def test_the_width_of_a_belt_is_that_of_its_value(modules: Page) -> None:
    limit = asked(modules, "belt.reach([0.3, -2, NaN, Infinity])")
    assert limit == 2
    full, half_way, far = asked(modules, "[-2, 1, 1e300].map((value) => belt.half(value, 2))")
    assert full == 2 * half_way > 0
    assert full < far < 2 * full  # beyond what was recorded it grows on, but never over its gates
    assert asked(modules, "belt.reach([0, 0])") > 0


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("column", [14, 16.4, 40, 200])
def test_the_bars_of_all_gates_stand_apart_inside_their_cell(modules: Page, count: int, column: float) -> None:
    width = asked(modules, "belt.cellWidth(v[0])", column)
    assert 0 < width < column
    found = asked(modules, "belt.bars(...v)", count, width)
    edges = [edge for left in found["left"] for edge in (left, left + found["width"])]
    assert edges == sorted(edges)
    assert edges[0] >= 1
    assert edges[-1] <= width - 1
    assert asked(modules, "belt.cellWidth(13.9)") == 0


def test_a_wedge_opens_to_where_the_large_cell_lies(modules: Page) -> None:
    small = {"left": 50, "top": 50, "right": 60, "bottom": 70}

    def to(left: float, top: float) -> Any:
        return asked(
            modules, "belt.wedge(...v)", small, {"left": left, "top": top, "right": left + 40, "bottom": top + 90}
        )

    assert to(0, 0) == [[50, 50], [50, 70], [40, 90], [40, 0]]
    assert to(30, -200) == [[50, 50], [60, 50], [70, -110], [30, -110]]
    assert to(30, 200) == [[50, 70], [60, 70], [70, 200], [30, 200]]
    assert to(20, 40) == []


PLACES = """() => {
  const column = document.querySelector("[data-figure=column]")
  const box = (node) => node.getBoundingClientRect().toJSON()
  const shown = (selector) => [...column.querySelectorAll(selector)].filter((node) => !node.hidden)
  return {
    row: box(column.querySelector("[data-row=cell]")),
    chain: box(column.querySelector("[data-row=chain]")),
    canvas: box(column.querySelector("canvas.us-chain")),
    cursor: box(column.querySelector(".us-cursor")),
    here: box(column.querySelector(".us-here")),
    tokens: shown("[data-token-step]").map((node) => [Number(node.dataset.tokenStep), box(node)]),
    wedge: column.querySelector(".us-lens polygon").points.length,
  }
}"""
BELT = """(shares) => {
  const canvas = document.querySelector("[data-figure=column] canvas.us-chain")
  const [pen, y] = [canvas.getContext("2d"), 30 * (window.devicePixelRatio || 1)] // 9 of wire, 21 to the middle
  return shares.map((share) => [...pen.getImageData(Math.round(share * canvas.width), y, 1, 1).data])
}"""


def middle(box: dict[str, float]) -> float:
    return (box["left"] + box["right"]) / 2


def stand_over_their_columns(page: Page, first: int = 0, last: int = STEPS - 1) -> dict[str, Any]:
    """Every token, the emphasised cell and the canvas, to a pixel; returns where everything stands."""
    found: dict[str, Any] = page.evaluate(PLACES)
    row = found["row"]
    width = row["width"] / (last - first + 1)
    for step, box in found["tokens"]:
        assert middle(box) == pytest.approx(row["left"] + (step - first + 0.5) * width, abs=1)
    assert [step for step, _ in found["tokens"]] == list(range(first, last + 1))
    assert middle(found["here"]) == pytest.approx(middle(found["cursor"]), abs=1)
    for edge in ("left", "right"):
        assert found["canvas"][edge] == pytest.approx(row[edge], abs=1)
    return found


def belt_of(trace: Trace, unit: int) -> np.ndarray:
    """What the belt's colours are to be where it leaves each cell."""
    memory = trace["cell"][0, 0, :, 0, unit]
    return np.array([colour(SIGNED, (value + 1) / 2, str) for value in memory])


def test_small_cells_stand_over_their_columns_follow_the_step_and_bring_one_there(visit: Arrive) -> None:
    page = visit(height=1100).open("/step?t=12&unit=1").page
    trace = make_run(StepSettings()).trace
    stepper = page.get_by_test_id("stepper").first
    found = stand_over_their_columns(page)
    assert found["wedge"] == 4
    expect(page.get_by_text("the same weights at every step")).to_be_visible()
    plain = [step for step in range(STEPS) if (step + 1) % 3]  # after every third cell the belt says which way it goes
    leaving = [(step + 0.96) / STEPS for step in plain]
    painted = np.array(page.evaluate(BELT, leaving))
    np.testing.assert_allclose(painted[:, :3], belt_of(trace, 0)[plain], atol=6)

    page.keyboard.press("ArrowRight")
    expect(stepper).to_have_attribute("data-step", "12")
    assert middle(stand_over_their_columns(page)["here"]) > middle(found["here"])
    chain = found["chain"]
    page.mouse.click(chain["left"] + chain["width"] * 20.5 / STEPS, chain["top"] + 20)
    expect(stepper).to_have_attribute("data-step", "20")
    expect(stepper).to_have_attribute("data-unit", "0")
    stand_over_their_columns(page)

    page.get_by_role("button", name="Unit 2", exact=True).click()
    painted = np.array(page.evaluate(BELT, leaving))
    np.testing.assert_allclose(painted[:, :3], belt_of(trace, 1)[plain], atol=6)
    column = "document.querySelector('[data-figure=column] .js-plotly-plot')"
    page.evaluate(f"() => Plotly.relayout({column}, {{'xaxis.range': [10.5, 24.5]}})")
    stand_over_their_columns(page, 10, 23)
    page.get_by_role("button", name="Show all steps").click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(f"() => {column}._fullLayout.width < 390")
    stand_over_their_columns(page)
