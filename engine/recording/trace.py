"""A recorded run: every signal and every gradient at every timestep, in one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from engine import cells
from engine.cells.base import Array, Cell, LayerWeights, Signal, State
from engine.cells.factors import Factors
from engine.cells.holding import Held
from engine.cells.norms import norms
from engine.frozen import FrozenMapping, freeze
from engine.networks.network import Key, Network
from engine.recording.nonfinite import NonFinite, first_nonfinite

if TYPE_CHECKING:
    import xarray

    from engine.recording.interventions import Hold
    from engine.recording.losses import Loss

AXES = ("layer", "direction", "time", "batch", "unit")


@dataclass(frozen=True, eq=False)
class Part:
    """What one cell computed over the sequence: one layer in one direction of a recorded run.

    Arrays have the axes (time, batch, unit). `time` is the input's own index, also where the cell reads the sequence
    backwards; a cell's own functions take everything in the order of computation, as the methods give it.

    Attributes:
        cell: the cell's name.
        weights: its weights.
        inputs: what it read, (time, batch, feature): the network's inputs, or the hidden states below.
        signals: name → values, (time, batch, unit).
        initial_state: `hidden` (and `cell`) → the state before its first step, (batch, unit).
        gradients, direct_gradients: as in `Trace`; empty without a loss.
        held: signal → what it was held at, (time, batch, unit), NaN where the cell computed its own value.
        reverse: whether it reads from the last input to the first.
    """

    cell: str
    weights: LayerWeights
    inputs: Array
    signals: Mapping[str, Array]
    initial_state: Mapping[str, Array]
    gradients: Mapping[str, Array] = field(default_factory=dict)
    direct_gradients: Mapping[str, Array] = field(default_factory=dict)
    held: Mapping[str, Array] = field(default_factory=dict)
    reverse: bool = False

    def __post_init__(self) -> None:
        for name in ("signals", "initial_state", "gradients", "direct_gradients", "held"):
            object.__setattr__(self, name, FrozenMapping.of(getattr(self, name)))
        freeze(self.inputs)

    @property
    def kind(self) -> Cell:
        """The cell itself."""
        return cells.get(self.cell)

    @property
    def projected(self) -> bool:
        """Whether its hidden state is a projection of o ∘ tanh(c)."""
        return self.weights.weight_hr is not None

    def in_order(self, values: Array) -> Array:
        """Values (time, …) in the order of computation, or back from it into the input's own order."""
        return in_order(values, self.reverse)

    def run(self) -> tuple[dict[str, Array], State]:
        """Signals (T, B, H) in the order of computation, and the state before them, as the cell's functions take it.

        What was held stands beside the signals (`engine.cells.holding`).
        """
        signals = _ordered(self.signals, self.reverse)
        if self.held:
            signals = Held(_ordered(self.held, self.reverse)).beside(signals)
        return signals, tuple(self.initial_state.values())

    def run_gradients(self) -> dict[str, Array]:
        """Total gradients (T, B, H) in the order of computation.

        Raises:
            ValueError: there are none.
        """
        if not self.gradients:
            raise ValueError("this trace has no gradients: record it with a loss")
        return _ordered(self.gradients, self.reverse)

    def weight_factors(self) -> dict[str, Factors]:
        """Each parameter's gradient as a product of two factors, step by step in the order of computation.

        Raises:
            ValueError: there are no gradients.
        """
        gradients = self.run_gradients()
        return self.kind.weight_factors(self.weights, self.in_order(self.inputs), *self.run(), gradients)

    def describe(self, name: str) -> Signal:
        """Symbol, equation (LaTeX), range, kind and title of a signal; KeyError if there is no such signal."""
        for signal in self.kind.signals:
            if signal.name == name:
                if name == "hidden" and self.projected:
                    equation = signal.equation.replace("h_t = ", r"h_t = W_{hr} \left(") + r"\right)"
                    return replace(signal, equation=equation, low=-inf, high=inf)
                return signal
        raise KeyError(f"there is no signal {name!r}; the signals are {', '.join(self.signals)}")

    def __reduce__(self) -> tuple[type[Part], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    def __repr__(self) -> str:
        steps, batch, units = self.signals["hidden"].shape
        return f"Part({self.cell}: time {steps}, batch {batch}, unit {units}; {', '.join(self.signals)})"


@dataclass(frozen=True, eq=False)
class Trace:
    """One run of a network over one batch of sequences, as `engine.record` saw it. Nothing in it can be changed.

    Attributes:
        network: what was recorded.
        inputs: (time, batch, feature).
        outputs: the network's own output, (time, batch, feature): the last layer's hidden states, directions side by
            side.
        parts: (layer, direction) → what the cell there computed. Direction 0 reads the sequence forwards, 1 backwards.
        loss: the loss, or None.
        loss_function: the one of `engine.losses` that it was recorded with; None without a loss, or if the loss was a
            function of the caller's.
        interventions: what was held during the run.
    """

    network: Network
    inputs: Array
    outputs: Array
    parts: Mapping[Key, Part]
    loss: float | None = None
    loss_function: Loss | None = None
    interventions: tuple[Hold, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", FrozenMapping.of(self.parts))
        freeze(self.inputs)
        freeze(self.outputs)

    def __getitem__(self, name: str) -> Array:
        return self.signals[name]

    @cached_property
    def signals(self) -> Mapping[str, Array]:
        """What all parts have, name → (layer, direction, time, batch, unit), always all five axes.

        Where a layer does not read in a direction, they are NaN.

        Names: `hidden`, `cell`, `forget_gate`, `forget_gate_preactivation`, …; `trace["hidden"]` is short for
        `trace.signals["hidden"]`. `time` is the input's own index in both directions.
        """
        return self._stacked("signals")

    @cached_property
    def gradients(self) -> Mapping[str, Array]:
        """The same names → the total derivative of the loss with respect to that signal at that step.

        It is the derivative through all later steps and layers. Empty if no loss was given.
        """
        return self._stacked("gradients")

    @cached_property
    def direct_gradients(self) -> Mapping[str, Array]:
        """`hidden` → the part of the total that arrives at that very step from the loss or the layer above.

        The rest comes through later steps.
        """
        return self._stacked("direct_gradients")

    @cached_property
    def initial_state(self) -> Mapping[str, Array]:
        """`hidden` (and `cell`) → the state before the first step, (layer, direction, batch, unit)."""
        return self._stacked("initial_state")

    @property
    def start(self) -> dict[Key, Mapping[str, Array]]:
        """(layer, direction) → name → the state before the first step, as `engine.record` takes it."""
        return {key: part.initial_state for key, part in self.parts.items()}

    def _stacked(self, kind: str) -> Mapping[str, Array]:
        """What all parts have in the same shape, with the axes layer and direction in front; NaN where no part is."""
        first, *others = of_parts = [getattr(part, kind) for part in self.parts.values()]
        grid = (self.layers, self.directions)
        if grid == (1, 1):
            return FrozenMapping({name: values[None, None] for name, values in first.items()})  # views: nothing to copy
        shared = [
            name
            for name, values in first.items()
            if all(name in other and other[name].shape == values.shape for other in others)
        ]
        if grid[0] * grid[1] > len(of_parts):
            found = {name: np.full((*grid, *first[name].shape), np.nan) for name in shared}
            for name, values in found.items():
                for key, of_part in zip(self.parts, of_parts, strict=True):
                    values[key] = of_part[name]
            return FrozenMapping(found)
        return FrozenMapping(
            {
                name: np.array([values[name] for values in of_parts]).reshape(*grid, *first[name].shape)
                for name in shared
            }
        )

    @property
    def cell(self) -> str:
        """The name of the one cell; ValueError if the layers have different ones."""
        return self.network.cell

    @property
    def steps(self) -> int:
        """T, the number of timesteps."""
        return len(self.inputs)

    @property
    def layers(self) -> int:
        """The number of layers."""
        return 1 + max(layer for layer, _ in self.parts)

    @property
    def directions(self) -> int:
        """How long the axis of directions is: 1, or 2 if any layer reads backwards."""
        return self.network.directions

    def part(self, layer: int = 0, direction: int = 0, batch: int = 0) -> Part:
        """One layer and direction; `batch` is only checked.

        Raises:
            IndexError: there is no such layer, direction or sequence.
        """
        sizes = {"layer": self.layers, "direction": self.directions, "batch": self.inputs.shape[1]}
        for (name, size), index in zip(sizes.items(), (layer, direction, batch), strict=True):
            if not 0 <= index < size:
                raise IndexError(f"{name} should be between 0 and {size - 1}, but is {index}")
        if (layer, direction) not in self.parts:
            raise IndexError(f"layer {layer} reads {self.network.layer_directions[layer]} only: there is no such part")
        return self.parts[layer, direction]

    def only_part(self, what: str) -> Part:
        """The part of a run of one layer in one direction; ValueError ("`what` for one layer …") if there are more."""
        if len(self.parts) > 1:
            raise ValueError(f"{what} for one layer in one direction")
        return next(iter(self.parts.values()))

    def describe(self, name: str, layer: int = 0, direction: int = 0) -> Signal:
        """Symbol, equation (LaTeX), range, kind and title of a signal.

        Raises:
            KeyError: there is no such signal.
        """
        return self.part(layer, direction).describe(name)

    def gradient_norms(self, name: str = "hidden") -> Array:
        """‖∂L/∂s_t‖, the Euclidean norm over units of the total gradient of a signal: (layer, direction, time, batch).

        It is exact down to 1e-308, where a plain sum of squares would be 0 below 1e-162.
        """
        return norms(self.gradients[name])

    @cached_property
    def first_nonfinite(self) -> NonFinite | None:
        """The first NaN or infinity in the order of computation, or None: lowest layer, then earliest step.

        Only if all signals are finite, the gradients are looked at, in the order in which they were computed.
        """
        signals = {key: part.signals for key, part in self.parts.items()}
        gradients = {key: part.gradients for key, part in self.parts.items()}
        return first_nonfinite(signals, forwards=True) or first_nonfinite(gradients, forwards=False)

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
        of_run: dict[str, str | float] = {"cell": ", ".join(dict.fromkeys(self.network.layer_cells))}
        if self.loss is not None:
            of_run["loss"] = self.loss
        return xarray.Dataset(variables, {"direction": ["forward", "backward"][: self.directions]}, of_run)

    def __reduce__(self) -> tuple[type[Trace], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    def __repr__(self) -> str:
        names = ", ".join(dict.fromkeys(self.network.layer_cells))
        shape = ", ".join(f"{axis} {size}" for axis, size in zip(AXES, self.signals["hidden"].shape, strict=True))
        return f"Trace({names}: {shape}; {', '.join(self.signals)}; loss {self.loss})"


def in_order(values: Array, direction: int) -> Array:
    """Values (T, …) from the input's own order into a direction's order of computation, or back."""
    return values[::-1] if direction else values


def _ordered(values: Mapping[str, Array], reverse: bool) -> dict[str, Array]:
    return {name: in_order(each, reverse) for name, each in values.items()}
