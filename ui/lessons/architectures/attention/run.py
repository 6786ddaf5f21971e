"""A text that is read letter by letter, and the date that is written of it."""

from dataclasses import dataclass

import streamlit as st

from engine.learning import date_networks, dates
from engine.learning.date_networks import DateWriter
from engine.learning.translating import untrained
from engine.networks import wiring
from engine.networks.encoder_decoder import EncoderDecoder
from engine.recording.decoding import Decoding, decode
from ui.lessons.architectures.settings import ArchitecturesSettings


@dataclass(frozen=True)
class DateRun:
    """What was read, what was written, and everything on the way.

    Attributes:
        text: what the network read, with the blank at its end.
        written: what it wrote.
        model: the network, trained or as it began.
        decoding: the recorded run.
    """

    writer: DateWriter
    text: str
    written: str
    model: EncoderDecoder
    decoding: Decoding

    @property
    def steps(self) -> int:
        """S, letters that were written."""
        return len(self.written)

    @property
    def wiring(self) -> wiring.Wiring:
        """What was computed from what."""
        attends = self.model.attention is not None
        directions = self.model.encoder.directions
        return wiring.encoder_decoder(len(self.text), self.steps, directions=directions, attention=attends)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def make_run(settings: ArchitecturesSettings) -> DateRun:
    """Read and write; `settings` as the view's `of_run` gives them. Raises InputProblem for what cannot be read."""
    writer = date_networks.load(settings.writer)
    model = writer.model if settings.trained else untrained(writer.recipe)
    inputs = dates.coded(settings.date)
    symbols, decoding = decode(model, inputs, dates.LETTERS)
    text = "".join(dates.READ[index] for index in inputs[:, 0].argmax(axis=1))
    return DateRun(writer, text, dates.read_back(symbols)[0], model, decoding)
