"""A recorded run: every signal and every gradient at every timestep, in one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import product
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine import cells
from engine.cells.base import Array, Signal, State
from engine.frozen import FrozenMapping, freeze

if TYPE_CHECKING:
    import xarray

AXES = ("layer", "direction", "time", "batch", "unit")


class NonFinite(NamedTuple):
    """Where a NaN or an infinity stands. `name` is a signal's name, or `gradient:<name>` if all signals are finite."""

    name: str
    layer: int
    direction: int
    time: int
    batch: int
    unit: int


@dataclass(frozen=True, eq=False)
class Trace:
    """One run of a network over one batch of sequences, as `engine.record` saw it. Nothing in it can be changed.

    Every array in `signals`, `gradients` and `direct_gradients` has the axes (layer, direction, time, batch, unit),
    always all five. Direction 0 reads the sequence forwards, direction 1 backwards; `time` is the input's own index in
    both.

    Attributes:
        cell: the cell's name.
        signals: name → values: `hidden`, `cell`, `forget_gate`, `forget_gate_preactivation`, …;
            `trace["hidden"]` is short for `trace.signals["hidden"]`.
        gradients: the same names → the total derivative of the loss with respect to that signal at that step, through
            all later steps and layers. Empty if no loss was given.
        direct_gradients: `hidden` → the part of the total that arrives at that very step from the loss or the layer
            above; the rest comes through later steps.
        inputs: (time, batch, feature).
        outputs: the network's own output, (time, batch, feature): the last layer's hidden states, directions side by
            side.
        loss: the loss, or None.
        initial_state: `hidden` (and `cell`) → the state before the first step, (layer, direction, batch, unit).
    """

    cell: str
    signals: Mapping[str, Array]
    gradients: Mapping[str, Array]
    direct_gradients: Mapping[str, Array]
    inputs: Array
    outputs: Array
    loss: float | None
    initial_state: Mapping[str, Array]

    def __post_init__(self) -> None:
        for name in ("signals", "gradients", "direct_gradients", "initial_state"):
            object.__setattr__(self, name, FrozenMapping(getattr(self, name)))
        freeze(self.inputs)
        freeze(self.outputs)

    def __getitem__(self, name: str) -> Array:
        return self.signals[name]

    @property
    def steps(self) -> int:
        """T, the number of timesteps."""
        return len(self.inputs)

    @property
    def layers(self) -> int:
        """The number of layers."""
        return int(self.signals["hidden"].shape[0])

    @property
    def directions(self) -> int:
        """1, or 2 for a bidirectional network."""
        return int(self.signals["hidden"].shape[1])

    def describe(self, name: str) -> Signal:
        """Symbol, equation (LaTeX), range, kind and title of a signal.

        Raises:
            KeyError: there is no such signal.
        """
        for signal in cells.get(self.cell).signals:
            if signal.name == name:
                if name == "hidden" and "cell" in self.signals and self["hidden"].shape[-1] != self["cell"].shape[-1]:
                    equation = signal.equation.replace("h_t = ", r"h_t = W_{hr} \left(") + r"\right)"
                    return replace(signal, equation=equation, low=-inf, high=inf)
                return signal
        raise KeyError(f"there is no signal {name!r}; the signals are {', '.join(self.signals)}")

    def gradient_norms(self, name: str = "hidden") -> Array:
        """‖∂L/∂s_t‖, the Euclidean norm over units of the total gradient of a signal: (layer, direction, time, batch).

        It is exact down to 1e-308, where a plain sum of squares would be 0 below 1e-162.
        """
        return _norm(self.gradients[name])

    def run(self, layer: int = 0, direction: int = 0) -> tuple[dict[str, Array], State]:
        """What one layer and direction computed, in its own order: signals (T, B, H), and the state before them.

        In the backward direction that is from the last input to the first. A cell's own functions take it so.
        """
        return (
            {name: in_order(values[layer, direction], direction) for name, values in self.signals.items()},
            tuple(values[layer, direction] for values in self.initial_state.values()),
        )

    def run_gradients(self, layer: int = 0, direction: int = 0) -> dict[str, Array]:
        """Total gradients (T, B, H) of one layer and direction, in the order of `run`."""
        return {name: in_order(values[layer, direction], direction) for name, values in self.gradients.items()}

    def layer_inputs(self, layer: int = 0, direction: int = 0) -> Array:
        """What a layer takes in, (T, B, D), in the order of `run`: the inputs, or the states of the layer below."""
        below = self.inputs if layer == 0 else np.concatenate(list(self.signals["hidden"][layer - 1]), axis=-1)
        return in_order(below, direction)

    @cached_property
    def first_nonfinite(self) -> NonFinite | None:
        """The first NaN or infinity in the order of computation, or None: lowest layer, then earliest step.

        Only if all signals are finite, the gradients are looked at, in the order in which they were computed.
        """
        return _first_nonfinite(self.signals, "", forwards=True) or _first_nonfinite(
            self.gradients, "gradient:", forwards=False
        )

    def to_xarray(self) -> xarray.Dataset:
        """The trace as an `xarray.Dataset` with named axes; gradients are called `gradient_<name>`. Needs xarray."""
        import xarray

        units = self.signals["hidden"].shape[-1]
        variables: dict[str, tuple[tuple[str, ...], Array, dict[str, str]]] = {
            "inputs": (("time", "batch", "feature"), self.inputs, {"symbol": "x_t"}),
            "outputs": (("time", "batch", "output_feature"), self.outputs, {"symbol": "h_t"}),
        }
        groups = {"": self.signals, "gradient_": self.gradients, "direct_gradient_": self.direct_gradients}
        for prefix, arrays in groups.items():
            for name, values in arrays.items():
                # a projected hidden state has fewer units than its cell
                axes = AXES if values.shape[-1] == units else (*AXES[:-1], "cell_unit")
                signal = self.describe(name)
                symbol = signal.gradient_symbol if prefix else signal.symbol
                attributes = {"symbol": symbol, "long_name": signal.title, "equation": signal.equation}
                variables[prefix + name] = (axes, values, attributes)
        of_run: dict[str, str | float] = {"cell": self.cell}
        if self.loss is not None:
            of_run["loss"] = self.loss
        return xarray.Dataset(variables, {"direction": ["forward", "backward"][: self.directions]}, of_run)

    def __reduce__(self) -> tuple[type[Trace], tuple[object, ...]]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))

    def __repr__(self) -> str:
        shape = ", ".join(f"{axis} {size}" for axis, size in zip(AXES, self.signals["hidden"].shape, strict=True))
        return f"Trace({self.cell}: {shape}; {', '.join(self.signals)}; loss {self.loss})"


def in_order(values: Array, direction: int) -> Array:
    """Values (T, …) from the input's own order into a direction's order of computation, or back."""
    return values[::-1] if direction else values


@np.errstate(all="ignore")
def _norm(vectors: Array) -> Array:
    norm = np.sqrt(np.vecdot(vectors, vectors))
    if norm.min(initial=1.0) > 1e-140 and norm.max(initial=1.0) < 1e140:
        return np.asarray(norm)
    # Squares below 1e-308 or above 1e308 are lost: measure in units of the largest element.
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    unit = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    scaled = vectors / unit
    return np.asarray(unit[..., 0] * np.sqrt(np.vecdot(scaled, scaled)))


def _first_nonfinite(arrays: Mapping[str, Array], prefix: str, forwards: bool) -> NonFinite | None:
    bad = {name: ~np.isfinite(values) for name, values in arrays.items()}
    if not any(places.any() for places in bad.values()):
        return None
    layers, directions, steps = next(iter(bad.values())).shape[:3]
    names = list(bad) if forwards else list(bad)[::-1]
    for layer in range(layers) if forwards else reversed(range(layers)):
        for step in range(steps):
            for name, direction in product(names, range(directions)):
                time = step if (direction == 0) == forwards else steps - 1 - step
                if bad[name][layer, direction, time].any():
                    batch, unit = np.argwhere(bad[name][layer, direction, time])[0].tolist()
                    return NonFinite(prefix + name, layer, direction, time, batch, unit)
    return None
