"""The networks behind the shapes: what each reads, what it answers with, and examples to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import engine
from engine.learning.vocabulary import Vocabulary
from engine.networks.network import Network
from engine.networks.readout import Readout

SIDE = 5  # pixels of a picture, across and down
PICTURES: Mapping[str, str] = MappingProxyType(
    {
        "cross": "0010000100111110010000100",
        "square": "1111110001100011000111111",
        "line": "0000000000111110000000000",
    }
)


@dataclass(frozen=True, eq=False)
class Learned:
    """A network of one shape.

    Attributes:
        network, readout: as trained.
        answers: what it answers with, by class.
        words: what it reads; None where it reads pictures.
        steps: of its answers; 0 for as many as there are inputs.
    """

    network: Network
    readout: Readout
    answers: tuple[str, ...]
    words: Vocabulary | None = None
    steps: int = 0


@cache
def learned(shape: str) -> Learned:
    """The network of a shape; `encoder_decoder` is no such network."""
    if shape == "one_one":
        return _fresh(SIDE**2, ("cross", "square", "line"), steps=1)
    if shape == "one_many":
        return _fresh(SIDE**2, ("a", "big", "small", "cross", "square", "line", "."), steps=4)
    if shape == "many_one":
        words = Vocabulary(("this", "film", "was", "not", "good", "bad"))
        return _fresh(len(words), ("bad", "good"), words)
    words = Vocabulary(("they", "fish", "the", "old", "man", "boats"))
    return _fresh(len(words), ("noun", "verb", "article", "adjective", "pronoun"), words)


def _fresh(features: int, answers: tuple[str, ...], words: Vocabulary | None = None, steps: int = 0) -> Learned:
    return Learned(
        engine.network("gru", features, 12, seed=0), Readout.fresh(12, len(answers), 0), answers, words, steps
    )
