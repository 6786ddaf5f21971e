"""How fast the gradient of a fresh network fades or grows on its way back: one number for every cell, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.analysis.decay import log10_gradient_norms, slope
from engine.cells.base import Array
from engine.networks.initialisation import Init
from engine.networks.network import network
from engine.recording.losses import last_step
from engine.recording.record import record


@dataclass(frozen=True, slots=True)
class Setting:
    """What slopes are measured on: networks of one layer, standard normal inputs, and a loss on the last step.

    Attributes:
        steps, units, features: T, H and D.
        seeds: how many networks, each with a sequence of its own: seeds 0, 1, …
        nearest: how many steps nearest to the loss are left out, where the rate has not settled.
    """

    steps: int = 100
    units: int = 32
    features: int = 8
    seeds: int = 5
    nearest: int = 10


SETTING = Setting()


def fresh_slopes(cell: str, init: Init | None = None, setting: Setting = SETTING) -> Array:
    """Decades that ‖∂L/∂h_t‖ gains with every step back, for each seed, (seeds,): negative where it vanishes.

    Args:
        cell: a name from `engine.cells.names()`.
        init: PyTorch's default unless given.
        setting: sizes and seeds.

    Raises:
        ValueError: an unknown cell, or an initialisation that it cannot have.
    """
    found = []
    for seed in range(setting.seeds):
        fresh = network(cell, setting.features, setting.units, init=init or Init(), seed=seed)
        inputs = np.random.default_rng(seed).standard_normal((setting.steps, 1, setting.features))
        found.append(slope(log10_gradient_norms(record(fresh, inputs, last_step())), setting.nearest))
    return np.array(found)
