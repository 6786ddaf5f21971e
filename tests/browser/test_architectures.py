"""Architectures in a real Chromium: stepping asks nobody, a box lights up its past, and the address keeps both."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from ui.lessons.architectures.attention.run import make_run
from ui.lessons.architectures.convolution.picture import finder_drawing
from ui.lessons.architectures.convolution.run import make_run as find
from ui.lessons.architectures.convolution.window import window_data
from ui.lessons.architectures.reading.picture import picture
from ui.lessons.architectures.reading.run import make_run as reading
from ui.lessons.architectures.reading.view import VIEW as READING
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.unrolled.component import unrolled_data
from ui.lessons.architectures.views import VIEWS

Arrive = Callable[..., Visit]
LIT = ".un-box[data-lit]"


def lit(page: Page) -> set[int]:
    """The boxes that are lit."""
    found: list[int] = page.evaluate(
        f"() => [...document.querySelectorAll('{LIT}')].map((node) => Number(node.getAttribute('data-box')))"
    )
    return set(found)


def test_one_step_is_one_press_and_a_box_lights_up_exactly_what_it_is_computed_from(visit: Arrive) -> None:
    visited = visit().open("/architectures?predict=0&writer=fixed&t=3")
    page = visited.page
    graph = page.get_by_test_id("unrolled")
    expect(graph).to_have_attribute("data-step", "2")
    before = visited.runs
    page.keyboard.press("ArrowRight")
    expect(graph).to_have_attribute("data-step", "3")
    page.wait_for_url(re.compile("t=4"))
    assert visited.runs == before  # the whole page did not run: a rest tells the place alone

    run = make_run(VIEWS["attention"].of_run(ArchitecturesSettings(writer="fixed")))
    chosen = run.wiring.of("answer")[3]
    index = run.wiring.nodes.index(chosen)
    page.locator(f"[data-box='{index}']").click()
    expect(graph).to_have_attribute("data-box", str(index + 1))
    assert lit(page) == {run.wiring.nodes.index(node) for node in {chosen, *run.wiring.sources(chosen)}}
    page.wait_for_url(re.compile(f"box={index + 1}"))
    page.reload()
    visited.settled()
    expect(page.locator(f"[data-box='{index}'][data-chosen]")).to_have_count(1)
    page.locator(f"[data-box='{index}']").press("Escape")
    expect(page.locator(LIT)).to_have_count(0)
    page.keyboard.press("ArrowLeft")  # from box to box, and no step with it
    expect(page.locator(f"[data-box='{index}']")).not_to_be_focused()
    expect(graph).to_have_attribute("data-step", "3")
    page.locator(f"[data-box='{index}']").click()
    page.keyboard.press("ArrowRight")  # after a click it is a step, and nothing else
    expect(graph).to_have_attribute("data-step", "4")
    expect(page.locator(f"[data-box='{index}']")).to_be_focused()


def test_every_view_is_one_click_away_and_fits(visit: Arrive) -> None:
    visited = visit().open("/architectures?predict=0")
    page = visited.page
    names = list(VIEWS)
    opens_on = names.index(ArchitecturesSettings().view)
    for name in (*names[:opens_on], *names[opens_on + 1 :], names[opens_on]):
        radio = page.locator(".unrolled-chooser").first.get_by_role("radio").nth(names.index(name))
        if radio.get_attribute("aria-checked") != "true":
            with visited.asking():
                radio.click()
        expect(radio).to_have_attribute("aria-checked", "true")
        graph = page.get_by_test_id("unrolled")
        expect(graph).to_have_attribute("data-ready", "true")
        expect(graph.locator(".un-box").first).to_be_visible()
        for width in (390, 1440):
            visited.fits(width, 900)


def test_a_click_and_a_key_hold_an_attention_weight(modules: Page) -> None:
    found = modules.evaluate("""async () => {
      const { held, spell, percent, grid } = await load("/lessons/architectures/attention/holding.js")
      const one = held.pointed(new Map([["6:4", 0.5], ["2:0", 1]]), 6, 2)
      const less = held.moved(one, 6, 2, -0.1, 1)
      const both = held.moved(held.moved(less, 6, 5, 0.1, 0.04), 6, 5, 0.1, 0.04)
      const map = grid(400, 100, 10)
      return {
        spelled: [one, held.pointed(one, 6, 2), less, both, held.moved(both, 6, 2, -1, 1)].map(spell),
        percents: [0.9999, 0.997, 0.004].map(percent),
        apart: map.x(1) - map.x(0), wide: map.width, fits: grid(400, 16, 10).width,
      }
    }""")
    assert found["spelled"] == [
        "3:1=1,7:3=1",  # the step looks there alone
        "3:1=1",
        "3:1=1,7:3=0.9",
        "3:1=1,7:3=0.9,7:6=0.1",  # all weights of a step share 1
        "3:1=1,7:3=0,7:6=0.1",
    ]
    assert found["percents"] == ["100", "99", "0"]
    assert found["apart"] == 13
    assert found["fits"] <= 400 < found["wide"]


def test_the_sum_of_a_place_adds_up_as_it_is_written_and_the_largest_so_far_is_the_one_that_won(modules: Page) -> None:
    changes: list[dict[str, Any]] = [{}, {"filters": "several", "padding": 2}, {"search": "order", "reach": "25"}]
    for change in (*changes, {"search": "order", "reach": "dilated"}):
        run = find(VIEWS["convolution"].of_run(ArchitecturesSettings(view="convolution", **change)))
        data = window_data(run, finder_drawing(run))
        said = modules.evaluate(
            "async ({ places, bias, words }) => {"
            "  const { equation, winner } = await load('/lessons/architectures/convolution/numbers.js');"
            "  return places.map((place) => [equation(place, bias, words), winner(places, place.at)])"
            "}",
            data,
        )
        found = run.found(run.chosen)
        for place, (equation, best) in enumerate(said):
            terms, total = re.sub(r"\(.*?\)", "", equation).replace("−", "-").removeprefix("w · x + b = ").split(" = ")
            written = sum(float(term.replace(" ", "")) for term in re.findall(r"-? ?[\d.]+", terms))
            last_digit = 10.0 ** -len(total.partition(".")[2])
            assert abs(written - float(total)) <= last_digit / 2 + 1e-9, equation
            assert best == (int(found[: place + 1].argmax()) if found[: place + 1].max() > 0 else -1)


def test_a_hundred_steps_fit_on_a_desk_and_bars_stand_below_their_columns(modules: Page) -> None:
    drawn = picture(reading(READING.of_run(ArchitecturesSettings(view="reading", readout="max"))), covered=False)
    data = unrolled_data(drawn, "")
    layouts = modules.evaluate(
        "(data) => load('/lessons/architectures/unrolled/layout.js')"
        ".then((it) => [1290, 870, 360].map((room) => it.layout(data, room)))",
        data,
    )
    for room, layout in zip((1290, 870, 360), layouts, strict=True):
        assert (layout["width"] <= room) == (room > 360)
        states = [at for box, at in zip(drawn.boxes, layout["boxes"], strict=True) if box.node.kind == "state"]
        apart = [after["x"] - before["x"] for before, after in pairwise(states)]
        assert all(gap >= box["width"] + 2 for gap, box in zip(apart, states[1:], strict=True))
        for row, track in zip(layout["tracks"]["rows"], drawn.tracks, strict=True):
            bars = row["bars"]
            assert [bar["x"] + bar["width"] / 2 for bar in bars] == pytest.approx([box["x"] for box in states])
            heights = np.array([bar["height"] for bar in bars])
            np.testing.assert_allclose(heights / heights.max(), track.values / track.values.max(), atol=1e-3)
