"""A chart saved as it stands, as SVG and as PNG; and the way back from a zoom."""

import base64
import re
import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]
SVG, HREF = "{http://www.w3.org/2000/svg}", "href"
PIXELS = """async (url) => {
  const image = new Image()
  image.src = url
  await image.decode()
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height })
  const context = canvas.getContext("2d")
  context.drawImage(image, 0, 0)
  const seen = new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer))
  return [image.width, image.height, seen.size]
}"""


def saved(page: Page, figure: str, kind: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that a person gets."""
    card = page.locator(f"[data-figure={figure}]")
    card.get_by_role("button", name="Save this chart").click()
    with page.expect_download() as download:
        card.get_by_role("button", name=kind, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def parsed(svg: bytes) -> ElementTree.Element:
    """The picture, which needs nothing from elsewhere."""
    text = svg.decode()
    assert not re.search(r"(href|src)=\"(?!data:|#)", text)
    assert not re.search(r"url\((?!#)", text.replace("&quot;", ""))
    assert "var(" not in text
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)
    return ElementTree.fromstring(text)


def cursor_of(root: ElementTree.Element) -> tuple[float, float]:
    """Middle and width of the box around the step."""
    (box,) = [node for node in root.iter(f"{SVG}rect") if node.get("class") == "us-cursor"]
    width = float(box.get("width", 0))
    return float(box.get("x", 0)) + width / 2, width + 2  # and its border


def test_a_chart_is_saved_with_all_that_stands_in_it(visit: Arrive) -> None:
    page = visit(height=1200).open("/step?signals=all&t=12").page
    name, first = saved(page, "column", "SVG")
    assert name == "lstm-latch-step-12.svg"
    page.locator(".gate[data-signal=forget_gate]").focus()
    page.keyboard.press("End")  # a hand: ghosts, other curves, rings around answers
    expect(page.locator(".us-agreement")).to_have_attribute("data-agrees", "true")
    for _ in range(5):
        page.get_by_role("button", name="Next step").click()
    expect(page.get_by_test_id("stepper")).to_have_attribute("data-step", "16")
    page.locator(".us-symbols [data-thing=forget_gate]").first.hover()
    name, svg = saved(page, "column", "SVG")
    assert name == "lstm-latch-step-17.svg"
    root, before = parsed(svg), parsed(first)
    words = "".join(root.itertext())
    assert "LSTM" in words
    assert "step 17 of 30" in words
    assert "weights" in words, "the chain's badge"
    chain, image = sorted(root.iter(f"{SVG}image"), key=lambda node: float(node.get("height", 0)))
    assert size_of(base64.b64decode((chain.get(HREF) or "").removeprefix("data:image/png;base64,")))[1] > 100
    heat = base64.b64decode((image.get(HREF) or "").removeprefix("data:image/png;base64,"))
    other = max(before.iter(f"{SVG}image"), key=lambda node: float(node.get("height", 0)))
    assert size_of(heat) == tuple(2 * round(float(image.get(side, 0))) for side in ("width", "height"))
    assert heat != base64.b64decode((other.get(HREF) or "").removeprefix("data:image/png;base64,"))
    (middle, width), (middle_before, _) = cursor_of(root), cursor_of(before)
    assert middle - middle_before == pytest.approx(5 * width, abs=1)
    curves = [node.get("d") for node in root.iter(f"{SVG}path") if "stroke: rgb" in (node.get("style") or "")]
    assert sum(bool(curve) for curve in curves) >= 3, "the curves and rings of the run that the hand has changed"
    assert "us-lit" not in svg.decode(), "what somebody points at is no part of the chart"

    name, png = saved(page, "moment", "PNG")
    assert name == "lstm-latch-moment-step-17.png"
    plot = page.locator("[data-figure=moment] .us-plot").bounding_box()
    assert plot is not None
    width, height = size_of(png)
    assert width == 2 * (round(plot["width"]) + 28)
    assert height > 2 * plot["height"]
    drawn = page.evaluate(PIXELS, "data:image/png;base64," + base64.b64encode(png).decode())
    assert drawn[:2] == [width, height]
    assert drawn[2] > 50, "a blank picture has one colour"
    name, bars = saved(page, "moment", "SVG")
    filled = [node for node in parsed(bars).iter(f"{SVG}path") if "fill: rgb" in (node.get("style") or "")]
    assert len([node for node in filled if (node.get("d") or "").count("M") == 2]) == 6, "two units, six signals"


def zoomed(page: Page, figure: str, changes: str) -> None:
    plot = f"document.querySelector('[data-figure={figure}] .js-plotly-plot')"
    page.evaluate(f"() => window.Plotly.relayout({plot}, {{{changes}}})")


def test_every_lesson_saves_its_charts_and_leads_back_from_every_zoom(visit: Arrive) -> None:
    visited = visit(width=390, height=800, color_scheme="dark").open("/compare?bands=all")
    page = visited.page
    expect(page.get_by_test_id("stepper")).to_have_attribute("data-ready", "true")  # it comes after the race
    name, svg = saved(page, "column", "SVG")
    assert re.fullmatch(r"(lstm|gru|rnn)(-(lstm|gru|rnn))+-first-step-\d+\.svg", name)
    assert list(parsed(svg).iter(f"{SVG}image"))
    back = page.get_by_role("button", name="Show all steps")
    expect(back).to_be_hidden()
    zoomed(page, "column", "'xaxis.range': [10.5, 30.5]")
    page.locator("[data-figure=column]").scroll_into_view_if_needed()
    expect(back).to_be_in_viewport(ratio=1)  # the figure is taller than the window
    back.focus()
    page.keyboard.press("Enter")
    expect(back).to_be_hidden()
    expect(page.locator("[data-figure=column] .us-save > button")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.set_viewport_size({"width": 1024, "height": 900})
    page.emulate_media(color_scheme="light")
    visited.elsewhere("/gradients?scene=vanishing&cover=0")
    expect(page.locator("[data-testid=stepper][data-ready=true]")).to_have_count(2)  # the chapter comes later
    for figure in ("gradients", "left"):
        card = page.locator(f"[data-figure={figure}]")
        back = card.get_by_role("button", name="Show all steps")
        zoomed(page, figure, "'yaxis.range': [-4, -2]")  # the other axis alone
        expect(back).to_be_visible()
        back.click()
        expect(back).to_be_hidden()
        name, png = saved(page, figure, "PNG")
        assert re.fullmatch(rf"[a-z-]+-{figure}-step-\d+\.png", name)
        assert page.evaluate(PIXELS, "data:image/png;base64," + base64.b64encode(png).decode())[2] > 50
