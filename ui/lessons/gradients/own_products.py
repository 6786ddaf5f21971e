"""Cells whose gates do not see the past: there the influence of a unit is the plain product of its own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

import engine
from engine import losses
from engine.analysis import jacobians
from ui.figures.part import FIRST
from ui.lessons.gradients.run import Array, Run
from ui.lessons.gradients.settings import GradientSettings
from ui.look.cells import CELLS
from ui.runs.networks import cell_of

# What a unit's own state is multiplied by at a step, in the letters of its cell: LaTeX with the step in its place.
FACTORS: Mapping[str, str] = MappingProxyType(
    {"update_gate": r"(1 - z_{{{step}}})", "normalised_forget_gate": r"f'_{{{step}}}", "decay": r"a_{{{step}}}"}
)


@dataclass(frozen=True, eq=False)
class OwnProduct:
    """∂h_t/∂h_k of one unit.

    Attributes:
        symbol: of a factor, LaTeX with `{step}` in it.
        factors: a unit's own number at each step from k + 1 to t, from the signals of the run.
        engine: ∂h_t/∂h_k of this unit by backpropagation through all units.
        others: the largest size of ∂h_t/∂h_k of any other unit.
    """

    symbol: str
    factors: Array
    engine: float
    others: float

    @property
    def product(self) -> float:
        """Of the factors; 1 without any."""
        return float(self.factors.prod())


def is_diagonal(kind: str) -> bool:
    """Whether no gate and no candidate of a cell sees the state, so that its Jacobian is diagonal."""
    return not cell_of(kind).recurrent_blocks


def diagonal_kind(settings: GradientSettings) -> str | None:
    """The diagonal cell to look at: the one in focus, else the first that is on show, else the first there is."""
    return next((kind for kind in (settings.focus, *settings.cells, *CELLS) if is_diagonal(kind)), None)


def own_factors(one: Run, kind: str) -> tuple[str, Array]:
    """The symbol of a unit's own number, and these numbers, (T, H), read off the run's signals."""
    name = next(name for name in ("decay", "normalised_forget_gate", "update_gate") if name in one.trace.signals)
    values = FIRST.of(one.trace[name])
    return FACTORS[name], 1 - values if name == "update_gate" else values


def own_product(one: Run, kind: str, unit: int, k: int, t: int) -> OwnProduct:
    """The product of one unit from step k to step t (all counted from 0), beside what the engine finds by itself."""
    symbol, factors = own_factors(one, kind)
    back = engine.record(one.network, one.trace.inputs, losses.unit_at_step(unit, t)).gradients["hidden"]
    of_k = FIRST.of(back)[min(k, t)]
    return OwnProduct(
        symbol, factors[k + 1 : t + 1, unit], float(of_k[unit]), float(np.abs(np.delete(of_k, unit)).max(initial=0))
    )


def log_products(one: Run) -> Array:
    """log10 of every unit's own product up to each step, cumulated from the first, (T, H)."""
    factors = np.einsum("tuu->tu", jacobians.step_jacobians(one.trace))
    with np.errstate(divide="ignore"):
        return np.asarray(np.cumsum(np.log10(np.abs(factors)), axis=0))
