"""A network taught in a crowd learns what it would learn alone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import numpy as np
import pytest
import torch

from engine import cells
from engine.learning.crowd import Crowd
from engine.learning.training import Recipe, held_out, train
from engine.networks.initialisation import Init
from engine.recording.record import record


def recipes(cell: str, task: str = "first", penalty: float = 0.0) -> list[Recipe]:
    gate = 1.0 if cells.get(cell).memory_gate else None
    one = Recipe(task, cell, 5, (7, 7), 8, batch=16, seed=0, write_penalty=penalty)
    return [one, replace(one, seed=3, init=Init(forget_bias=gate), learning_rate=3e-3), replace(one, seed=4)]


def assert_learned_alike(together: list[Recipe]) -> None:
    crowd, everyone = Crowd(together), range(len(together))
    told = [crowd.update(everyone) for _ in range(together[0].steps)]
    for index, recipe in enumerate(together):
        alone = list(train(recipe, every=1))
        network, readout = crowd.network(index)
        # Float32, in another order; weights that change nothing (a bias of all input gates of an sLSTM) may wander.
        inputs = held_out(recipe.task, 12, 20).inputs
        outputs = record(alone[-1].network, inputs).outputs
        np.testing.assert_allclose(record(network, inputs).outputs, outputs, atol=2e-5)
        np.testing.assert_allclose(readout.weight, alone[-1].readout.weight, atol=2e-5)
        assert [row[index].accuracy for row in told] == pytest.approx([progress.accuracy for progress in alone])
        assert [row[index].loss for row in told] == pytest.approx([progress.loss for progress in alone], abs=1e-5)


@pytest.mark.parametrize("cell", cells.names())
def test_each_learns_as_it_would_alone(cell: str) -> None:
    assert_learned_alike(recipes(cell))


@pytest.mark.parametrize("cell", ["elman_skip", "gru", "gru_reset_before"])
def test_numbers_are_learned_as_they_would_be_alone(cell: str) -> None:
    assert_learned_alike(recipes(cell, "count"))


@pytest.mark.parametrize("cell", [name for name, cell in cells.registry().items() if cell.writes])
def test_a_penalised_gate_is_shut_as_it_would_be_alone(cell: str) -> None:
    assert_learned_alike(recipes(cell, "latch", penalty=0.5))


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


def test_a_length_that_varies_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        Crowd([Recipe("first", "gru", 4, (5, 7), 3)])


def test_several_people_may_begin_to_train_at_once() -> None:
    """While torch writes operations down it changes its modules for everybody; whoever ends last must put them back."""
    call, getattr_ = torch.nn.Module.__call__, torch.nn.Module.__getattr__
    begin = Barrier(4)

    def train_a_little(seed: int) -> None:
        crowd = Crowd([Recipe("toggle", "min_gru", 3, (4, 4), 2, batch=4, seed=seed)])
        begin.wait()
        crowd.update([0])

    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(train_a_little, range(4)))
        assert torch.nn.Module.__call__ is call
        assert torch.nn.Module.__getattr__ is getattr_
