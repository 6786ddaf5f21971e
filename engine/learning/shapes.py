"""Four small tasks, one for each shape of a recurrent network, in words and pictures that need no explanation.

*label*, one to one: a picture of 5 × 5 pixels → its name. *caption*, one to many: the same picture at the first step,
nothing afterwards → its caption, a word at each step. *sentiment*, many to one: a few words about a film → good or bad,
asked at the last word. *tagging*, many to many: a sentence → the part of speech of each word, asked at each word.

What is new is set apart once and for all: a sentence or a picture is either learned from or measured on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from engine.learning.tasks.sequence import Batch, Sequence
from engine.learning.vocabulary import Vocabulary

T = TypeVar("T")
ShapeName = Literal["label", "caption", "sentiment", "tagging"]

SIDE = 5  # pixels of a picture, each way
HELD_OUT = 5  # every fifth, by chance, is measured on

Picture = NDArray[np.int64]  # (SIDE, SIDE), 0 or 1

# Each in small and in large.
DRAWN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cross": ("#.# .#. #.#", "#...# .#.#. ..#.. .#.#. #...#"),
        "plus": (".#. ### .#.", "..#.. ..#.. ##### ..#.. ..#.."),
        "square": ("### #.# ###", "##### #...# #...# #...# #####"),
        "corner": ("#.. #.. ###", "#.... #.... #.... #.... #####"),
        "house": (".#. ### #.#", "..#.. .###. ##### #...# #...#"),
        "heart": ("#.# ### .#.", ".#.#. ##### ##### .###. ..#.."),
    }
)
NAMES = tuple(DRAWN)
PLACES = ("on the left", "in the middle", "on the right")  # of a small one, by the column that it begins in
END = "."
CAPTION_WORDS = ("a", "small", "large", *NAMES, "on", "in", "the", "left", "middle", "right", END)
CAPTION_STEPS = 7


class Drawing(NamedTuple):
    """A picture and what can be said of it."""

    pixels: Picture
    name: str
    caption: tuple[str, ...]


# About films: how good what is said is, 1 or -1.
QUALITIES: Mapping[str, int] = MappingProxyType(
    {"good": 1, "great": 1, "funny": 1, "clever": 1, "moving": 1, "bad": -1, "boring": -1, "dull": -1, "silly": -1,
     "awful": -1}
)  # fmt: skip
FEELINGS: Mapping[str, int] = MappingProxyType({"love": 1, "like": 1, "enjoy": 1, "hate": -1, "dislike": -1})
NEGATIONS = ("not", "never")
THINGS = ("film", "plot", "story", "ending", "song")
TURN = "but"  # what is said after it counts

# Words that are always one part of speech, and words that are a noun or a verb by what stands before.
TAGS = ("DET", "ADJ", "NOUN", "VERB", "PRON", "ADV", "ADP")  # of Universal Dependencies
DETERMINERS = ("the", "our", "their", "my")
ADJECTIVES = ("small", "old", "young", "green", "happy")
MANY = ("children", "dogs", "students", "birds")
NOUNS = (*MANY, "river", "garden", "house")
EITHER = ("fish", "walk", "play", "plant", "watch", "dance", "cook", "drink")
VERBS = ("see", "like", "live", "find")
PRONOUNS = ("they", "we", "you", "i")
ADVERBS = ("often", "never", "still")
ADPOSITIONS = ("in", "near", "with", "for")
ALWAYS: Mapping[str, str] = MappingProxyType(
    {
        word: tag
        for tag, words in (
            ("DET", DETERMINERS), ("ADJ", ADJECTIVES), ("NOUN", NOUNS), ("VERB", VERBS), ("PRON", PRONOUNS),
            ("ADV", ADVERBS), ("ADP", ADPOSITIONS),
        )
        for word in words
    }
)  # fmt: skip

SENTIMENTS = ("bad", "good")
FILM_WORDS = Vocabulary(
    ("the", "this", "a", "it", "is", "was", "very", "i", "did", "do", *NEGATIONS, TURN, *THINGS, *QUALITIES, *FEELINGS,
     "we", "saw", "with", "friends", "last", "week")
)  # fmt: skip
TAGGED_WORDS = Vocabulary((*ALWAYS, *EITHER))
VOCABULARIES: Mapping[ShapeName, Vocabulary] = MappingProxyType({"sentiment": FILM_WORDS, "tagging": TAGGED_WORDS})
CLASSES: Mapping[ShapeName, tuple[str, ...]] = MappingProxyType(
    {"label": NAMES, "caption": CAPTION_WORDS, "sentiment": SENTIMENTS, "tagging": TAGS}
)


def features(task: ShapeName) -> tuple[str, ...]:
    """What a network of a task reads at a step: pixels, row by row, or words."""
    if task in VOCABULARIES:
        return VOCABULARIES[task].words
    return tuple(f"pixel {row + 1},{column + 1}" for row in range(SIDE) for column in range(SIDE))


# --- pictures


def draw(name: str, size: Literal["small", "large"] = "large", row: int = 0, column: int = 0) -> Drawing:
    """A picture. A small one begins in one of three rows and columns, 0 to 2; a large one fills the picture."""
    rows = DRAWN[name][size == "large"].split()
    pixels = np.zeros((SIDE, SIDE), np.int64)
    shape = np.array([[sign == "#" for sign in line] for line in rows])
    if size == "large":
        row = column = 0
    pixels[row : row + len(shape), column : column + len(shape)] = shape
    where = PLACES[column].split() if size == "small" else []
    return Drawing(pixels, name, ("a", size, name, *where, END))


@cache
def drawings() -> tuple[Drawing, ...]:
    """Every picture, without a mistake in it."""
    small = (draw(name, "small", row, column) for name in NAMES for row in range(3) for column in range(3))
    return (*small, *(draw(name) for name in NAMES))


@cache
def pictures(new: bool) -> tuple[Drawing, ...]:
    """Pictures to learn from, or new ones: with one pixel wrong; to learn from, also those without a mistake."""
    found = []
    for index, drawing in enumerate(drawings()):
        for wrong in (None, *range(SIDE * SIDE)):
            if new == (wrong is not None and _set_apart(f"{index} {wrong}")):
                changed = drawing.pixels.copy()
                if wrong is not None:
                    changed.flat[wrong] ^= 1
                found.append(drawing._replace(pixels=changed))
    return tuple(found)


def pictured(task: Literal["label", "caption"], pixels: Picture, drawing: Drawing | None = None) -> Sequence:
    """A picture as a network reads it, one step for its name and `CAPTION_STEPS` for its caption.

    Args:
        drawing: what is right; without it nothing is asked.
    """
    steps = 1 if task == "label" else CAPTION_STEPS
    inputs = np.zeros((steps, 1, SIDE * SIDE))
    inputs[0, 0] = np.asarray(pixels).ravel()
    targets = None
    if drawing is not None:
        said = (drawing.name,) if task == "label" else drawing.caption
        targets = np.full(steps, -1)
        targets[: len(said)] = [CLASSES[task].index(word) for word in said]
    return Sequence(task, inputs, ("picture", *[""] * (steps - 1)), features(task), targets, CLASSES[task])


# --- words


def sentiment(words: Iterable[str]) -> int | None:
    """Whether a film is found good, 1, or bad, 0; None where nothing is said of it, or no clear thing.

    What is said after *but* counts. There, one word says how good, and each *not* and *never* turns it round.
    """
    clause = tuple(words)
    if TURN in clause:
        clause = clause[len(clause) - clause[::-1].index(TURN) :]
    values = [said[word] for said in (QUALITIES, FEELINGS) for word in clause if word in said]
    if len(values) != 1:
        return None
    turned = sum(word in NEGATIONS for word in clause) % 2
    return int((values[0] > 0) != bool(turned))


def tags(words: Iterable[str]) -> tuple[str, ...]:
    """The part of speech of each word; one that may be either is a noun right after a determiner or an adjective.

    Elsewhere it is a verb.
    """
    found, awaited = [], False
    for word in words:
        tag = ALWAYS.get(word) or ("NOUN" if awaited else "VERB")
        awaited = tag in ("DET", "ADJ")
        found.append(tag)
    return tuple(found)


def worded(task: Literal["sentiment", "tagging"], words: tuple[str, ...]) -> Sequence:
    """Known words as a network reads them, with what is right by the rules above, if anything is."""
    targets = np.full(len(words), -1)
    if task == "tagging":
        targets[:] = [TAGS.index(tag) for tag in tags(words)]
    elif (right := sentiment(words)) is not None:
        targets[-1] = right
    asked = targets if (targets >= 0).any() else None
    return Sequence(task, VOCABULARIES[task].coded(words), words, features(task), asked, CLASSES[task])


def typed(task: Literal["sentiment", "tagging"], text: str) -> Sequence:
    """A typed sentence. Raises InputProblem: no word, too many, or words that the network does not know."""
    return worded(task, VOCABULARIES[task].tokens(text))


def film_sentence(generator: np.random.Generator) -> tuple[str, ...]:
    """A few words about a film; in one of three, two clauses with *but* between them."""
    first = _film_clause(generator)
    if generator.random() < 1 / 3:
        first = (*first, TURN, *_film_clause(generator))
    return (*first, *_one(generator, AFTERWARDS))


def _film_clause(generator: np.random.Generator) -> tuple[str, ...]:
    thing, very = _one(generator, THINGS), _one(generator, ((), ("very",)))
    quality, which = _one(generator, tuple(QUALITIES)), _one(generator, ("the", "this"))
    match generator.integers(5):
        case 0:
            return (which, thing, _one(generator, ("is", "was")), *_one(generator, NOT), *very, quality)
        case 1:
            return (*_one(generator, ((), ("not",))), "a", *very, quality, thing)
        case 2:
            return ("it", _one(generator, ("is", "was")), *_one(generator, ((), ("not",))), "a", *very, quality, thing)
        case 3:
            return ("i", *_one(generator, ((), (), ("do", "not"), ("did", "not"))), _feeling(generator), which, thing)
        case _:
            return ("it", _one(generator, ("is", "was")), *_one(generator, NOT), *very, quality)


def _feeling(generator: np.random.Generator) -> str:
    return _one(generator, tuple(FEELINGS))


NOT: tuple[tuple[str, ...], ...] = ((), (), ("not",), ("never",))
AFTERWARDS: tuple[tuple[str, ...], ...] = (
    (), (), ("we", "saw", "it", "last", "week"), ("i", "saw", "it", "with", "friends"),
)  # fmt: skip


def tagged_sentence(generator: np.random.Generator) -> tuple[str, ...]:
    """Somebody does something: a pronoun or a noun, a verb, and often an object or a place."""
    subject = (_one(generator, PRONOUNS),) if generator.random() < 0.5 else _thing(generator, (*MANY, "fish"))
    adverb = (_one(generator, ADVERBS),) if generator.random() < 0.3 else ()
    verb = _one(generator, EITHER if generator.random() < 0.7 else VERBS)
    rest: tuple[str, ...] = ()
    if generator.random() < 0.5:
        rest += _thing(generator, (*NOUNS, *EITHER))
    if generator.random() < 0.5:
        rest += (_one(generator, ADPOSITIONS), *_thing(generator, (*NOUNS, *EITHER)))
    return (*subject, *adverb, verb, *rest)


def _thing(generator: np.random.Generator, nouns: tuple[str, ...]) -> tuple[str, ...]:
    """A determiner, up to two adjectives, and a noun."""
    adjectives = generator.permutation(ADJECTIVES)[: int(_one(generator, (0, 0, 1, 1, 2)))]
    return (_one(generator, DETERMINERS), *map(str, adjectives), _one(generator, nouns))


SENTENCES: Mapping[str, Callable[[np.random.Generator], tuple[str, ...]]] = MappingProxyType(
    {"sentiment": film_sentence, "tagging": tagged_sentence}
)


# --- batches


def drawn(task: ShapeName, generator: np.random.Generator, new: bool = False) -> Sequence:
    """One example, to learn from or new."""
    if task == "label" or task == "caption":
        there = pictures(new)
        drawing = there[int(generator.integers(len(there)))]
        return pictured(task, drawing.pixels, drawing)
    while _set_apart(" ".join(words := SENTENCES[task](generator))) != new:
        pass
    return worded(task, words)


def together(sequences: tuple[Sequence, ...]) -> Batch:
    """Sequences side by side; where one is over, nothing comes and nothing is asked."""
    longest = max(map(len, sequences))
    inputs = np.zeros((longest, len(sequences), sequences[0].inputs.shape[2]))
    targets = np.full((longest, len(sequences)), -1)
    for column, sequence in enumerate(sequences):
        inputs[: len(sequence), column] = sequence.inputs[:, 0]
        if sequence.targets is not None:
            targets[: len(sequence), column] = sequence.targets
    return Batch(inputs, targets)


def batch(task: ShapeName, count: int, generator: np.random.Generator, new: bool = False) -> Batch:
    """Examples to learn from, or new ones."""
    return together(tuple(drawn(task, generator, new) for _ in range(count)))


def _set_apart(name: str) -> bool:
    """Whether an example is one of those that are measured on; the same on every machine."""
    return crc32(name.encode()) % HELD_OUT == 0


def _one(generator: np.random.Generator, among: tuple[T, ...]) -> T:
    return among[int(generator.integers(len(among)))]
