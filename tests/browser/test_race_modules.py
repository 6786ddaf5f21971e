"""The race's modules against the same computed in Python and numpy."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from ui.lessons.compare.race.component import LONGEST, STOPS
from ui.lessons.compare.race.lanes import race
from ui.lessons.compare.race.sentences import percent, share
from ui.lessons.compare.settings import CompareSettings


def call(modules: Page, module: str, name: str, *arguments: Any) -> Any:
    script = f"async (given) => (await load('/lessons/compare/race/{module}')).{name}(...given)"
    return modules.evaluate(script, list(arguments))


def test_a_belt_lies_where_numpy_puts_it(modules: Page) -> None:
    (lane, *_) = race(CompareSettings(gap=20).of_the_run()).lanes
    steps, width, middle, half = len(lane.widths), 420.0, 29.0, 24.0
    found = modules.evaluate(
        """async ([widths, width, middle, half]) => {
          const { outline, places } = await load('/lessons/compare/race/geometry.js')
          return outline(widths, places(widths.length, width), middle, half)
        }""",
        [lane.widths.tolist(), width, middle, half],
    )
    x = (np.arange(steps) + 0.5) * width / steps
    upper, lower = middle - lane.widths * half, middle + lane.widths * half
    expected = np.concatenate([np.stack([x, upper], axis=1), np.stack([x, lower], axis=1)[::-1]])
    np.testing.assert_allclose(np.array(found), expected, atol=1e-9)


def test_every_place_on_a_belt_belongs_to_the_step_drawn_there(modules: Page) -> None:
    for step in range(13):
        for part in (0.01, 0.5, 0.99):
            assert call(modules, "geometry.js", "stepAt", (step + part) * 300 / 13, 13, 300) == step
    assert call(modules, "geometry.js", "stepAt", -5, 13, 300) == 0
    assert call(modules, "geometry.js", "stepAt", 999, 13, 300) == 12


def test_the_magnifier_fills_its_pane_and_stands_where_the_belt_is_lost(modules: Page) -> None:
    seen = 0
    for gap in (5, 10, 41, 80, 160):
        for start in ("open", "plain"):
            for lane in race(CompareSettings(gap=gap, start=start).of_the_run()).lanes:
                found = call(modules, "geometry.js", "magnifier", lane.widths.tolist(), lane.lost)
                if not lane.is_lost:
                    assert found is None
                if found is None:
                    continue
                seen += 1
                assert found["times"] * lane.widths[: found["last"]].max() == pytest.approx(0.9)
                assert found["from"] * len(lane.widths) > lane.lost
                assert found["to"] <= 1
    assert seen >= 6


@pytest.mark.parametrize("start", ["open", "plain"])
def test_a_lane_tells_at_the_end_what_python_says_of_its_end(modules: Page, start: str) -> None:
    for gap in (5, 10, 40, 41, 80):
        for lane in race(CompareSettings(gap=gap, start=start).of_the_run()).lanes:
            assert lane.right is not None
            assert lane.other is not None
            told = call(modules, "geometry.js", "tells", float(lane.right[-1]), float(lane.other[-1]))
            assert told == (lane.ending in ("knows", "opposite"))


def test_numbers_are_written_as_in_python(modules: Page) -> None:
    generator = np.random.default_rng(1)
    sure = [*generator.uniform(0.5, 1, 20), 0.99951, 0.99999, 0.9999999, 1.0]
    thin = [*generator.uniform(0, 1, 20), *10 ** generator.uniform(-18, -2, 30), 0.0]
    for value in map(float, sure):
        assert call(modules, "wording.js", "percent", value) == percent(value)
    for value in map(float, thin):
        assert call(modules, "wording.js", "share", value) == share(value)


def test_the_gap_slider_has_its_stops_apart_and_keys_reach_every_gap(modules: Page) -> None:
    stops = list(STOPS)

    def after(key: str, gap: int) -> Any:
        return call(modules, "geometry.js", "gapAfter", key, gap, stops, LONGEST)

    at = [call(modules, "geometry.js", "shareOf", stop, stops) for stop in stops]
    np.testing.assert_allclose(at, np.linspace(0, 1, len(stops)))
    for place, stop in zip(at, stops, strict=True):
        for aside in (-0.09, 0, 0.09):
            assert call(modules, "geometry.js", "nearest", place + aside, stops) == stop
    assert [after("ArrowRight", 80), after("ArrowLeft", 80), after("ArrowUp", LONGEST)] == [81, 79, LONGEST]
    assert [after("ArrowDown", 1), after("Home", 33), after("End", 33)] == [1, 5, 160]
    assert [after("PageUp", 33), after("PageDown", 33), after("PageUp", 170)] == [40, 20, 170]
    assert after("a", 33) is None
