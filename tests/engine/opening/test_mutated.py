"""Two thousand broken files: each is opened or refused in a sentence, and nothing else ever happens."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest
import torch

from engine.learning.tasks import InputProblem
from engine.opening.files import read
from engine.opening.finding import answers, embeddings, find
from engine.opening.statistics import blocks
from tests.engine.opening.saved import FORMATS

FILES = 2000


def mutated(data: bytes, other: bytes, generator: np.random.Generator) -> bytes:
    """A file with a few bytes changed, cut off, doubled, or with a piece of another file in it."""
    changed = bytearray(data)
    for _ in range(generator.integers(1, 5)):
        # the beginning and the end say how the rest is to be read: half of all changes go there
        near = generator.integers(4)
        low = max(0, len(changed) - 200) if near == 1 else 0
        high = min(len(changed), 200) if near == 0 else len(changed)
        at = int(generator.integers(low, max(high, low + 1)))
        length = int(generator.integers(1, 40))
        match generator.integers(6):
            case 0:
                del changed[at:]
            case 1:
                changed[at : at + 1] = bytes([int(generator.integers(256))])
            case 2:
                changed[at : at + length] = generator.bytes(length)
            case 3:
                changed[at:at] = changed[at : at + length]
            case 4:
                begin = int(generator.integers(len(other)))
                changed[at : at + length] = other[begin : begin + length]
            case 5:
                changed[at : at + 4] = (0, 1, 2**31 - 1, 2**32 - 1)[generator.integers(4)].to_bytes(4, "little")
    return bytes(changed)


def broken(data: bytes, other: bytes, generator: np.random.Generator) -> bytes:
    """A mutated file; half of all archives are whole, with a mutated member in them: its sum of bytes is right."""
    if not data.startswith(b"PK") or generator.integers(2):
        return mutated(data, other, generator)
    with ZipFile(BytesIO(data)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = list(members)[generator.integers(len(members))] if generator.integers(2) else next(iter(members))
    members[name] = mutated(members[name], other, generator)
    changed = BytesIO()
    with ZipFile(changed, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return changed.getvalue()


@pytest.mark.filterwarnings("ignore")  # a NaN that signals, a string in a pickle that escapes nothing
@pytest.mark.parametrize("kind", FORMATS)
def test_a_broken_file_is_opened_or_refused_and_nothing_else(kind: str) -> None:
    torch.manual_seed(0)
    module = torch.nn.ModuleDict(
        {"e": torch.nn.Embedding(3, 2), "rnn": torch.nn.LSTM(2, 2, bidirectional=True), "out": torch.nn.Linear(4, 2)}
    )
    files = {name: save(module.state_dict()) for name, save in FORMATS.items()}
    others = list(files.values())
    generator = np.random.default_rng(len(kind))
    opened = longest = 0
    for number in range(-(-FILES // len(FORMATS))):
        data = broken(files[kind], others[number % len(others)], generator)
        try:
            file = read(data, "model")
            for layer in find(file).layers:
                embeddings(file, layer), answers(file, layer), blocks(layer.network(layer.cells[0]))
            opened += 1
        except InputProblem as problem:
            longest = max(longest, len(str(problem)))
    assert longest < 400
    assert 0 < opened < FILES // len(FORMATS), "some survive, some do not"
