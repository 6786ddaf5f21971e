"""Watching a network learn: rows that are true, that come again to the last digit, and that say when it ends badly."""

from __future__ import annotations

import dataclasses
import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
import torch

import engine
from engine import cells
from engine.cells.base import Array
from engine.learning.course import HELD_OUT, Course, Diverged, Snapshot, gradient_profile, longest_gap, watch
from engine.learning.exercises import Adding, Echo, FirstSymbol, Latch
from engine.learning.tasks import Batch
from engine.networks.initialisation import Init
from engine.networks.network import Network
from engine.networks.readout import Readout

FIRST = Course(FirstSymbol(gap=16), units=5, batch=8, updates=6, every=2, watched=3)


def rows(course: Course, **changes: object) -> list[Snapshot]:
    return list(watch(dataclasses.replace(course, **changes)))  # type: ignore[arg-type]


def same(a: Snapshot, b: Snapshot) -> bool:
    numbers = (np.array_equal(getattr(a, name), getattr(b, name)) for name in ("losses", "norms", "profile"))
    told = (getattr(a, name) == getattr(b, name) for name in ("update", "loss", "accuracy", "reach", "network"))
    return all(numbers) and all(told) and np.array_equal(a.readout.weight, b.readout.weight)


def test_rows_come_at_the_start_after_every_so_many_updates_and_at_the_end() -> None:
    found = rows(FIRST, updates=7, every=3)
    assert [row.update for row in found] == [0, 3, 6, 7]
    assert [len(row.losses) for row in found] == [0, 3, 3, 1]
    assert found[0].batch_loss is found[0].gradient_norm is found[0].clipped_norm is None
    for row in found[1:]:
        assert (row.batch_loss, row.gradient_norm, row.clipped_norm) == (row.losses[-1], *row.norms[-1])


def test_one_course_gives_the_same_bits_whatever_else_happens() -> None:
    first = rows(FIRST)
    torch.manual_seed(5)
    np.random.default_rng(5).random()
    assert all(map(same, rows(FIRST), first))
    assert not same(rows(FIRST, seed=1)[-1], first[-1])


def test_looking_more_often_changes_nothing_and_what_was_yielded_stays() -> None:
    often = rows(FIRST, every=1)
    for seldom, row in zip(rows(FIRST), often[::2], strict=True):
        assert same(seldom, dataclasses.replace(row, losses=seldom.losses, norms=seldom.norms))
    np.testing.assert_array_equal([row.batch_loss for row in often[1:]], [row.losses[0] for row in often[1:]])
    assert often[0].network != often[1].network
    assert not often[0].profile.flags.writeable


@pytest.mark.parametrize("cell", cells.names())
def test_every_cell_can_be_watched(cell: str) -> None:
    *_, last = rows(FIRST, cell=cell, updates=2)
    assert last.network.cell == cell
    assert last.profile.shape == (17,)
    assert last.profile[-1] > 0
    assert np.isfinite(last.profile).all()


@pytest.mark.parametrize("cell", cells.names())
def test_the_profile_is_the_total_gradient_that_autograd_finds(cell: str) -> None:
    *_, last = rows(FIRST, cell=cell, updates=3)
    batch = FIRST.exercise.held_out(HELD_OUT)
    watched = Batch(batch.inputs[:, : FIRST.watched], batch.targets[:, : FIRST.watched])
    expected = by_autograd(last.network, last.readout, watched)
    np.testing.assert_allclose(last.profile, expected, rtol=1e-9, atol=1e-300)


def test_the_profile_is_that_of_each_sequences_own_loss_whatever_it_asks() -> None:
    batch = Adding(12).held_out(4)
    batch.targets[3:5, 0] = 0.25  # two answers more in the first
    targets = np.full(batch.targets.shape, -1)
    targets[2, 0] = targets[7, 0] = targets[11, 1] = 1  # in the third and the fourth, none is asked
    network, readout = engine.network("lstm", 2, 3), Readout.fresh(3, 2, 0)
    for given in (batch, Batch(batch.inputs, targets)):
        answering = readout if given is not batch else Readout(readout.weight[:1], readout.bias[:1])
        expected = by_autograd(network, answering, given)
        np.testing.assert_allclose(gradient_profile(network, answering, given), expected, rtol=1e-12)


def test_the_profile_of_several_layers_is_that_of_the_one_that_is_read_from() -> None:
    network = engine.network("gru", 2, 3, num_layers=2, bidirectional=True)
    readout, batch = Readout.fresh(6, 1, 0), Adding(12).held_out(4)
    total = engine.record(network, batch.inputs, engine.losses.squared_error(batch.targets, readout)).gradients
    expected = 2 * np.sqrt(np.square(total["hidden"][-1]).sum(axis=(0, 3))).mean(axis=1)  # of a loss with ½ before it
    np.testing.assert_allclose(gradient_profile(network, readout, batch), expected, rtol=1e-12)


def by_autograd(network: Network, readout: Readout, batch: Batch) -> Array:
    cell, count = network.cell_of(0), batch.inputs.shape[1]
    weights = {name[:-3]: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    state = tuple(torch.zeros(count, network.hidden_size, dtype=torch.float64) for _ in cell.state)
    hidden = []
    for x in torch.tensor(batch.inputs):
        state = tuple(cell.torch_step(weights, x, state, lambda _, value: value))
        state[0].retain_grad()
        hidden.append(state[0])
    answers = torch.stack(hidden) @ torch.tensor(readout.weight).T + torch.tensor(readout.bias)
    targets = torch.tensor(batch.targets)
    of_sequences = []
    for column in range(count):
        if (asked := ~targets[:, column].isnan() if targets.is_floating_point() else targets[:, column] >= 0).any():
            own, wanted = answers[asked, column], targets[asked, column]
            if targets.is_floating_point():
                of_sequences.append((own[:, 0] - wanted).square().mean())
            else:
                of_sequences.append(torch.nn.functional.cross_entropy(own, wanted))
    torch.autograd.backward(of_sequences)
    gradients = [np.zeros((count, network.hidden_size)) if h.grad is None else h.grad.numpy() for h in hidden]
    return np.asarray(np.linalg.norm(gradients, axis=-1).mean(axis=1))


def test_two_runs_at_once_do_not_touch_each_other() -> None:
    courses = [dataclasses.replace(FIRST, updates=30, cell=cell, seed=seed) for cell, seed in (("gru", 0), ("lstm", 1))]
    alone = [rows(course) for course in courses]
    begin = Barrier(2)

    def run(course: Course) -> list[Snapshot]:
        begin.wait()
        return rows(course)

    with ThreadPoolExecutor(2) as pool:
        beside = list(pool.map(run, courses))
    for one, other in zip(alone, beside, strict=True):
        assert all(map(same, one, other))


def test_what_is_measured_is_what_a_recording_of_the_network_says() -> None:
    *_, last = rows(FIRST, updates=36, every=36, units=8, batch=32, rate=1e-2)
    batch = FIRST.exercise.held_out(HELD_OUT)
    outputs = engine.record(last.network, batch.inputs).outputs
    nats = last.readout.cross_entropy(outputs, batch.targets.astype(int)) / HELD_OUT
    assert last.loss == pytest.approx(nats, rel=1e-5)
    answered = last.readout.logits(outputs).argmax(-1) == batch.targets[-1]  # (T, B): at step g the gap is g
    assert last.accuracy == answered[-1].mean()
    gaps = [gap for gap in range(1, 17) if answered[1 : gap + 1].mean(axis=1).min() >= 0.9]
    assert 1 < len(gaps) < 16
    assert last.reach == gaps[-1]


@pytest.mark.parametrize(("answered", "longest"), [("wrrwr", 2), ("rwrrr", 0), ("rrrrr", 4), ("wrrrw", 3)], ids=str)
def test_the_longest_gap_has_no_shorter_one_that_is_not_answered(answered: str, longest: int) -> None:
    right = torch.tensor([1, 1, 0])
    said = torch.stack([right if each == "r" else 1 - right for each in answered])  # (T, B), from a gap of 0 on
    assert longest_gap(torch.eye(2)[said], right) == longest


def test_only_where_beginnings_are_sequences_too_there_is_a_longest_gap_and_numbers_are_not_right_or_wrong() -> None:
    *_, last = rows(FIRST, exercise=Latch(20))
    assert last.reach is None
    assert last.accuracy is not None
    *_, last = rows(FIRST, exercise=Adding(10))
    assert last.reach is last.accuracy is None
    assert last.loss > 0


@pytest.mark.parametrize("clip", [None, 0.01, 100.0])
def test_norms_are_told_before_and_after_clipping_and_steps_follow_the_clipped_gradient(clip: float | None) -> None:
    start, *found = rows(FIRST, every=1, clip=clip, optimiser="sgd", rate=0.5)
    for before, row in zip([start, *found], found, strict=False):
        assert row.gradient_norm is not None
        assert row.gradient_norm > 0.01
        assert row.clipped_norm == (0.01 if clip == 0.01 else row.gradient_norm)
        step = [row.network.weights[name] - weight for name, weight in before.network.weights.items()]
        step += [row.readout.weight - before.readout.weight, row.readout.bias - before.readout.bias]
        assert np.linalg.norm(np.concatenate([each.ravel() for each in step])) == pytest.approx(
            0.5 * row.clipped_norm, rel=1e-3
        )


def test_a_window_stops_the_gradient_at_its_borders_while_the_state_goes_on() -> None:
    whole, cut = (rows(FIRST, exercise=Latch(20), updates=1, window=window)[-1] for window in (None, 7))
    assert cut.batch_loss == pytest.approx(whole.batch_loss, rel=1e-6)
    start = rows(FIRST, exercise=Latch(20), updates=0)[0]
    batch = next(Latch(20).batches(FIRST.batch, np.random.default_rng((0, 2))))
    module, state, outputs = start.network.to_torch(), None, []
    for piece in torch.split(torch.tensor(batch.inputs), 7):
        output, state = module(piece, None if state is None else state.detach())
        outputs.append(output)
    weight, bias = (torch.tensor(array, requires_grad=True) for array in (start.readout.weight, start.readout.bias))
    answers = torch.cat(outputs) @ weight.T + bias
    nats = torch.nn.functional.cross_entropy(answers.flatten(0, 1), torch.tensor(batch.targets).flatten())
    torch.autograd.backward(nats)
    gradients = [each.grad for each in (*module.parameters(), weight, bias) if each.grad is not None]
    expected = float(torch.cat([each.flatten() for each in gradients]).norm())
    assert cut.gradient_norm == pytest.approx(expected, rel=1e-5)
    assert whole.gradient_norm != pytest.approx(expected, rel=1e-3)
    assert same(rows(FIRST, window=17)[-1], rows(FIRST)[-1])


@pytest.mark.parametrize("cell", ["lstm", "min_gru"])
def test_where_batches_go_on_from_each_other_the_state_does(cell: str) -> None:
    echo = Course(Echo(2, window=4), cell, units=4, batch=3, updates=2, every=1, seed=5)
    start, first, second = watch(echo)
    batches = echo.exercise.batches(3, np.random.default_rng((5, 2)))
    one, two = next(batches), next(batches)
    _, state = carried(start.network, one.inputs, {})
    outputs, _ = carried(first.network, two.inputs, state)
    expected = first.readout.cross_entropy(outputs, two.targets.astype(int)) / two.targets.size
    assert second.batch_loss == pytest.approx(expected, rel=1e-5)
    afresh, _ = carried(first.network, two.inputs, {})
    assert second.batch_loss != pytest.approx(
        first.readout.cross_entropy(afresh, two.targets.astype(int)) / two.targets.size, rel=1e-4
    )


def carried(network: Network, inputs: Array, state: dict[str, Array]) -> tuple[Array, dict[str, Array]]:
    trace = engine.record(network, inputs, initial_state={(0, 0): state})
    return trace.outputs, {name: trace[name][0, 0, -1] for name in network.cell_of(0).state}


def test_a_module_of_torch_is_where_it_begins_and_stays_as_it_is() -> None:
    torch.manual_seed(0)
    module = torch.nn.LSTM(6, 4, num_layers=2, bidirectional=True, batch_first=True)
    before = engine.from_torch(module)
    start, *_, last = watch(FIRST, module=module)
    assert start.network == before == engine.from_torch(module) != last.network
    assert last.profile.shape == (17,)
    assert (last.profile > 0).all()


def test_a_module_that_takes_other_inputs_is_refused() -> None:
    with pytest.raises(ValueError, match="6 inputs, but the module takes 3"):
        next(watch(FIRST, module=torch.nn.GRU(3, 4)))
    with pytest.raises(TypeError, match="RNN, LSTM or GRU"):
        next(watch(FIRST, module=torch.nn.Linear(6, 4)))


@pytest.mark.parametrize(
    ("init", "update", "lost"),
    [(Init(), 2, "loss"), (Init(input_scale=1e5), 1, "weights")],
    ids=["the loss", "the weights"],
)
def test_a_run_that_diverges_says_where_and_leaves_what_there_was(init: Init, update: int, lost: str) -> None:
    steep = Course(Adding(10), "elman_relu", 5, init, "sgd", rate=1e30, clip=None, batch=8, updates=6, every=50)
    run = watch(steep)
    found: list[Snapshot] = []
    with pytest.raises(Diverged, match=f"update {update}.*{lost}") as problem:
        found.extend(run)
    assert (problem.value.update, problem.value.lost) == (update, lost)
    assert problem.value.template.format(**problem.value.values) == str(problem.value)
    assert str(pickle.loads(pickle.dumps(problem.value))) == str(problem.value)
    assert [row.update for row in found] == ([0, 1] if lost == "loss" else [0])  # the last that there was


@pytest.mark.parametrize(
    "wrong",
    [
        {"cell": "perceptron"}, {"optimiser": "newton"}, {"units": 0}, {"window": 0}, {"batch": 0}, {"every": 0},
        {"watched": 0}, {"updates": -1}, {"seed": -1}, {"rate": 0.0}, {"rate": 1e38}, {"rate": math.nan}, {"clip": 0.0},
        {"clip": math.inf},
    ],
    ids=str,
)  # fmt: skip
def test_a_course_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong)).replace("optimiser", "optimizer")):
        dataclasses.replace(FIRST, **wrong)  # type: ignore[arg-type]


def test_a_course_can_be_told_from_others_and_sent_elsewhere() -> None:
    assert hash(FIRST) == hash(dataclasses.replace(FIRST)) != hash(dataclasses.replace(FIRST, rate=1e-2))
    assert pickle.loads(pickle.dumps(FIRST)) == FIRST


def test_the_gradient_arrives_before_the_answer() -> None:
    found = rows(Course(FirstSymbol(40), seed=2, updates=72))
    arrives = next(row.update for row in found if row.profile[0] > 1e-3 * row.profile[-1])
    answers = next(row.update for row in found if row.accuracy is not None and row.accuracy > 0.9)
    assert 0 < arrives < answers


def test_an_echo_is_learned_within_a_window_longer_than_its_lag_and_not_within_a_shorter() -> None:
    echo = Course(Echo(3, window=8), "elman", units=32, rate=1e-2, updates=250, every=250)
    for window, learned in ((8, True), (3, False)):
        *_, last = rows(echo, exercise=Echo(3, window))
        assert last.accuracy is not None
        assert (last.accuracy > 0.95) == learned
        assert learned or last.accuracy < 0.6
