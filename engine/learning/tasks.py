"""The sequences that networks are stepped through: typed ones, and small tasks with a right answer.

A `Sequence` is one run to look at; a `Batch` is many runs of a task to train or to measure on. Both come out of
the same generator functions, so that a network is shown exactly what it was trained on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import freeze

Targets = NDArray[np.int64] | Array  # class numbers, −1 where no answer is asked, or numbers to be predicted

MAX_TYPED = 200  # characters of a text, values of a series
MAX_LENGTH = 300  # steps of a generated sequence
MAX_VALUE = 1e6  # far beyond where every tanh and σ is saturated, and far from where a float64 square overflows
MAX_SEED = 2**31 - 1

FLAG_PROBABILITY = 0.15
BITS = ("−", "+")
SYMBOLS = ("A", "B")
DISTRACTORS = ("w", "x", "y", "z")
HELLO = ("h", "e", "l", "o")
SINE_PERIODS = (10.0, 25.0)  # steps
SINE_NOISE = 0.1  # standard deviation; the amplitude of the sine is 1

FLAG_NOTE = "The flag is up"
REMEMBER_NOTE = "This symbol is to be remembered"
ANSWER_NOTE = "The answer is due"


class InputProblem(ValueError):
    """Input that cannot be used, told in a kind sentence that names the problem and the limit.

    `template` and `values` are kept apart, so that a page can translate the sentence; `str()` is the English one.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values: Mapping[str, object] = values


@dataclass(frozen=True, eq=False)
class Sequence:
    """One sequence of T steps with D input features, and what is known about it.

    Arrays are read-only. `targets` holds class numbers (T,) with −1 where no answer is asked, or, if `classes` is
    empty, the real values (T,) to be predicted; it is None for a sequence without a task.
    """

    task: str
    inputs: Array  # (T, 1, D)
    tokens: tuple[str, ...]  # what each step's input is called on screen
    features: tuple[str, ...]  # names of the D input features
    targets: Targets | None = None
    classes: tuple[str, ...] = ()  # names of the answers
    flags: tuple[int, ...] = ()  # steps worth marking
    notes: tuple[str, ...] = ()  # per step a phrase for the narration, "" where there is none

    def __post_init__(self) -> None:
        if not self.notes:
            object.__setattr__(self, "notes", ("",) * len(self.tokens))
        for array in (self.inputs, self.targets):
            if array is not None:
                freeze(array)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def is_one_hot(self) -> bool:
        """Whether a step is one letter of an alphabet, the features."""
        return self.task in ("first", "hello", "text")


@dataclass(frozen=True, eq=False)
class Batch:
    """B sequences of one task: inputs (T, B, D), targets (T, B) as in `Sequence`."""

    inputs: Array
    targets: Targets


# --- Typed sequences -------------------------------------------------------------------------------------------------


def text(text: str, alphabet: Iterable[str] | None = None) -> Sequence:
    """Return the characters of a text, one-hot over its own alphabet in order of first appearance.

    A character is a Unicode code point. With `alphabet` (the letters a trained network knows) the coding is over
    that alphabet instead. Raises InputProblem for an empty or too long text or a letter outside the alphabet.
    """
    text = text.replace("\r\n", "\n")
    if not text:
        raise InputProblem(
            "The text is empty: please type at least one character, and at most {limit}.", limit=MAX_TYPED
        )
    if len(text) > MAX_TYPED:
        raise InputProblem(
            "The text has {length} characters: please shorten it to at most {limit}.", length=len(text), limit=MAX_TYPED
        )
    letters = tuple(dict.fromkeys(text if alphabet is None else alphabet))
    for position, letter in enumerate(text, start=1):
        if letter not in letters:
            raise InputProblem(
                "This network knows only the characters {known}, and character {position} is “{character}”.",
                known=" ".join(map(visible, letters)),
                position=position,
                character=visible(letter),
            )
    indices = np.array([letters.index(letter) for letter in text])
    return Sequence(
        task="text",
        inputs=np.eye(len(letters))[indices][:, None],
        tokens=tuple(map(visible, text)),
        features=tuple(map(visible, letters)),
    )


def visible(character: str) -> str:
    """Return a character as it can be shown: white space as a sign, an invisible one by its code point."""
    signs = {" ": "␣", "\n": "⏎", "\t": "⇥"}
    if character in signs:
        return signs[character]
    category = unicodedata.category(character)
    if category.startswith("M") and "VARIATION SELECTOR" not in unicodedata.name(character, ""):
        return "◌" + character  # an accent alone needs something to sit on
    if category.startswith(("C", "Z", "M")):  # control, format, lone surrogate, unassigned; other spaces
        return f"U+{ord(character):04X}"
    return character


def series(values: str | Iterable[float], standardise: bool = False) -> Sequence:
    """Return a series of numbers, one feature, exactly as given.

    `values` is typed or pasted text (numbers with a decimal point; comma, semicolon or white space between them)
    or the numbers themselves: 1 to MAX_TYPED finite values of magnitude up to MAX_VALUE. With `standardise` the
    network is given (x − mean) / standard deviation, while the tokens still name the values as typed.
    Raises InputProblem, which names the first value that cannot be read.
    """
    words = _split_numbers(values) if isinstance(values, str) else [str(value) for value in values]
    if not words:
        raise InputProblem("There are no numbers yet: please give at least one, and at most {limit}.", limit=MAX_TYPED)
    if len(words) > MAX_TYPED:
        raise InputProblem(
            "The series has {length} values: please shorten it to at most {limit}.", length=len(words), limit=MAX_TYPED
        )
    numbers = np.array([_number(word, position) for position, word in enumerate(words, start=1)])
    tokens = tuple(f"{number:.6g}".replace("-", "−") for number in numbers)
    if standardise:
        spread = float(numbers.std())
        numbers = (numbers - numbers.mean()) / (spread if spread > 0 else 1.0)
    return Sequence(task="series", inputs=numbers[:, None, None], tokens=tokens, features=("value",))


def _split_numbers(typed: str) -> list[str]:
    chunks = re.split(r"[;\s]+", typed.strip())
    # "1,5 2,5" and "1,5" alone may be decimals or pairs: to guess would be silently wrong half of the time.
    for chunk in chunks:
        if re.fullmatch(r"[+−-]?\d+,\d+(?:[eE][+−-]?\d+)?", chunk.strip(",")):
            raise InputProblem(
                "“{word}” can be read in two ways. Please write a decimal with a point ({decimal}), "
                "or two values with a space between them ({pair}).",
                word=_shorten(chunk.strip(",")),
                decimal=_shorten(chunk.strip(",").replace(",", ".")),
                pair=_shorten(chunk.strip(",").replace(",", ", ")),
            )
    words = re.split(r"\s*[,;]\s*|\s+", typed.strip().rstrip(",; \t\r\n"))
    return [] if words == [""] else words


def _number(word: str, position: int) -> float:
    if not word:
        raise InputProblem(
            "Value {position} is missing: there is nothing between two separators. Please put a number there, "
            "or take one separator away.",
            position=position,
        )
    try:
        number = float(word.replace("−", "-").replace("_", "?"))
    except ValueError:
        raise InputProblem(
            "Value {position}, “{word}”, is not a number. Please give numbers with a decimal point, "
            "separated by commas, semicolons or spaces.",
            position=position,
            word=_shorten(word),
        ) from None
    if np.isnan(number) or "inf" in word.lower():
        raise InputProblem(
            "Value {position} is “{word}”, which has no size: every state after it would be undefined. "
            "Please put a number there, or leave it out.",
            position=position,
            word=_shorten(word),
        )
    if abs(number) > MAX_VALUE:
        raise InputProblem(
            "Value {position}, {word}, is too large: please keep all values between −{limit} and {limit}.",
            position=position,
            word=_shorten(word),
            limit=f"{MAX_VALUE:,.0f}",
        )
    return number


def _shorten(word: str, limit: int = 20) -> str:
    return word if len(word) <= limit else word[: limit - 1] + "…"


# --- Tasks: a batch of each, and one sequence to look at --------------------------------------------------------------


@dataclass(frozen=True)
class Task:
    """What a network is trained for: its input features, its answers, and how batches of it are drawn."""

    features: tuple[str, ...]
    classes: tuple[str, ...]  # empty: the answer is one number
    batch: Callable[[int, int, np.random.Generator], Batch]  # (length, count, generator)

    @property
    def answers(self) -> int:
        """The number of outputs that a readout needs."""
        return len(self.classes) or 1


def hello_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return `count` copies of the one sequence there is; `length` and `generator` change nothing."""
    word = np.array([HELLO.index(letter) for letter in "hello"])
    return Batch(np.eye(len(HELLO))[word[:-1], None].repeat(count, axis=1), word[1:, None].repeat(count, axis=1))


def latch_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return random bits, each flagged with probability 0.15 and always at the first step."""
    bit = generator.choice([-1.0, 1.0], size=(length, count))
    flag = generator.random((length, count)) < FLAG_PROBABILITY
    flag[0] = True
    last_flagged = np.maximum.accumulate(np.where(flag, np.arange(length)[:, None], 0), axis=0)
    answer = np.take_along_axis(bit, last_flagged, axis=0)
    return Batch(np.stack([bit, flag.astype(np.float64)], axis=-1), (answer > 0).astype(np.int64))


def first_symbol_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return A or B at the first step and uniformly random distractors at the `length` − 1 others."""
    symbol = generator.integers(len(SYMBOLS), size=count)
    letters = generator.integers(len(DISTRACTORS), size=(length, count)) + len(SYMBOLS)
    letters[0] = symbol
    targets = np.full((length, count), -1, dtype=np.int64)
    targets[-1] = symbol
    return Batch(np.eye(len(SYMBOLS + DISTRACTORS))[letters], targets)


def sine_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return sines of amplitude 1 with Gaussian noise of standard deviation 0.1; the targets are as noisy."""
    period = generator.uniform(*SINE_PERIODS, size=count)
    phase = generator.uniform(0.0, 2 * np.pi, size=count)
    wave = np.sin(2 * np.pi * np.arange(length + 1)[:, None] / period + phase)
    noisy = wave + generator.normal(0.0, SINE_NOISE, size=wave.shape)
    return Batch(noisy[:-1, :, None], noisy[1:])


TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "latch": Task(("bit", "flag"), BITS, latch_batch),
        "first": Task(SYMBOLS + DISTRACTORS, SYMBOLS, first_symbol_batch),
        "hello": Task(HELLO, HELLO, hello_batch),
        "sine": Task(("value",), (), sine_batch),
    }
)


def hello() -> Sequence:
    """Return "hell" with the targets "ello": the next letter, the right one being fed whatever was predicted."""
    return _one("hello", hello_batch(4, 1, np.random.default_rng()), tokens=tuple("hell"))


def latch(length: int = 30, seed: int = 0) -> Sequence:
    """Return the latch: features bit (±1) and flag (0 or 1); the answer is always the last flagged bit."""
    batch = latch_batch(_check_length(length), 1, _generator(seed))
    bit, flag = batch.inputs[:, 0].T
    return _one(
        "latch",
        batch,
        tokens=tuple(BITS[int(value > 0)] for value in bit),
        flags=tuple(np.flatnonzero(flag).tolist()),
        notes=tuple(FLAG_NOTE if value else "" for value in flag),
    )


def first_symbol(gap: int = 29, seed: int = 0) -> Sequence:
    """Return A or B, then `gap` distracting letters; after the last one the answer is the first symbol.

    Length gap + 1, one-hot over A, B and the distractors w, x, y, z. Only the last step has a target.
    """
    batch = first_symbol_batch(_check("gap", gap, 1, MAX_LENGTH - 1) + 1, 1, _generator(seed))
    vocabulary = TASKS["first"].features
    return _one(
        "first",
        batch,
        tokens=tuple(vocabulary[index] for index in batch.inputs[:, 0].argmax(axis=-1)),
        flags=(0,),
        notes=(REMEMBER_NOTE, *[""] * (gap - 1), ANSWER_NOTE),
    )


def sine(length: int = 60, seed: int = 0) -> Sequence:
    """Return a noisy sine of unknown period (10 to 25 steps) and phase; the target is always the next value."""
    batch = sine_batch(_check_length(length), 1, _generator(seed))
    return _one("sine", batch, tokens=tuple(f"{value:+.2f}".replace("-", "−") for value in batch.inputs[:, 0, 0]))


def _one(
    task: str, batch: Batch, tokens: tuple[str, ...], flags: tuple[int, ...] = (), notes: tuple[str, ...] = ()
) -> Sequence:
    kind = TASKS[task]
    return Sequence(task, batch.inputs, tokens, kind.features, batch.targets[:, 0], kind.classes, flags, notes)


def _generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(_check("seed", seed, 0, MAX_SEED))


def _check_length(length: int) -> int:
    return _check("length", length, 1, MAX_LENGTH)


def _check(name: str, value: int, low: int, high: int) -> int:
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or not low <= value <= high:
        raise InputProblem(
            "The {name} must be a whole number from {low} to {high}, and it is {value}.",
            name=name,
            low=low,
            high=high,
            value=_shorten(str(value)),
        )
    return int(value)
