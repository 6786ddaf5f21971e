"""Two networks of one shape on one sequence with one loss: that of the file, and a fresh one or another file's."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

import engine
from engine import cells, losses
from engine.analysis.portrait import Portrait, portrait
from engine.learning.tasks import InputProblem
from engine.networks.initialisation import Init
from engine.opening.finding import Answer
from engine.opening.layers import Layer
from engine.opening.statistics import Block, blocks
from ui.figures.part import Part
from ui.lessons.own.run import OwnRun
from ui.lessons.own.session import Given, Model
from ui.lessons.own.settings import OwnSettings
from ui.runs.answers import predict
from ui.runs.fresh import init_of
from ui.words import t

MOST_FRESH, FEWEST_FRESH = 20, 5  # of fewer there is no band
BUDGET = 0.25  # seconds, for all of them


@dataclass(frozen=True, eq=False)
class Beside:
    """What is compared.

    Attributes:
        run: that of the model.
        part: of both.
        trace: the other network on the same inputs with the same loss.
        file: of the other one; "" for a fresh one.
        answer: what reads out the other one in its own file; None where nothing does.
        seeds: of fresh networks, the first of which is the other one; none for one of a file.
        crowd: what was found of each of these.
    """

    run: OwnRun
    part: Part
    trace: engine.Trace
    file: str
    answer: Answer | None
    seeds: range
    crowd: tuple[Portrait, ...]

    @cached_property
    def portraits(self) -> tuple[Portrait, Portrait]:
        """In numbers, the model's own run and the other one."""
        own, other = (_portrait(trace, self.part) for trace in (self.run.trace, self.trace))
        return own, other

    @cached_property
    def weights(self) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        """What the weights of both say, gate by gate."""
        own, other = (blocks(one.network, self.part.layer, self.part.direction) for one in (self.run, self.trace))
        return own, other

    @cached_property
    def moved(self) -> float:
        """‖ΔW‖ / ‖W‖ over all weights of the network, Frobenius; NaN where it is no number."""
        own, other = self.run.network.weights, self.trace.network.weights
        with np.errstate(all="ignore"):
            apart = sum(np.square(other[name] - weight).sum() for name, weight in own.items())
            return float(np.sqrt(apart / sum(np.square(weight).sum() for weight in own.values())))

    @property
    def predictions(self) -> NDArray[np.float64] | None:
        """What the other one answers, read out as in its own file; a fresh one has learned to answer nothing."""
        return predict(None if self.answer is None else self.answer.readout(), self.run.sequence, self.trace)


def _portrait(trace: engine.Trace, part: Part) -> Portrait:
    return portrait(trace, layer=part.layer, direction=part.direction, batch=part.batch)


def beside_fresh(run: OwnRun, settings: OwnSettings) -> Beside:
    """The run beside fresh networks of its shape. Raises InputProblem: they cannot begin so."""
    part, loss = run.part(settings), run.trace.loss_function
    first = settings.fresh_seed
    trace = engine.record(fresh_network(run.network, settings, first), run.sequence.inputs, loss)
    count = affordable(run, settings)
    more = (
        engine.record(fresh_network(run.network, settings, seed), run.sequence.inputs, loss)
        for seed in range(first + 1, first + count)
    )
    crowd = [_portrait(one, part) for one in (trace, *more)] if count > 1 else []
    return Beside(run, part, trace, "", None, range(first, first + count), tuple(crowd))


def fresh_network(network: engine.Network, settings: OwnSettings, seed: int) -> engine.Network:
    """A fresh network of exactly the shape of another. Raises InputProblem: it cannot begin so."""
    init = init_as(network, settings)
    return engine.network(
        network.cell,
        network.input_size,
        network.hidden_size,
        network.num_layers,
        network.bidirectional,
        init,
        seed,
        network.bias,
        network.proj_size,
    )


def init_as(network: engine.Network, settings: OwnSettings) -> Init:
    """How a fresh network of that shape begins. Raises InputProblem: it cannot begin so."""
    return init_of(
        cells.get(network.cell),
        settings.init,
        settings.radius,
        settings.forget_bias,
        bias=network.bias,
        projected=bool(network.proj_size),
    )


def affordable(run: OwnRun, settings: OwnSettings) -> int:
    """How many fresh networks can be run for a picture: by measured seconds, so that a link shows the same anywhere."""
    network = run.network
    units, parts = network.hidden_size, network.num_layers * network.directions
    seconds = parts * len(run.sequence) * (45e-6 + 2e-9 * units**2)
    drawn = {"orthogonal": 2e-4, "gaussian": 2e-3}.get(settings.init, 0.0)  # of W a decomposition, or its eigenvalues
    seconds += parts * len(cells.get(network.cell).blocks) * drawn * (units / 64) ** 2.5
    count = min(int(BUDGET / seconds), MOST_FRESH)
    return count if count >= FEWEST_FRESH else 1


def beside_file(run: OwnRun, settings: OwnSettings, given: Given[Model]) -> Beside:
    """The run beside that of another file. Raises InputProblem: there is no layer of this shape in it."""
    other = same_shape(run, given)
    answer = _same_answer(run, given.content, other)
    loss = run.trace.loss_function
    if answer is not None and isinstance(loss, (losses.CrossEntropy, losses.SquaredError)):
        loss = replace(loss, readout=answer.readout())  # each by what it answers itself
    trace = engine.record(other.network(run.network.cell), run.sequence.inputs, loss)
    return Beside(run, run.part(settings), trace, given.file, answer, range(0), ())


def _same_answer(run: OwnRun, model: Model, layer: Layer) -> Answer | None:
    """What reads out another model where `run.answer` reads out this one."""
    if run.answer is None:
        return None
    known = model.answers(layer, len(run.answer.matrix))
    return next((answer for answer in known if answer.name == run.answer.name), None)


def same_shape(run: OwnRun, given: Given[Model]) -> Layer:
    """The layer of another file that has the shape of the run's, of several that of the same name.

    Raises:
        InputProblem: there is none; it tells both shapes.
    """
    mine, layers = run.layer, given.content.found.layers
    fitting = [one for one in layers if run.network.cell in one.cells and _sizes(one) == _sizes(mine)]
    if fitting:
        return next((one for one in fitting if one.path == mine.path), fitting[0])
    if not layers:
        raise InputProblem("There is no recurrent layer in “{file}”.", file=given.file)
    theirs = next((one for one in layers if one.path == mine.path), layers[0])
    raise InputProblem(
        "Beside it only a network of the same shape can be shown. This one: {cell}, {sizes}, {more}. In “{file}”: "
        "{their_cell}, {their_sizes}, {their_more}.",
        file=given.file,
        **dict(zip(("cell", "sizes", "more"), _told(mine), strict=True)),
        **dict(zip(("their_cell", "their_sizes", "their_more"), _told(theirs), strict=True)),
    )


def _sizes(layer: Layer) -> tuple[int, ...]:
    return (
        layer.input_size,
        layer.hidden_size,
        layer.num_layers,
        layer.directions,
        int(layer.bias),
        layer.proj_size,
    )


def _told(layer: Layer) -> tuple[str, str, str]:
    """The shape of a layer in words: its cell, its sizes, and the rest."""
    sizes = t("{inputs} → {units} units", inputs=layer.input_size, units=layer.hidden_size)
    if layer.proj_size:
        sizes += t(" → {size}", size=layer.proj_size)
    more = [
        t("layers: {count}", count=layer.num_layers),
        t("both directions") if layer.directions == 2 else t("one direction"),
        t("biases") if layer.bias else t("no biases"),
    ]
    return cells.get(layer.cells[0]).title.partition(",")[0], sizes, ", ".join(more)
