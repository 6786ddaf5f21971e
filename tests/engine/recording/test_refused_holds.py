"""What cannot be held is refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest

import engine
from engine import Hold
from tests.engine.examples import numbers, small_network
from tests.engine.recording.held import BATCH, STEPS

BAD: dict[str, tuple[type[Exception], str, Any]] = {
    "unknown signal": (
        ValueError,
        "LSTM has no 'forgetgate' that can be held; it has input_gate, forget_gate, candidate, output_gate, cell, hid",
        lambda: Hold("forgetgate", 1.0),
    ),
    "signal of another cell": (ValueError, "no 'update_gate' that can be held", lambda: Hold("update_gate", 1.0)),
    "sum": (
        ValueError,
        "no 'forget_gate_preactivation' that can be held",
        lambda: Hold("forget_gate_preactivation", 1.0),
    ),
    "gate beyond 1": (
        ValueError,
        r"the forget gate of LSTM lies between 0 and 1, so it cannot be held at 1\.5",
        lambda: Hold("forget_gate", 1.5),
    ),
    "gate below 0": (ValueError, r"held at -0\.1", lambda: Hold("input_gate", -0.1)),
    "candidate beyond 1": (ValueError, "between -1 and 1", lambda: Hold("candidate", 2)),
    "step beyond the end": (
        ValueError,
        "forget_gate is to be held at steps 6, but the sequence has only 6, from 0",
        lambda: Hold("forget_gate", 1.0, steps=[2, 6]),
    ),
    "step before the start": (ValueError, "steps -1", lambda: Hold("forget_gate", 1.0, steps=[-1])),
    "slice beyond the end": (
        ValueError,
        r"steps slice\(6, None, None\), but the sequence has only 6",
        lambda: Hold("forget_gate", 1.0, steps=slice(6, None)),
    ),
    "unit": (ValueError, "units 4, but the layer has only 4", lambda: Hold("cell", 1.0, units=[4])),
    "layer": (ValueError, "layer 2, but the network has only 2", lambda: Hold("cell", 1.0, layer=2)),
    "direction": (ValueError, "direction 1, but the network has only 1", lambda: Hold("cell", 1.0, direction=1)),
    "sequence": (ValueError, "batch 2, but the batch has only 2", lambda: Hold("cell", 1.0, batch=[2])),
    "no hold": (TypeError, r"a list of engine.Hold, not \['cell'\]", lambda: "cell"),
    "no list": (TypeError, "a list of engine.Hold, not 5", None),
    "nan": (ValueError, "finite number, not at nan", lambda: Hold("cell", float("nan"))),
    "infinity": (ValueError, "finite number, not at inf", lambda: Hold("cell", float("inf"))),
    "word": (TypeError, "at a number, not at '1'", lambda: Hold("cell", "1")),  # type: ignore[arg-type]
    "truth": (TypeError, "at a number, not at True", lambda: Hold("cell", True)),
    "unit alone": (TypeError, "units of a hold should be a list", lambda: Hold("cell", 1.0, units=2)),  # type: ignore[arg-type]
    "half a step": (TypeError, r"steps of a hold .* \[0\.5\]", lambda: Hold("cell", 1.0, steps=[0.5])),  # type: ignore[list-item]
    "no units": (TypeError, "units of a hold should be a list of whole numbers", lambda: Hold("cell", 1.0, units=[])),
    "layer in words": (TypeError, "layer of a hold", lambda: Hold("cell", 1.0, layer="0")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_held_is_refused_with_a_sentence(case: str) -> None:
    error, message, make = BAD[case]
    network, inputs = small_network("lstm", num_layers=2), numbers(STEPS, BATCH, 3)
    with pytest.raises(error, match=message):
        engine.record(network, inputs, interventions=5 if make is None else [make()])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "gate", "message"),
    [
        (
            "lstm_1997",
            "forget_gate",
            "LSTM of 1997 has no 'forget_gate' that can be held; it has input_gate, candidate, ",
        ),
        ("lstm_no_input_gate", "input_gate", "LSTM without input gate has no 'input_gate'"),
        ("lstm_no_output_gate", "output_gate", "LSTM without output gate has no 'output_gate'"),
        (
            "lstm_coupled",
            "input_gate",
            "LSTM with coupled gates has no 'input_gate' that can be held; it has forget_gate",
        ),
    ],
)
def test_a_gate_that_is_not_there_cannot_be_held(cell: str, gate: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        engine.record(small_network(cell), numbers(STEPS, BATCH, 3), interventions=[Hold(gate, 0.5)])
