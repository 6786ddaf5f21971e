"""Train an encoder–decoder to write dates in one format, with attention or with a fixed vector.

The same recipe gives the same bits on the same machine, as in `training`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi

import numpy as np

from engine.learning.dates import LETTERS, READ, WRITTEN, DateBatch, date_batch
from engine.learning.training import MAX_GRADIENT_NORM, one_thread
from engine.networks.encoder_decoder import EncoderDecoder, encoder_decoder
from engine.recording.decoding import write

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


@dataclass(frozen=True, slots=True)
class DateProgress:
    """Where training stands: the mean cross-entropy of a letter in the last batch, in nats, and the network."""

    step: int
    loss: float
    model: EncoderDecoder


def untrained(recipe: DateRecipe) -> EncoderDecoder:
    """The network that a recipe begins with."""
    return encoder_decoder(len(READ), len(WRITTEN), recipe.units, attention=recipe.attention, seed=recipe.seed)


def train_dates(recipe: DateRecipe, every: int = 50) -> Iterator[DateProgress]:
    """Train, and yield the progress after each `every` steps and after the last. To cancel, stop iterating.

    Raises:
        RuntimeError: the gradient became infinite or NaN.
    """
    import torch

    model = untrained(recipe)
    weights = {
        name: torch.tensor(values, dtype=torch.float32, requires_grad=True)
        for name, values in model.parameters.items()
    }  # fmt: skip
    optimizer = torch.optim.Adam(weights.values(), lr=recipe.learning_rate)
    generator = np.random.default_rng((recipe.seed, 2))
    for step in range(1, recipe.steps + 1):
        optimizer.param_groups[0]["lr"] = recipe.learning_rate * (1 + cos(pi * (step - 1) / recipe.steps)) / 2
        batch = training_batch(recipe, generator)
        with one_thread(), torch.enable_grad():
            found = model.in_torch(weights, torch.tensor(batch.inputs).float(), torch.tensor(batch.fed).float())
            targets = torch.tensor(batch.targets).flatten()
            loss = torch.nn.functional.cross_entropy(torch.cat(found["logits"]), targets)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights.values(), MAX_GRADIENT_NORM, error_if_nonfinite=True)
            optimizer.step()
        if step % every == 0 or step == recipe.steps:
            learned = {name: weight.detach().numpy() for name, weight in weights.items()}
            yield DateProgress(step, float(loss.detach()), model.with_parameters(learned))


def training_batch(recipe: DateRecipe, generator: np.random.Generator) -> DateBatch:
    """The next batch of a recipe."""
    long = recipe.filler > 0 and generator.random() < WITH_FILLER
    filler = int(generator.integers(1, recipe.filler, endpoint=True)) if long else 0
    return date_batch(recipe.batch, generator, filler)


def accuracy(model: EncoderDecoder, filler: int, count: int = 500, seed: int = 0) -> float:
    """The fraction of new dates that are written without a mistake, each letter fed by the one written before it."""
    batch = date_batch(count, np.random.default_rng((seed, 3)), filler)
    return float((write(model, batch.inputs, LETTERS) == batch.targets).all(axis=0).mean())
