"""What every cell has: named signals, and its own equations forward, backward and as a Jacobian.

A cell is one layer in one direction. It knows nothing of layers, directions or losses: `engine.record` stacks
cells into networks. Axes are (time, batch, unit), shortened to T, B and H; D is the number of input features.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import inf
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.cells.arithmetic import Array as Array
from engine.cells.arithmetic import previous
from engine.cells.factors import Factors
from engine.cells.holding import Held
from engine.frozen import FrozenMapping, freeze

if TYPE_CHECKING:
    import torch

Kind = Literal["gate", "state", "candidate", "preactivation"]
Role = Literal["input", "recurrent", "bias", "projection", "own"]
State = tuple[Array, ...]
See = Callable[[str, "torch.Tensor"], "torch.Tensor"]  # a signal's name and its value → the value to go on with


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
        does: what a gate does in its cell when it is open, e.g. `keeps the old state`: an update gate keeps in one cell
            and writes in another.
    """

    name: str
    symbol: str
    title: str
    equation: str
    low: float = -inf
    high: float = inf
    kind: Kind = "state"
    does: str = ""

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


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a layer in one direction.

    Attributes:
        name: PyTorch's without the layer, e.g. `weight_ih`.
        shape: of its array.
        role: `input` (V), `recurrent` (W), `bias`, `projection`, or the cell's `own`.
    """

    name: str
    shape: tuple[int, ...]
    role: Role


@dataclass(frozen=True, slots=True, eq=False)
class LayerWeights:
    """The weights of one layer in one direction, in PyTorch's layout; G is the number of the cell's blocks.

    A block that reads only the input, or only the state, has rows in one matrix alone (`Cell.input_blocks`,
    `Cell.recurrent_blocks`); a cell that never looks at its state has a W of shape (0, H).

    Attributes:
        weight_ih: V, (G·H, D), or (G·H, H) behind an embedding.
        weight_hh: W, (G·H, H), or (G·H, P) when the hidden state is projected to P numbers.
        bias_ih, bias_hh: (G·H,) each, the rows of V and of W, or None. PyTorch trains both; but for the GRU's candidate
            only their sum matters.
        weight_hr: the projection of an LSTM with `proj_size=P`, (P, H), or None.
        own: what else the cell declares in `Cell.own_parameters`, by name.
    """

    weight_ih: Array
    weight_hh: Array
    bias_ih: Array | None = None
    bias_hh: Array | None = None
    weight_hr: Array | None = None
    own: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"):
            if (weight := getattr(self, name)) is not None:
                freeze(weight)
        object.__setattr__(self, "own", FrozenMapping(self.own))

    def __reduce__(self) -> tuple[type[LayerWeights], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    @property
    def hidden_size(self) -> int:
        """H, the number of units (of the cell state, if the hidden state is projected)."""
        return int((self.weight_hh if self.weight_hr is None else self.weight_hr).shape[1])

    @property
    def bias(self) -> Array | float:
        """b = bias_ih + bias_hh, (G·H,), or 0 without biases; for cells whose blocks all read both."""
        return 0.0 if self.bias_ih is None or self.bias_hh is None else self.bias_ih + self.bias_hh


def _stacked(gradients: Mapping[str, Array], blocks: Sequence[str]) -> Array:
    """∂L/∂(the sums of some blocks) side by side, (T, B, G·H); no columns for no blocks."""
    none = gradients["hidden"][..., :0]
    return np.concatenate([none, *(gradients[preactivation_name(block)] for block in blocks)], axis=-1)


class Cell(ABC):
    """One recurrent cell: its equations, forward and backward side by side, and the names of what it computes.

    Attributes:
        name: the key in the registry, e.g. `lstm`.
        title: its name on screen, e.g. `LSTM`.
        paper: where its equations come from.
        blocks: what is summed up from input and state, H sums each, in PyTorch's order.
        embeds: whether the input is embedded first, e_t = E x_t with the own matrix `weight_embedding`, (H, D), for a
            cell that uses it unit by unit; V then multiplies e_t.
        state: the signals that go on to the next step, e.g. `("hidden", "cell")`.
        signals: everything it computes at a step, in the order in which it is computed.
        memory_gate: the gate that decides what is kept of the old state; `Init.forget_bias` sets its bias. None without
            one.
        writes: the gate that lets new values in, and whether it does so when it is open (an LSTM's input gate) or when
            it is shut (a GRU's update gate); None without one.
        products: how many elementwise products a step takes per unit, beside the matrix products (f ∘ c is one).
        odd: the blocks (and own parameters) that change sign with their unit: h → -h leaves the network the same if
            their rows, the unit's columns of W and of the readout change sign. None if the cell has no such symmetry.
        projects: whether its hidden state can be projected (`proj_size`).
        torch_class, torch_options: the module of `torch.nn` that computes the same; None if there is none.
    """

    name: str
    title: str
    paper: str
    blocks: tuple[str, ...]
    state: tuple[str, ...]
    signals: tuple[Signal, ...]
    products: int
    embeds: bool = False
    memory_gate: str | None = None
    writes: tuple[str, bool] | None = None
    odd: tuple[str, ...] | None = None
    projects: bool = False
    torch_class: str | None = None
    torch_options: Sequence[tuple[str, str]] = ()

    @property
    def input_blocks(self) -> tuple[str, ...]:
        """The blocks that read the input: what the rows of `weight_ih` and `bias_ih` compute, H rows each."""
        return self.blocks

    @property
    def recurrent_blocks(self) -> tuple[str, ...]:
        """The blocks that read the state: what the rows of `weight_hh` and `bias_hh` compute, H rows each."""
        return self.blocks

    def parameters(
        self, input_size: int, hidden_size: int, *, bias: bool = True, proj_size: int = 0
    ) -> tuple[Parameter, ...]:
        """What a layer of this cell learns, in PyTorch's order, and after it what the cell has of its own."""
        rows_ih, rows_hh = len(self.input_blocks) * hidden_size, len(self.recurrent_blocks) * hidden_size
        found = [
            Parameter("weight_ih", (rows_ih, hidden_size if self.embeds else input_size), "input"),
            Parameter("weight_hh", (rows_hh, proj_size or hidden_size), "recurrent"),
        ]
        if bias:
            found += [Parameter("bias_ih", (rows_ih,), "bias"), Parameter("bias_hh", (rows_hh,), "bias")]
        if proj_size:
            found.append(Parameter("weight_hr", (proj_size, hidden_size), "projection"))
        return (*found, *self.own_parameters(input_size, hidden_size))

    def own_parameters(self, input_size: int, hidden_size: int) -> tuple[Parameter, ...]:
        """Parameters beyond V, W, b and a projection (peepholes), of the role `own`; `LayerWeights.own` holds them."""
        return (Parameter("weight_embedding", (hidden_size, input_size), "own"),) if self.embeds else ()

    def initial_own(self, name: str, drawn: Array, hidden_size: int) -> Array:
        """How an own parameter begins, made of a uniform draw within ±1/√H, which most simply keep."""
        return drawn

    def memory_biases(self, bias: float) -> Mapping[str, float]:
        """Which biases by block say that memory is kept as much as `Init.forget_bias` asks: σ(bias) of it at rest.

        A gate that writes when it is open needs the opposite sign.
        """
        return {} if self.memory_gate is None else {self.memory_gate: bias}

    @abstractmethod
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Run the cell over a sequence.

        Args:
            weights: the layer's weights.
            inputs: (T, B, D).
            state: the state before the first step, in the order of `self.state`, (B, H) each.
            held: signals that keep given values, if there are any.

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
            signals: what `forward` returned, and beside it what was held (`Held.beside`).
            direct: (T, B, H), the part of ∂L/∂h_t that comes from outside, from the loss or the layer above.

        Returns:
            The total derivative ∂L/∂s_t of every signal s by name, (T, B, H), through this and all later steps.
        """

    @np.errstate(all="ignore")
    def jacobian(self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0) -> Array:
        """∂s_t/∂s_{t-1} for every step, (T, to, from), in closed form; s is the whole state, (h, c) for an LSTM.

        Arguments as for `backward`; rows of a held state are 0. As written here it is the sum of `gradient_terms`, so a
        cell says more only if its state is more than its memory, or if it has the sum at once, faster.
        """
        first, *others = self.gradient_terms(weights, signals, state, batch).values()
        return sum(others, start=first)

    @abstractmethod
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """The terms, by path, whose sum is the derivative of the memory at t with respect to the memory at t-1.

        The memory is c where a cell has one, h otherwise. Each term is (T, to, from).
        """

    @abstractmethod
    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """One step in torch's own operations: what the cell is checked against.

        Args:
            weights: `weight_ih`, `weight_hh`, …, and the biases if there are any.
            x: the step's input, (B, D).
            state: the state before it, (B, H) each.
            see: is told every signal as soon as it is there, and returns the value to go on with.

        Returns:
            The state after it.
        """

    def torch_sums(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, h: torch.Tensor, see: See = lambda _, value: value
    ) -> tuple[torch.Tensor, ...]:
        """V x_t + b_ih + W h_{t-1} + b_hh in torch's own operations, block by block, as they go on if they are told.

        For cells whose blocks all read both.
        """
        import torch

        a = torch.nn.functional.linear(x, weights["weight_ih"], weights.get("bias_ih"))
        a = a + torch.nn.functional.linear(h, weights["weight_hh"], weights.get("bias_hh"))
        parts = zip(self.blocks, a.chunk(len(self.blocks), dim=-1), strict=True)
        return tuple(see(preactivation_name(block), part) for block, part in parts)

    def block_gradients(
        self, weights: LayerWeights, signals: Mapping[str, Array], gradients: Mapping[str, Array]
    ) -> tuple[Array, Array]:
        """∂L/∂(V x_t + b_ih) and ∂L/∂(W h_{t-1} + b_hh), (T, B, G·H) each, in the order of the rows of V and of W.

        Either is that of the block's sum where a cell simply adds the two, which is what this method assumes.
        """
        from_input = _stacked(gradients, self.input_blocks)
        same = self.recurrent_blocks == self.input_blocks
        return from_input, from_input if same else _stacked(gradients, self.recurrent_blocks)

    def input_gradient(
        self, weights: LayerWeights, signals: Mapping[str, Array], gradients: Mapping[str, Array]
    ) -> Array:
        """∂L/∂x_t, (T, B, D): what comes down through V. A cell with an embedding goes on through it."""
        return np.asarray(self.block_gradients(weights, signals, gradients)[0] @ weights.weight_ih)

    def weight_factors(
        self,
        weights: LayerWeights,
        inputs: Array,
        signals: Mapping[str, Array],
        state: State,
        gradients: Mapping[str, Array],
    ) -> dict[str, Factors]:
        """Each parameter's gradient, step by step, by its name: `weight_ih`, `weight_hh`, …

        A cell with parameters of its own adds theirs, and one with an embedding puts what V multiplies.
        """
        from_input, from_recurrence = self.block_gradients(weights, signals, gradients)
        factors = {
            "weight_ih": Factors(from_input, inputs),
            "weight_hh": Factors(from_recurrence, previous(signals["hidden"], state[0])),
        }
        if weights.bias_ih is not None:
            ones = np.ones((*inputs.shape[:2], 1))
            factors["bias_ih"] = Factors(from_input, ones, elementwise=True)
            factors["bias_hh"] = Factors(from_recurrence, ones, elementwise=True)
        return factors
