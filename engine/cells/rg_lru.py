"""The RG-LRU of Griffin and RecurrentGemma: every unit decays by itself, at a rate that the input decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import from_inputs, previous, sigmoid, softplus, split_blocks
from engine.cells.base import Array, LayerWeights, Parameter, See, Signal, State
from engine.cells.factors import Factors
from engine.cells.holding import EVERYWHERE, Held, cut, gate_slope
from engine.cells.linear_memory import LinearMemoryCell, brought_back, remembered

if TYPE_CHECKING:
    import torch

SHARPNESS = 8.0  # the paper's c
ROUNDING = 4e-16  # two computed decays that are closer are the same
STEEPEST = 1000.0  # the largest slope of the square root on the way back, as in the authors' code
FASTEST, SLOWEST = 0.9, 0.999  # the range in which e^(-softplus(Λ)) begins, as in the authors' code

_FORGETS = "lets the old state decay"
_WRITES = "writes the candidate"
_R, _I, _N = (f"V_{block} x_t + b_{block}" for block in "rin")


class RGLRUCell(LinearMemoryCell):
    r"""h_t = a_t ∘ h_{t-1} + √(1 - a_t²) ∘ (i_t ∘ n_t), with a_t = exp(-8 r_t ∘ softplus(Λ)) and r, i = σ(V x_t + b).

    No gate sees h_{t-1}: ∂h_t/∂h_{t-1} = diag(a_t), so the influence of a unit through time is the plain product of its
    own decays, and a whole sequence can be computed by a parallel scan. Λ is one number per unit, r_t = 1 lets it decay
    the most and r_t = 0 keeps it. √(1 - a²) lets in as much as the decay takes out: inputs of variance 1 give states of
    variance 1.

    The candidate n_t = V_n x_t + b_n takes the place of the linear layer that stands before this one in Griffin; with
    it the cell takes inputs of any size. The gates' matrices are dense here, in the authors' code block-diagonal. Two
    things differ between paper and code, and a third between the code and this file:

    - The paper's text has a = σ(Λ)^(8r), the code e^(-8 r softplus(Λ)), which is σ(-Λ)^(8r): this file has the code's.
    - At the first step of a sequence the code takes 1 in the place of √(1 - a²). This file has the paper's equation at
      every step.
    - The code computes 1 - a² by subtraction. Here it is -expm1(2 log a), which is not 0 where a rounds to 1.

    The slope of √x is infinite at x = 0, that is at a = 1. As in the code (`SqrtBoundDerivative`) it is at most 1000 on
    the way back: ∂√(1 - a²)/∂a = -a / max(√(1 - a²), 1/2000). So for a > 1 - 1.25e-7 the gradient is not the
    derivative but smaller, on purpose.
    """

    name = "rg_lru"
    title = "RG-LRU"
    paper = (
        "De et al. (2024), Griffin: Mixing gated linear recurrences with local attention for efficient language "
        "models, arXiv:2402.19427, section 2.4; Λ and the bounded slope as in google-deepmind/recurrentgemma"
    )
    blocks = ("recurrence_gate", "input_gate", "candidate")
    signals = (
        Signal(
            "recurrence_gate_preactivation", "a^r_t", "recurrence gate's sum", f"a^r_t = {_R}", kind="preactivation"
        ),
        Signal("input_gate_preactivation", "a^i_t", "input gate's sum", f"a^i_t = {_I}", kind="preactivation"),
        Signal("candidate_preactivation", "a^n_t", "candidate's sum", f"a^n_t = {_N}", kind="preactivation"),
        Signal("recurrence_gate", "r_t", "recurrence gate", rf"r_t = \sigma({_R})", 0, 1, "gate", _FORGETS),
        Signal("input_gate", "i_t", "input gate", rf"i_t = \sigma({_I})", 0, 1, "gate", _WRITES),
        Signal("candidate", "n_t", "candidate", f"n_t = {_N}", kind="candidate"),
        Signal(
            "decay", "a_t", "decay", r"a_t = e^{-8 r_t \circ \mathrm{softplus}(\Lambda)}", 0, 1, "gate",
            "keeps the old state",
        ),
        Signal(
            "hidden", "h_t", "hidden state", r"h_t = a_t \circ h_{t-1} + \sqrt{1 - a_t^2} \circ (i_t \circ n_t)",
            kind="state",
        ),
    )  # fmt: skip
    products = 5  # r ∘ softplus(Λ), a ∘ h, a ∘ a, i ∘ n, √ ∘ (…)
    memory_gate = "recurrence_gate"
    writes = ("input_gate", True)

    def own_parameters(self, input_size: int, hidden_size: int) -> tuple[Parameter, ...]:
        """Λ, how fast each unit decays."""
        return (Parameter("decay_parameter", (hidden_size,), "own"),)

    def initial_own(self, name: str, drawn: Array, hidden_size: int) -> Array:
        """Λ with e^(-softplus(Λ)) in 0.9 … 0.999 and its square uniform, as in the code; a is that to the power 8r."""
        uniform = (drawn * np.sqrt(hidden_size) + 1) / 2
        squares = FASTEST**2 + uniform * (SLOWEST**2 - FASTEST**2)
        return np.asarray(np.log(np.expm1(-0.5 * np.log(squares))))

    def memory_biases(self, bias: float) -> Mapping[str, float]:
        """A recurrence gate that is shut keeps."""
        return {"recurrence_gate": -bias}

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H). Only h needs the step before: all else is computed for all steps at once."""
        a_r, a_i, a_n = split_blocks(from_inputs(inputs, weights.weight_ih, weights.bias_ih), 3)  # V x_t + b
        r, i, n = sigmoid(a_r), sigmoid(a_i), a_n.copy()
        if held:
            held.put(EVERYWHERE, recurrence_gate=r, input_gate=i, candidate=n)
        a = np.exp(-SHARPNESS * r * softplus(weights.own["decay_parameter"]))
        if held:
            held.put(EVERYWHERE, decay=a)
        signals = {
            "recurrence_gate_preactivation": a_r,
            "input_gate_preactivation": a_i,
            "candidate_preactivation": a_n,
            "recurrence_gate": r,
            "input_gate": i,
            "candidate": n,
            "decay": a,
        }
        hidden = remembered(a, _entering(weights, signals) * (i * n), state[0], held)
        return {**signals, "hidden": hidden}  # h_t = a_t ∘ h_{t-1} + √(1 - a_t²) ∘ (i_t ∘ n_t)

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        i, n, a, h = (signals[name] for name in ("input_gate", "candidate", "decay", "hidden"))
        dh = brought_back(self.kept(signals), direct)
        made = cut(signals, "hidden", dh)  # ∂L/∂(what makes h_t)
        root = _entering(weights, signals)  # √(1 - a²)
        droot_da = -a / np.maximum(root, 0.5 / STEEPEST)
        da = made * previous(h, state[0]) + made * (i * n) * droot_da
        dr = da * cut(signals, "decay", -SHARPNESS * softplus(weights.own["decay_parameter"]) * a)
        di, dn = made * (root * n), made * (root * i)
        return {
            "recurrence_gate_preactivation": dr * gate_slope(signals, "recurrence_gate"),
            "input_gate_preactivation": di * gate_slope(signals, "input_gate"),
            "candidate_preactivation": cut(signals, "candidate", dn),
            "recurrence_gate": dr,
            "input_gate": di,
            "candidate": dn,
            "decay": da,
            "hidden": dh,
        }

    def keep(self, signals: Mapping[str, Array]) -> Array:
        """a_t."""
        return signals["decay"]

    @np.errstate(all="ignore")
    def weight_factors(
        self,
        weights: LayerWeights,
        inputs: Array,
        signals: Mapping[str, Array],
        state: State,
        gradients: Mapping[str, Array],
    ) -> dict[str, Factors]:
        """As for every cell, and ∂a/∂Λ = -8 r ∘ a ∘ σ(Λ), softplus' being σ."""
        decay = weights.own["decay_parameter"]
        left = cut(signals, "decay", gradients["decay"] * signals["decay"])
        own = Factors(left, -SHARPNESS * signals["recurrence_gate"] * sigmoid(decay), elementwise=True)
        return {**super().weight_factors(weights, inputs, signals, state, gradients), "decay_parameter": own}

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations, the slope of the root bounded as above."""
        import torch

        (h,) = state
        a_r, a_i, a_n = torch.nn.functional.linear(x, weights["weight_ih"], weights.get("bias_ih")).chunk(3, dim=-1)
        r = see("recurrence_gate", see("recurrence_gate_preactivation", a_r).sigmoid())
        i = see("input_gate", see("input_gate_preactivation", a_i).sigmoid())
        n = see("candidate", see("candidate_preactivation", a_n))
        decay = weights["decay_parameter"]
        log_a = -SHARPNESS * r * torch.logaddexp(decay, torch.zeros_like(decay))
        a = see("decay", log_a.exp())
        return (see("hidden", a * h + _torch_entering(a, log_a) * (i * n)),)


def _entering(weights: LayerWeights, signals: Mapping[str, Array]) -> Array:
    """√(1 - a²), from log a: it is not 0 where a rounds to 1. Where a is held at another value, from that."""
    a, r = signals["decay"], signals["recurrence_gate"]
    log_a = -SHARPNESS * r * softplus(weights.own["decay_parameter"])
    return np.sqrt(np.where(np.abs(a - np.exp(log_a)) < ROUNDING, -np.expm1(2 * log_a), 1 - a * a))


def _torch_entering(a: torch.Tensor, log_a: torch.Tensor) -> torch.Tensor:
    """The same; its derivative is that by a, with the root's slope at most 1000."""
    import torch

    rest = 1 - a * a
    exact = torch.where((a - log_a.exp()).abs() < ROUNDING, -(2 * log_a).expm1(), rest).detach()
    rest = exact + (rest - rest.detach())
    bound = 0.25 / STEEPEST**2  # where 1 / (2 √x) = 1000
    tangent = exact.sqrt() + STEEPEST * (rest - exact)
    return torch.where(exact > bound, rest.clamp(min=bound).sqrt(), tangent)


CELLS = (RGLRUCell(),)
