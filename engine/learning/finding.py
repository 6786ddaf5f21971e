"""Train a convolution, or a GRU beside it, to say one thing of a whole sequence.

The same recipe gives the same bits on the same machine, as in `fitting`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.cells.base import Array
from engine.learning.fitting import Fitted, fit_answers
from engine.learning.motifs import ALPHABETS, ANSWERS, GAPS, TaskName, motif_batch, order_batch
from engine.learning.readers import Reader
from engine.learning.tasks.sequence import Batch
from engine.networks.convolutional import ConvolutionalNetwork, convolutional, dilated
from engine.networks.network import network
from engine.networks.reading import Reading
from engine.networks.readout import Readout
from engine.recording.convolving import record_convolving
from engine.recording.record import record


@dataclass(frozen=True, slots=True)
class FinderRecipe:
    """Everything that a trained finder depends on.

    Attributes:
        task: *motif* or *order*.
        kind: `banks`, filters of each width beside each other; `stack`, filters of one width that read one another,
            farther and farther apart; `gru`, a GRU of as many units as there are filters.
        widths: of the filters of each bank, or the one of a stack; none for a GRU.
        dilations: of each stage of a stack.
        units: filters of each width, or units.
        reading: how one answer is read from all places.
        gaps: of *order*: the smallest and the largest gap that it is trained on.
        steps: optimizer steps (Adam), the rate falling from `learning_rate` to 0 along a cosine.
        batch: sequences at a step, all new.
        seed: of the weights and the sequences.
    """

    task: TaskName
    kind: Literal["banks", "stack", "gru"] = "banks"
    widths: tuple[int, ...] = ()
    dilations: tuple[int, ...] = ()
    units: int = 12
    reading: Reading = "max"
    gaps: tuple[int, int] = GAPS
    steps: int = 700
    learning_rate: float = 1e-2
    batch: int = 64
    seed: int = 0


Finder = ConvolutionalNetwork | Reader


def untrained(recipe: FinderRecipe) -> Finder:
    """The network that a recipe begins with."""
    features, answers = len(ALPHABETS[recipe.task]), len(ANSWERS[recipe.task])
    match recipe.kind:
        case "banks":
            return convolutional(
                features, answers, recipe.widths, recipe.units, reading=recipe.reading, seed=recipe.seed
            )
        case "stack":
            (width,) = recipe.widths
            return dilated(features, answers, width, recipe.units, recipe.dilations, seed=recipe.seed)
        case "gru":
            start = network("gru", features, recipe.units, seed=recipe.seed)
            return Reader(start, Readout.fresh(recipe.units, answers, recipe.seed), recipe.reading)


def train_finder(recipe: FinderRecipe, every: int = 50) -> Iterator[Fitted[Finder]]:
    """Train as `fit_answers` does."""
    generator = np.random.default_rng((recipe.seed, 2))

    def batch() -> Batch:
        return labelled(recipe.task, recipe.batch, generator, recipe.gaps)

    return fit_answers(untrained(recipe), batch, recipe.steps, recipe.learning_rate, every=every)


def labelled(task: TaskName, count: int, generator: np.random.Generator, gaps: tuple[int, int] = GAPS) -> Batch:
    """A batch of a task; `gaps` count for *order* alone."""
    return motif_batch(count, generator) if task == "motif" else order_batch(count, generator, gaps)


def logits(model: Finder, inputs: Array) -> Array:
    """What a finder says of sequences (T, B, D): (B, K), before the softmax."""
    if isinstance(model, ConvolutionalNetwork):
        return record_convolving(model, inputs).logits
    return model.logits(record(model.network, inputs).outputs)


def accuracy(model: Finder, task: TaskName, gap: int = 0, count: int = 500) -> float:
    """The fraction of new sequences that are answered rightly, those of *order* all with one gap."""
    batch = labelled(task, count, np.random.default_rng((0, 3)), (gap, gap))
    return float((logits(model, batch.inputs).argmax(axis=1) == batch.targets).mean())
