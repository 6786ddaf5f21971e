"""A text that is read letter by letter, and the date that is written of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.learning import date_networks, dates
from engine.learning.date_networks import DateWriter
from engine.learning.tasks import InputProblem
from engine.learning.translating import untrained
from engine.networks import wiring
from engine.networks.encoder_decoder import EncoderDecoder
from engine.networks.wiring import Node
from engine.recording.decoding import Decoding, decode, fed_by, record_decoding, write
from ui.lessons.architectures.attention.holding import Holds, held_weights, holds_of
from ui.lessons.architectures.settings import ArchitecturesSettings


@dataclass(frozen=True, eq=False)
class DateRun:
    """What was read, what was written, and everything on the way.

    Attributes:
        typed: the text as it was typed, in small letters.
        text: what the network read, with filler and the blank at its end.
        day: the date that was typed; None where the text is none in a format that the network has learned.
        written: what it wrote.
        free: what it would have written had no weight been held.
        holds: attention weights that are held.
        model: the network, trained or as it began.
        decoding: the recorded run.
        losses: the same run ten times over, in each a loss on one letter alone: on the right one, where there is one,
            else on the one that was written.
    """

    writer: DateWriter
    typed: str
    text: str
    day: date | None
    written: str
    free: str
    holds: Holds
    model: EncoderDecoder
    decoding: Decoding
    losses: Decoding

    @property
    def steps(self) -> int:
        """S, letters that were written."""
        return len(self.written)

    @property
    def attends(self) -> bool:
        """Whether it has attention."""
        return self.model.attention is not None

    @property
    def right(self) -> str | None:
        """What should have been written, where anything is right at all."""
        return None if self.day is None else dates.written(self.day)

    @property
    def weights(self) -> Array:
        """Where each step looked, (S, T); nothing without attention: (S, 0)."""
        return self.decoding.weights[:, :, 0]

    @property
    def queries(self) -> Array:
        """The state that asks at each step, s_{t-1}, (S, units)."""
        part = self.decoding.decoder
        return np.concatenate((part.initial_state["hidden"], part.signals["hidden"][:-1, 0]))

    @cached_property
    def wiring(self) -> wiring.Wiring:
        """What was computed from what."""
        directions = self.model.encoder.directions
        return wiring.encoder_decoder(len(self.text), self.steps, directions=directions, attention=self.attends)

    def pull(self, step: int, node: Node) -> float:
        """How strongly the loss on one letter pulls on a value: ‖∂L/∂value‖ / ‖∂L/∂logits‖; NaN where it does not."""
        run = self.losses
        values: Array | None = None
        if node.kind == "state":
            values = run.encoder.parts[0, node.direction].gradients["hidden"][node.step, step]
        elif node.kind == "written" and node.step <= step:
            values = run.decoder.gradients["hidden"][node.step, step]
        elif node.kind == "context" and node.step <= step:
            values = run.gradients["contexts"][node.step, step]
        error = np.linalg.norm(run.gradients["logits"][step, step])
        return float("nan") if values is None or not error else float(np.linalg.norm(values) / error)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def make_run(settings: ArchitecturesSettings) -> DateRun:
    """Read and write; `settings` as the view's `of_run` gives them. Raises InputProblem for what cannot be read."""
    writer = date_networks.load(settings.writer)
    model = writer.model if settings.trained else untrained(writer.recipe)
    dates.coded(settings.date)  # it is to be refused by itself, not with its filler
    inputs = dates.coded(dates.with_filler(settings.date, settings.filler, settings.seed))
    holds = holds_of(settings.held, dates.LETTERS, len(inputs))
    if holds and model.attention is None:
        raise InputProblem("This network has no attention, so no weight of it can be held.")
    held = held_weights(holds, dates.LETTERS, len(inputs))
    symbols, decoding = decode(model, inputs, dates.LETTERS, held)
    day = dates.date_in(settings.date)
    wanted = symbols[:, 0] if day is None else np.array([dates.WRITTEN.index(letter) for letter in dates.written(day)])
    return DateRun(
        writer,
        settings.date.strip().lower(),
        "".join(dates.READ[index] for index in inputs[:, 0].argmax(axis=1)),
        day,
        dates.read_back(symbols)[0],
        dates.read_back(symbols if held is None else write(model, inputs, dates.LETTERS))[0],
        holds,
        model,
        decoding,
        _a_loss_each(model, inputs, symbols, wanted, held),
    )


def _a_loss_each(
    model: EncoderDecoder, inputs: Array, symbols: NDArray[np.int64], wanted: NDArray[np.int64], held: Array | None
) -> Decoding:
    """The run once for each letter that is written, as one batch: the loss is on that letter alone."""
    count = len(wanted)
    targets = np.where(np.eye(count, dtype=bool), wanted, -1)
    return record_decoding(
        model,
        np.repeat(inputs, count, axis=1),
        np.repeat(fed_by(symbols, model.symbols), count, axis=1),
        targets,
        None if held is None else np.repeat(held, count, axis=2),
    )
