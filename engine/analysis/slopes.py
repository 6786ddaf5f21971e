"""How fast the gradient of a fresh network fades or grows on its way back: one number for every cell, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.analysis.arguments import of_trace
from engine.analysis.decay import log10_gradient_norms, slope
from engine.analysis.jacobians import direct_factors
from engine.cells.base import Array, Cell
from engine.networks.initialisation import Init
from engine.networks.network import network
from engine.recording.losses import last_step
from engine.recording.record import record
from engine.recording.trace import Trace


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


def is_diagonal(cell: Cell) -> bool:
    """Whether no block of a cell sees its state, so that ∂h_t/∂h_{t-1} is one number for each unit."""
    return not cell.recurrent_blocks


@of_trace
def unit_slopes(trace: Trace, *, layer: int = 0, direction: int = 0, batch: int = 0) -> Array:
    """For each unit, log₁₀ of the factor per step in ∂h_T/∂h_1, (H,): the product is one of T - 1 plain numbers.

    The geometric mean of |∂h_t/∂h_{t-1}|, -inf where one of them is zero. With `direction=1` it is ∂h_1/∂h_T.

    Raises:
        ValueError: the units of this cell see each other, so that there is no such product; or there is but one step.
        IndexError: there is no such layer, direction or sequence.
    """
    part = trace.part(layer, direction, batch)
    if not is_diagonal(part.kind):
        raise ValueError(f"in {part.kind.title} the units see each other: their influence is no product of numbers")
    if trace.steps < 2:
        raise ValueError("one step alone has no step before it")
    # all of the Jacobian is its direct path; the first factor is that of the initial state
    factors = part.in_order(direct_factors(trace, layer=layer, direction=direction, batch=batch))[1:]
    with np.errstate(divide="ignore"):
        return np.asarray(np.log10(np.abs(factors)).mean(axis=0))
