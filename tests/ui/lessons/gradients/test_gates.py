"""The second beat of the opening says what its runs show, with any seed; the first one's curves fall nearly alike."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.ui.lessons.gradients.test_predictions import number
from ui.lessons.gradients.gates import can_turn, opened, told
from ui.lessons.gradients.run import build, curves, inputs_of, run, treated
from ui.lessons.gradients.scenes import OPEN, SCRIPT
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.view import picture

OPENING = SCRIPT.settings_of("vanishing")


def left(settings: GradientSettings, kind: str) -> float:
    """From the recorded run itself."""
    norms = run(treated(settings, kind), inputs_of(settings)).trace.gradient_norms()[0, 0, :, 0]
    return float(norms[0] / norms[-1])


@pytest.mark.parametrize("seed", range(24))
def test_three_cells_as_pytorch_makes_them_lose_their_gradient_nearly_alike(seed: int) -> None:
    settings = replace(OPENING, seed=seed, data_seed=seed)
    found = curves(settings.computed())
    assert [curve.name for curve in found] == ["rnn", "lstm", "gru"]
    assert all(curve.gap is not None and 7 <= curve.gap <= 20 for curve in found)
    said = re.fullmatch(
        r"\*\*All .*\*\* The gradient at step 1 .* at step 100: RNN (\S+), LSTM (\S+), GRU (\S+)\.", told(settings)
    )
    assert said, told(settings)
    for kind, words in zip(("rnn", "lstm", "gru"), said.groups(), strict=True):
        assert number(words) == pytest.approx(left(settings, kind), rel=0.34)


@pytest.mark.parametrize("seed", range(24))
def test_open_gates_are_told_beside_the_defaults(seed: int) -> None:
    settings = replace(OPENING, seed=seed, data_seed=seed, **OPEN)
    found = {curve.name: curve for curve in curves(settings.computed())}
    assert list(found) == ["rnn", "lstm:before", "lstm", "gru:before", "gru"]
    said = re.search(
        r"LSTM (\S+) \(default: (\S+)\), GRU (\S+) \(default: (\S+)\)\. The RNN .*: (\S+)\.$", told(settings)
    )
    assert said, told(settings)
    closed = replace(OPENING, seed=seed, data_seed=seed)
    runs = [(settings, "lstm"), (closed, "lstm"), (settings, "gru"), (closed, "gru"), (closed, "rnn")]
    for (one, kind), words in zip(runs, said.groups(), strict=True):
        assert number(words) == pytest.approx(left(one, kind), rel=0.34)


def test_the_bias_is_that_of_the_gates_which_keep() -> None:
    settings = replace(OPENING, units=4, **OPEN)
    for kind in ("lstm", "gru"):
        weights = build(treated(settings, kind)).weights
        both = (weights["bias_ih_l0"] + weights["bias_hh_l0"]).reshape(-1, 4)
        np.testing.assert_allclose(both[1], 3.0)  # PyTorch's order: i f g o, and r z n


def test_the_second_beat_is_the_same_scene_in_another_picture() -> None:
    second = replace(OPENING, **OPEN)
    assert opened(second)
    assert not opened(OPENING)
    assert SCRIPT.current(second) == SCRIPT.current(OPENING) == "vanishing"
    assert SCRIPT.expand(second) == second
    assert not SCRIPT.is_scene(replace(OPENING, forget_bias="3"), "vanishing")
    assert can_turn(replace(OPENING, seed=5, length=30))
    assert not can_turn(replace(OPENING, update_bias="1"))
    dotted = [trace["line"]["dash"] for trace in picture(second, False, "en").figures[0].picture.complete()["data"]
              if trace.get("line") and trace.get("name")]  # fmt: skip
    assert sorted(dotted) == ["dot", "dot", "solid", "solid", "solid"]


def test_what_has_no_size_is_told_as_it_is() -> None:
    assert "RNN 0, " in told(replace(OPENING, init="identity", activation="relu", units=4, seed=3))
    assert "medians of 3 seeds" in told(replace(OPENING, runs=3, length=20, units=4))
