"""What files of every kind hold: which tensors, under which names, of which numbers, and which layers they make."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from engine.learning.tasks import InputProblem
from engine.opening.files import read
from engine.opening.finding import find
from engine.opening.statistics import blocks
from engine.opening.stored import bfloat16, float8_e4m3, float8_e5m2, quoted
from tests.engine.opening.saved import FORMATS, lstm, pickled, safetensors


def test_parts_of_a_storage_are_read_where_they_are() -> None:
    base = torch.arange(24.0).reshape(4, 6)
    given = {"base": base, "row": base[1], "column": base[:, 2], "turned": base.T, "one": base[2, 3], "none": base[:0]}
    found = read(pickled(given), "m.pt").tensors
    for name, tensor in given.items():
        np.testing.assert_array_equal(found[name].values, tensor.numpy())
    assert read(pickled({"p": torch.nn.Parameter(base)}), "m.pt").tensors["p"].shape == (4, 6)


@pytest.mark.parametrize("kind", FORMATS)
def test_names_of_any_kind_are_kept_and_quoted(kind: str) -> None:
    names = ["<script>alert(1)</script>.weight_hh_l0", "a\u202eb\x07\n.weight_hh_l0", "п" * 300 + ".weight_hh_l0"]
    opened = read(FORMATS[kind]({name: torch.ones(4, 1) for name in names}), "model")
    assert {name.removeprefix("model.") for name in opened.tensors} == set(names)
    for one in find(opened).unclear:
        assert "weight_ih_l0 is missing" in str(one.problem)
        assert "weight_hh_l0" in str(one.problem)
        assert str(one.problem).isprintable()
        assert len(str(one.problem)) < 200


def test_a_name_is_quoted_by_its_end() -> None:
    assert quoted("rnn") == "rnn"
    assert quoted("a" * 100 + ".weight", 10) == "…aa.weight"
    assert quoted("a\x00b\u202ec\n") == "a�b�c�"


def test_what_a_checkpoint_holds_beside_tensors_is_left_out() -> None:
    inside: dict[str, Any] = {"deep": lstm(), "lr": 0.1}
    inside["itself"] = inside
    data = pickled(
        OrderedDict(epoch=3, model=inside, names=["a"], shape=torch.Size([2]), optimizer={0: {"m": torch.ones(2)}})
    )
    opened = read(data, "checkpoint")
    assert set(opened.tensors) == {f"model.deep.{name}" for name in lstm()} | {"optimizer.0.m"}
    assert [layer.path for layer in find(opened).layers] == ["model.deep"]
    assert opened.parameter_count == sum(tensor.numel() for tensor in lstm().values()) + 2


@pytest.mark.parametrize("save", [safetensors, pickled])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_small_floats_are_read_exactly(dtype: str, save: Callable[[Any], bytes]) -> None:
    given = {name: tensor.to(getattr(torch, dtype)) for name, tensor in lstm().items()}
    opened = read(save(given), "model")
    (layer,) = find(opened).layers
    for name, tensor in given.items():
        assert opened.tensors[name].dtype == dtype
        np.testing.assert_array_equal(layer.network().weights[name], tensor.double().numpy())


@pytest.mark.parametrize(
    ("decode", "bits", "dtype"),
    [
        (bfloat16, np.uint16, torch.bfloat16),
        (float8_e4m3, np.uint8, torch.float8_e4m3fn),
        (float8_e5m2, np.uint8, torch.float8_e5m2),
    ],
)
def test_every_pattern_of_bits_is_the_number_that_torch_says(decode: Any, bits: Any, dtype: torch.dtype) -> None:
    patterns = np.arange(np.iinfo(bits).max + 1).astype(bits)
    expected = torch.from_numpy(patterns.copy()).view(dtype).double().numpy()
    with np.errstate(invalid="ignore"):  # a NaN that signals
        np.testing.assert_array_equal(decode(patterns).astype(np.float64), expected)


@pytest.mark.parametrize("kind", FORMATS)
def test_whole_numbers_are_no_weights(kind: str) -> None:
    given = {name: (100 * tensor).to(torch.int8) for name, tensor in lstm().items()}
    found = find(read(FORMATS[kind](given), "model"))
    assert not found.layers
    (unclear,) = found.unclear
    assert "is stored as int8" in str(unclear.problem)
    assert "before they were quantised" in str(unclear.problem)


@pytest.mark.parametrize("kind", FORMATS)
def test_weights_that_are_no_numbers_are_shown_as_such(kind: str) -> None:
    given = lstm()
    given["weight_hh_l0"][0, 0], given["weight_hh_l0"][4, 1] = torch.nan, torch.inf
    (layer,) = find(read(FORMATS[kind](given), "model")).layers
    found = {block.name: block for block in blocks(layer.network())}
    assert found["input_gate"].from_state is not None
    assert found["input_gate"].from_state.lost == pytest.approx(1 / 9)
    assert np.isnan(found["input_gate"].radius or 0)
    assert found["candidate"].from_state is not None
    assert found["candidate"].from_state.lost == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"weight_hh_l0": None}, "“rnn” has .*, but weight_hh_l0 is missing."),
        ({"bias_hh_l0": None}, "“rnn” has .*, but bias_hh_l0 is missing."),
        ({"weight_ih_l0": torch.ones(9, 2)}, r"weight_ih_l0 of “rnn” has the shape \(9, 2\); .* \(12, 2\)."),
        ({"weight_hh_l0": torch.ones(12, 5)}, "has 12 sums for 5 units: an RNN has as many, a GRU three and an LSTM"),
        ({"weight_hh_l0": torch.ones(12)}, r"“rnn.weight_hh_l0” has the shape \(12,\); a weight"),
        ({"weight_hh_l0": torch.ones(0, 3)}, r"none is empty"),
        ({"weight_hh_l2": torch.ones(12, 3)}, "weight_ih_l1 is missing"),
        ({"weight_hh_l0_reverse": torch.ones(12, 3)}, "weight_ih_l0_reverse is missing"),
        ({"weight_hr_l0": torch.ones(2, 3)}, "“rnn.weight_hh_l0” has|should have"),
        ({"weight_hh_l0": None, "weight_hh_l0_raw": torch.ones(12, 3)}, "made of others at every call"),
        ({"weight_hh_l0": None, "parametrizations.weight_hh_l0.original0": torch.ones(12, 3)}, "made of others"),
    ],
)  # fmt: skip
def test_what_is_no_layer_is_explained(change: dict[str, torch.Tensor | None], sentence: str) -> None:
    given = {f"rnn.{name}": tensor for name, tensor in (lstm() | change).items() if tensor is not None}
    found = find(read(safetensors(given), "model"))
    assert not found.layers
    (unclear,) = found.unclear
    assert unclear.path == "rnn"
    with pytest.raises(InputProblem, match=sentence):
        raise unclear.problem
