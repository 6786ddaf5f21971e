"""What cannot be recorded truthfully is refused, and the message says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine import losses
from tests.engine.examples import module, numbers, small_network

OUTPUT = numbers(4, 2, 3)
READOUT = engine.Readout(np.zeros((2, 3)), np.zeros(2))


class OwnForward(torch.nn.LSTM):
    def forward(self, *arguments: Any) -> Any:
        return super().forward(*arguments)


def hooked() -> torch.nn.RNNBase:
    network = module("lstm")
    network.register_forward_pre_hook(lambda module, inputs: None)
    return network


def sized(inputs: Any, units: Any, layers: Any = 1, init: Any = "default") -> engine.Network:
    return engine.network("lstm", inputs, units, layers, init=init)


CASES: dict[str, tuple[type[Exception], str, Callable[[], object]]] = {
    "dropout": (
        ValueError,
        r"dropout .* module\.eval\(\)",
        lambda: engine.record(module("lstm", num_layers=2, dropout=0.5), OUTPUT),
    ),
    "packed sequence": (
        TypeError,
        "packed",
        lambda: engine.record(module("gru"), torch.nn.utils.rnn.pack_padded_sequence(OUTPUT, [4, 2])),
    ),
    "half precision": (TypeError, "float16", lambda: engine.record(module("gru").half(), OUTPUT.half())),
    "bfloat16": (TypeError, "bfloat16", lambda: engine.record(module("gru").bfloat16(), OUTPUT.bfloat16())),
    "float32 into float64": (TypeError, "float64.*float32", lambda: engine.record(module("gru"), OUTPUT.float())),
    "integers": (TypeError, "int64", lambda: engine.record(module("gru"), torch.ones(4, 2, 3, dtype=torch.long))),
    "complex": (TypeError, "real numbers", lambda: engine.record(module("gru"), np.ones((4, 2, 3), complex))),
    "words": (TypeError, "real numbers", lambda: engine.record(module("gru"), "hello")),
    "nothing": (TypeError, "real numbers", lambda: engine.record(module("gru"), None)),
    "ragged": (ValueError, "inputs", lambda: engine.record(module("gru"), [[1.0], [1.0, 2.0]])),
    "linear": (TypeError, "not Linear", lambda: engine.record(torch.nn.Linear(3, 3), OUTPUT)),
    "a cell": (TypeError, "not LSTMCell", lambda: engine.record(torch.nn.LSTMCell(3, 3), OUTPUT)),
    "a function": (TypeError, "not function", lambda: engine.record(lambda: None, OUTPUT)),  # type: ignore[arg-type]
    "own forward": (TypeError, "forward of its own", lambda: engine.record(OwnForward(3, 4), OUTPUT.float())),
    "pre-hook": (ValueError, "pre-hooks", lambda: engine.record(hooked(), OUTPUT)),
    "no values": (ValueError, "meta", lambda: engine.record(module("gru", device="meta"), OUTPUT)),
    "one axis": (ValueError, "1 axes", lambda: engine.record(module("gru"), OUTPUT[0, 0])),
    "four axes": (ValueError, "4 axes", lambda: engine.record(module("gru"), OUTPUT[None])),
    "features": (ValueError, "takes 3 features .* have 5", lambda: engine.record(module("gru"), numbers(4, 2, 5))),
    "no steps": (ValueError, "empty", lambda: engine.record(module("gru"), numbers(0, 2, 3))),
    "no sequences": (ValueError, "empty", lambda: engine.record(module("gru"), numbers(4, 0, 3))),
    "state shape": (
        ValueError,
        r"\(1, 2, 4\), but has \(2, 4\)",
        lambda: engine.record(module("gru"), OUTPUT, initial_state=numbers(2, 4)),
    ),
    "state of an unbatched run": (
        ValueError,
        r"\(1, 4\)",
        lambda: engine.record(module("gru"), OUTPUT[:, 0], initial_state=numbers(1, 1, 4)),
    ),
    "lstm state": (TypeError, "tuple", lambda: engine.record(module("lstm"), OUTPUT, initial_state=numbers(1, 2, 4))),
    "gru state": (
        TypeError,
        "not a tuple",
        lambda: engine.record(module("gru"), OUTPUT, initial_state=(numbers(1, 2, 4),)),
    ),
    "state dtype": (
        TypeError,
        "float32",
        lambda: engine.record(module("gru"), OUTPUT, initial_state=numbers(1, 2, 4).float()),
    ),
    "loss of no kind": (TypeError, "loss", lambda: engine.record(module("gru"), OUTPUT, loss="last")),  # type: ignore[arg-type]
    "loss not scalar": (
        TypeError,
        r"scalar.*\(4, 2, 4\)",
        lambda: engine.record(module("gru"), OUTPUT, loss=lambda outputs: outputs),
    ),
    "loss a float": (TypeError, "float", lambda: engine.record(module("gru"), OUTPUT, loss=lambda outputs: 1.0)),
    "loss detached": (
        ValueError,
        "does not depend",
        lambda: engine.record(module("gru"), OUTPUT, loss=lambda outputs: outputs.detach().sum()),
    ),
    "loss of something else": (
        ValueError,
        "does not depend",
        lambda: engine.record(module("gru"), OUTPUT, loss=lambda _: torch.ones(3, requires_grad=True).sum()),
    ),
    "step beyond the end": (
        ValueError,
        "step 4 is not there",
        lambda: engine.record(small_network("gru"), OUTPUT, loss=losses.at_step(4)),
    ),
    "unit that is not": (
        ValueError,
        "unit 9 is not there",
        lambda: engine.record(small_network("gru"), OUTPUT, loss=losses.unit_at_step(9, 0)),
    ),
    "loss complex": (
        TypeError,
        "real number, but it is complex",
        lambda: engine.record(module("gru"), OUTPUT, loss=lambda outputs: outputs.sum() * 1j),
    ),
    "step that is no whole number": (TypeError, r"step of a loss .* 1\.0", lambda: losses.at_step(1.0)),  # type: ignore[arg-type]
    "step that is a truth": (TypeError, "step of a loss .* True", lambda: losses.unit_at_step(0, True)),
    "unit that is no whole number": (TypeError, "unit of a loss .* '0'", lambda: losses.unit_at_step("0", 1)),  # type: ignore[arg-type]
    "readout of another width": (
        ValueError,
        "takes 3 features, but there are 4",
        lambda: engine.record(small_network("gru"), OUTPUT, losses.cross_entropy([0] * 4, READOUT)),
    ),
    "readout of another width, squared": (
        ValueError,
        "takes 3 features, but there are 4",
        lambda: engine.record(small_network("gru"), OUTPUT, losses.squared_error(np.zeros((4, 2, 2)), READOUT)),
    ),
    "readout of another width, in torch": (
        ValueError,
        "takes 3 features, but there are 4",
        lambda: losses.cross_entropy([0] * 4, READOUT)(numbers(4, 2, 4)),
    ),
    "size in words": (TypeError, "hidden_size should be a whole number, but is '4'", lambda: sized(3, "4")),
    "size in parts": (TypeError, r"input_size should be a whole number, but is 3\.0", lambda: sized(3.0, 4)),
    "size true": (TypeError, "num_layers should be a whole number, but is True", lambda: sized(3, 4, True)),
    "sizes in a list": (TypeError, r"hidden_size .* \[4\]", lambda: sized(3, [4])),
    "initialisation": (TypeError, "name of an initialisation or an engine.Init, but is 5", lambda: sized(3, 4, 1, 5)),
    "verify too": (ValueError, "takes 3 features", lambda: engine.verify(small_network("gru"), numbers(4, 2, 5))),
}


@pytest.mark.parametrize("case", CASES)
def test_refused_with_a_clear_error(case: str) -> None:
    error, message, call = CASES[case]
    with pytest.raises(error, match=message):
        call()


def test_dropout_is_no_matter_where_it_does_nothing() -> None:
    quiet = module("lstm", num_layers=2, dropout=0.5).eval()
    np.testing.assert_allclose(engine.record(quiet, OUTPUT).outputs, quiet(OUTPUT)[0].detach().numpy(), atol=1e-12)
    with pytest.warns(UserWarning, match="dropout"):
        single = module("lstm", dropout=0.5)
    assert engine.record(single, OUTPUT).steps == 4


def test_a_network_of_ours_takes_any_real_numbers() -> None:
    network = small_network("lstm")
    expected = engine.record(network, np.ones((4, 3)))
    for inputs in (torch.ones(4, 3), [[1, 1, 1]] * 4, np.ones((4, 3), np.float32), np.ones((4, 3), bool)):
        np.testing.assert_array_equal(engine.record(network, inputs).outputs, expected.outputs)
