"""A network that writes: each letter is fed back, and the next one follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.cells.base import Array
from engine.frozen import freeze
from engine.learning.feeding import Feeder
from engine.learning.tasks.sequence import InputProblem, shorten, whole
from engine.learning.tasks.shown import MAX_SEED
from engine.learning.tasks.typed import text as coded
from engine.networks.network import Network
from engine.networks.readout import Readout

MAX_LETTERS = 500  # that are written at once
MAX_TEMPERATURE = 5.0


@dataclass(frozen=True, eq=False, slots=True)
class Written:
    """What a network wrote after a prompt.

    Attributes:
        letters: one by one, without the prompt.
        probabilities: (count, K), of every letter of the alphabet, as the network gives them before each that it wrote.
            It is drawn from `tempered(probabilities, temperature)`.
    """

    letters: tuple[str, ...]
    probabilities: Array

    def __post_init__(self) -> None:
        freeze(self.probabilities)

    def __str__(self) -> str:
        return "".join(self.letters)


def write(
    network: Network,
    readout: Readout,
    alphabet: Iterable[str],
    prompt: str,
    count: int = 40,
    temperature: float = 0.0,
    seed: int = 0,
) -> Written:
    """Read a prompt, then write letters, each fed by the one before it.

    Args:
        network, readout: with an input and an answer for every letter.
        alphabet: the letters, in the order of the inputs and of the answers.
        prompt: at least one letter; the state before it is zero.
        count: letters to be written.
        temperature: T of softmax(logits / T); 0 always takes the likeliest letter, the first of equal ones.
        seed: of what is drawn. Each letter takes one number, so that the same seed is the same luck at any temperature.

    Raises:
        InputProblem: a prompt with no or unknown letters, a count, temperature or seed out of bounds, or a network
            whose answers are not finite.
        ValueError: the alphabet does not fit the network, or the network reads backwards.
    """
    letters = tuple(alphabet)
    if not len(letters) == network.input_size == readout.weight.shape[0]:
        raise ValueError(f"{len(letters)} letters do not fit {network.input_size} inputs, {len(readout.bias)} answers")
    read = coded(prompt, letters).inputs
    whole("number of letters", count, 1, MAX_LETTERS)
    luck = np.random.default_rng((whole("seed", seed, 0, MAX_SEED), 5)).random(count)
    _check(temperature)
    feeder, coding = Feeder(network), np.eye(len(letters))
    outputs = feeder.feed(read)[-1, 0]
    chosen, seen = [], []
    for place, number in enumerate(luck):
        probabilities = readout.probabilities(outputs)
        if not np.isfinite(probabilities).all():
            raise InputProblem("The network cannot write: its answers are no longer finite numbers.")
        letter = _drawn(tempered(probabilities, temperature), number)
        chosen.append(letters[letter])
        seen.append(probabilities)
        if place + 1 < count:
            outputs = feeder.feed(coding[None, None, letter])[0, 0]
    return Written(tuple(chosen), np.stack(seen))


def tempered(probabilities: Array, temperature: float) -> Array:
    """p^(1/T), normalised, (…, K): softmax(logits / T) of softmax(logits); all on the likeliest at T = 0."""
    likeliest = probabilities.max(axis=-1, keepdims=True)
    if temperature == 0:
        return np.asarray(np.eye(probabilities.shape[-1])[probabilities.argmax(axis=-1)])
    with np.errstate(all="ignore"):  # the logarithm of a probability too small for a float is −∞, and it stays 0
        raised = np.exp((np.log(probabilities) - np.log(likeliest)) / temperature)
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def leaves(written: Sequence[str], text: str, prompt: str) -> int | None:
    """The first of the letters, from 0, that is not how a text goes on after a prompt; None if there is none.

    Where the prompt stands in the text more than once, the place counts from which most letters fit. Letters after the
    end of the text are not held against it. A prompt that does not stand in the text cannot be gone on from: 0.
    """
    ends = [start + len(prompt) for start in range(len(text) - len(prompt) + 1) if text.startswith(prompt, start)]
    fits = [_fitting(written, text[end:]) for end in ends]
    if None in fits:
        return None
    return max((fit for fit in fits if fit is not None), default=0)


def _fitting(written: Sequence[str], continuation: str) -> int | None:
    """How many letters fit before the first that does not; None if all do."""
    pairs = enumerate(zip(written, continuation, strict=False))
    return next((place for place, (letter, right) in pairs if letter != right), None)


def _drawn(probabilities: Array, number: float) -> int:
    """Which of K a number between 0 and 1 falls on; never one of probability 0."""
    sums, last = probabilities.cumsum(), int(np.flatnonzero(probabilities)[-1])
    return min(int(np.searchsorted(sums, number * sums[-1], side="right")), last)  # the product may round up to the sum


def _check(temperature: float) -> None:
    if not 0 <= temperature <= MAX_TEMPERATURE:
        raise InputProblem(
            "The temperature must be a number from 0 to {limit}, and it is {value}.",
            limit=f"{MAX_TEMPERATURE:g}",
            value=shorten(str(temperature)),
        )
