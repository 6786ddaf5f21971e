"""The writers that ship: networks that learned to guess the next letter of made-up text, and nothing else.

    python -m engine.learning.writers [NAME …]    trains them anew: the same files on the same machine

Each learned from whole paragraphs, every one with an empty memory. Three things keep what is written into the memory
little and lasting, so that single units can be read: a penalty on writing, forget gates that begin open, and a small
network. What came of it with other seeds is in `writers_study`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.analysis.tracking import Tracked, tracked
from engine.cells.base import Array
from engine.learning.character_model import CharacterModel
from engine.learning.corpora import END, Corpus, corpus
from engine.learning.fitting import updates
from engine.learning.properties import find, fitting
from engine.learning.pupil import Pupil, loss
from engine.learning.shelf import Made, Shelf
from engine.networks.network import Network, network
from engine.networks.readout import Readout
from engine.networks.unit_signs import flipped, flipped_readout

if TYPE_CHECKING:
    import torch

MEASURED_ON = 20_000  # letters that were kept from training


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that a writer depends on.

    Attributes:
        corpus: what it reads, see `engine.learning.corpora`.
        seed: of the weights, the readout, and of what is read.
        units: H, of one LSTM.
        updates: of Adam (Kingma & Ba 2015), each on `batch` new paragraphs.
        learning_rate: at first; it falls to 0 along a cosine.
        longest: the forget gates begin with memories of 1 to so many letters, b_f = ln U(1, longest) (after Tallec &
            Ollivier 2018, arXiv:1804.11188, but the input gates' biases begin at 0).
        write_penalty: λ of λ · mean(i·|g|), added to the loss: what need not be written is not.
        ramp: of training, where the penalty begins to grow, and where it is whole.
        penalised: so many paragraphs of each batch are asked for that mean, which is quicker.
    """

    corpus: str
    seed: int
    units: int = 48
    updates: int = 2500
    batch: int = 32
    learning_rate: float = 8e-3
    longest: float = 60.0
    write_penalty: float = 0.4
    ramp: tuple[float, float] = (0.1, 0.5)
    penalised: int = 8


def _told(corpus: str, seed: int) -> Recipe:
    """Of sentences: with longer memories and a later penalty, verdicts were not learned, and marks less by one unit."""
    return Recipe(corpus, seed, longest=4.0, write_penalty=0.2, ramp=(0.0, 0.05))


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "quotes_en_0": _told("dialogues_en", 0),
        "quotes_en_1": _told("dialogues_en", 1),
        "quotes_ru_0": _told("dialogues_ru", 0),
        "quotes_ru_1": _told("dialogues_ru", 1),
        "reviews_en_0": _told("reviews_en", 0),
        "reviews_en_1": _told("reviews_en", 1),
        "reviews_ru_0": _told("reviews_ru", 0),
        "reviews_ru_1": _told("reviews_ru", 1),
        "brackets_0": Recipe("brackets", 0, units=32, updates=2000),
        "brackets_1": Recipe("brackets", 1, units=32, updates=2000),
    }
)


def untrained(recipe: Recipe) -> tuple[Network, Readout]:
    """The network as its training begins."""
    letters = len(corpus(recipe.corpus).alphabet)
    fresh = network("lstm", letters, recipe.units, seed=recipe.seed)
    memory = np.random.default_rng((recipe.seed, 6)).uniform(1.0, recipe.longest, recipe.units)
    cell, weights = fresh.cell_of(0), {name: weight.copy() for name, weight in fresh.weights.items()}
    for name, value in (("bias_ih_l0", np.log(memory)), ("bias_hh_l0", np.zeros(recipe.units))):
        weights[name].reshape(-1, recipe.units)[cell.blocks.index("forget_gate")] = value
    return Network("lstm", weights, letters, recipe.units), Readout.fresh(recipe.units, letters, recipe.seed)


def train(recipe: Recipe) -> tuple[Network, Readout]:
    """Train, on one thread.

    Raises:
        Diverged: a number became infinite, or none at all.
    """
    import torch

    text, generator = corpus(recipe.corpus), np.random.default_rng((recipe.seed, 2))
    pupil = Pupil(*untrained(recipe))
    coding, made = torch.eye(len(text.alphabet)), 0

    def objective() -> torch.Tensor:
        nonlocal made
        made += 1
        read, asked = batch(text, text.paragraphs(recipe.batch, generator))
        inputs = coding[torch.tensor(np.maximum(read, 0))]
        outputs = pupil.run(inputs).outputs
        found = loss(pupil.readout(outputs), torch.tensor(asked))
        if weight := recipe.write_penalty * ramped(recipe, made / recipe.updates):
            few = slice(0, recipe.penalised)
            writes = written(pupil.weights, inputs[:, few], outputs[:, few])
            found = found + weight * writes[torch.tensor(asked[:, few]) >= 0].mean()
        return found

    def rate(number: int) -> float:
        return recipe.learning_rate * (1 + math.cos(math.pi * (number - 1) / recipe.updates)) / 2

    for _ in updates(torch.optim.Adam(pupil.parameters), objective, recipe.updates, rate=rate):
        pass
    return pupil.as_it_is()


def batch(text: Corpus, paragraphs: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Paragraphs as they are read and what is to be guessed at each letter: numbers of letters, (T, B), else −1.

    Reading begins with the end of the paragraph before, and the last guess is the end of this one.
    """
    number = {letter: place for place, letter in enumerate(text.alphabet)}
    read = np.full((max(map(len, paragraphs)) + 1, len(paragraphs)), -1, dtype=np.int64)
    asked = read.copy()
    for column, paragraph in enumerate(paragraphs):
        letters = [number[letter] for letter in paragraph]
        read[: len(letters) + 1, column] = [number[END], *letters]
        asked[: len(letters) + 1, column] = [*letters, number[END]]
    return read, asked


def ramped(recipe: Recipe, done: float) -> float:
    """How much of the penalty there is when so much of training is done."""
    begins, whole = recipe.ramp
    return min(max((done - begins) / (whole - begins), 0.0), 1.0)


def written(weights: Mapping[str, torch.Tensor], inputs: torch.Tensor, outputs: torch.Tensor) -> torch.Tensor:
    """How much an LSTM writes into its cells, i ∘ |g|, (T, B, H), differentiable.

    torch's fused LSTM keeps its gates to itself, but with all h known one matrix product gives them back.
    """
    import torch

    units = outputs.shape[-1]
    rows = torch.cat([torch.arange(units), torch.arange(2 * units, 3 * units)])  # of i and g, in the order i, f, g, o
    before = torch.cat([torch.zeros_like(outputs[:1]), outputs[:-1]])  # h_{t−1}
    bias = weights["bias_ih"][rows] + weights["bias_hh"][rows]
    sums = inputs @ weights["weight_ih"][rows].T + before @ weights["weight_hh"][rows].T + bias
    gate, candidate = sums.chunk(2, dim=-1)
    return torch.sigmoid(gate) * torch.tanh(candidate).abs()


def made(recipe: Recipe) -> Made:
    """Train, turn the units so that each is higher where what the corpus is about holds, round, and measure."""
    text = corpus(recipe.corpus)
    learned, readout = rounded(*train(recipe))
    found = tracked_units(CharacterModel(learned, readout, text.alphabet), text)
    turned = found.high < found.low
    model = CharacterModel(flipped(learned, turned), flipped_readout(readout, turned), text.alphabet)
    arrays = {**model.network.weights, "readout.weight": model.readout.weight, "readout.bias": model.readout.bias}
    return Made(arrays, asdict(measure(model, text)))


def tracked_units(model: CharacterModel, text: Corpus, letters: int = MEASURED_ON) -> Tracked:
    """How well each unit's cell tracks what a corpus is about, on text that is kept from training."""
    read = text.held_out(letters)
    about = find(fitting(text)[0], text)
    return tracked(model.read(read, only=("cell",)).signals["cell"], about.labels(read), many=about.kind == "many")


def rounded(network: Network, readout: Readout) -> tuple[Network, Readout]:
    """With every weight as half precision has it."""
    weights = {name: _half(weight) for name, weight in network.weights.items()}
    return replace(network, weights=weights), Readout(_half(readout.weight), _half(readout.bias))


def _half(values: Array) -> Array:
    return values.astype(np.float16).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a writer, on sentences that it never met.

    Attributes:
        letters: so many of them at least, the first of its corpus.
        nats: −log of the probability that it gave to the letter that came next, the mean over them.
        unit: whose cell tracks what the corpus is about best.
        tracks, second: how well it does, and the next best one: the share of pairs of letters that it tells apart, see
            `engine.analysis.tracking`.
        accuracy: how many letters are told right by a threshold on it; None for the depth of brackets.
    """

    letters: int
    nats: float
    unit: int
    tracks: float
    second: float
    accuracy: float | None


def measure(model: CharacterModel, text: Corpus, letters: int = MEASURED_ON) -> Measured:
    """Read what is kept from training."""
    nats = model.read(text.held_out(letters), only=()).nats
    found = tracked_units(model, text, letters)
    second, best = np.argsort(found.tracks)[-2:]
    accuracy = float(found.accuracy[best])
    return Measured(
        letters,
        round(float(np.nanmean(nats)), 4),
        int(best),
        round(float(found.tracks[best]), 4),
        round(float(found.tracks[second]), 4),
        None if math.isnan(accuracy) else round(accuracy, 4),
    )


SHELF = Shelf("writers", "writer", RECIPES, made, precision="float16")


@dataclass(frozen=True, eq=False, slots=True)
class TrainedWriter:
    """A writer that ships: what it was made from, the network, and what was measured."""

    name: str
    recipe: Recipe
    model: CharacterModel
    measured: Measured


def names() -> tuple[str, ...]:
    """What ships."""
    return SHELF.names()


@cache
def load(name: str) -> TrainedWriter:
    """Read a writer. Raises ValueError: there is none of this name; the message lists them."""
    recipe, (arrays, measured) = SHELF.load(name)
    weights = {key: values for key, values in arrays.items() if not key.startswith("readout.")}
    alphabet = corpus(recipe.corpus).alphabet
    model = CharacterModel(
        Network("lstm", weights, len(alphabet), recipe.units),
        Readout(arrays["readout.weight"], arrays["readout.bias"]),
        alphabet,
    )
    return TrainedWriter(name, recipe, model, Measured(**measured))


if __name__ == "__main__":
    SHELF.main("engine.learning.writers")
