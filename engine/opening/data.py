"""What a layer out of a file is given to read: a table, an array, a text, or numbers that are drawn."""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.exercises.table import columns
from engine.learning.tasks.drawn import sine_batch
from engine.learning.tasks.sequence import Alphabet, InputProblem, Scale, Sequence, called, shorten, whole
from engine.opening.arrays import array
from engine.opening.tokens import Tokens

MAX_STEPS = 1000
MAX_VALUE = 1e12  # of size: squares of it stay far from where a float overflows
MOST_EMBEDDED = 16_384  # numbers of an embedding from which another token can be chosen
NUMBERS, TOKENS, EMBEDDED = "numbers", "tokens", "embedded"  # the names of such sequences


def from_table(data: bytes, size: int, names: Several[str] = (), standardise: bool = False) -> Sequence:
    """Columns of a CSV file, one feature each, row by row; without names all that hold numbers.

    Raises:
        InputProblem: what `engine.learning.exercises.table` cannot read, too long, or not `size` columns.
    """
    found = columns(data, names)
    if len(found) != size:
        raise InputProblem(
            "The layer reads {size} numbers at each step, and {count} columns are chosen ({names}): please choose "
            "{size} columns.",
            size=size,
            count=len(found),
            names=shorten(", ".join(column.name for column in found), 60),
        )
    values = np.array([column.values for column in found]).T
    return _numbers(values, size, standardise, tuple(column.name for column in found))


def from_array(data: bytes, name: str, size: int, standardise: bool = False) -> Sequence:
    """An array of a `.npy` file, (T, D) or (T, 1, D), or (T,) for a layer that reads one number.

    Raises:
        InputProblem: no such file, other axes, too long, or a number in it that is NaN, infinite or too large.
    """
    values = array(data, name)
    if values.dtype.kind == "c":
        raise InputProblem("The array holds complex numbers: please give real ones.")
    if values.ndim == 1 and size == 1:
        values = values[:, None]
    if values.ndim == 3 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 2:
        raise InputProblem(
            "The array has the shape {shape}: please give one of (steps, {size}).", shape=values.shape, size=size
        )
    return _numbers(values, size, standardise, ())


def from_text(text: str, known: Tokens, size: int, embedding: NDArray[Any] | None = None) -> Sequence:
    """A text, each token as its row of an embedding (V, D); without one each is a feature of its own, which is 1.

    Raises:
        InputProblem: what `known` cannot read, too long, or a vocabulary that does not fit.
    """
    numbers = known.read(text)
    _check_steps(len(numbers))
    rows = size if embedding is None else len(embedding)
    if embedding is None and len(known) != size:
        raise InputProblem(
            "The layer reads {size} numbers at each step, and the vocabulary has {count} tokens: without an embedding "
            "these are as many.",
            size=size,
            count=f"{len(known):,}",
        )
    if numbers.max() >= rows:
        raise InputProblem(
            "The token “{token}” has the number {number}, and the embedding has {rows} rows: they do not belong "
            "together.",
            token=shorten(known.tokens[numbers.max()]),
            number=int(numbers.max()),
            rows=rows,
        )
    if embedding is not None and embedding.shape[1] != size:
        raise ValueError(f"an embedding of width {embedding.shape[1]} is none of a layer that reads {size} numbers")
    tokens = known.shown(numbers)
    if embedding is None:
        coded = (numbers[:, None] == np.arange(size)).astype(np.float64)
        return Sequence(TOKENS, coded[:, None], tokens, known.shown(np.arange(size)))
    names = tuple(str(number) for number in range(1, size + 1))
    coded = np.asarray(embedding[numbers], np.float64)
    count, alphabet = min(len(known), rows), None
    if count * size <= MOST_EMBEDDED:
        chosen = np.array(embedding[:count], np.float64)
        alphabet = Alphabet(known.shown(np.arange(count)), chosen, tuple(numbers.tolist()))
    return Sequence(EMBEDDED, coded[:, None], tokens, names, alphabet=alphabet)


def random(size: int, steps: int, seed: int = 0) -> Sequence:
    """Independent standard normal numbers. Raises InputProblem for a number of steps that is none."""
    whole("number of steps", steps, 1, MAX_STEPS)
    return _numbers(np.random.default_rng(seed).standard_normal((steps, size)), size, False, ())


def sine(steps: int, seed: int = 0) -> Sequence:
    """A noisy sine of unknown period, to be forecast: the target is the next value.

    Raises:
        InputProblem: a number of steps that is none.
    """
    whole("number of steps", steps, 1, MAX_STEPS)
    batch = sine_batch(steps, 1, np.random.default_rng(seed))
    read = _numbers(batch.inputs[:, 0], 1, False, ("value",))
    return replace(read, targets=np.asarray(batch.targets[:, 0], np.float64))


def continued(read: Sequence, known: Tokens, text: str) -> Sequence:
    """A text that was read, with the next token as the right answer at each step, and none at the last."""
    targets = np.append(known.read(text)[1:], -1)
    return replace(read, targets=targets, classes=known.shown(np.arange(len(known))))


def _numbers(values: NDArray[Any], size: int, standardise: bool, names: tuple[str, ...]) -> Sequence:
    """Numbers (T, D) as a sequence."""
    steps, features = values.shape
    _check_steps(steps)
    if features != size:
        raise InputProblem(
            "The layer reads {size} numbers at each step, and there are {count}: please give as many.",
            size=size,
            count=features,
        )
    numbers = np.array(values, np.float64)
    if len(wrong := np.argwhere(~(np.abs(numbers) <= MAX_VALUE))):
        step, feature = wrong[0]
        raise InputProblem(
            "Number {feature} of step {step} is {value}: please give numbers between −{limit} and {limit}.",
            feature=int(feature) + 1,
            step=int(step) + 1,
            value=float(numbers[step, feature]),
            limit=f"{MAX_VALUE:g}",
        )
    tokens = tuple(map(called, numbers))
    scales: tuple[Scale, ...] = ()
    if standardise:  # a column that does not change is 0
        mean, spread = numbers.mean(axis=0), numbers.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        numbers, scales = (numbers - mean) / spread, tuple(map(Scale, mean.tolist(), spread.tolist()))
    features = names or tuple(str(place) for place in range(1, size + 1))
    return Sequence(NUMBERS, numbers[:, None], tokens, features, scales=scales)


def _check_steps(steps: int) -> None:
    if not 1 <= steps <= MAX_STEPS:
        raise InputProblem(
            "There are {count} steps: please give from 1 to {limit}.", count=f"{steps:,}", limit=f"{MAX_STEPS:,}"
        )
