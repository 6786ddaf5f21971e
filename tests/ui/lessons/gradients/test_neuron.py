"""The one neuron: the engine against torch, and a question that its own run answers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.lessons.gradients.neuron.neuron import Neuron, going_on, in_torch, neuron_of, recorded
from ui.lessons.gradients.neuron.question import ASKED, LATER, question
from ui.lessons.gradients.settings import GradientSettings

OPENING = neuron_of(GradientSettings())
weights = st.floats(-2, 2)
neurons = st.builds(
    Neuron,
    w=st.floats(-1.5, 1.5),
    f=st.sampled_from(["linear", "tanh"]),
    b=weights,
    v=weights,
    u=weights,
    by=weights,
    fy=st.sampled_from(["linear", "sigmoid"]),
    x=st.lists(st.sampled_from([0.0, 1.0]), min_size=16, max_size=16).map(tuple),
)


@given(neurons)
def test_the_engine_records_what_torch_computes(neuron: Neuron) -> None:
    mine, theirs = recorded(neuron), in_torch(neuron)
    for name, values in theirs.items():
        expected = np.array(values)
        found = np.atleast_1d(getattr(mine, name))
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-13 * np.abs(expected).max(), err_msg=name)


@given(neurons)
def test_the_running_product_is_that_of_the_factors(neuron: Neuron) -> None:
    run = recorded(neuron)
    products = np.append(np.cumprod(run.factors[::-1])[::-1], 1.0)
    np.testing.assert_allclose(run.running, products, rtol=1e-12)


def test_it_opens_on_powers_of_0_8() -> None:
    run = recorded(OPENING)
    np.testing.assert_allclose(run.hidden, 0.8 ** np.arange(16), rtol=1e-14)
    np.testing.assert_allclose(run.running, 0.8 ** np.arange(15, -1, -1), rtol=1e-14)


def test_a_linear_neuron_hears_step_1_for_ever_from_w_1_on() -> None:
    one = question(OPENING)
    assert one.options[one.answer] == "w = 1"
    assert "w = 0.5: below 1/1000 after 10 steps" in one.explanation
    assert "w = 0.8: below 1/1000 after 31 steps" in one.explanation
    assert "w = 1: 1 times" in one.explanation


def test_with_tanh_none_of_them_does() -> None:
    one = question(replace(OPENING, f="tanh"))
    assert one.options[one.answer] == "none of them"


@given(neurons)
def test_the_answer_is_true_of_every_neuron(neuron: Neuron) -> None:
    """Against the derivative itself: what a small nudge to h_1 does so many steps later, in numbers of many digits."""
    one = question(neuron)
    left = []
    for w in ASKED:
        factors = recorded(going_on(replace(neuron, w=w, fy="linear"), LATER + 1)).factors
        left.append(float(np.log10(np.abs(factors)).sum()) >= -3)
    assert one.answer == (left.index(True) if any(left) else len(ASKED))
    assert one.text == question(replace(neuron, w=0.0)).text  # moving w asks nothing new


@pytest.mark.parametrize("steps", [8, 16, 40])
def test_going_on_is_silence(steps: int) -> None:
    longer = going_on(OPENING, steps)
    assert len(longer.x) == steps
    assert sum(longer.x) == 1.0
