"""A covered picture is the same whatever there is to see, and what is said of a sketch is what the run shows."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.ui.lessons.gradients.test_predictions import SEEDS, number
from ui.lessons.gradients.figures.cover import cover
from ui.lessons.gradients.figures.looks import DESK, HALL, Look
from ui.lessons.gradients.run import Curve, curves
from ui.lessons.gradients.scenes import SCRIPT
from ui.lessons.gradients.settings import NUMBER, SCENES, GradientSettings
from ui.lessons.gradients.sketch import asked_about, sketch
from ui.lessons.gradients.view import picture
from ui.stepper import Sketch

DRAWN = tuple(scene for scene in SCENES if scene != NUMBER)


def small(scene: str, seed: int) -> GradientSettings:
    """A scene of the same kind that costs little."""
    return replace(SCRIPT.settings_of(scene), seed=seed, data_seed=seed, units=8, length=40)


def revealed(settings: GradientSettings) -> tuple[Curve, Sketch]:
    found = curves(settings.computed())
    return asked_about(found), sketch(settings, found, covered=False)


@pytest.mark.parametrize("scene", DRAWN)
def test_a_covered_picture_is_the_same_for_every_run(scene: str) -> None:
    contents = []
    for seed in (0, 1):
        content = dict(picture(small(scene, seed), True, "en").content)
        contents.append(content | {"sketch": content["sketch"] | {"about": ""}})
    assert contents[0] == contents[1]
    assert contents[0]["sketch"]["said"] == {}
    assert picture(small(scene, 0), False, "en").content["sketch"]["said"]


@pytest.mark.parametrize("look", [DESK, HALL])
def test_the_axes_of_the_cover_are_those_of_every_cover(look: Look) -> None:
    plain = cover(30, every=False, t=lambda words, **values: words, look=look).figure()
    longer = cover(300, every=True, t=lambda words, **values: words, look=look).figure()
    assert plain.layout.yaxis == longer.layout.yaxis
    assert plain.layout.yaxis.fixedrange
    assert not plain.layout.annotations


@pytest.mark.parametrize("scene", DRAWN)
@pytest.mark.parametrize("seed", SEEDS[:20])
def test_what_is_said_of_a_sketch_is_what_the_run_shows(scene: str, seed: int) -> None:
    curve, one = revealed(small(scene, seed))
    assert one.gap == curve.gap
    if one.measure == "":
        assert not np.isfinite(curve.logs[-1])
        assert "no number, or 0" in one.said["any"]
        return
    assert one.start == curve.logs[-1]
    ratio = 10.0 ** (curve.logs - curve.logs[-1])
    for outcome, said in one.said.items():
        truth = said.split("**")[1]
        if found := re.search(r"(?:took|lost after) (\d+)\.", truth):
            gap = int(found[1])
            assert ratio[-1 - gap] < 1e-3 <= ratio[len(ratio) - gap :].min()
        elif found := re.search(r"first step it is (\S+) times|It is (\S+) times", truth):
            assert number(found[1] or found[2]) == pytest.approx(ratio[0], rel=0.5)
        elif found := re.search(r"gets (\S+) times as large, (\d+) steps back", truth):
            assert number(found[1]) == pytest.approx(ratio.max(), rel=0.06)
            assert ratio[-1 - int(found[2])] == ratio.max()
        elif "never grows" in truth:
            assert ratio.max() == 1
        else:
            assert (truth, curve.gap is None) == ("So did the run.", False), outcome
        if "not lost" in truth:
            assert ratio.min() >= 1e-3


def test_a_sketch_stays_while_its_picture_does() -> None:
    settings = SCRIPT.settings_of("vanishing")
    found = curves(settings.computed())
    about = sketch(settings, found, covered=True).about
    assert sketch(replace(settings, present=True, view="terms"), found, covered=False).about == about
    other = replace(settings, seed=3)
    assert sketch(other, curves(other.computed()), covered=True).about != about
