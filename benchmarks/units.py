"""What it costs to know all units: how well each tracks a property, and how much it steers what is written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import torch

from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Task, interleaved
from engine.learning.character_model import CharacterModel
from engine.learning.properties import CONSONANTS, VOWELS, find
from engine.learning.ranking import ranked, whole
from engine.learning.steered_writing import TOGETHER
from engine.learning.steering import LETTERS
from engine.networks.network import network
from engine.networks.readout import Readout

UNITS, READ = 64, 5000
ALPHABET = ("\n", *" .,!?“”:-", *VOWELS, *CONSONANTS)
LIMIT_MS = 2000


def sections(quick: bool) -> Iterator[Section]:
    """Fresh networks with 64 units, which take as long as trained ones."""
    for cell in ("lstm", "gru"):
        title = f"Units: {cell}, H={UNITS}, {len(ALPHABET)} letters, {READ:,} read, {2 * UNITS * LETTERS:,} written"
        yield measured(title, partial(rows, cell, 2 if quick else 10))


def rows(cell: str, rounds: int) -> Iterator[Row]:
    """As many steps in torch as are written, then tracking alone and both measures, each with its controls."""
    letters = len(ALPHABET)
    model = CharacterModel(network(cell, letters, UNITS, seed=0), Readout.fresh(UNITS, letters, 0), ALPHABET)
    draw = np.random.default_rng(0)
    text = "".join(ALPHABET[letter] for letter in draw.choice(letters, READ))
    quotes, place = find("quotes"), find("word")
    tasks: dict[str, Task] = {
        f"PyTorch: as many steps, {TOGETHER} texts at a time, without drawing a letter": partial(plain, model),
        "the ranking, inside quotation marks, by tracking alone": lambda: whole(
            ranked(model, text, quotes, steer=False)
        ),
        "the same, place in the word": lambda: whole(ranked(model, text, place, steer=False)),
        "the ranking, inside quotation marks, by both measures": lambda: whole(ranked(model, text, quotes)),
    }
    (theirs, reference), *others, (ours, both) = interleaved(tasks, rounds).items()
    yield Row(theirs, reference, 1.0)
    for name, timing in others:
        yield Row(name, timing, timing.ratio(reference))
    yield Row(ours, both, both.ratio(reference), (Promise("median ", LIMIT_MS, both.median, " ms"),))


@torch.no_grad()
def plain(model: CharacterModel) -> None:
    """As many letters as a ranking writes, through torch's own cell in float64."""
    cell = {"lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell}[model.cell.name](len(ALPHABET), UNITS).double()
    letters = torch.eye(len(ALPHABET), dtype=torch.float64)[torch.arange(TOGETHER) % len(ALPHABET)]
    for _ in range(2 * UNITS * LETTERS // TOGETHER):
        cell(letters)
