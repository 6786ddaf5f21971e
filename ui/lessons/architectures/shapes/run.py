"""One run of a shape: what was read, what was answered, every state, and how strongly each loss pulls on it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning import shape_networks, shapes
from engine.learning.readers import Reader
from engine.learning.shape_networks import Shaped
from engine.learning.tasks.sequence import Sequence
from engine.networks import wiring
from engine.networks.wiring import Node, Wiring
from engine.recording.record import with_gradients
from engine.recording.trace import Trace
from ui.lessons.architectures import norms
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.shapes import examples
from ui.lessons.architectures.shapes.dates import read_date
from ui.lessons.architectures.shapes.shape_run import Answer, ShapeRun

PICTURED: Mapping[str, Literal["label", "caption"]] = MappingProxyType({"one_one": "label", "one_many": "caption"})
WORDED: Mapping[str, Literal["sentiment", "tagging"]] = MappingProxyType(
    {"many_one": "sentiment", "many_many": "tagging"}
)
SAME = 1e-12  # probabilities that differ by less are the same


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def make_run(settings: ArchitecturesSettings) -> ShapeRun:
    """Read and answer; `settings` as the view's `of_run` gives them. Raises InputProblem for what cannot be read."""
    typed = settings.words or examples.usual(settings.shape)
    if settings.shape == "encoder_decoder":
        return read_date(typed)
    if settings.shape in PICTURED:
        return read_picture(settings.shape, examples.pixels(typed))
    return read_words(settings.shape, typed)


def read_picture(shape: str, picture: shapes.Picture) -> ShapeRun:
    """A picture comes in at the first step and nothing after it: one answer, or one at every step until the end."""
    task = PICTURED[shape]
    shaped = shape_networks.load(task)
    sequence = shapes.pictured(task, picture, examples.meant(picture))
    written = tuple(sequence.classes[word] for word in shaped.answers(sequence.inputs)[0][:, 0])
    inputs = sequence.inputs[: examples.until_the_end(written)]
    others = np.repeat(inputs, shapes.SIDE**2, axis=1)  # each with one pixel changed
    others[0] = np.abs(others[0] - np.eye(shapes.SIDE**2))
    graph = wiring.recurrent(len(inputs), inputs=[0])
    return replace(_run(shape, shaped, sequence, inputs, graph, others), pixels=examples.spelt(picture))


def read_words(shape: str, typed: str) -> ShapeRun:
    """A sentence: one answer at its end, or one at every word."""
    task = WORDED[shape]
    sequence = shapes.typed(task, typed)
    others = np.repeat(sequence.inputs, len(sequence.features), axis=1)  # each with another last word
    others[-1] = np.eye(len(sequence.features))
    steps = len(sequence)
    graph = wiring.recurrent(steps, answers=[steps - 1] if shape == "many_one" else "every")
    return _run(shape, shape_networks.load(task), sequence, sequence.inputs, graph, others)


def _run(shape: str, shaped: Shaped, sequence: Sequence, inputs: Array, graph: Wiring, others: Array) -> ShapeRun:
    reader = shaped.reader
    trace = engine.record(reader.network, inputs)
    logs = reader.readout.log_probabilities(trace.outputs[:, 0])
    asked = tuple(node.step for node in graph.of("answer"))
    right = None if sequence.targets is None else np.asarray(sequence.targets)
    # Where nobody knows what is right, the loss is that of the answer that was given; beyond the end there is none.
    targets = {step: int(logs[step].argmax()) if right is None else int(right[step]) for step in asked}
    losses = {step: target for step, target in targets.items() if target >= 0}
    changed = reader.probabilities(engine.record(reader.network, others).outputs)
    touched = np.abs(changed - np.exp(logs)[:, None]).max(axis=(1, 2)) > SAME
    hidden = trace.signals["hidden"][:, :, :, 0]  # (layer, direction, T, units)
    return ShapeRun(
        shape=shape,
        read=sequence.tokens,
        answers=FrozenMapping(
            {step: _answer(sequence.classes, logs[step], targets[step], right is not None) for step in asked}
        ),
        graph=wiring.with_losses(graph, losses),
        values=FrozenMapping({node: hidden[node.layer, node.direction, node.step] for node in graph.of("state")}),
        recorded=engine.record(reader.network, inputs, reader.loss(_wanted(losses, len(inputs)))),
        norms=FrozenMapping(_norms(trace, reader, losses)),
        touched=frozenset(step for step in asked if touched[step]),
        so_far=tuple((sequence.classes[int(row.argmax())], float(np.exp(row.max()))) for row in logs),
        classes=sequence.classes,
        alone=_is_alone(reader, inputs, logs),
    )


def _is_alone(reader: Reader, inputs: Array, logs: Array) -> bool:
    """Whether the answers stay the same where every weight from state to state is 0."""
    weights = {
        name: np.zeros_like(values) if name.startswith("weight_hh") else values
        for name, values in reader.network.weights.items()
    }
    outputs = engine.record(replace(reader.network, weights=weights), inputs).outputs[:, 0]
    return bool(np.abs(reader.probabilities(outputs) - np.exp(logs)).max() < SAME)


def _answer(classes: tuple[str, ...], logs: Array, target: int, is_known: bool) -> Answer:
    """From the logarithms of its probabilities, (K,), and the class that its loss asks for, -1 for none."""
    best = int(logs.argmax())
    return Answer(
        label=classes[best],
        sure=float(np.exp(logs[best])),
        right=best == target if is_known else None,
        wanted=classes[target] if target >= 0 else "",
        loss=float(-logs[target]) if target >= 0 else 0.0,
    )


def _wanted(targets: Mapping[int, int], steps: int) -> NDArray[np.int64]:
    """What is right at each step, (T,); -1 where nobody asks."""
    wanted: NDArray[np.int64] = np.full(steps, -1)
    wanted[list(targets)] = list(targets.values())
    return wanted


def _norms(trace: Trace, reader: Reader, targets: Mapping[int, int]) -> dict[Node, Mapping[Node, float]]:
    """A loss → state or answer → ‖∂L/∂(its value)‖, of each loss alone, recorded, and of their sum."""

    def of(asked: Mapping[int, int]) -> Mapping[Node, float]:
        wanted = _wanted(asked, len(trace.outputs))
        loss = reader.loss(wanted)
        found = norms.of_states(with_gradients(trace, loss.gradient(trace.outputs)))
        errors = reader.readout.error(trace.outputs, wanted[:, None])[:, 0]
        return FrozenMapping(found | {Node("answer", step): float(np.linalg.norm(errors[step])) for step in asked})

    each = {Node("loss", step): of({step: target}) for step, target in targets.items()}
    return each if len(each) == 1 else each | {Node("total"): of(targets)}
