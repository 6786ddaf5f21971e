"""The Elman network, the plain recurrent layer: h_t = f(V x_t + W h_{t-1} + b)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import backwards, forwards, from_inputs, rows, sigmoid, sigmoid_slope, tanh_slope
from engine.cells.base import Array, Cell, LayerWeights, See, Signal, State
from engine.cells.holding import Held, cut, is_held

if TYPE_CHECKING:
    import torch

LEAK = 0.01  # the slope of leaky ReLU below zero, PyTorch's default


@dataclass(frozen=True, slots=True)
class Activation:
    """A nonlinearity f, its slope f', its name in LaTeX and in torch, and its range."""

    function: Callable[[Array, Array], object]  # f(a), written to the second argument
    slope: Callable[[Array], Array]  # f'(a)
    latex: str
    low: float
    high: float
    torch: str | None = None  # its name in torch.nn.functional; None for f(a) = a
    blocks: bool = False  # where its slope is 0, it is cut off
    odd: bool = False  # f(-a) = -f(a)


class ElmanCell(Cell):
    """h_t = f(a_t) with a_t = V x_t + W h_{t-1} + b, for one nonlinearity f."""

    paper = "Elman (1990), Finding structure in time, Cognitive Science 14(2)"
    blocks = ("hidden",)
    state = ("hidden",)
    products = 0

    def __init__(self, name: str, title: str, activation: Activation, torch_class: str | None = None) -> None:
        self.name = name
        self.title = title
        self.activation = activation
        self.odd = ("hidden",) if activation.odd else None
        a = r"V x_t + W h_{t-1} + b"
        h = f"{activation.latex}({a})" if activation.latex else a
        low, high = activation.low, activation.high
        self.signals = (
            Signal("hidden_preactivation", "a_t", "sum before the nonlinearity", f"a_t = {a}", kind="preactivation"),
            Signal("hidden", "h_t", "hidden state", f"h_t = {h}", low, high, "state"),
        )
        self.torch_class = torch_class
        if torch_class is not None:
            self.torch_options = (("nonlinearity", str(activation.torch)),)

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        (h,) = state
        f = self.activation.function
        W_T = np.ascontiguousarray(weights.weight_hh.T)
        a = from_inputs(inputs, weights.weight_ih, weights.bias)  # (T, B, H): V x_t + b for all steps at once
        hidden = np.empty_like(a)

        for t, a_t, h_t in forwards(range(len(a)), a, hidden):
            a_t += h.dot(W_T)  # a_t = V x_t + b + W h_{t-1}
            f(a_t, h_t)  # h_t = f(a_t)
            if held:
                held.put(t, hidden=h_t)
            h = h_t

        return {"hidden_preactivation": a, "hidden": hidden}

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        W = weights.weight_hh
        dh = direct.copy()
        # ∂h_t/∂a_t = f'(a_t), and in the loop, in place, ∂L/∂a_t
        da = cut(signals, "hidden", self.activation.slope(signals["hidden_preactivation"]))
        # As in torch, a ReLU that is off lets nothing back, not even an infinity (elsewhere 0 · ∞ is NaN).
        blocks = self.activation.blocks or is_held(signals, "hidden")
        passes = da != 0 if blocks else np.broadcast_to(np.True_, da.shape)
        through_W = np.zeros(dh[0].shape)

        for dh_t, da_t, passes_t in backwards(dh, da, passes):
            dh_t += through_W  # ∂L/∂h_t = direct + Wᵀ ∂L/∂a_{t+1}
            np.multiply(da_t, dh_t, out=da_t, where=passes_t)  # ∂L/∂a_t = f'(a_t) ∘ ∂L/∂h_t
            through_W = da_t.dot(W)

        return {"hidden_preactivation": da, "hidden": dh}

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂h_t/∂h_{t-1} = diag(f'(a_t)) W, (T, H, H): one path only, `recurrent`."""
        at = np.s_[:, batch]
        slope = cut(signals, "hidden", self.activation.slope(signals["hidden_preactivation"][at]), at)
        return {"recurrent": rows(slope, weights.weight_hh)}

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """h_t = f(V x_t + b_ih + W h_{t-1} + b_hh), with f from `torch.nn.functional`."""
        import torch

        (a,) = self.torch_sums(weights, x, state[0], see)
        f = getattr(torch.nn.functional, self.activation.torch) if self.activation.torch else torch.clone
        return (see("hidden", f(a)),)


def _tanh(a: Array, out: Array) -> None:
    np.tanh(a, out=out)


def _relu(a: Array, out: Array) -> None:
    np.maximum(a, 0.0, out=out)


def _leaky_relu(a: Array, out: Array) -> None:
    np.maximum(a, LEAK * a, out=out)


def _linear(a: Array, out: Array) -> None:
    out[...] = a


TANH = Activation(_tanh, tanh_slope, r"\tanh", -1, 1, "tanh", odd=True)
# not (a > 0): where a is NaN the slope is 1, as in torch, so that the NaN goes on
RELU = Activation(_relu, lambda a: np.where(a <= 0, 0.0, 1.0), r"\operatorname{ReLU}", 0, inf, "relu", True)
LEAKY_RELU = Activation(
    _leaky_relu, lambda a: np.where(a > 0, 1.0, LEAK), r"\operatorname{LeakyReLU}", -inf, inf, "leaky_relu"
)
SIGMOID = Activation(sigmoid, sigmoid_slope, r"\sigma", 0, 1, "sigmoid")
LINEAR = Activation(_linear, np.ones_like, "", -inf, inf, odd=True)

CELLS = (
    ElmanCell("elman", "RNN", TANH, torch_class="RNN"),
    ElmanCell("elman_relu", "RNN, ReLU", RELU, torch_class="RNN"),
    ElmanCell("elman_leaky_relu", "RNN, leaky ReLU", LEAKY_RELU),
    ElmanCell("elman_sigmoid", "RNN, σ", SIGMOID),
    ElmanCell("elman_linear", "RNN, linear", LINEAR),
)
