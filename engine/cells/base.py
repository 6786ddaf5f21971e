"""What every cell has: named signals, and its own equations forward, backward and as a Jacobian.

A cell is one layer in one direction. It knows nothing of layers, directions or losses: `engine.record` stacks
cells into networks. Axes are (time, batch, unit), shortened to T, B and H; D is the number of input features.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

Array = NDArray[np.float64]
Kind = Literal["gate", "state", "candidate", "preactivation"]
State = tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """One quantity that a cell computes at every timestep, and how to speak of it.

    Attributes:
        name: the key in `trace.signals`, e.g. `forget_gate`.
        symbol: its symbol, plain text that is also LaTeX, e.g. `f_t`.
        title: its name in words, e.g. `forget gate`.
        equation: its defining equation in LaTeX. V are input weights, W recurrent weights, b the sum of both biases.
        low, high: the range that it cannot leave; infinite where there is none.
        kind: gate, state, candidate or preactivation (the sum that goes into a gate's or candidate's nonlinearity).
    """

    name: str
    symbol: str
    title: str
    equation: str
    low: float = -inf
    high: float = inf
    kind: Kind = "state"

    @property
    def gradient_symbol(self) -> str:
        """The derivative of the loss with respect to this signal, as plain text: `∂L/∂f_t`."""
        return f"∂L/∂{self.symbol}"

    @property
    def gradient_latex(self) -> str:
        r"""The same in LaTeX: `\frac{\partial L}{\partial f_t}`."""
        return rf"\frac{{\partial L}}{{\partial {self.symbol}}}"


def preactivation_name(block: str) -> str:
    """The signal that is summed up before the nonlinearity of `block`: `forget_gate` → `forget_gate_preactivation`."""
    return f"{block}_preactivation"


@dataclass(frozen=True, slots=True, eq=False)
class LayerWeights:
    """The weights of one layer in one direction, in PyTorch's layout; G is the number of the cell's blocks.

    Attributes:
        weight_ih: V, (G·H, D).
        weight_hh: W, (G·H, H), or (G·H, P) when the hidden state is projected to P numbers.
        bias_ih, bias_hh: (G·H,) each, or None. PyTorch trains both; but for the GRU's candidate only their sum matters.
        weight_hr: the projection of an LSTM with `proj_size=P`, (P, H), or None.
    """

    weight_ih: Array
    weight_hh: Array
    bias_ih: Array | None = None
    bias_hh: Array | None = None
    weight_hr: Array | None = None

    @property
    def hidden_size(self) -> int:
        """H, the number of units (of the cell state, if the hidden state is projected)."""
        return int((self.weight_hh if self.weight_hr is None else self.weight_hr).shape[1])

    @property
    def bias(self) -> Array | float:
        """b = bias_ih + bias_hh, (G·H,), or 0 without biases."""
        return 0.0 if self.bias_ih is None or self.bias_hh is None else self.bias_ih + self.bias_hh


class Cell(ABC):
    """One recurrent cell: its equations, forward and backward side by side, and the names of what it computes.

    Attributes:
        name: the key in the registry, e.g. `lstm`.
        title: its name on screen, e.g. `LSTM`.
        paper: where its equations come from.
        blocks: what the rows of `weight_ih` and `weight_hh` compute, H rows each, in PyTorch's order.
        state: the signals that go on to the next step, e.g. `("hidden", "cell")`.
        signals: everything it computes at a step, in the order in which it is computed.
        memory_gate: the gate that keeps the old state when open, whose bias `Init.forget_bias` sets; None without one.
        torch_class, torch_options: the module of `torch.nn` that computes the same; None if there is none.
    """

    name: str
    title: str
    paper: str
    blocks: tuple[str, ...]
    state: tuple[str, ...]
    signals: tuple[Signal, ...]
    memory_gate: str | None = None
    torch_class: str | None = None
    torch_options: Sequence[tuple[str, str]] = ()

    @abstractmethod
    def forward(self, weights: LayerWeights, inputs: Array, state: State) -> dict[str, Array]:
        """Run the cell over a sequence.

        Args:
            weights: the layer's weights.
            inputs: (T, B, D).
            state: the state before the first step, in the order of `self.state`, (B, H) each.

        Returns:
            Every signal by name, (T, B, H). Names that begin with an underscore are no signals, but values that
            `backward` would otherwise have to compute again.
        """

    @abstractmethod
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """Backpropagation through time.

        Args:
            weights, state: as given to `forward`.
            signals: what `forward` returned.
            direct: (T, B, H), the part of ∂L/∂h_t that comes from outside, from the loss or the layer above.

        Returns:
            The total derivative ∂L/∂s_t of every signal s by name, (T, B, H), through this and all later steps.
        """

    @abstractmethod
    def jacobian(self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0) -> Array:
        """∂s_t/∂s_{t-1} for every step, (T, to, from), in closed form; s is the whole state, (h, c) for an LSTM."""

    @abstractmethod
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """The terms, by path, whose sum is the derivative of the memory at t with respect to the memory at t-1.

        The memory is the last part of the state: c for an LSTM, h otherwise. Each term is (T, to, from).
        """

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...]
    ) -> tuple[torch.Tensor, ...]:
        """One step in torch's own operations, for cells that `torch.nn` does not have: what they are checked against.

        Args:
            weights: `weight_ih`, `weight_hh`, and the biases if there are any.
            x: the step's input, (B, D).
            state: the state before it, (B, H) each.

        Returns:
            The state after it.
        """
        raise NotImplementedError(f"{self.title} has no step in torch to be checked against")

    def block_gradients(
        self, weights: LayerWeights, signals: Mapping[str, Array], gradients: Mapping[str, Array]
    ) -> tuple[Array, Array]:
        """∂L/∂(V x_t + b_ih) and ∂L/∂(W h_{t-1} + b_hh), (T, B, G·H) each, rows in the order of `blocks`.

        They are the same where a cell simply adds the two, which is what this method assumes.
        """
        stacked = np.concatenate([gradients[preactivation_name(block)] for block in self.blocks], axis=-1)
        return stacked, stacked

    def weight_factors(
        self,
        weights: LayerWeights,
        inputs: Array,
        signals: Mapping[str, Array],
        state: State,
        gradients: Mapping[str, Array],
    ) -> dict[str, tuple[Array, Array]]:
        """Each parameter's gradient, step by step, as a product of two factors.

        ∂L/∂W = Σ_t Σ_b left[t, b] ⊗ right[t, b]: what came back to the parameter's output times what went into it.

        Returns:
            (left, right) by parameter, `weight_ih`, `weight_hh`, …: (T, B, rows) and (T, B, columns). A bias has one
            column, of ones.
        """
        from_input, from_recurrence = self.block_gradients(weights, signals, gradients)
        factors = {
            "weight_ih": (from_input, inputs),
            "weight_hh": (from_recurrence, previous(signals["hidden"], state[0])),
        }
        if weights.bias_ih is not None:
            ones = np.ones((*inputs.shape[:2], 1))
            factors |= {"bias_ih": (from_input, ones), "bias_hh": (from_recurrence, ones)}
        return factors


def from_inputs(inputs: Array, V: Array, b: Array | float) -> Array:
    """V x_t + b for every step in one matrix product: inputs (T, B, D), V (G·H, D) → (T, B, G·H)."""
    product = inputs.reshape(-1, inputs.shape[-1]) @ V.T
    product += b
    return product.reshape(*inputs.shape[:2], -1)


def split_blocks(stacked: Array, blocks: int) -> tuple[Array, ...]:
    """The blocks of (T, B, G·H) by themselves, as views (T, B, H) that can be written to."""
    rows = stacked.reshape(*stacked.shape[:-1], blocks, -1)
    return tuple(rows[..., block, :] for block in range(blocks))


def stack_blocks(*blocks: Array) -> Array:
    """The opposite: blocks (T, B, H) as one contiguous array (T, B, G, H)."""
    steps, batch, units = blocks[0].shape
    stacked = np.empty((steps, batch, len(blocks), units))
    for index, block in enumerate(blocks):
        stacked[:, :, index] = block
    return stacked


def forwards(*arrays: NDArray[Any]) -> Iterator[tuple[NDArray[Any], ...]]:
    """Step by step from the first to the last: every array's values at that step, as views that can be written to."""
    return zip(*arrays, strict=True)


def backwards(*arrays: NDArray[Any]) -> Iterator[tuple[NDArray[Any], ...]]:
    """The same from the last step to the first."""
    return zip(*(array[::-1] for array in arrays), strict=True)


def sigmoid(a: Array, out: Array | None = None) -> Array:
    """σ(a) = 1 / (1 + e^-a), exact to the last digits even where it is tiny: σ(-40) = 4.2e-18."""
    out = np.negative(a, out=out)
    np.exp(out, out=out)
    out += 1.0
    return np.reciprocal(out, out=out)


def previous(states: Array, initial: Array) -> Array:
    """s_{t-1} for every t: `states` (T, B, H) moved on by one step, beginning with `initial` (B, H)."""
    return np.concatenate((initial[None], states[:-1]))


def rows(scale: Array, matrix: Array) -> Array:
    """diag(scale_t) · matrix for every t: scale (T, H), matrix (H, K) → (T, H, K)."""
    return np.asarray(np.einsum("tu,uk->tuk", scale, matrix))  # a third faster than broadcasting


def summed_rows(scales: Array, matrices: Array, out: Array) -> Array:
    """Σ_g diag(scale_g,t) · matrix_g for every t: scales (T, H, G), stacked matrices (G·H, K) → out (T, H, K).

    Row u of the sum mixes row u of the G matrices, so it is one small matrix product (T, G) × (G, K) per unit: several
    times faster than G big temporary arrays.
    """
    _, units, gates = scales.shape
    by_unit = matrices.reshape(gates, units, -1).transpose(1, 0, 2)  # (H, G, K)
    np.matmul(scales.transpose(1, 0, 2), np.ascontiguousarray(by_unit), out=out.transpose(1, 0, 2))
    return out


def set_diagonal(matrices: Array, values: Array) -> None:
    """Write values (T, H) onto the diagonals of matrices (T, H, H)."""
    np.einsum("tii->ti", matrices)[...] = values


def diagonal(values: Array) -> Array:
    """diag(values_t) for every t: (T, H) → (T, H, H)."""
    steps, units = values.shape
    matrices = np.zeros((steps, units, units))
    set_diagonal(matrices, values)
    return matrices
