"""What the trained networks that ship were on their way: after the first few of their updates, and after many.

One file for each network that `pretrained.load` knows, in half precision, which what it became is not: that is the file
of `pretrained`, to the last bit. A stage is what is loaded, rounding and all, and so is what was measured of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

from engine.cells.base import Array
from engine.networks.network import Network
from engine.networks.readout import Readout

WEIGHTS = Path(__file__).parent / "weights" / "stages"
# Dense where most happens. All are multiples of `EVERY`.
UPDATES = (0, 5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 800, 1300, 2000)
EVERY = 5
FEWER = (0, 20, 50, 100, 200, 500)  # for the many networks of the family, which share what room there is

Stages = Mapping[int, tuple[Network, Readout]]  # by update, the last among them


class Stage(NamedTuple):
    """A network on its way: its weights by name in float64, and what was measured of it on new sequences, by name."""

    arrays: Mapping[str, Array]
    metrics: Mapping[str, float]


def updates(steps: int, among: tuple[int, ...] = UPDATES) -> tuple[int, ...]:
    """After which of its updates one looks at a network that takes so many."""
    return (*(update for update in among if update < steps), steps)


def path(name: str, cell: str) -> Path:
    """The file of a network, there or not."""
    return WEIGHTS / f"{name}_{cell}.safetensors"


def build(learned: Stages, measure: Callable[[Network, Readout], Mapping[str, float]]) -> bytes:
    """The file of all stages but the last, each measured as it will be loaded."""
    *before, _ = sorted(learned)
    rounded = [
        {name: values.astype(np.float16) for name, values in arrays_of(*learned[update]).items()} for update in before
    ]
    loaded = [
        network_of({name: values.astype(np.float64) for name, values in arrays.items()}, learned[update][0].cell)
        for update, arrays in zip(before, rounded, strict=True)
    ]
    measured = [measure(*pair) for pair in loaded]
    metrics = {name: [float(f"{one[name]:.4g}") for one in measured] for name in measured[0]}
    stacked = {name: np.stack([arrays[name] for arrays in rounded]) for name in rounded[0]}
    # one entry of metadata: the library writes several in a random order
    return bytes(save(stacked, {"about": json.dumps({"updates": before, "metrics": metrics})}))


def read(name: str, cell: str) -> Mapping[int, Stage]:
    """All stages that ship of a network but the last, by update; none where it has no file."""
    if not path(name, cell).exists():
        return {}
    with safe_open(path(name, cell), framework="np") as file:
        arrays = {key: file.get_tensor(key).astype(np.float64) for key in file.keys()}  # noqa: SIM118
        said = json.loads(file.metadata()["about"])
    return {
        update: Stage(
            {key: values[index] for key, values in arrays.items()},
            {key: values[index] for key, values in said["metrics"].items()},
        )
        for index, update in enumerate(said["updates"])
    }


def arrays_of(network: Network, readout: Readout) -> dict[str, Array]:
    """The weights of a network and its readout, by the names that they have in a file."""
    return {**network.weights, "readout.weight": readout.weight, "readout.bias": readout.bias}


def network_of(arrays: Mapping[str, Array], cell: str) -> tuple[Network, Readout]:
    """A network of one layer, and its readout, from what a file holds."""
    weights = {name: values for name, values in arrays.items() if not name.startswith("readout.")}
    units = weights["weight_hh_l0"].shape[1]
    features = weights.get("weight_embedding_l0", weights["weight_ih_l0"]).shape[1]
    return Network(cell, weights, features, units), Readout(arrays["readout.weight"], arrays["readout.bias"])
