"""Counts against torch.nn, and sizes that match."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.networks.cost import matching_size, measure_step_times, multiply_adds, parameter_count

MODULES = {"elman": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


@pytest.mark.parametrize("cell", MODULES)
@pytest.mark.parametrize(("inputs", "units"), [(1, 1), (6, 16), (28, 128)])
def test_parameter_counts_are_those_of_torch(cell: str, inputs: int, units: int) -> None:
    with torch.random.fork_rng(devices=[]):
        module = MODULES[cell](inputs, units)
    assert parameter_count(cell, inputs, units) == sum(p.numel() for p in module.parameters())
    assert parameter_count(cell, inputs, units) == engine.network(cell, inputs, units).parameter_count


def test_four_three_and_one_block() -> None:
    rnn, gru, lstm = (parameter_count(cell, 6, 16) for cell in ("elman", "gru", "lstm"))
    assert (lstm, gru) == (4 * rnn, 3 * rnn)
    for without in ("lstm_1997", "lstm_no_input_gate", "lstm_no_output_gate", "lstm_coupled"):
        assert parameter_count(without, 6, 16) == gru, without
    assert parameter_count("lstm_peephole", 6, 16) == lstm + 3 * 16


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("elman", 16 * 22),
        ("gru", 3 * 16 * 22 + 48),
        ("lstm", 4 * 16 * 22 + 48),
        ("lstm_1997", 3 * 16 * 22 + 32),  # i ∘ g, o ∘ tanh(c)
        ("lstm_peephole", 4 * 16 * 22 + 96),  # three more than the LSTM
        ("lstm_coupled", 3 * 16 * 22 + 48),
    ],
)
def test_multiply_adds_of_a_step(cell: str, expected: int) -> None:
    assert multiply_adds(cell, 6, 16) == expected


@given(st.sampled_from(list(MODULES)), st.integers(1, 40), st.integers(200, 20_000))
def test_no_other_size_matches_better(cell: str, inputs: int, parameters: int) -> None:
    if parameters < parameter_count(cell, inputs, 1):
        with pytest.raises(ValueError, match="more than"):
            matching_size(cell, inputs, parameters)
        return
    units = matching_size(cell, inputs, parameters)
    off = abs(parameter_count(cell, inputs, units) - parameters)
    for other in {max(1, units - 1), units + 1}:
        assert off <= abs(parameter_count(cell, inputs, other) - parameters)


def test_time_is_measured_and_torch_left_as_it_was() -> None:
    threads, before = torch.get_num_threads(), torch.random.get_rng_state()
    times = measure_step_times({"elman": 4, "lstm": 4}, 3, steps=5, batch=2, rounds=3)
    assert set(times) == {"elman", "lstm"}
    for time in times.values():
        assert 0 < time.fastest <= time.median <= time.slowest < 1
    assert torch.get_num_threads() == threads
    assert torch.equal(before, torch.random.get_rng_state())
