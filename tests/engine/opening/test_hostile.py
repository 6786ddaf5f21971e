"""Files that mean harm, or are no model: each is refused in a sentence, nothing of it is run, and none takes long."""

from __future__ import annotations

import json
import os
import pickle
import tracemalloc
import zipfile
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
from engine.opening.stored import MAX_BYTES, MAX_TENSORS, MB
from tests.engine.opening.saved import FORMATS, legacy, lstm, npy, npz, pickled, safetensors


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
