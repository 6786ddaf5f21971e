"""One run of a shape: what was read, what was answered, every state, and how strongly each loss pulls on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.networks import wiring
from engine.networks.wiring import Node, Wiring
from engine.recording.record import with_gradients
from engine.recording.trace import Trace
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.shapes import examples
from ui.lessons.architectures.shapes.dates import read_date
from ui.lessons.architectures.shapes.networks import SIDE, Learned, learned
from ui.lessons.architectures.shapes.shape_run import Answer, ShapeRun

SAME = 1e-12  # probabilities that differ by less are the same


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def make_run(settings: ArchitecturesSettings) -> ShapeRun:
    """Read and answer; `settings` as the view's `of_run` gives them. Raises InputProblem for what cannot be read."""
    typed = settings.words or examples.usual(settings.shape)
    if settings.shape == "encoder_decoder":
        return read_date(typed)
    known = learned(settings.shape)
    if known.words is None:
        return read_picture(settings.shape, known, examples.pixels(typed))
    return read_words(settings.shape, known, known.words.tokens(typed))


def read_picture(shape: str, known: Learned, pixels: str) -> ShapeRun:
    """A picture comes in at the first step and nothing after it: one answer, or one at every step."""
    inputs = np.zeros((known.steps, 1, SIDE**2))
    inputs[0, 0] = [float(pixel) for pixel in pixels]
    others = np.repeat(inputs, SIDE**2, axis=1)  # each with one pixel changed
    others[0] = np.abs(others[0] - np.eye(SIDE**2))
    graph = wiring.recurrent(known.steps, inputs=[0])
    return _run(shape, known, ("",), inputs, graph, others, pixels=pixels)


def read_words(shape: str, known: Learned, tokens: Sequence[str]) -> ShapeRun:
    """A sentence: one answer at its end, or one at every word."""
    assert known.words is not None
    inputs = known.words.coded(tokens)
    others = np.repeat(inputs, len(known.words), axis=1)  # each with another last word
    others[-1] = np.eye(len(known.words))
    steps = len(tokens)
    graph = wiring.recurrent(steps, answers=[steps - 1] if shape == "many_one" else "every")
    return _run(shape, known, tuple(tokens), inputs, graph, others)


def _run(
    shape: str, known: Learned, read: tuple[str, ...], inputs: Array, graph: Wiring, others: Array, *, pixels: str = ""
) -> ShapeRun:
    trace = engine.record(known.network, inputs)
    logs = known.readout.log_probabilities(trace.outputs[:, 0])
    asked = tuple(node.step for node in graph.of("answer"))
    right = examples.right(shape, known, read, pixels)
    targets = {step: int(logs[step].argmax()) if right is None else right[step] for step in asked}
    changed = known.readout.log_probabilities(engine.record(known.network, others).outputs)
    touched = np.abs(np.exp(changed) - np.exp(logs)[:, None]).max(axis=(1, 2)) > SAME
    hidden = trace.signals["hidden"][:, :, :, 0]  # (layer, direction, T, units)
    return ShapeRun(
        shape=shape,
        read=read,
        answers=FrozenMapping({step: _answer(known, logs[step], targets[step], right is not None) for step in asked}),
        graph=wiring.with_losses(graph),
        values=FrozenMapping({node: hidden[node.layer, node.direction, node.step] for node in graph.of("state")}),
        norms=FrozenMapping(_norms(trace, known, graph, targets)),
        touched=frozenset(step for step in asked if touched[step]),
        so_far=tuple((known.answers[int(row.argmax())], float(np.exp(row.max()))) for row in logs),
        pixels=pixels,
        classes=known.answers,
        alone=_is_alone(known, inputs, logs),
    )


def _is_alone(known: Learned, inputs: Array, logs: Array) -> bool:
    """Whether the answers stay the same where every weight from state to state is 0."""
    weights = {
        name: np.zeros_like(values) if name.startswith("weight_hh") else values
        for name, values in known.network.weights.items()
    }
    outputs = engine.record(replace(known.network, weights=weights), inputs).outputs[:, 0]
    return bool(np.abs(known.readout.probabilities(outputs) - np.exp(logs)).max() < SAME)


def _answer(known: Learned, logs: Array, target: int, is_known: bool) -> Answer:
    """From the logarithms of its probabilities, (K,), and the answer that its loss asks for."""
    best = int(logs.argmax())
    return Answer(
        label=known.answers[best],
        sure=float(np.exp(logs[best])),
        right=best == target if is_known else None,
        wanted=known.answers[target],
        loss=float(-logs[target]),
    )


def _norms(trace: Trace, known: Learned, graph: Wiring, targets: Mapping[int, int]) -> dict[Node, Mapping[Node, float]]:
    """A loss → state or answer → ‖∂L/∂(its value)‖, of each loss alone, recorded, and of their sum."""

    def of(asked: Mapping[int, int]) -> Mapping[Node, float]:
        wanted: NDArray[np.int64] = np.full(len(trace.outputs), -1)
        wanted[list(asked)] = list(asked.values())
        loss = engine.losses.cross_entropy(wanted, known.readout)
        hidden = with_gradients(trace, loss.gradient(trace.outputs)).gradients["hidden"][:, :, :, 0]
        errors = known.readout.error(trace.outputs, wanted[:, None])[:, 0]
        found = {
            node: float(np.linalg.norm(hidden[node.layer, node.direction, node.step])) for node in graph.of("state")
        }
        return FrozenMapping(found | {Node("answer", step): float(np.linalg.norm(errors[step])) for step in asked})

    each = {Node("loss", step): of({step: target}) for step, target in targets.items()}
    return each if len(each) == 1 else each | {Node("total"): of(targets)}
