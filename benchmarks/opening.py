"""What it costs to open a model file: from its bytes to the list of its layers, beside the library that reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO

import numpy as np
import safetensors.numpy
import safetensors.torch
import torch

from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import interleaved, repeated
from engine.networks.network import network
from engine.opening.files import read
from engine.opening.finding import Found, find
from engine.opening.statistics import blocks
from engine.opening.stored import MAX_BYTES

LIMIT = 2000  # ms, from a file of 64 MB to its layers
UNITS = 256
FIRST_PICTURE = 1500  # ms, with data and the recording in it


def sections(quick: bool) -> Iterator[Section]:
    """One section for all formats, one for the statistics of the weights."""
    yield measured(f"Opening: a file of {MAX_BYTES // 2**20} MB, to the list of its layers", partial(rows, quick))
    yield measured(f"Opening: what the weights of an LSTM say, H={UNITS}", partial(statistics, quick))


def model() -> dict[str, torch.Tensor]:
    """An LSTM of 1024 units and an embedding: as much as a file may have."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        found = dict(torch.nn.ModuleDict({"rnn": torch.nn.LSTM(1024, 1024)}).state_dict())
    rest = (MAX_BYTES - sum(tensor.nbytes for tensor in found.values())) // 4 - 10_000
    return found | {"embedding.weight": torch.zeros(rest // 1024, 1024)}


def rows(quick: bool) -> Iterator[Row]:
    """Every format, beside what its library takes to make tensors of the same bytes."""
    tensors = model()
    pickled, packed = BytesIO(), BytesIO()
    torch.save(tensors, pickled)
    arrays: Mapping[str, np.ndarray] = {name: tensor.numpy() for name, tensor in tensors.items()}
    np.savez(packed, **arrays)  # type: ignore[arg-type]
    files = {
        "safetensors": (safetensors.torch.save(tensors), safetensors.numpy.load),
        "PyTorch": (pickled.getvalue(), lambda data: torch.load(BytesIO(data), weights_only=True)),
        "NumPy": (packed.getvalue(), lambda data: dict(np.load(BytesIO(data)))),
    }
    for name, (data, load) in files.items():
        tasks = {f"{name}: its library": partial(load, data), f"{name}: its layers": partial(layers, data)}
        (theirs, reference), (ours, timing) = interleaved(tasks, 3 if quick else 15).items()
        yield Row(theirs, reference, 1.0)
        yield Row(ours, timing, timing.ratio(reference), (Promise("", LIMIT, timing.median, " ms"),))


def layers(data: bytes) -> Found:
    """What the page does with a file that was dropped."""
    return find(read(data, ""))


def statistics(quick: bool) -> Iterator[Row]:
    """Histograms, spectral radii and largest singular values of all gates."""
    given = network("lstm", UNITS, UNITS)
    timing = repeated(partial(blocks, given), 3 if quick else 10)
    yield Row("all gates of a layer", timing, None, (Promise("", FIRST_PICTURE / 2, timing.median, " ms"),))
