"""Training: the same recipe gives the same bits, leaves torch as it was, and can be stopped."""

import dataclasses

import numpy as np
import pytest
import torch

import engine
from engine.learning.pupil import write_gate
from engine.learning.tasks import TASKS, Batch
from engine.learning.training import Learner, Progress, Recipe, held_out, score, train
from engine.networks.initialisation import Init

LATCH = Recipe("latch", "lstm", units=2, lengths=(20, 20), steps=60)
CELLS = ("elman", "lstm", "gru", "gru_reset_before")  # three of `torch.nn`, and one that is stepped


def last(recipe: Recipe) -> Progress:
    *_, progress = train(recipe, every=recipe.steps)
    return progress


def same(a: Progress, b: Progress) -> bool:
    readouts = np.array_equal(a.readout.weight, b.readout.weight) and np.array_equal(a.readout.bias, b.readout.bias)
    return a.network == b.network and readouts and a.loss == b.loss


@pytest.mark.parametrize("cell", CELLS)
def test_one_seed_gives_the_same_bits_whatever_else_happens(cell: str) -> None:
    recipe = dataclasses.replace(LATCH, cell=cell, lengths=(5, 20), steps=30)
    first = last(recipe)
    torch.manual_seed(12345)
    np.random.default_rng(5).random()
    assert same(last(recipe), first)
    assert not same(last(dataclasses.replace(recipe, seed=1)), first)


def test_torch_is_left_as_it_was_even_when_training_is_abandoned() -> None:
    threads, grad, random = torch.get_num_threads(), torch.is_grad_enabled(), torch.get_rng_state()
    torch.set_num_threads(2)
    try:
        run = train(LATCH, every=10)
        next(run)
        assert torch.get_num_threads() == 2
        run.close()  # type: ignore[attr-defined]
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    assert torch.is_grad_enabled() == grad
    assert torch.equal(torch.get_rng_state(), random)


def test_a_server_is_spared_all_but_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    before, seen = torch.get_num_threads(), set()
    step = torch.optim.Adam.step

    def spy(self: torch.optim.Adam) -> None:
        seen.add(torch.get_num_threads())
        step(self)

    monkeypatch.setattr(torch.optim.Adam, "step", spy)
    torch.set_num_threads(2)
    try:
        last(dataclasses.replace(LATCH, steps=3))
    finally:
        torch.set_num_threads(before)
    assert seen == {1}


def test_it_trains_where_gradients_are_switched_off() -> None:
    with torch.no_grad():
        without = last(LATCH)
    assert same(without, last(LATCH))


def test_progress_comes_after_every_so_many_steps_and_at_the_end() -> None:
    assert [progress.step for progress in train(LATCH, every=25)] == [25, 50, 60]


def test_what_was_yielded_does_not_change_while_training_goes_on() -> None:
    run = train(LATCH, every=10)
    first = next(run)
    copy = {name: weight.copy() for name, weight in first.network.weights.items()}
    second = next(run)
    assert first.network != second.network
    for name, weight in copy.items():
        np.testing.assert_array_equal(first.network.weights[name], weight)


def test_reporting_more_often_changes_nothing() -> None:
    *_, often = train(LATCH, every=1)
    assert same(often, last(LATCH))


@pytest.mark.parametrize("cell", CELLS)
def test_it_learns_hello(cell: str) -> None:
    reports = list(train(Recipe("hello", cell, 4, (4, 4), 150, batch=1), every=50))
    assert reports[-1].loss < reports[0].loss / 2
    assert reports[-1].accuracy == 1.0
    assert score(reports[-1].network, reports[-1].readout, "hello", 4, count=1) == 1.0


def test_a_forecast_has_no_accuracy() -> None:
    progress = next(train(Recipe("sine", "elman", 4, (20, 20), 100), every=100))
    assert progress.accuracy is None
    assert progress.loss < 0.3  # the variance of the series is 0.5


def test_lengths_are_drawn_between_the_two(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[int] = set()
    latch = TASKS["latch"]

    def spy(length: int, count: int, generator: np.random.Generator) -> Batch:
        seen.add(length)
        return latch.batch(length, count, generator)

    monkeypatch.setattr("engine.learning.training.TASKS", {"latch": dataclasses.replace(latch, batch=spy)})
    last(dataclasses.replace(LATCH, lengths=(3, 6)))
    assert seen == {3, 4, 5, 6}


def test_no_step_follows_a_gradient_longer_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    norms = []
    step = torch.optim.Adam.step

    def spy(self: torch.optim.Adam) -> None:
        gradients = [p.grad for group in self.param_groups for p in group["params"]]
        norms.append(float(torch.cat([g.flatten() for g in gradients]).norm()))
        step(self)

    monkeypatch.setattr(torch.optim.Adam, "step", spy)
    # a network that is wrong with conviction has a large gradient
    list(train(Recipe("sine", "elman_relu", 4, (20, 20), 10, Init("gaussian", spectral_radius=2.0))))
    assert len(norms) == 10
    assert max(norms) == pytest.approx(1.0, rel=1e-5)


@pytest.mark.parametrize(("cell", "opening"), [("lstm", "input_gate"), ("gru", "update_gate")])
def test_the_write_gate_is_the_one_that_is_recorded(cell: str, opening: str) -> None:
    network = engine.network(cell, 2, 3, seed=4)
    inputs = held_out("latch", 12, 5).inputs
    module = network.to_torch()
    outputs, _ = module(torch.tensor(inputs))
    weights = {name.removesuffix("_l0"): weight for name, weight in module.named_parameters()}
    gate = write_gate(weights, engine.cells.get(cell), torch.tensor(inputs), outputs).detach().numpy()
    recorded = engine.record(network, inputs)[opening][0, 0]
    np.testing.assert_allclose(gate, recorded if cell == "lstm" else 1 - recorded, atol=1e-14)


@pytest.mark.parametrize("cell", engine.cells.names())
def test_what_is_trained_is_what_is_recorded(cell: str) -> None:
    writes = engine.cells.get(cell).writes
    learner = Learner(Recipe("latch", cell, 3, (12, 12), 1, write_penalty=0.1 if writes else 0.0))
    inputs, _ = learner.batch()
    outputs, gate, _ = learner.run(inputs)
    trace = engine.record(learner.as_it_is()[0], inputs.double().numpy())
    np.testing.assert_allclose(outputs.detach().numpy(), trace.outputs, atol=1e-5)
    assert (gate is None) == (writes is None)
    if gate is not None and writes is not None:
        recorded = trace[writes[0]][0, 0]
        np.testing.assert_allclose(gate.detach().numpy(), recorded if writes[1] else 1 - recorded, atol=1e-5)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_penalty_shuts_the_write_gate(cell: str) -> None:
    inputs = held_out("latch", 20, 100).inputs
    means = []
    for penalty in (0.0, 0.5):
        network = last(dataclasses.replace(LATCH, cell=cell, steps=100, write_penalty=penalty)).network
        name, sign = ("input_gate", 1) if cell == "lstm" else ("update_gate", -1)
        means.append(sign * engine.record(network, inputs)[name].mean())
    assert means[1] < means[0] - 0.1


def test_a_cell_without_a_gate_that_writes_cannot_be_penalised() -> None:
    with pytest.raises(ValueError, match=r"no gate that writes; there is one in .*lstm"):
        last(dataclasses.replace(LATCH, cell="elman", write_penalty=0.1))


@pytest.mark.parametrize("wrong", [{"cell": "perceptron"}, {"task": "chess"}, {"init": Init("identity")}])
def test_what_does_not_exist_or_fit_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"perceptron|chess|identity"):
        last(dataclasses.replace(LATCH, **wrong))  # type: ignore[arg-type]


def test_the_score_is_the_fraction_of_right_answers() -> None:
    network = engine.network("elman", 2, 3)
    always_plus = engine.Readout(np.zeros((2, 3)), np.array([0.0, 1.0]))
    plus = (held_out("latch", 10, 50, seed=7).targets == 1).mean()
    assert 0 < plus < 1
    assert score(network, always_plus, "latch", 10, 50, seed=7) == pytest.approx(plus)


def test_only_steps_that_ask_are_scored() -> None:
    network = engine.network("elman", 6, 3)
    always_b = engine.Readout(np.zeros((2, 3)), np.array([0.0, 1.0]))
    share = (held_out("first", 10, 50).targets[-1] == 1).mean()
    assert score(network, always_b, "first", 10, 50) == pytest.approx(share)


def test_the_score_of_a_forecast_is_its_mean_squared_error() -> None:
    always_zero = engine.Readout(np.zeros((1, 3)), np.zeros(1))
    error = score(engine.network("gru", 1, 3), always_zero, "sine", 30, 200)
    assert error == pytest.approx(np.square(held_out("sine", 30, 200).targets).mean())
