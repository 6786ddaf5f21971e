"""The sentences over the charts of memory."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.lessons.compare.memories import Memory, memories
from ui.lessons.compare.run import Comparison, compare
from ui.lessons.compare.sections.memory import lasting_verdict, memory_verdict, sensitivity_verdict
from ui.lessons.compare.settings import CompareSettings


def opening(step: int = 0, **settings: object) -> tuple[Comparison, tuple[Memory, ...]]:
    run = CompareSettings(**settings).of_the_run()  # type: ignore[arg-type]
    return compare(run), memories(run, step)


def test_what_the_end_cuts_off_lasts_to_the_end_and_is_not_compared() -> None:
    comparison, found = opening()
    said = lasting_verdict(comparison, found)
    assert "LSTM **to the end**, GRU **to the end** and RNN **4** (3–5)" in said
    assert "how much longer LSTM and GRU would keep it is not seen here" in said
    assert "within the spread" not in said
    assert "**80**" not in said


def test_a_late_change_is_cut_off_sooner() -> None:
    comparison, found = opening(step=78)
    assert "of 2 that follow it" in lasting_verdict(comparison, found)
    assert "remembered to the end" not in sensitivity_verdict(comparison, found, 78)


def test_those_within_the_spread_are_said_to_be() -> None:
    comparison, found = opening()
    alike = tuple(replace(memory, lasting=np.array([3, 4, 5]), longest=80) for memory in found)
    said = lasting_verdict(comparison, alike)
    assert "The difference between LSTM and GRU; LSTM and RNN; GRU and RNN is within the spread." in said
    assert "to the end" not in said


def test_sensitivity_is_called_that_and_has_its_spread() -> None:
    comparison, found = opening()
    said = sensitivity_verdict(comparison, found, 0)
    lstm = found[0]
    assert f"LSTM **{np.median(lstm.reach):.0f}** ({lstm.reach.min()}–{lstm.reach.max()})" in said
    assert "median and range of 21 sequences" in said
    assert "LSTM: the first input is remembered to the end of this run, though its share is below 1 %" in said
    assert "depend" not in said


def test_fresh_networks_spread_over_seeds() -> None:
    comparison, found = opening(network="fresh", gap=9)
    assert "median and range of 11 seeds" in lasting_verdict(comparison, found)
    assert "median and range of 11 seeds" in sensitivity_verdict(comparison, found, 0)


def test_without_numbers_there_is_no_sensitivity() -> None:
    comparison, found = opening()
    broken = tuple(replace(memory, shares=np.full_like(memory.shares, np.nan)) for memory in found)
    assert "no sensitivity to speak of" in sensitivity_verdict(comparison, broken, 0)


@pytest.mark.parametrize("gap", [5, 40, 120])
def test_the_numbers_are_those_of_the_run(gap: int) -> None:
    comparison, found = opening(gap=gap)
    said = sensitivity_verdict(comparison, found, 0)
    assert f"(of {gap + 1})" in said
    for memory in found:
        assert f"**{np.median(memory.reach):.0f}**" in said


@given(seed=st.integers(0, 9999), gap=st.integers(1, 60), step=st.integers(0, 60), fresh=st.booleans())
def test_who_still_sees_the_change_is_counted(seed: int, gap: int, step: int, fresh: bool) -> None:
    step = min(step, gap)
    network = "fresh" if fresh else "trained"
    comparison, found = opening(step, network=network, units=3, seed=seed, data_seed=seed, gap=gap)
    said = memory_verdict(found, step)
    assert said.startswith(f"**A change of input {step + 1} is ")
    for memory, run in zip(found, comparison.runs, strict=True):
        lasts = np.median(memory.lasting) == memory.longest
        seen = said.partition("still seen at the end in ")[2].partition(";")[0].partition(".")[0]
        assert (f"the {run.title}" in seen) == lasts
        if not lasts:
            assert f"the {run.title} after {round(float(np.median(memory.lasting)))}" in said
