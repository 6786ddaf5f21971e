"""Runs of learning that ship: every row of them, with the network as it was.

Recorded are loss, answers, norms and profiles as they were measured while the network learned. Its weights are kept in
half precision, so the network that one looks into is that of its row to about three digits.

    python -m engine.learning.recorded [NAME …]    trains them anew: the same bytes on the same machine
"""

from __future__ import annotations

import argparse
import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

from engine.cells.base import Array
from engine.frozen import freeze
from engine.learning.course import Course, Snapshot, watch
from engine.learning.exercises import Adding, Echo, FirstSymbol, Hello, Latch, Text
from engine.networks.initialisation import Init
from engine.networks.network import Network, network
from engine.networks.readout import Readout

WEIGHTS = Path(__file__).parent / "weights" / "recorded"
LINE = "the clouds are in the sky, not in my cup"  # forty letters, learned by heart

_FIRST, _ADDING = FirstSymbol(40), Adding(50)
_SPIKES = Course(
    Text(LINE), "elman", 16, Init("orthogonal"), "sgd", rate=1.0, clip=None, batch=1, updates=200, every=4
)  # fmt: skip
_ECHO = Course(Echo(8, 4), "elman", 16, updates=600, every=10)
_HELLO = Course(Hello(), "gru", 8, Init(forget_bias=1.0), rate=1e-2, batch=1, updates=120, every=2)

COURSES: Mapping[str, tuple[Course, ...]] = MappingProxyType(
    {
        "arrives": (
            Course(_FIRST, "gru", init=Init(forget_bias=0.0), every=4),
            Course(_FIRST, "lstm", init=Init(forget_bias=0.0), every=4),
            Course(_FIRST, "elman", every=4),
        ),
        "bias": tuple(
            Course(FirstSymbol(40, only=True), "lstm", 10, Init(forget_bias=bias), rate=1e-2, updates=250, every=5)
            for bias in (0.0, 1.0, 3.0)
        ),
        "spikes": (_SPIKES, replace(_SPIKES, clip=1.0)),
        "window": tuple(replace(_ECHO, exercise=Echo(8, window)) for window in (4, 9, 17)),
        "gates": (Course(Latch(), "lstm", 2, Init(forget_bias=1.0), rate=1e-2, updates=1000, every=17),),
        "adding": (
            Course(_ADDING, "elman", updates=1200, every=20),
            Course(_ADDING, "elman_relu", init=Init("identity"), updates=1200, every=20),
            Course(_ADDING, "lstm", init=Init(forget_bias=1.0), updates=1200, every=20),
        ),
        "hello": (_HELLO, replace(_HELLO, cell="lstm"), replace(_HELLO, cell="elman", init=Init())),
    }
)


@dataclass(frozen=True, eq=False, slots=True)
class Recorded:
    """Courses that were trained, and the rows of each."""

    name: str
    courses: tuple[Course, ...]
    runs: tuple[tuple[Snapshot, ...], ...]


def names() -> tuple[str, ...]:
    """What there is."""
    return tuple(name for name in COURSES if path(name).exists())


def path(name: str) -> Path:
    """The file of what is recorded under a name."""
    return WEIGHTS / f"{name}.safetensors"


@functools.lru_cache(maxsize=16)
def load(name: str) -> Recorded:
    """What is recorded under a name. Raises KeyError: nothing is."""
    if name not in names():
        raise KeyError(f"there is no recorded run {name!r}; there are {', '.join(names()) or 'none'}")
    with safe_open(path(name), "numpy") as file:
        stored = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # it is no mapping
    courses = COURSES[name]
    return Recorded(name, courses, tuple(_rows(course, _of(stored, run)) for run, course in enumerate(courses)))


def build(courses: Sequence[Course]) -> bytes:
    """Train, and return the file."""
    stored = {
        f"{run}.{name}": values
        for run, course in enumerate(courses)
        for name, values in _stored(tuple(watch(course))).items()
    }
    return save(stored, {"courses": json.dumps([repr(course) for course in courses])})


def _stored(rows: Sequence[Snapshot]) -> dict[str, Any]:
    """The rows of one run as arrays, the first axis of which goes over the rows."""
    kept = {f"weights.{name}": [row.network.weights[name] for row in rows] for name in rows[0].network.weights}
    kept |= {"readout.weight": [row.readout.weight for row in rows], "readout.bias": [row.readout.bias for row in rows]}
    measured: dict[str, Any] = {
        "update": np.array([row.update for row in rows], dtype=np.int32),
        "loss": np.array([row.loss for row in rows], dtype=np.float32),
        "profile": np.stack([row.profile for row in rows]).astype(np.float32),
        "losses": np.concatenate([row.losses for row in rows]).astype(np.float32),
        "norms": np.concatenate([row.norms for row in rows]).astype(np.float32),
    }
    if rows[0].accuracy is not None:
        measured["accuracy"] = np.array([row.accuracy for row in rows], dtype=np.float32)
    if rows[0].reach is not None:
        measured["reach"] = np.array([row.reach for row in rows], dtype=np.int16)
    return {name: np.stack(values).astype(np.float16) for name, values in kept.items()} | measured


def _of(stored: Mapping[str, Array], run: int) -> dict[str, Array]:
    own = f"{run}."
    return {name.removeprefix(own): values for name, values in stored.items() if name.startswith(own)}


def _rows(course: Course, stored: Mapping[str, Array]) -> tuple[Snapshot, ...]:
    frame = network(course.cell, len(course.exercise.features), course.units, init=course.init, seed=course.seed)
    rows = []
    for index, update in enumerate(stored["update"].tolist()):
        before = int(stored["update"][index - 1]) if index else 0
        losses, norms = (stored[name][before:update].astype(np.float64) for name in ("losses", "norms"))
        rows.append(
            Snapshot(
                update=update,
                loss=float(stored["loss"][index]),
                accuracy=float(stored["accuracy"][index]) if "accuracy" in stored else None,
                batch_loss=float(losses[-1]) if len(losses) else None,
                gradient_norm=float(norms[-1, 0]) if len(norms) else None,
                clipped_norm=float(norms[-1, 1]) if len(norms) else None,
                losses=freeze(losses),
                norms=freeze(norms),
                profile=freeze(stored["profile"][index].astype(np.float64)),
                reach=int(stored["reach"][index]) if "reach" in stored else None,
                network=_network(frame, stored, index),
                readout=Readout(*(stored[f"readout.{part}"][index].astype(np.float64) for part in ("weight", "bias"))),
            )
        )
    return tuple(rows)


def _network(frame: Network, stored: Mapping[str, Array], index: int) -> Network:
    return replace(frame, weights={name: stored[f"weights.{name}"][index].astype(np.float64) for name in frame.weights})


def main() -> None:
    """Train what is named, or everything, and write its file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*COURSES, []], help="all of them unless given")
    WEIGHTS.mkdir(exist_ok=True)
    for name in parser.parse_args().names or COURSES:
        path(name).write_bytes(build(COURSES[name]))
        print(f"{name}: {path(name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
