"""A network taught in a crowd learns what it would learn alone."""

from dataclasses import replace

import numpy as np
import pytest

from engine.learning.crowd import Crowd
from engine.learning.training import Recipe, train
from engine.networks.initialisation import Init


def recipes(cell: str) -> list[Recipe]:
    gate = None if cell == "elman" else 1.0
    return [
        Recipe("first", cell, 5, (7, 7), 12, batch=16, seed=0),
        Recipe("first", cell, 5, (7, 7), 12, Init(forget_bias=gate), batch=16, seed=3, learning_rate=3e-3),
        Recipe("first", cell, 5, (7, 7), 12, batch=16, seed=4),
    ]


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_each_learns_as_it_would_alone(cell: str) -> None:
    crowd = Crowd(recipes(cell))
    told = [crowd.update([0, 1, 2]) for _ in range(12)]
    for index, recipe in enumerate(recipes(cell)):
        alone = list(train(recipe, every=1))
        network, readout = crowd.network(index)
        for name, weight in alone[-1].network.weights.items():
            np.testing.assert_allclose(network.weights[name], weight, atol=2e-5)  # float32, in another order
        np.testing.assert_allclose(readout.weight, alone[-1].readout.weight, atol=2e-5)
        assert [row[index] for row in told] == pytest.approx([progress.accuracy for progress in alone])


def test_who_has_left_learns_no_more_and_disturbs_nobody() -> None:
    crowd = Crowd(recipes("gru"))
    crowd.update([0, 1, 2])
    left = crowd.network(1)[0].weights["weight_hh_l0"].copy()
    for _ in range(5):
        crowd.update([0, 2])
    np.testing.assert_array_equal(crowd.network(1)[0].weights["weight_hh_l0"], left)
    *_, alone = train(replace(recipes("gru")[2], steps=6))
    np.testing.assert_allclose(
        crowd.network(2)[0].weights["weight_hh_l0"], alone.network.weights["weight_hh_l0"], atol=2e-5
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"units": 6}, "share"),
        ({"lengths": (7, 9)}, "share"),
        ({"write_penalty": 0.1}, "penalty"),
    ],
)
def test_what_cannot_be_taught_together_is_refused(change: dict[str, object], says: str) -> None:
    one, *_ = recipes("lstm")
    with pytest.raises(ValueError, match=says):
        Crowd([one, replace(one, **change)])  # type: ignore[arg-type]


def test_a_task_of_numbers_and_a_length_that_varies_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        Crowd([Recipe("first", "gru", 4, (5, 7), 3)])
    with pytest.raises(ValueError, match="not for classes"):
        Crowd([Recipe("sine", "gru", 4, (7, 7), 3)])
