"""What the settings mean: which network is asked what, of which text, and what its units know of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.learning import writers
from engine.learning.corpora import Corpus, corpus
from engine.learning.properties import Property, find
from engine.learning.tasks import InputProblem
from engine.learning.twins import typed
from engine.learning.writers import TrainedWriter
from ui.lessons.units.settings import LONGEST, UnitsSettings
from ui.words import t

SHADED = 3000  # letters of the text that was kept from training, as they are shown


@dataclass(frozen=True, eq=False)
class Found:
    """A network, what is asked of it, and the text.

    Attributes:
        writer: the network.
        corpus: what it has read.
        property: what a unit might know.
        text: that is shaded, as the network can read it.
        own: whether somebody typed it in.
    """

    writer: TrainedWriter
    corpus: Corpus
    property: Property
    text: str
    own: bool


def asked(settings: UnitsSettings) -> Found:
    """What is shown. Raises InputProblem: it cannot be had, and why."""
    writer = writers.load(settings.writer)
    has_read = corpus(writer.recipe.corpus)
    own = bool(settings.text.strip())
    if len(settings.text) > LONGEST:
        raise InputProblem(
            "Your text has {length} letters: please shorten it to at most {limit}.",
            length=len(settings.text),
            limit=LONGEST,
        )
    text = typed(settings.text, writer.model.alphabet).text if own else has_read.held_out(SHADED)
    return Found(writer, has_read, find(settings.property, has_read), text, own)


def about(found: Found) -> str:
    """What the network is, and how it came to be."""
    recipe, model = found.writer.recipe, found.writer.model
    arrays = (*model.network.weights.values(), model.readout.weight, model.readout.bias)
    return t(
        "An LSTM with {units} units and {weights} weights. It has made {updates} updates, each on {batch} paragraphs "
        "of made-up text, and only ever guessed the next letter. Nobody told it what is looked for here; a penalty of "
        "{penalty} was on what it writes into its memory.",
        penalty=f"{recipe.write_penalty:g}",
        units=recipe.units,
        weights=f"{sum(values.size for values in arrays):,}",
        updates=f"{recipe.updates:,}",
        batch=recipe.batch,
    )
