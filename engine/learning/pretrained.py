"""The trained networks that are shipped, read without torch.

Some were picked by hand, one to a file. Those of the family of cells (`engine.learning.family`) were not: every cell
learned every task from the same five seeds, which share a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import EllipsisType
from typing import Any

import numpy as np
from safetensors import safe_open

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning import stages
from engine.networks.network import Network
from engine.networks.readout import Readout

WEIGHTS = Path(__file__).parent / "weights"
FAMILY = WEIGHTS / "family"


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A trained network and what is known about it. Measurements are on sequences that it was not trained on.

    The signs of its units are chosen, where they mean nothing: a positive state speaks for + in *latch*, for A in
    *first*, for 1 in *toggle*, and for a higher forecast in *sine* and *count* (`engine.networks.unit_signs`).

    Attributes:
        name: what it is loaded by: its task, or its task and the gap that it was trained for ("first80").
        task: a name from `engine.tasks.TASKS`, the sequences that it understands.
        cell: a name from `engine.cells.names()`.
        network, readout: the weights, float32 as trained; of a stage before the last in half precision.
        lengths: shortest and longest sequence in training.
        steps: optimizer steps.
        update: how many of these it has taken; all of them, unless another of its stages was asked for.
        seed: of weights and training sequences.
        accuracy: the fraction of right answers on new sequences of the longest length. None for a forecast, and for
            *hello*: there is only the one word, and no new case; see `metrics`.
        how: one sentence on how it was trained.
        metrics: more measurements, by name: `accuracy_at_gap_80`, `forget_gate_at_flags`, `mean_squared_error`, …;
            `accuracy_on_its_word` for *hello*. Of a stage before the last there is only the one that counts most.
    """

    name: str
    task: str
    cell: str
    network: Network
    readout: Readout
    lengths: tuple[int, int]
    steps: int
    update: int
    seed: int
    accuracy: float | None
    how: str
    metrics: Mapping[str, float]


def names() -> tuple[tuple[str, str], ...]:
    """What is shipped: (name, cell), in alphabetical order."""
    pairs = (path.stem.rpartition("_") for path in WEIGHTS.glob("*.safetensors"))
    by_hand = {(name, cell) for name, _, cell in pairs}
    return tuple(sorted(by_hand | {(task, cell) for task, cell, variant in family() if not variant}))


def family() -> tuple[tuple[str, str, str], ...]:
    """What is shipped of the family of cells: (task, cell, variant), in alphabetical order."""
    found = ((*path.stem.split("."), "") for path in FAMILY.glob("*.safetensors"))
    return tuple(sorted((task, cell, variant) for task, cell, variant, *_ in found))


def load(name: str, cell: str, update: int | None = None) -> Pretrained:
    """Load a trained network: `load("latch", "lstm")`; where none was picked by hand, the family's first seed.

    Args:
        update: what it was after so many of its updates: of one of its stages.

    Raises:
        ValueError: there is no such network, or no such stage; the message lists those that there are.
    """
    if update is None:
        return _finished(name, cell)
    known = every_stage(name, cell)
    found = next((stage for stage in known if stage.update == update), None)
    if found is None:
        kept = ", ".join(str(stage.update) for stage in known)
        raise ValueError(f"Nothing is kept of {name!r} ({cell!r}) after {update} updates; there is {kept}.")
    return found


def every_stage(name: str, cell: str) -> tuple[Pretrained, ...]:
    """A trained network as it was after some of its updates, and last of all as `load` gives it.

    Raises ValueError: there is no such network; the message lists those that there are.
    """
    finished = _finished(name, cell)
    before = []
    for update, (arrays, metrics) in stages.read(name, cell).items():
        network, readout = stages.network_of(arrays, cell)
        right = metrics.get("accuracy")
        others = FrozenMapping({key: value for key, value in metrics.items() if key != "accuracy"})
        stage = replace(finished, network=network, readout=readout, update=update, accuracy=right, metrics=others)
        before.append(stage)
    return (*before, finished)


def _finished(name: str, cell: str) -> Pretrained:
    if (name, cell) not in names():
        known = ", ".join(f"{name} ({cell})" for name, cell in names())
        raise ValueError(f"There is no trained network {name!r} with the cell {cell!r}; there are: {known}.")
    if path(name, cell).exists():
        return _read(path(name, cell), name, cell, ...)
    return load_family(name, cell)


def load_family(task: str, cell: str, seed: int = 0, variant: str = "") -> Pretrained:
    """Load one of the family of cells: `load_family("count", "min_gru", seed=3)`.

    Raises:
        ValueError: there is no such network; the message says what there is.
    """
    if (task, cell, variant) not in family():
        known = sorted(
            {of_task for of_task, of_cell, of_variant in family() if (of_cell, of_variant) == (cell, variant)}
        )
        there = ", ".join(known) or "nothing"
        kind = f"{cell!r}, {variant!r}" if variant else f"{cell!r}"
        raise ValueError(f"The cell {kind} was not trained on the task {task!r}; it learned {there}.")
    where = family_path(task, cell, variant)
    seeds = about(where)["seeds"]
    if seed not in seeds:
        raise ValueError(f"There is no seed {seed} of this network; there are {', '.join(map(str, seeds))}.")
    return _read(where, task, cell, seeds.index(seed))


def about(where: Path) -> dict[str, Any]:
    """What a file says of its networks, without reading their weights."""
    with safe_open(where, framework="np") as file:
        return dict(json.loads(file.metadata()["about"]))


def _read(where: Path, name: str, cell: str, index: int | EllipsisType) -> Pretrained:
    """The network of a file, or the one at an index of its seeds."""
    with safe_open(where, framework="np") as file:
        arrays: dict[str, Array] = {
            key: file.get_tensor(key)[index].astype(np.float64)
            for key in file.keys()  # noqa: SIM118
        }
        said = json.loads(file.metadata()["about"])
    if index is not ...:
        said["seed"] = said["seeds"][index]
        said["metrics"] = {key: values[index] for key, values in said["metrics"].items() if values[index] is not None}
        said["accuracy"] = said["metrics"].get("accuracy")
    network, readout = stages.network_of(arrays, cell)
    shortest, longest = said["lengths"]
    return Pretrained(
        name=name,
        task=said["task"],
        cell=cell,
        network=network,
        readout=readout,
        lengths=(shortest, longest),
        steps=said["steps"],
        update=said["steps"],
        seed=said["seed"],
        accuracy=said["accuracy"],
        how=said["how"],
        metrics=FrozenMapping(said["metrics"]),
    )


def path(name: str, cell: str) -> Path:
    """The file of a network that was picked by hand, there or not."""
    return WEIGHTS / f"{name}_{cell}.safetensors"


def family_path(task: str, cell: str, variant: str = "") -> Path:
    """The file of five of the family of cells, there or not."""
    return FAMILY / f"{'.'.join(filter(None, (task, cell, variant)))}.safetensors"
