"""The shape with two networks: one reads a date, letter by letter, the other writes it in one format."""

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning import date_networks, dates
from engine.networks import wiring
from engine.networks.encoder_decoder import EncoderDecoder
from engine.networks.wiring import Kind, Node
from engine.recording.decoding import Decoding, decode, record_decoding
from ui.lessons.architectures import norms
from ui.lessons.architectures.shapes.shape_run import Answer, ShapeRun

WRITER = "fixed_longer"  # nothing but a fixed vector between the two: looking back at every state is another view


def read_date(typed: str) -> ShapeRun:
    """Read a date and write it. Raises InputProblem for what cannot be read."""
    model = date_networks.load(WRITER).model
    inputs = dates.coded(typed)
    symbols, decoding = decode(model, inputs, dates.LETTERS)
    letters = "".join(dates.READ[index] for index in inputs[:, 0].argmax(axis=1))
    written = symbols[:, 0]
    day = dates.date_in(typed)
    right = dates.written(day) if day is not None and day.year >= 1000 else None  # years before have fewer digits
    targets = written if right is None else np.array([dates.WRITTEN.index(letter) for letter in right])
    plain = wiring.encoder_decoder(len(letters), len(written), directions=2, attention=False)
    graph = wiring.with_losses(plain)
    logs = model.readout.log_probabilities(decoding.decoder.signals["hidden"])[:, 0]
    answers = {
        step: Answer(
            label=dates.WRITTEN[symbol],
            sure=float(np.exp(logs[step, symbol])),
            right=None if right is None else bool(symbol == target),
            wanted=dates.WRITTEN[target],
            loss=float(-logs[step, target]),
        )
        for step, (symbol, target) in enumerate(zip(written, targets, strict=True))
    }
    states = decoding.encoder.signals["hidden"][0, :, :, 0]  # (direction, T, units)
    values = {node: states[node.direction, node.step] for node in graph.of("state")}
    values |= {node: decoding.decoder.signals["hidden"][node.step, 0] for node in graph.of("written")}
    return ShapeRun(
        shape="encoder_decoder",
        read=tuple(letters.replace(" ", "␣")),
        answers=FrozenMapping(answers),
        graph=graph,
        values=FrozenMapping(values),
        recorded=record_decoding(model, inputs, _fed(decoding), targets[:, None]),
        norms=FrozenMapping(_norms(model, decoding, targets)),
        touched=_touched(model, decoding),
        fed=FrozenMapping({step: answers[step - 1].label for step in range(1, len(answers))}),
    )


def _fed(decoding: Decoding) -> Array:
    return decoding.decoder.inputs[..., : decoding.model.symbols]


def _norms(
    model: EncoderDecoder, decoding: Decoding, targets: NDArray[np.int64]
) -> dict[Node, FrozenMapping[Node, float]]:
    """As `ShapeRun` has them: each loss recorded alone, and all of them together."""

    def of(asked: NDArray[np.int64]) -> FrozenMapping[Node, float]:
        run = record_decoding(model, decoding.encoder.inputs, _fed(decoding), asked[:, None])
        found = norms.of_states(run.encoder)
        by_kind: dict[Kind, Array] = {
            "context": run.gradients["contexts"],
            "written": run.decoder.gradients["hidden"],
            "answer": run.gradients["logits"],
        }
        for kind, gradients in by_kind.items():
            sizes = np.linalg.norm(gradients[:, 0], axis=-1)
            found |= {Node(kind, step): float(norm) for step, norm in enumerate(sizes)}
        return FrozenMapping(found)

    steps = np.arange(len(targets))
    each = {Node("loss", int(step)): of(np.where(steps == step, targets, -1)) for step in steps}
    return each | {Node("total"): of(targets)}


def _touched(model: EncoderDecoder, decoding: Decoding) -> frozenset[int]:
    """The answers whose probabilities change when the last letter is another."""
    inputs = np.repeat(decoding.encoder.inputs, len(dates.READ), axis=1)
    inputs[-1] = np.eye(len(dates.READ))
    changed = record_decoding(model, inputs, np.repeat(_fed(decoding), len(dates.READ), axis=1)).probabilities
    differences = np.abs(changed - decoding.probabilities).max(axis=(1, 2))
    return frozenset(np.flatnonzero(differences > 1e-12).tolist())
