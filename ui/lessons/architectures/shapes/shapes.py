"""The five shapes as they are chosen: each with its wiring in small."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.networks import wiring
from engine.networks.wiring import Wiring


@dataclass(frozen=True)
class Shape:
    """One shape: its name and its sentence, in English, to be said with `t()`, and its wiring in small."""

    title: str
    sentence: str
    pictogram: Wiring


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "one_one": Shape("one to one: which picture?", "One picture in, one word out: one step.", wiring.recurrent(1)),
        "one_many": Shape(
            "one to many: a caption",
            "One picture in, a word out at every step.",
            wiring.recurrent(3, inputs=[0]),
        ),
        "many_one": Shape(
            "many to one: good or bad?",
            "Words in, one answer at the end.",
            wiring.recurrent(3, answers=[2]),
        ),
        "many_many": Shape(
            "many to many, aligned: tags",
            "Words in, and an answer for each of them at once.",
            wiring.recurrent(3),
        ),
        "encoder_decoder": Shape(
            "many to many, one after the other: dates",
            "Letters in, and when all have been read, letters out.",
            wiring.encoder_decoder(3, 2, directions=1, attention=False),
        ),
    }
)
