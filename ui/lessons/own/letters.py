"""A model of somebody's own as a network that reads and writes letters, and what is known of its units in a text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import streamlit as st

import engine
from engine.learning.character_model import CharacterModel
from engine.learning.properties import Property, find, writable
from engine.learning.ranking import Ranking, ranked, steered, whole
from engine.learning.tasks import InputProblem
from engine.learning.twins import typed
from engine.networks.readout import Readout
from engine.opening.letters import character_model, check_reads_and_writes, stand_ins
from engine.opening.tokens import UNKNOWN, Tokens
from ui.lessons.own.run import layer_of, network_of, text_of
from ui.lessons.own.session import MADE, Model, kept, memoised
from ui.lessons.own.settings import LONGEST, MOST_ANSWERS, MOST_UNITS_RUN, OwnSettings
from ui.units.ranking import ranges
from ui.units.weights import weights_of

MOST_VALUES = 384_000  # letters times units: what is ranked while somebody waits, and what a browser reads at once
MOST_STEERED = 48  # units that are held, those that track best
_SPEAKER, _RANKING = f"{MADE}.speaker", f"{MADE}.ranking"


@dataclass(frozen=True, eq=False)
class Speaker:
    """The network of a file, its letters, and one that has learned nothing.

    Attributes:
        model: the network.
        untrained: another of the same size, as its training might have begun.
        signs: what stands for tokens that are no letters: sign → token.
        unknown: the sign by which it reads letters that it does not know; "" where it passes them over.
    """

    model: CharacterModel
    untrained: CharacterModel
    signs: Mapping[str, str]
    unknown: str

    @cached_property
    def weights(self) -> Mapping[str, str]:
        """As the browser takes them."""
        return weights_of(self.model)

    @cached_property
    def name(self) -> str:
        """What tells it from all others: its weights, its letters, where its memory is empty, and the layer."""
        digest = blake2b(digest_size=8)
        for part in (*self.weights.values(), *self.model.alphabet, self.model.begins or "", str(self.model.layer)):
            digest.update(part.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def reads(self, text: str) -> str:
        """A text as it can read it."""
        written = typed(text, self.model.alphabet).text
        known = self.model.places
        return "".join(letter if letter in known else self.unknown or letter for letter in written)


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked of whom, about which text.

    Attributes:
        speaker: who is asked.
        property: what a unit might know.
        text: its beginning, as far as it is read.
        letters: how many there were to read.
    """

    speaker: Speaker
    property: Property
    text: str
    letters: int


def asked(model: Model, settings: OwnSettings) -> Asked:
    """What the settings ask. Raises InputProblem: the model does not speak, or there is nothing to read."""
    speaker = speaker_of(model, settings)
    if not (text := text_of(settings)).strip():
        raise InputProblem("There is no text yet: please type one, or give a text file.")
    read = speaker.reads(text)
    most = min(LONGEST, MOST_VALUES // speaker.model.network.hidden_size)
    property = find(settings.know, painted=ranges(settings.painted))
    return Asked(speaker, writable(property, speaker.model.alphabet), read[:most], len(read))


def speaker_of(model: Model, settings: OwnSettings) -> Speaker:
    """The layer of the settings with all that lets it read and write. Raises InputProblem: what is missing."""
    layer, vocabulary = layer_of(model, settings), kept("vocabulary")
    check_reads_and_writes(layer.directions == 1, layer.proj_size)  # before a vocabulary is asked for that cannot help
    if settings.data != "text" or vocabulary is None:
        raise InputProblem(
            "What units know is asked of a model that reads letters and guesses the next one: please choose “a text” "
            "as what it reads, and give the vocabulary of your model."
        )
    chosen = settings.layer, settings.cell, settings.depth, settings.readout, settings.anew
    known: Tokens = vocabulary.content
    return memoised(_SPEAKER, (model, known, chosen), lambda: _speaker(model, known, settings))


def _speaker(model: Model, known: Tokens, settings: OwnSettings) -> Speaker:
    layer = layer_of(model, settings)
    if layer.hidden_size > MOST_UNITS_RUN or len(known) > MOST_ANSWERS:
        raise InputProblem(
            "What units know is asked of up to {units} units and {answers} letters; this model has {here} units and "
            "{letters} letters.",
            units=MOST_UNITS_RUN,
            answers=MOST_ANSWERS,
            here=f"{layer.hidden_size:,}",
            letters=f"{len(known):,}",
        )
    fitting = model.answers(layer, len(known))
    if not fitting:
        raise InputProblem(
            "Nothing in this file answers with one of the {count} tokens of the vocabulary: a linear layer with as "
            "many rows behind the recurrent one would guess the next letter.",
            count=f"{len(known):,}",
        )
    begins = "\n" if settings.anew and "\n" in known.tokens else None
    embedding = next((one.matrix for one in model.embeddings(layer) if len(one.matrix) >= len(known)), None)
    readout = fitting[max(min(settings.readout, len(fitting)), 1) - 1].readout()
    network = network_of(layer, settings)
    depth = min(settings.depth, layer.num_layers) - 1
    spoken = character_model(network, readout, known, embedding, begins, depth)
    start = engine.network(network.cell, layer.input_size, layer.hidden_size, layer.num_layers, bias=layer.bias)
    first = None if embedding is None else np.random.default_rng(0).standard_normal(embedding.shape)  # as torch draws
    fresh = character_model(start, Readout.fresh(layer.hidden_size, len(known), 0), known, first, begins, depth)
    signs = {sign: known.tokens[number] for number, sign in stand_ins(known).items() if known.tokens[number]}
    unknown = next((sign for mark in UNKNOWN for sign, token in signs.items() if token == mark), "")
    return Speaker(spoken, fresh, signs, unknown)


def ranking(found: Asked, settings: OwnSettings) -> Ranking | None:
    """Who tracks it, and who steers if that was measured; None where nothing is known yet of what is painted."""
    made = st.session_state.get(_RANKING)
    if made is not None and made[0] == _key(found, settings):
        here: Ranking = made[1]
        return here
    if settings.know == "painted" or not _differ(found.property.labels(found.text)):
        return None
    measured = _tracked(found)
    st.session_state[_RANKING] = (_key(found, settings), measured)
    return measured


def measure(found: Asked, settings: OwnSettings, watched: Callable[[Any], Ranking]) -> None:
    """Measure what the units steer that track best; `watched` is given the rankings as they come and keeps the last."""
    if not _differ(found.property.labels(found.text)):
        return
    known = ranking(found, settings) or _tracked(found)
    tracks = np.nan_to_num(known.states[known.memory].tracks)
    best = np.argsort(-tracks, kind="stable")[:MOST_STEERED].tolist()
    measured = watched(steered(known, found.speaker.model, found.property, units=best))
    st.session_state[_RANKING] = (_key(found, settings), measured)


def _tracked(found: Asked) -> Ranking:
    """Who tracks it: nothing is known yet of who steers."""
    speaker = found.speaker
    return whole(ranked(speaker.model, found.text, found.property, untrained=speaker.untrained, steer=False))


def _key(found: Asked, settings: OwnSettings) -> tuple[object, ...]:
    painted = settings.painted if settings.know == "painted" else ""
    return found.speaker, found.text, settings.know, painted


def _differ(labels: Any) -> bool:
    """Whether there are two letters of which one has more of it."""
    known = labels[~np.isnan(labels)]
    return bool(known.size) and known.min() < known.max()
