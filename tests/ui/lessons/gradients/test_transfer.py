"""The question after the answer is answered by a run: for every scene and any seed, in numbers that are true."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import engine
from engine import losses
from engine.analysis import remedies
from tests.ui.lessons.gradients.test_predictions import SEEDS, number
from tests.ui.lessons.gradients.test_sketch import DRAWN, small
from ui.lessons.gradients.run import NON_NORMAL, Array, build, curves, inputs_of, make_inputs, treated
from ui.lessons.gradients.settings import NUMBER, GradientSettings
from ui.lessons.gradients.transfer import transfer
from ui.teaching.predictions import Question

OTHER: dict[str, dict[str, Any]] = {
    "saturating": {"scale": 0.1},
    "exploding": {"radius": 0.9},
    "orthogonal": {"scale": 1.0},
    "identity": {"radius": 0.9},
    "bias": {"length": 300},
    "skip": {"scale": 5.0},
}


def asked(settings: GradientSettings) -> Question:
    one = transfer(settings, curves(settings.computed()))
    assert one is not None
    assert len(set(one.options)) == len(one.options)
    return one


def ratios(network: engine.Network, settings: GradientSettings) -> Array:
    """How many times the gradient of the last step there is at every step."""
    trace = engine.record(network, make_inputs(inputs_of(settings)), losses.last_step())
    norms = np.linalg.norm(trace.gradients["hidden"][0, 0, :, 0], axis=1)
    return np.asarray(norms / norms[-1])


@pytest.mark.parametrize("seed", SEEDS[:20])
@pytest.mark.parametrize("scene", OTHER)
def test_what_becomes_of_it_then(scene: str, seed: int) -> None:
    one = asked(small(scene, seed))
    other = replace(small(scene, seed), **OTHER[scene])
    first = ratios(build(treated(other, "lstm" if scene == "bias" else "rnn")), other)[0]
    if not np.isfinite(first):  # nothing to lose: ReLU gives 0 at the last step
        return
    assert one.answer == (0 if first < 1e-3 else 1 if first < 1 else 2)
    if first == 0:
        assert "it is exactly 0." in one.explanation
        return
    found = re.match(r"At the first step it is (\S+) times what it is at the last, ×([\d.]+) per step", one.explanation)
    assert found, one.explanation
    assert number(found[1]) == pytest.approx(first, rel=0.5)
    assert float(found[2]) ** (other.length - 1) == pytest.approx(first, rel=0.2)


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_twice_the_weights_lose_it_when_the_run_says_so(seed: int) -> None:
    settings = replace(small("vanishing", seed), length=100)
    before = build(treated(settings, "rnn"))
    W = "weight_hh_l0"
    twice = ratios(replace(before, weights={**before.weights, W: 2 * before.weights[W]}), settings)
    gaps = [next((k for k in range(100) if run[-1 - k] < 1e-3), None) for run in (ratios(before, settings), twice)]
    one = asked(settings)
    gap, earlier = gaps[1], gaps[0] or 100
    if gap is None:
        assert one.answer == 3
        assert "it is not lost" in one.explanation
    else:
        assert one.answer == (1 if abs(gap - earlier) <= max(1, earlier // 10) else 0 if gap < earlier else 2)
        assert f"below 1/1000 after {gap} steps" in one.explanation
    assert f"In the picture: after {gaps[0]} steps" in one.explanation


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_ten_times_the_threshold(seed: int) -> None:
    settings = replace(small("clipping", seed), length=10 + 3 * seed)
    one = asked(settings)
    network = build(treated(settings, "rnn"))
    trace = engine.record(network, make_inputs(inputs_of(settings)), losses.last_step())
    length = np.linalg.norm(remedies.flat(remedies.truncated_gradient(trace)))
    assert one.answer == (2 if length <= 10 else 1)
    assert number(one.explanation.split("It has length ")[1].split(",")[0]) == pytest.approx(min(length, 10), rel=0.01)


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_twice_the_window_turns_the_gradient_less_or_more_as_it_does(seed: int) -> None:
    settings = replace(small("window", seed), window=8)
    one = asked(settings)
    trace = engine.record(build(treated(settings, "lstm")), make_inputs(inputs_of(settings)), losses.last_step())
    angle = remedies.angle(remedies.truncated_gradient(trace, 16), remedies.truncated_gradient(trace))
    assert one.explanation.startswith(f"By {angle:.0f}°. With 8 steps")
    options = [int(option.rstrip("°")) for option in one.options]
    assert abs(options[one.answer] - angle) == min(abs(option - angle) for option in options)


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_with_tanh_the_matrix_that_is_not_normal_grows_as_it_does(seed: int) -> None:
    settings = small("nonnormal", seed)
    one = asked(settings)
    linear = build(treated(settings, "rnn"))
    np.testing.assert_array_equal(linear.weights["weight_hh_l0"], NON_NORMAL)
    most = ratios(engine.Network("elman", linear.weights, linear.input_size, 2), settings).max()
    assert one.explanation.startswith(f"{most:.1f} times at most")
    near = [abs(np.log(most / float(option))) for option in one.options]
    assert one.answer == int(np.argmin(near))


def test_only_scenes_are_followed_by_another_question() -> None:
    assert {*OTHER, "vanishing", "clipping", "window", "nonnormal"} == set(DRAWN)
    own = GradientSettings(length=20)
    assert transfer(own, curves(own.computed())) is None
    assert transfer(GradientSettings(scene=NUMBER), ()) is None
