"""What is said of the gates is so, whatever the run."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.lessons.compare.run import CellRun, compare
from ui.lessons.compare.sections.gates import KEEPS, gate_chart, gate_verdict, left_over, shares
from ui.lessons.compare.settings import CompareSettings


def with_signal(run: CellRun, name: str, values: np.ndarray) -> CellRun:
    """The same run, had that signal had these values (T, B, H)."""
    ((key, part),) = run.trace.parts.items()
    changed = replace(part, signals=dict(part.signals) | {name: values})
    return replace(run, trace=replace(run.trace, parts={key: changed}))


def gated(**settings: object) -> list[CellRun]:
    run = CompareSettings(**settings).of_the_run()  # type: ignore[arg-type]
    return [run for run in compare(run).runs if run.kind in KEEPS]


@given(
    seed=st.integers(0, 9999),
    data_seed=st.integers(0, 9999),
    gap=st.integers(1, 199),
    start=st.sampled_from(["open", "plain"]),
    network=st.sampled_from(["trained", "fresh"]),
)
def test_what_closes_and_what_is_left_are_those_of_the_run(
    seed: int, data_seed: int, gap: int, start: str, network: str
) -> None:
    for run in gated(seed=seed, data_seed=data_seed, gap=gap, start=start, network=network):
        said = gate_verdict([run])
        lowest = min(run.trace[name].min() for name in run.trace.signals if name.endswith("_gate"))
        assert ("No gate ever closes here" in said) == (lowest >= 0.1)
        keeps = run.trace[KEEPS[run.kind]][0, 0, 1:, 0]
        of_units = np.array([np.prod(keeps[:, unit]) for unit in range(keeps.shape[1])])
        assert left_over(run) == pytest.approx(of_units.max())
        bound = re.search(r"no unit of the \w+ more than (\d+) %", said)
        if bound is None:
            assert "nearly all" in said
            assert of_units.max() > 0.99
        else:
            assert -1e-9 < int(bound[1]) / 100 - of_units.max() < 0.01 + 1e-9
            assert f"at step {gap + 1} was written since" in said


def test_the_memory_at_the_end_is_what_the_gates_left_and_what_was_written_since() -> None:
    lstm, gru = gated(gap=30)
    for run, memory in ((lstm, "cell"), (gru, "hidden")):
        part = {name: values[0, 0, :, 0] for name, values in run.trace.signals.items()}
        keeps = part[KEEPS[run.kind]]
        writes = part["input_gate"] if run.kind == "lstm" else 1 - keeps
        at_the_end = np.prod(keeps[1:], axis=0) * part[memory][0]
        for at in range(1, len(keeps)):
            at_the_end = at_the_end + np.prod(keeps[at + 1 :], axis=0) * writes[at] * part["candidate"][at]
        np.testing.assert_allclose(at_the_end, part[memory][-1], atol=1e-9)


def test_a_gate_that_closes_is_named_with_its_share() -> None:
    run = gated(network="fresh", units=4, gap=9)[1]
    closed = run.trace["reset_gate"][0, 0].copy()
    closed[:5] = 0.01
    said = gate_verdict([with_signal(run, "reset_gate", closed)])
    assert "**The reset gate of the GRU is closed 50 % of the time.**" in said


def test_one_step_has_nothing_to_keep_and_all_gates_of_all_cells_have_their_bars() -> None:
    said = gate_verdict(gated(sequence="text", text="x"))
    assert "step 1" not in said
    runs = gated()
    assert [(part.cell, part.gate) for run in runs for part in shares(run)] == [
        (run.kind, name) for run in runs for name in run.trace.signals if name.endswith("_gate")
    ]
    chart = gate_chart(CompareSettings().of_the_run(), "en")
    assert len(chart["layer"][0]["data"]["values"]) == 5


def test_what_is_no_number_is_said() -> None:
    run = gated(network="fresh", units=4, gap=9)[0]
    broken = np.full_like(run.trace["cell"][0, 0], np.nan)
    assert "leave the range of numbers" in gate_verdict([with_signal(run, "cell", broken)])
