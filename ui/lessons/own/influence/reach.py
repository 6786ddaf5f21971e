"""How far the steps of a run reach: each one's influence on the later ones, and each input's on the loss.

The products of Jacobians of all pairs of steps cost more than anybody waits for where a layer is large. So they are
taken of as many steps as a second has room for: every one, or every n-th, or those of a window.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import engine
from engine.cells.norms import norms
from engine.recording.record import input_gradients
from ui.figures.part import Part
from ui.lessons.own.run import OF_RUN, OwnRun
from ui.lessons.own.session import memoised
from ui.lessons.own.settings import OwnSettings

Array = NDArray[np.float64]
MOST = 150  # steps of a map: more of them no eye can tell apart
PAIRS, GAPS = 1.0, 0.35  # seconds of one core, for the norms of pairs and for the products between two steps
_MADE = f"{OF_RUN}.reach"


@dataclass(frozen=True)
class Grid:
    """Steps of a map: at most `most`, so many apart."""

    most: int
    every: int


@dataclass(frozen=True, eq=False)
class Reach:
    """What moves what in a run, seen from one part of it.

    Attributes:
        part: the layer and direction.
        state: `hidden`, or `cell`.
        grid: the steps of the map, (n,), ascending; they are `every` apart.
        logs: log10 ‖∂s_t/∂s_k‖, (t, k), (n, n), as `engine.influence_grid` gives it.
        last: the step that is computed last of those on the map.
        gradient: ∂L/∂x_t, (T, D).
        norms: ‖∂L/∂x_t‖, (T,).
    """

    part: Part
    state: str
    grid: NDArray[np.intp]
    every: int
    logs: Array
    last: int
    gradient: Array
    norms: Array

    @property
    def backward(self) -> bool:
        """Whether an earlier step is one with a later number."""
        return bool(self.part.direction)

    @property
    def is_window(self) -> bool:
        """Whether the map leaves out steps at the ends of the run: more than lie between two of it."""
        return bool(self.grid[0] >= self.every or self.grid[-1] + self.every < len(self.norms))


def affordable(steps: int, size: int, units: int) -> Grid:
    """The steps between which influence can be had in about a second.

    Measured on one core: a pair takes the product of `size` by `units` numbers with one Jacobian, and the largest
    singular value of `units` by `units`; a step between two of the map multiplies two Jacobians, of `size` by `size`.
    """
    pair = 1e-5 + 1.6e-10 * units**3 + 7e-11 * size**2 * units
    gap = 8e-11 * size**3 + 5e-9 * size**2
    most = int(min(steps, MOST, max(2, (1 + (1 + 8 * PAIRS / pair) ** 0.5) / 2)))
    return Grid(most, min(-(-steps // most), 1 + int(GAPS / (gap * most))))


def states(network: engine.Network) -> tuple[str, ...]:
    """The states of a cell whose influence can be looked at."""
    known = engine.cells.get(network.cell).state
    return tuple(name for name in ("hidden", "cell") if name in known)


def reach_of(run: OwnRun, settings: OwnSettings) -> Reach:
    """What moves what; the latest of a session is kept."""
    part = run.part(settings)
    state = settings.influence if settings.influence in states(run.network) else "hidden"
    return memoised(_MADE, (run, part, state, settings.until), lambda: _reach(run, part, state, settings.until))


def _reach(run: OwnRun, part: Part, state: str, until: int) -> Reach:
    steps = len(run.sequence)
    own = run.trace.part(part.layer, part.direction)
    size = sum(values.shape[-1] for values in own.initial_state.values())
    grid = affordable(steps, size, own.initial_state[state].shape[-1])
    last = min(until, steps) - 1 if until else 0 if part.direction else steps - 1
    if grid.most * grid.every >= steps:
        last = 0 if part.direction else steps - 1  # there is room for the whole run
    chosen, logs = engine.influence_grid(
        run.trace,
        most=grid.most,
        every=grid.every,
        last=last,
        state=state,
        layer=part.layer,
        direction=part.direction,
    )
    gradient = input_gradients(run.trace)[:, 0]
    return Reach(part, state, chosen, grid.every, logs, last, gradient, norms(gradient))
