"""Predict by drawing: what a sketch says, and the whole way from a covered picture to the question after the answer."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from engine.analysis.decay import steps_until
from tests.browser.conftest import Visit
from ui.lessons.gradients.run import curves
from ui.lessons.gradients.scenes import SCRIPT

Arrive = Callable[..., Visit]

# Run in the page: the heights of a sketch of so many steps after these calls of its methods, null where none is drawn.
DRAWN = """([steps, calls]) => load("sketch_points.js").then(({ Points }) => {
  const points = new Points(steps)
  for (const [name, ...given] of calls) points[name](...given)
  return points.curve().map((height) => (Number.isNaN(height) ? null : height))
})"""
COMPARED = """([steps, calls, truth]) => load("sketch_points.js").then(({ Points, compared }) => {
  const points = new Points(steps)
  for (const [name, ...given] of calls) points[name](...given)
  return compared(points, truth)
})"""


@pytest.mark.parametrize(
    ("calls", "heights"),
    [
        ([], [None, None, None, None, 0]),
        ([["put", 2, -4]], [None, None, -4, -2, 0]),  # straight lines between what was put
        ([["put", 2, -4], ["put", 0, 2]], [2, -1, -4, -2, 0]),
        ([["put", 2, -4], ["put", 3, -1]], [None, None, -4, -1, 0]),
        ([["put", 4, -4], ["put", -1, 3]], [None, None, None, None, 0]),  # nor what it begins with
        ([["stroke", [4, 0], [0, -8]]], [-8, -6, -4, -2, 0]),
        ([["stroke", [0, -8], [3, -2]]], [-8, -6, -4, -2, 0]),  # from left to right as well
        ([["stroke", [1, -8], [1, -5]]], [None, -5, -10 / 3, -5 / 3, 0]),
        ([["stroke", [3, -1], [0, -1]], ["clear"]], [None, None, None, None, 0]),
    ],
)
def test_what_a_hand_draws(modules: Page, calls: list[object], heights: list[float | None]) -> None:
    assert modules.evaluate(DRAWN, [5, calls]) == pytest.approx(heights)


@pytest.mark.parametrize(
    ("calls", "truth", "said"),
    [
        ([["put", 70, -3.1]], ("gap", 10), ("lost", 29, "")),
        ([["put", 89, -3.2]], ("gap", 10), ("same", 10, "")),
        ([["put", 98, -4]], ("gap", 10), ("lost_one", 1, "")),
        ([["put", 98, -4]], ("gap", 1), ("same_one", 1, "")),
        ([["put", 0, -2]], ("gap", 10), ("kept", 99, "0.01")),
        ([["put", 5, 8.3]], ("gap", None), ("kept", 99, "2·10⁸")),  # who came so far drew all of it
        ([["put", 40, -2]], ("gap", None), ("stopped", 59, "")),
        ([["put", 40, -4]], ("gap", None), ("lost", 45, "")),
        ([["put", 0, 7.97]], ("end", None), ("ends", 99, "9·10⁷")),
        ([["put", 50, 7]], ("end", None), ("stopped", 49, "")),
        ([["put", 60, 1.6], ["put", 0, -3]], ("peak", None), ("peaks", 39, "40")),
        ([["put", 0, -3]], ("peak", None), ("falls", 0, "")),
        ([["put", 0, -3]], ("", None), ("any", 0, "")),
    ],
)
def test_what_a_sketch_says(
    modules: Page, calls: list[object], truth: tuple[str, int | None], said: tuple[str, int, str]
) -> None:
    found = modules.evaluate(COMPARED, [100, calls, {"measure": truth[0], "gap": truth[1]}])
    assert (found["outcome"], found["steps"], found["guess"]) == said


def test_a_curve_is_lost_here_where_it_is_in_the_engine(modules: Page) -> None:
    rng = np.random.default_rng(0)
    walks = [np.cumsum(rng.normal(-0.05, 0.5, 60))[::-1] for _ in range(20)]
    logs = [[*(walk - walk[-1])] for walk in walks]
    found = modules.evaluate(
        "(curves) => load('sketch_points.js').then(({ lostAfter }) => curves.map(lostAfter))", logs
    )
    assert found == [steps_until(np.array(curve)) for curve in logs]
    assert None in found
    assert len(set(found)) > 5


# Run in the page: where the sketch begins, and where a curve of this height at the last step does, in pixels.
BEGINS = """(log) => {
  const { xaxis, yaxis } = document.querySelector(".js-plotly-plot")._fullLayout
  const points = document.querySelector(".us-sketch-line").getAttribute("d").slice(1).split("L")
  const curve = [xaxis._offset + xaxis.l2p(100), yaxis._offset + yaxis.l2p(log)]
  return { sketch: points.at(-1).split(",").map(Number), curve }
}"""
ANSWERS = re.compile("1/1000 after|alive all|exactly 0|grows by|after 10 steps|Answer|It took")


def ground(page: Page) -> Locator:
    return page.get_by_role("slider", name=re.compile("^Sketch of the gradient"))


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_from_the_covered_picture_to_the_question_after_the_answer(visit: Arrive) -> None:
    found = curves(SCRIPT.settings_of("vanishing").computed())
    (curve,) = [curve for curve in found if curve.name == "rnn"]
    visited = visit(width=1280, height=720).open("/gradients?scene=vanishing")
    page, figure = visited.page, visited.page.locator("[data-figure=gradients]")
    expect(figure).to_contain_text("Commit to an answer first")

    # Nothing of the answer is there: words, axes, curves, tables, or what the browser was given
    main = page.get_by_test_id("stMain")
    expect(main).not_to_contain_text(ANSWERS)
    expect(figure.locator(".ytick text")).to_have_count(10)
    assert figure.locator(".scatterlayer .js-line").count() == 0
    assert page.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.yaxis.range.join()") == "-18,9"
    assert page.locator(".us-hidden table").count() == 0
    box = figure.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 720
    expect(page.get_by_role("button", name="Reveal")).to_be_in_viewport(ratio=1)

    # By mouse: no run of Python, and a theme and a size that change leave it as it is
    plot, runs = ground(page).bounding_box(), visited.runs
    assert plot

    def at(back: float, decades: float) -> tuple[float, float]:
        return plot["x"] + plot["width"] * (99.5 - back) / 100, plot["y"] + plot["height"] * (9 - decades) / 27

    page.mouse.move(*at(1, 0))
    page.mouse.down()
    page.mouse.move(*at(30, -3.2), steps=8)
    page.mouse.move(*at(99, -6), steps=8)
    page.mouse.up()
    line = figure.locator(".us-sketch-line")
    expect(figure.locator(".us-sketch-mark", has_text="you:")).to_have_text(re.compile("you: (29|30)"))
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1024, "height": 768})
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")
    expect(figure.locator(".us-sketch-mark", has_text="you:")).to_have_text(re.compile("you: (29|30)"))
    expect(main).not_to_contain_text(ANSWERS)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light")
    assert visited.runs == runs

    # By keys: from the loss straight to a hundredth after twelve steps, and on below a thousandth after twenty
    page.mouse.move(5, 5)
    ground(page).focus()
    page.keyboard.press("Delete")
    expect(line).to_have_attribute("d", "")
    expect(figure).to_contain_text("Commit to an answer first")
    for key in ("ArrowLeft", "Shift+ArrowLeft", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(ground(page)).to_have_attribute("aria-valuetext", re.compile("^12 steps back: 0.01 times"))
    for key in (*8 * ["ArrowLeft"], "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(ground(page)).to_have_attribute("aria-valuetext", re.compile("^20 steps back: 3·10⁻⁴ times"))
    guess = 18  # two decades after 12 steps, and one and a half on the eight that follow
    expect(figure.locator(".us-sketch-mark", has_text="you:")).to_have_text(f"you: {guess}")
    assert visited.runs == runs

    # The reveal: the truth on its own axes, the sketch over it, and one sentence in both's numbers
    with visited.asking():
        pressed(page, "Reveal")
    said = page.get_by_role("status").filter(has_text="You lost it")
    expect(said).to_have_text(f"You lost it after {guess} steps. It took {curve.gap}.")
    expect(figure).to_contain_text("your guess for the RNN")
    expect(ground(page)).to_have_count(0)
    assert page.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.yaxis.range[0]") < -20
    begins = page.evaluate(BEGINS, curve.logs[-1])  # where the curve does
    assert begins["sketch"] == pytest.approx(begins["curve"], abs=0.2)

    # One more question, about another run
    options = page.get_by_role("radio", name="lost later")
    expect(options).to_be_in_viewport(ratio=1)
    with visited.asking():
        options.click()
    expect(page.get_by_text("✓ Answer: lost later.")).to_be_visible()
    expect(said).to_have_text(f"You lost it after {guess} steps. It took {curve.gap}.")
