"""What the browser is told of a run of learning: a line that describes the courses, then one for every row.

Lines are JSON. Arrays are float16 in base64, little-endian, row after row: a picture shows no more digits. NaN and
infinity, which JSON does not have, are the words "NaN", "Infinity" and "-Infinity".
"""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import cells
from engine.cells.base import Array, Signal
from engine.learning.exercises import asked
from engine.learning.tasks import Sequence
from engine.networks.network import Network
from engine.networks.readout import Readout
from engine.recording.record import record

if TYPE_CHECKING:
    from engine.learning.course import Course, Snapshot

ORDER = ("gate", "candidate", "state")  # of the signals; what is summed up before them is not told
Number = float | str | None


def line(said: object) -> bytes:
    """One line of the stream."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def heading(courses: Iterable[Course]) -> bytes:
    """The first line: what each run is about."""
    return line({"runs": [_described(course) for course in courses]})


def row(run: int, course: Course, shown: Sequence, snapshot: Snapshot) -> bytes:
    """The line of one snapshot, with all that the network does with the sequence that is shown."""
    trace = record(snapshot.network, shown.inputs)
    readout, outputs = snapshot.readout, trace.outputs
    answers = readout.probabilities(outputs) if course.exercise.answers else readout.logits(outputs)
    return line(
        {
            "run": run,
            "update": snapshot.update,
            "loss": number(snapshot.loss),
            "right": number(snapshot.accuracy),
            "batch_loss": number(snapshot.batch_loss),
            "norm": number(snapshot.gradient_norm),
            "clipped": number(snapshot.clipped_norm),
            "losses": [number(each) for each in snapshot.losses],
            "norms": [[number(before), number(after)] for before, after in snapshot.norms],
            "reach": snapshot.reach,
            "profile": [number(each) for each in snapshot.profile],
            "signals": {signal.name: packed(trace[signal.name][0, 0, :, 0]) for signal in told(course.cell)},
            "answers": packed(answers[:, 0]),
        }
    )


def told(cell: str) -> list[Signal]:
    """The signals of a cell that a row holds: gates first, then candidates, then states."""
    signals = (signal for signal in cells.get(cell).signals if signal.kind in ORDER)
    return sorted(signals, key=lambda signal: ORDER.index(signal.kind))


def number(value: float | None) -> Number:
    """A number with as many digits as a picture needs, or the word for what is none."""
    if value is None:
        return None
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return float(f"{value:.6g}")


@np.errstate(over="ignore")  # what is too large for float16 is infinite there
def packed(values: Array) -> str:
    """An array as the browser unpacks it."""
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f2").tobytes()).decode()


def pickled(network: Network, readout: Readout) -> bytes:
    """A network that was trained in float32, which these are, in half the bytes."""
    sizes = {field.name: getattr(network, field.name) for field in fields(network) if field.name != "weights"}
    weights = {name: _halved(weight) for name, weight in network.weights.items()}
    return pickle.dumps((sizes, weights, _halved(readout.weight), _halved(readout.bias)))


def unpickled(data: bytes) -> tuple[Network, Readout]:
    """The same network."""
    sizes, weights, weight, bias = pickle.loads(data)
    return Network(weights=weights, **sizes), Readout(weight, bias)


def _halved(weight: Array) -> NDArray[np.float32]:
    return weight.astype(np.float32)


def _described(course: Course) -> dict[str, object]:
    exercise = course.exercise
    shown = exercise.shown()
    return {
        "cell": course.cell,
        "steps": len(shown),
        "units": course.units,
        "tokens": list(shown.tokens),
        "flags": list(shown.flags),
        "classes": list(exercise.answers),
        "asked": [] if shown.targets is None else np.flatnonzero(asked(shown.targets)).tolist(),
        "targets": [] if shown.targets is None else _listed(shown.targets),
        "chance": number(exercise.chance),
        "signals": [
            {
                "name": signal.name,
                "symbol": signal.symbol,
                "title": signal.title,
                "kind": signal.kind,
                "low": number(signal.low),
                "high": number(signal.high),
            }
            for signal in told(course.cell)
        ],
        "updates": course.updates,
        "every": course.every,
        "seed": course.seed,
        "clip": number(course.clip),
    }


def _listed(values: ArrayLike) -> list[Number]:
    return [int(value) if isinstance(value, np.integer) else number(value) for value in np.asarray(values)]
