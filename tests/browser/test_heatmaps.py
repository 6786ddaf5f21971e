"""The canvas that paints heatmap rows: colours, hover, clicks, zoom, size, and what is not a number."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import COUNT_DRAWINGS, Visit
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings
from ui.look import palette
from ui.look.palette import SIGNED, gate_scale

Arrive = Callable[..., Visit]
STEPS, UNITS = 40, 5
FRESH = f"/step?network=fresh&units={UNITS}&length={STEPS}&seed=3&signals=all&t=10"
SHOWN = StepSettings(network="fresh", units=UNITS, length=STEPS, seed=3)

PIXELS = """([signal, places]) => {
  const column = document.querySelector("[data-figure=column]")
  const canvas = column.querySelector("canvas")
  const row = column.querySelector(`[data-row=${signal}]`)
  const scale = canvas.width / canvas.clientWidth
  const [left, top] = [parseFloat(row.style.left), parseFloat(row.style.top)]
  const [width, height] = [parseFloat(row.style.width), parseFloat(row.style.height)]
  const context = canvas.getContext("2d")
  return places.map(([x, y]) =>
    [...context.getImageData((left + x * width) * scale, (top + y * height) * scale, 1, 1).data])
}"""


def colour(scale: palette.ColourScale, share: float, swap: Callable[[str], str]) -> np.ndarray:
    """What a scale says of a share, red, green and blue."""
    stops = np.array([at for at, _ in scale])
    channels = np.array([[int(swap(named)[i : i + 2], 16) for i in (1, 3, 5)] for _, named in scale])
    return np.array([np.interp(share, stops, channel) for channel in channels.T])


def painted(page: Page, signal: str, places: list[tuple[float, float]]) -> np.ndarray:
    """The pixels, red, green, blue and opacity, at places given as shares of a row's width and height."""
    return np.array(page.evaluate(PIXELS, [signal, places]))


def centre(step: int, unit: int) -> tuple[float, float]:
    return (step + 0.5) / STEPS, (unit + 0.5) / UNITS


def values(signal: str) -> np.ndarray:
    return np.asarray(make_run(SHOWN).trace[signal][0, 0, :, 0])


def wears_the_colours_of_its_values(page: Page, scheme: str) -> None:
    swap = (lambda named: palette.DARK.get(named, named)) if scheme == "dark" else str
    places = [(step, unit) for step in (0, 7, 23, 39) for unit in range(UNITS)]
    for signal, scale, low in (("forget_gate", gate_scale("forget_gate"), 0.0), ("hidden", SIGNED, -1.0)):
        found = painted(page, signal, [centre(*place) for place in places])
        expected = [colour(scale, (values(signal)[place] - low) / (1 - low), swap) for place in places]
        np.testing.assert_allclose(found[:, :3], expected, atol=2)
        assert (found[:, 3] == 255).all()
    assert len({tuple(pixel) for pixel in found}) > 5, "one colour everywhere proves nothing"


def test_every_cell_wears_the_colour_of_its_value_on_a_fine_dark_screen(visit: Arrive) -> None:
    page = visit(color_scheme="dark", device_scale_factor=2).open(FRESH).page
    wears_the_colours_of_its_values(page, "dark")


def hover(page: Page, signal: str, step: int, unit: int) -> None:
    row = page.locator(f"[data-figure=column] [data-row={signal}]")
    box = row.bounding_box()
    assert box is not None
    x, y = centre(step, unit)
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])


def test_what_is_painted_says_its_value_zooms_and_follows_the_window(visit: Arrive) -> None:
    visited = visit(height=1100).open(FRESH)
    page, stepper = visited.page, visited.page.get_by_test_id("stepper").first
    row = page.locator("[data-figure=column] [data-row=hidden]")
    wears_the_colours_of_its_values(page, "light")
    between = painted(page, "hidden", [(step / STEPS, 0.5 / UNITS) for step in (3, 17, 30)])
    assert (between[:, 3] == 0).any(), "gaps part the cells"

    label = page.locator("[data-figure=column] .us-label")
    expect(label).to_be_hidden()
    hover(page, "hidden", 20, 3)
    expect(label).to_be_visible()
    text = label.inner_text()
    assert "hidden state" in text
    assert "21 · unit 4" in text
    said = float(text.split(": ")[1].replace("−", "-"))
    assert said == pytest.approx(values("hidden")[20, 3], rel=1e-3)
    page.mouse.move(5, 5)
    expect(label).to_be_hidden()

    # a drag over a row zooms and selects nothing
    box = row.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.25 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], y, steps=5)
    page.mouse.up()
    expect(page.get_by_role("button", name="Show all steps")).to_be_visible()
    column = "document.querySelector('[data-figure=column] .js-plotly-plot')"
    low, high = page.evaluate(f"{column}._fullLayout.xaxis.range")
    assert (low, high) == (pytest.approx(10.5, abs=0.6), pytest.approx(20.5, abs=0.6))
    expect(stepper).to_have_attribute("data-step", "9")

    # the canvas follows the zoom, and a click finds the step there
    page.evaluate(f"() => window.Plotly.relayout({column}, {{'xaxis.range': [10.5, 20.5]}})")
    expected = [colour(SIGNED, (values("hidden")[10 + at, 2] + 1) / 2, str) for at in range(10)]
    found = painted(page, "hidden", [((at + 0.5) / 10, 2.5 / UNITS) for at in range(10)])
    np.testing.assert_allclose(found[:, :3], expected, atol=2)
    box = row.bounding_box()
    assert box is not None
    page.wait_for_timeout(400)  # within 300 ms of the drag, a click would be the second of a double one
    page.mouse.click(box["x"] + 0.35 * box["width"], box["y"] + box["height"] * 2.5 / UNITS)
    expect(stepper).to_have_attribute("data-step", "13")
    expect(stepper).to_have_attribute("data-unit", "2")
    page.get_by_role("button", name="Show all steps").click()

    # at another width everything is painted anew
    page.set_viewport_size({"width": 1100, "height": 1100})
    page.wait_for_function("""() => {
      const frame = document.querySelector("[data-figure=column] .us-plot")
      const width = frame.querySelector("canvas").clientWidth
      return width === frame.clientWidth && width === frame.querySelector(".main-svg").clientWidth
    }""")
    page.wait_for_timeout(300)  # longer than the drawing waits for the window to rest
    found = painted(page, "forget_gate", [centre(12, 1), centre(31, 4)])
    expected = [colour(gate_scale("forget_gate"), values("forget_gate")[place], str) for place in ((12, 1), (31, 4))]
    np.testing.assert_allclose(found[:, :3], expected, atol=2)

    # where only painted numbers change, Plotly is not asked
    page.evaluate(COUNT_DRAWINGS)
    page.get_by_label("Network seed").fill("4")
    page.get_by_label("Network seed").press("Enter")
    page.wait_for_url(re.compile("seed=4"))
    visited.settled()
    moment = page.evaluate("document.querySelectorAll('.js-plotly-plot').length")
    assert page.evaluate("window.drawings") <= moment  # each figure at most once


def test_a_value_beyond_single_precision_is_said_as_it_is(visit: Arrive) -> None:
    query = "cell=rnn&network=fresh&activation=linear&init=gaussian&radius=3&units=5&length=150&sequence=text&text="
    settings = StepSettings(
        cell="rnn", network="fresh", activation="linear", init="gaussian", radius=3.0, units=5, length=150,
        sequence="text", text="ab" * 75,
    )  # fmt: skip
    largest = np.asarray(make_run(settings).trace["hidden"][0, 0, -1, 0])
    assert np.abs(largest).max() > 1e39
    page = visit(height=1100).open(f"/step?{query}{'ab' * 75}").page
    row = page.locator("[data-figure=column] [data-row=hidden]")
    box = row.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * (149.5 / 150), box["y"] + box["height"] * 0.1)
    text = page.locator("[data-figure=column] .us-label").inner_text()
    mantissa, exponent = re.findall(r"([0-9.]+)·10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text)[0]
    power = int(exponent.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")))
    assert float(mantissa) * 10.0**power == pytest.approx(abs(largest[0]), rel=1e-3)


HATCHED = """async (numbers) => {
  const { Heatmaps } = await load("heatmaps.js")
  const frame = document.body.appendChild(document.createElement("div"))
  const heatmaps = new Heatmaps(frame)
  const axis = { _offset: 0, _length: 60, l2p: (value) => (value - 0.5) * 20 }
  const trace = { x0: 1, y0: 1, zmin: -1, zmax: 1, colorscale: [[0, "#0000ff"], [1, "#ff0000"]], meta: {} }
  const plane = { data: Float64Array.from(numbers.map(Number)), rows: 1, columns: 3, rowStride: 3, columnStride: 1 }
  heatmaps.take([{ trace, plane, band: null }])
  heatmaps.measure({ _fullLayout: { width: 60, height: 20, xaxis: axis, yaxis: axis, _size: { t: 0, h: 20 } } })
  heatmaps.paint()
  const context = heatmaps.canvas.getContext("2d")
  return [0, 1, 2].map((column) => {
    const { data } = context.getImageData(column * 20 + 2, 2, 16, 16)
    return [...new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 4).join(",")))]
  })
}"""


def test_what_is_not_a_number_is_hatched_and_infinity_wears_the_end_of_the_scale(modules: Page) -> None:
    nothing, endless, plain = modules.evaluate(HATCHED, ["NaN", "Infinity", "-1"])
    assert endless == ["255,0,0,255"]
    assert plain == ["0,0,255,255"]
    assert "0,0,0,0" in nothing
    assert len(nothing) > 1, "a NaN is marked, not left blank"


REPAINTED = """async () => {
  const { Heatmaps } = await load("heatmaps.js")
  const frame = document.body.appendChild(document.createElement("div"))
  const heatmaps = new Heatmaps(frame)
  const axis = { _offset: 0, _length: 20, l2p: (value) => (value - 0.5) * 20 }
  const trace = { x0: 1, y0: 1, zmin: 0, zmax: 1, colorscale: [[0, "#000000"], [1, "#ffffff"]], meta: {} }
  const plane = (value) => ({ data: Float64Array.of(value), rows: 1, columns: 1, rowStride: 1, columnStride: 1 })
  heatmaps.take([{ trace, plane: plane(0), band: null }])
  heatmaps.measure({ _fullLayout: { width: 20, height: 20, xaxis: axis, yaxis: axis, _size: { t: 0, h: 20 } } })
  const at = () => heatmaps.canvas.getContext("2d").getImageData(10, 10, 1, 1).data[0]
  heatmaps.paint()
  const before = at()
  heatmaps.paint(() => plane(1))
  return [before, at()]
}"""


def test_a_hand_may_paint_other_numbers_in_the_same_place(modules: Page) -> None:
    assert modules.evaluate(REPAINTED) == [0, 255]
