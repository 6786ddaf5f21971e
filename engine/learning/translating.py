"""Train an encoder–decoder to write dates in one format, with attention or with a fixed vector.

The same recipe gives the same bits on the same machine, as in `fitting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.learning.dates import LETTERS, READ, WRITTEN, DateBatch, date_batch
from engine.learning.fitting import Fitted, cross_entropy, fit
from engine.networks.encoder_decoder import EncoderDecoder, encoder_decoder
from engine.recording.decoding import write

if TYPE_CHECKING:
    import torch

WITH_FILLER = 0.6  # of the batches, so that the network has met long texts


@dataclass(frozen=True, slots=True)
class DateRecipe:
    """Everything that a trained writer of dates depends on.

    Attributes:
        units: of the encoder in each direction, of the decoder, and the size of the attention.
        attention: or one fixed vector, the encoder's end states.
        steps: optimizer steps (Adam), the rate falling from `learning_rate` to 0 along a cosine.
        filler: 60 % of the batches have 1 to so many letters after each date that say nothing.
        batch: dates at a step, all new.
        seed: of the weights and the dates.
    """

    units: int
    attention: bool
    steps: int
    filler: int = 40
    learning_rate: float = 1e-2
    batch: int = 64
    seed: int = 0


def untrained(recipe: DateRecipe) -> EncoderDecoder:
    """The network that a recipe begins with."""
    return encoder_decoder(len(READ), len(WRITTEN), recipe.units, attention=recipe.attention, seed=recipe.seed)


def train_dates(recipe: DateRecipe, every: int = 50) -> Iterator[Fitted[EncoderDecoder]]:
    """Train as `fit` does; the loss is the mean cross-entropy of a letter, in nats."""
    import torch

    model, generator = untrained(recipe), np.random.default_rng((recipe.seed, 2))

    def loss(weights: Mapping[str, torch.Tensor]) -> torch.Tensor:
        batch = training_batch(recipe, generator)
        found = model.in_torch(weights, torch.tensor(batch.inputs).float(), torch.tensor(batch.fed).float())
        return cross_entropy(torch.stack(found["logits"]), batch.targets)

    return fit(model, loss, recipe.steps, recipe.learning_rate, every=every)


def training_batch(recipe: DateRecipe, generator: np.random.Generator) -> DateBatch:
    """The next batch of a recipe."""
    long = recipe.filler > 0 and generator.random() < WITH_FILLER
    filler = int(generator.integers(1, recipe.filler, endpoint=True)) if long else 0
    return date_batch(recipe.batch, generator, filler)


def accuracy(model: EncoderDecoder, filler: int, count: int = 500, seed: int = 0) -> float:
    """The fraction of new dates that are written without a mistake, each letter fed by the one written before it."""
    batch = date_batch(count, np.random.default_rng((seed, 3)), filler)
    return float((write(model, batch.inputs, LETTERS) == batch.targets).all(axis=0).mean())
