"""The trained networks that are shipped, read without torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import safe_open

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.networks.network import Network
from engine.networks.readout import Readout

WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A trained network and what is known about it. Measurements are on sequences that it was not trained on.

    The signs of its units are chosen: a positive state speaks for + in *latch*, for A in *first*, and for a higher
    forecast in *sine* (`engine.networks.unit_signs`).

    Attributes:
        name: what it is loaded by: its task, or its task and the gap that it was trained for ("first80").
        task: a name from `engine.tasks.TASKS`, the sequences that it understands.
        cell: a name from `engine.cells.names()`.
        network, readout: the weights, float32 as trained.
        lengths: shortest and longest sequence in training.
        steps: optimizer steps.
        seed: of weights and training sequences.
        accuracy: the fraction of right answers on new sequences of the longest length. None for a forecast, and for
            *hello*: there is only the one word, and no new case; see `metrics`.
        how: one sentence on how it was trained.
        metrics: more measurements, by name: `accuracy_at_gap_80`, `forget_gate_at_flags`, `mean_squared_error`, …;
            `accuracy_on_its_word` for *hello*.
    """

    name: str
    task: str
    cell: str
    network: Network
    readout: Readout
    lengths: tuple[int, int]
    steps: int
    seed: int
    accuracy: float | None
    how: str
    metrics: Mapping[str, float]


def names() -> tuple[tuple[str, str], ...]:
    """What is shipped: (name, cell), in alphabetical order."""
    pairs = (path.stem.rpartition("_") for path in sorted(WEIGHTS.glob("*.safetensors")))
    return tuple((name, cell) for name, _, cell in pairs)


def load(name: str, cell: str) -> Pretrained:
    """Load a trained network: `load("latch", "lstm")`.

    Raises:
        ValueError: there is no such network; the message lists those that there are.
    """
    if (name, cell) not in names():
        known = ", ".join(f"{name} ({cell})" for name, cell in names())
        raise ValueError(f"There is no trained network {name!r} with the cell {cell!r}; there are: {known}.")
    with safe_open(path(name, cell), framework="np") as file:
        arrays: dict[str, Array] = {key: file.get_tensor(key).astype(np.float64) for key in file.keys()}  # noqa: SIM118
        about = json.loads(file.metadata()["about"])
    readout = Readout(arrays.pop("readout.weight"), arrays.pop("readout.bias"))
    units = arrays["weight_hh_l0"].shape[1]
    features = arrays.get("weight_embedding_l0", arrays["weight_ih_l0"]).shape[1]
    shortest, longest = about["lengths"]
    return Pretrained(
        name=name,
        task=about["task"],
        cell=cell,
        network=Network(cell, arrays, features, units),
        readout=readout,
        lengths=(shortest, longest),
        steps=about["steps"],
        seed=about["seed"],
        accuracy=about["accuracy"],
        how=about["how"],
        metrics=FrozenMapping(about["metrics"]),
    )


def path(name: str, cell: str) -> Path:
    """The file of a trained network, there or not."""
    return WEIGHTS / f"{name}_{cell}.safetensors"
