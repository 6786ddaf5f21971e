"""Files of every kind, also those that mean harm: each is opened, or refused in a sentence, and nothing is run."""

from __future__ import annotations

import json
import os
import pickle
import tracemalloc
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.learning.tasks import InputProblem
from engine.opening.files import read
from engine.opening.finding import find
from engine.opening.statistics import blocks
from engine.opening.stored import MAX_BYTES, MAX_TENSORS, MB, bfloat16, float8_e4m3, float8_e5m2, quoted
from tests.engine.opening.saved import FORMATS, legacy, npy, npz, pickled, safetensors


def lstm() -> dict[str, torch.Tensor]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return dict(torch.nn.LSTM(2, 3).state_dict())


def header(entries: dict[str, Any], numbers: bytes = b"") -> bytes:
    """A file of safetensors with this header, true or not."""
    said = json.dumps(entries).encode()
    return len(said).to_bytes(8, "little") + said + numbers


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as into:
        for name, content in members.items():
            into.writestr(name, content)
    return file.getvalue()


def entry(shape: list[int], size: int, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}


def many(count: int) -> bytes:
    """So many names for nothing."""
    one = json.dumps(entry([0], 0))
    said = ("{" + ",".join(f'"w{number}":{one}' for number in range(count)) + "}").encode()
    return len(said).to_bytes(8, "little") + said


@cache
def bomb() -> bytes:
    """A quarter of a megabyte that becomes 257."""
    return archive({"m/data.pkl": b"\x80\x02}.", "m/data/0": bytes(257 * MB)}, zipfile.ZIP_DEFLATED)


class Runs:
    """A value that, unpickled without care, makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("save", [pickled, legacy, lambda content: pickle.dumps(content, protocol=2), pickle.dumps])
@pytest.mark.parametrize("inside", [lambda bad: bad, lambda bad: {"weight_ih_l0": bad}, lambda bad: [lstm(), bad]])
def test_a_pickle_with_code_is_refused_and_nothing_of_it_is_run(
    save: Callable[[Any], bytes], inside: Callable[[Any], Any], tmp_path: Path
) -> None:
    made = tmp_path / "made"
    data = save(inside(Runs(made)))
    with pytest.raises(InputProblem, match=r"only running code could open|a pickle is a program"):
        read(data, "model.pt")
    assert not made.exists()
    with pytest.raises(InputProblem):
        read(npz({"weight_ih_l0": np.array([Runs(made)], dtype=object)}), "model.npz")
    assert not made.exists()
    pickle.loads(pickle.dumps(Runs(made)))
    assert made.exists(), "it would have"


def test_two_archives_in_one_file_cannot_show_different_pickles(tmp_path: Path) -> None:
    """What was looked at is what torch reads: the same bytes, in an archive of our own."""
    made = tmp_path / "made"
    harmless, harmful = pickled(lstm()), pickled({"w": Runs(made)})
    for data in (harmless + harmful, harmful + harmless):
        with pytest.raises(InputProblem) if data.endswith(harmful) else nullcontext():
            assert set(read(data, "model.pt").tensors) == set(lstm())
    assert not made.exists()


class _no_problem:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "The file is empty"),
    "text": (lambda: b"weights: 1, 2, 3", "none of a model that can be opened here"),
    "zeros": (lambda: bytes(100), "none of a model"),
    "too large": (lambda: bytes(MAX_BYTES + MB), "The file has 65.0 MB: please give one of at most 64 MB."),
    "HDF5": (lambda: b"\x89HDF\r\n\x1a\n", "This is an HDF5 file, as Keras writes it: .*v.path, v.numpy"),
    "Keras": (lambda: archive({"model.weights.h5": b"", "config.json": b""}), "This is an HDF5 file"),
    "GGUF": (lambda: b"GGUF\x03", "transformers"),
    "gzip": (lambda: b"\x1f\x8b\x08", "unpack it first"),
    "one array": (lambda: npy(np.ones(3)), "a single array"),
    "an office document": (lambda: archive({"word/document.xml": b"<a/>"}), "neither PyTorch's tensors nor NumPy's"),
    "a module": (lambda: pickled(torch.nn.LSTM(2, 3)), r"“torch.nn.modules.rnn.LSTM”.*save the weights alone"),
    "an old file": (lambda: legacy(lstm()), "before version 1.6, and a pickle is a program"),
    "numbers only": (lambda: pickled({"lr": 0.1}), "There is no tensor in this file"),
    "a scalar of numpy": (lambda: pickled(lstm() | {"loss": np.float64(1)}), "“numpy"),
    "a newer pickle": (lambda: pickled(lstm(), pickle_protocol=4), "a pickle of protocol 4"),
    "another pickle": (lambda: pickle.dumps({"a": 1}, protocol=2), "a pickle is a program"),
    "bytes without end": (lambda: pickled({"a": bytearray(3)}), "bytearray"),
    "sparse": (lambda: pickled({"a": torch.eye(3).to_sparse()}), "_rebuild_sparse_tensor"),
    "quantised": (
        lambda: pickled({"a": torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8)}),
        "_rebuild_qtensor|QInt8Storage",
    ),
    "TorchScript": (
        lambda: archive({"m/data.pkl": b"", "m/constants.pkl": b"", "m/code/__torch__.py": b""}),
        "a TorchScript program",
    ),
    "one number said to be many": (
        lambda: pickled({"weight_hh_l0": torch.ones(1).expand(10**6, 10**6)}),
        "take 3,814,697 MB once they are unpacked",
    ),
    "a bomb of numpy's": (
        lambda: bomb().replace(b"m/data.pkl", b"m/data.npy"),
        "take 257 MB once they are unpacked: please give a file whose tensors take at most 256 MB.",
    ),
    "a bomb of PyTorch's": (bomb, "take 257 MB once they are unpacked"),
    "a long pickle": (
        lambda: archive({"m/data.pkl": b"\x80\x02" + b"N" * 5 * MB}, zipfile.ZIP_DEFLATED),
        "5 MB beside its tensors",
    ),
    "packed otherwise": (lambda: archive({"a.npy": npy(np.ones(3))}, zipfile.ZIP_BZIP2), "“a.npy” in this archive"),
    "a million members": (
        lambda: b"PK\x03\x04" + b"PK\x01\x02" * 1_000_000,
        f"This file has 1,000,000 tensors: please give one of at most {MAX_TENSORS:,}.",
    ),
    "a million names": (lambda: many(1_000_000), "This file has 1,000,000 tensors: please give"),
    "a header without end": (lambda: (2**62).to_bytes(8, "little") + b"{" * 1000, "damaged or cut off"),
    "a long header": (lambda: header({"__metadata__": {"a": "a" * 9 * MB}}), "The header of this file has 9 MB"),
    "a header that nests": (lambda: header({}).replace(b"{}", b"{" * 2) + b"[" * 100_000, "damaged"),
    "a shape that lies": (lambda: header({"w": entry([10**9, 10**9], 8)}, bytes(8)), "damaged"),
    "a shape that overflows": (lambda: header({"w": entry([2**33, 2**33], 8)}, bytes(8)), "damaged"),
    "tensors that overlap": (lambda: header({"v": entry([2], 8), "w": entry([2], 8)}, bytes(8)), "damaged"),
    "a name of 10 kB": (lambda: safetensors({"w" * 10_000: torch.ones(1)}), "a name of 10,000 characters, “…www"),
    "an array that lies": (lambda: archive({"w.npy": npy(np.ones(4)).replace(b"(4,)", b"(9,)")}), "“w”.*cut off"),
    "an array without end": (
        lambda: archive({"w.npy": npy(np.ones(4)).replace(b"(4,), }     ", b"(4" + b"0" * 8 + b",)}")}),
        "“w”.*(cut off|damaged)",
    ),
    "an array less than none": (lambda: archive({"w.npy": npy(np.ones(4)).replace(b"(4,)", b"(-4,)")}), "“w”"),
    "an array of text": (lambda: npz({"w": np.array(["a"])}), "holds <U1, not numbers"),
    "an array of records": (lambda: npz({"w": np.zeros(2, "f4,i4")}), "not numbers"),
    "an array of objects": (lambda: npz({"w": np.array([None])}), "holds Python objects, not numbers"),
    "no array": (lambda: archive({"w.npy": b"1, 2, 3"}), "“w” is no array of NumPy's"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:torch.quantize:UserWarning")
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_opened_is_refused_in_a_sentence(case: str) -> None:
    make, sentence = REFUSED[case]
    with pytest.raises(InputProblem, match=sentence) as refused:
        read(make(), "model.pt")
    assert refused.value.template.format(**refused.value.values) == str(refused.value)
    assert len(str(refused.value)) < 400


def words(*said: bytes, numbers: bytes = bytes(16)) -> bytes:
    """An archive with a pickle of these words, one after another."""
    return archive({"m/data.pkl": b"\x80\x02" + b"".join(said) + b".", "m/data/0": numbers, "m/version": b"3"})


FLOATS = b"((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x04tQ"


def tensor(size: int, offset: int = 0, stride: int = 1) -> bytes:
    """The words for a tensor of so many of the archive's four numbers, whether it has them or not."""
    size_, stride_ = (b"J" + number.to_bytes(4, "little", signed=True) for number in (size, stride))
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n"
        + FLOATS
        + b"K"
        + bytes([offset])
        + size_
        + b"\x85"
        + stride_
        + b"\x85\x89)tR"
    )


@pytest.mark.parametrize(
    "said", [tensor(5), tensor(4, 1), tensor(2, 0, 4), tensor(1000), tensor(2, 3, -1), tensor(-1), tensor(1, 200)]
)
def test_no_number_is_read_that_the_file_does_not_have(said: bytes) -> None:
    """Where torch itself would give what lay in the server's memory."""
    whole = read(words(b"}X\x01\x00\x00\x00w", tensor(4), b"s", numbers=np.arange(4, dtype="<f4").tobytes()), "m.pt")
    assert whole.tensors["w"].values is not None
    assert whole.tensors["w"].values.tolist() == [0, 1, 2, 3]
    with pytest.raises(InputProblem, match="damaged"):
        read(words(b"}X\x01\x00\x00\x00w", said, b"s"), "m.pt")


def test_parts_of_a_storage_are_read_where_they_are() -> None:
    base = torch.arange(24.0).reshape(4, 6)
    given = {"base": base, "row": base[1], "column": base[:, 2], "turned": base.T, "one": base[2, 3], "none": base[:0]}
    found = read(pickled(given), "m.pt").tensors
    for name, tensor in given.items():
        np.testing.assert_array_equal(found[name].values, tensor.numpy())
    assert read(pickled({"p": torch.nn.Parameter(base)}), "m.pt").tensors["p"].shape == (4, 6)


# t = (t, t), again and again
LAUGHS = b")" + b"".join(b"q%c" % level + b"h%c" % level + b"\x86" for level in range(200))
LONG = b"X" + (10**6).to_bytes(4, "little") + b"a" * 10**6


@pytest.mark.parametrize(
    "said",
    [
        b"}" + LAUGHS + b"Ns",
        b"](" + b"K\x00K\x01\x86" * 50_000 + b"eq\x00" + b"ccollections\nOrderedDict\nh\x00\x85R" * 20_000,
        b"ctorch.storage\nUntypedStorage\nK\x09\x85R",
        b"ctorch\nFloatStorage\nK\x09\x85R",
        b"}q\xff\xff" + b"r\xff\xff\xff\xff" + b"\x8d" + b"\xff" * 8,
    ],
    ids=["keys without end", "copies", "untyped", "typed", "places without end"],
)
def test_words_that_would_take_for_ever_are_refused_at_once(said: bytes) -> None:
    with pytest.raises(InputProblem):
        read(words(said), "m.pt")


def test_a_long_name_is_not_written_anew_for_every_tensor_below_it() -> None:
    below = b"".join(b"X\x03\x00\x00\x00%03d" % number + tensor(4) + b"s" for number in range(200))
    data = words(b"}" + LONG + b"}" + below + b"s")
    tracemalloc.start()
    try:
        with pytest.raises(InputProblem, match="a name of 1,000,000 characters"):
            read(data, "m.pt")
        assert tracemalloc.get_traced_memory()[1] < 20 * MB
    finally:
        tracemalloc.stop()


def test_a_bomb_is_seen_before_it_is_unpacked() -> None:
    data = bomb()
    assert len(data) < MB
    tracemalloc.start()
    try:
        with pytest.raises(InputProblem):
            read(data, "model.pt")
        assert tracemalloc.get_traced_memory()[1] < 4 * MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_was_cut_off_is_refused(kind: str) -> None:
    data = FORMATS[kind](lstm())
    for length in (9, 30, len(data) // 2, len(data) - 30):
        with pytest.raises(InputProblem):
            read(data[:length], "model")


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
