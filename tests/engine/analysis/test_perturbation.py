"""Memory against two separate runs of torch, and against autograd."""

import numpy as np
import pytest
import torch

import engine
from engine import cells
from engine.analysis.perturbation import gate_statistics, input_shares, perturb

CELLS = ("elman", "lstm", "gru")


def sequence(seed: int, steps: int = 20) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(steps, 1, 3))


def torch_states(network: engine.Network, inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Every h_t (and c_t) of a separate run of torch.nn, fed one step at a time."""
    module = network.to_torch()
    state: torch.Tensor | tuple[torch.Tensor, ...] | None = None
    states: dict[str, list[np.ndarray]] = {"hidden": [], "cell": []}
    with torch.no_grad():
        for x in torch.tensor(inputs):
            _, state = module(x[None], state)
            parts = state if isinstance(state, tuple) else (state,)
            for name, part in zip(("hidden", "cell"), parts, strict=False):
                states[name].append(part[0, 0].numpy())
    return {name: np.array(values) for name, values in states.items() if values}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("step", [0, 7, 19])
def test_a_perturbation_is_the_distance_of_two_runs_of_torch(cell: str, step: int) -> None:
    network, inputs, delta = engine.network(cell, 3, 6, seed=4), sequence(2), np.array([0.5, -1.0, 0.25])
    found = perturb(network, inputs, step, delta)
    changed = inputs.copy()
    changed[step, 0] += delta
    one, other = torch_states(network, inputs), torch_states(network, changed)
    assert set(found.distances) == set(one)
    for name, distance in found.distances.items():
        theirs = np.linalg.norm(one[name] - other[name], axis=-1)
        np.testing.assert_allclose(distance[:, 0], theirs, rtol=0, atol=1e-14)
        assert (distance[:step] == 0).all()
        assert distance[step] > 0


def test_a_perturbation_asks_for_a_step_that_there_is() -> None:
    network = engine.network("gru", 3, 4)
    for step in (-1, 20):
        with pytest.raises(IndexError, match="between 0 and 19"):
            perturb(network, sequence(0), step, 1.0)
    with pytest.raises(ValueError, match="broadcast"):
        perturb(network, sequence(0), 2, [1.0, 2.0])


def test_how_long_a_perturbation_lasts() -> None:
    from engine.analysis.perturbation import Perturbation

    halving = Perturbation(2, {"hidden": np.array([[0, 0, 1, 0.5, 0.25, 0.12, 0.06, 0.03], np.zeros(8)]).T})
    assert halving.lasting().tolist() == [3, 0]
    assert halving.lasting(share=0.4).tolist() == [1, 0]


def test_every_sequence_of_a_batch_gets_a_change_of_its_own() -> None:
    network, inputs = engine.network("lstm", 3, 5), np.random.default_rng(1).normal(size=(8, 2, 3))
    deltas = np.array([[1.0, 0.0, 0.0], [0.0, -2.0, 0.5]])
    both = perturb(network, inputs, 3, deltas)
    for item in range(2):
        alone = perturb(network, inputs[:, item : item + 1], 3, deltas[item])
        for name, distance in both.distances.items():
            np.testing.assert_allclose(distance[:, item], alone.distances[name][:, 0], atol=1e-14)


@pytest.mark.parametrize("cell", cells.names())
def test_input_shares_are_autograds(cell: str) -> None:
    network, inputs = engine.network(cell, 3, 5, seed=1), sequence(3, 9)
    x = torch.tensor(inputs, requires_grad=True)
    if cells.get(cell).torch_class:
        last = network.to_torch()(x)[0][-1, 0]
    else:
        weights = {name.removesuffix("_l0"): torch.tensor(weight) for name, weight in network.weights.items()}
        state = tuple(torch.zeros(1, 5, dtype=torch.float64) for _ in cells.get(cell).state)
        for x_t in x:
            state = cells.get(cell).torch_step(weights, x_t, state, lambda _, value: value)
        last = state[0][0]
    jacobian = torch.stack([torch.autograd.grad(unit, x, retain_graph=True)[0][:, 0] for unit in last])  # (H, T, D)
    norms = jacobian.square().sum(dim=(0, 2)).sqrt().numpy()
    found = input_shares(network, engine.record(network, inputs))
    np.testing.assert_allclose(found.shares, norms / norms.sum(), rtol=1e-10)
    np.testing.assert_allclose(found.log_norms, np.log(norms), rtol=1e-10)
    assert found.shares.sum() == pytest.approx(1)


def test_shares_far_below_the_smallest_float_are_still_numbers() -> None:
    network = engine.network("elman_linear", 1, 1, seed=0)
    weights = {name: np.full_like(weight, 1.0) for name, weight in network.weights.items()}
    weights["weight_hh_l0"][:] = 1e-5
    tiny = engine.Network("elman_linear", weights, 1, 1)
    inputs = np.ones((90, 1, 1))
    logs = input_shares(tiny, engine.record(tiny, inputs)).log_norms  # ∂h_T/∂x_k = w^(T-1-k)
    np.testing.assert_allclose(logs, np.arange(89, -1, -1) * np.log(1e-5), rtol=1e-12)
    assert logs[0] < np.log(1e-300) * 1.4


def test_how_far_back_the_inputs_reach() -> None:
    from engine.analysis.perturbation import InputShares

    assert InputShares(np.log([0.1, 0.2, 0.3, 0.4])).reach(0.7) == 2
    assert InputShares(np.log([0.1, 0.2, 0.3, 0.4])).reach(0.71) == 3
    assert InputShares(np.array([0.0, -np.inf])).reach(0.5) == 2


def test_shares_are_refused_where_they_would_mean_something_else() -> None:
    network = engine.network("lstm", 3, 4, num_layers=2)
    with pytest.raises(ValueError, match="one layer"):
        input_shares(network, engine.record(network, sequence(0)))
    one = engine.network("lstm", 3, 4)
    with pytest.raises(ValueError, match="not of this network"):
        input_shares(engine.network("gru", 3, 4), engine.record(one, sequence(0)))


def test_gate_statistics_count_steps() -> None:
    network = engine.network("lstm", 3, 4, seed=0)
    trace = engine.record(network, 8 * sequence(5, 50))
    statistics = gate_statistics(trace)
    assert set(statistics) == {"input_gate", "forget_gate", "output_gate"}
    for name, found in statistics.items():
        for unit in range(4):
            values = trace[name][0, 0, :, 0, unit]
            assert found.open[unit] == sum(value > 0.9 for value in values) / 50
            assert found.closed[unit] == sum(value < 0.1 for value in values) / 50
    assert any(found.open.max() > 0 for found in statistics.values())
    assert gate_statistics(engine.record(engine.network("elman", 3, 4), sequence(0))) == {}
