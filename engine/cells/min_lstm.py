"""minLSTM: an LSTM whose gates and candidate no longer see the past, with forget and input gate normalised to sum 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import from_inputs, previous, sigmoid, sigmoid_slope, split_blocks
from engine.cells.base import Array, LayerWeights, See, Signal, State
from engine.cells.holding import EVERYWHERE, Held, cut, log_gate
from engine.cells.linear_memory import LinearMemoryCell, brought_back, remembered

if TYPE_CHECKING:
    import torch

_F, _I, _N = "V_f x_t + b_f", "V_i x_t + b_i", "V_n x_t + b_n"


class MinLSTMCell(LinearMemoryCell):
    """h_t = f'_t ∘ h_{t-1} + i'_t ∘ n_t with f' = f / (f + i), i' = i / (f + i), gates f, i = σ(V x + b), n = V x + b.

    Nothing but the memory itself sees h_{t-1}, so W has no rows and ∂h_t/∂h_{t-1} = diag(f'_t): the influence of each
    unit on its own later values is a plain product of numbers, and on those of other units it is 0. There is no output
    gate, and the only state is h.

    f' and i' depend on the gates' ratio alone, f' = σ(log f - log i): that is how they are computed, and they are
    numbers where both gates round to 0. The derivative with respect to a *gate* is infinite there, beyond the largest
    float; that with respect to its sum is not. An open forget gate by itself keeps no more than f' = 1 / (1 + i): to
    keep more, the input gate has to shut.
    """

    name = "min_lstm"
    title = "minLSTM"
    paper = "Feng, Tung, Ahmed, Bengio & Hajimirsadeghi (2024), Were RNNs all we needed?, arXiv:2410.01201"
    blocks = ("forget_gate", "input_gate", "candidate")
    signals = (
        Signal("forget_gate_preactivation", "a^f_t", "forget gate's sum", f"a^f_t = {_F}", kind="preactivation"),
        Signal("input_gate_preactivation", "a^i_t", "input gate's sum", f"a^i_t = {_I}", kind="preactivation"),
        Signal("candidate_preactivation", "a^n_t", "candidate's sum", f"a^n_t = {_N}", kind="preactivation"),
        Signal(
            "forget_gate", "f_t", "forget gate", rf"f_t = \sigma({_F})", 0, 1, "gate",
            "weighs the old state against the candidate",
        ),
        Signal(
            "input_gate", "i_t", "input gate", rf"i_t = \sigma({_I})", 0, 1, "gate",
            "weighs the candidate against the old state",
        ),
        Signal(
            "normalised_forget_gate", "f'_t", "normalised forget gate", r"f'_t = \frac{f_t}{f_t + i_t}", 0, 1, "gate",
            "keeps the old state",
        ),
        Signal(
            "normalised_input_gate", "i'_t", "normalised input gate", r"i'_t = \frac{i_t}{f_t + i_t}", 0, 1, "gate",
            "writes the candidate",
        ),
        Signal("candidate", "n_t", "candidate", f"n_t = {_N}", kind="candidate"),
        Signal("hidden", "h_t", "hidden state", r"h_t = f'_t \circ h_{t-1} + i'_t \circ n_t", kind="state"),
    )  # fmt: skip
    products = 4  # f / (f + i), i / (f + i), f' ∘ h, i' ∘ n
    memory_gate = "forget_gate"
    writes = ("normalised_input_gate", True)

    def memory_biases(self, bias: float) -> Mapping[str, float]:
        """f' = σ(b) / (σ(b) + σ(-b)) = σ(b) of the old state is kept."""
        return {"forget_gate": bias, "input_gate": -bias}

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        a_f, a_i, a_n = split_blocks(from_inputs(inputs, weights.weight_ih, weights.bias_ih), 3)  # V x_t + b
        signals = {
            "forget_gate_preactivation": a_f,
            "input_gate_preactivation": a_i,
            "candidate_preactivation": a_n,
            "forget_gate": (f := sigmoid(a_f)),
            "input_gate": (i := sigmoid(a_i)),
        }
        n = a_n.copy()
        if held:
            held.put(EVERYWHERE, forget_gate=f, input_gate=i, candidate=n)
        odds = _log_odds(held.beside(signals) if held else signals)
        kept, written = sigmoid(odds), sigmoid(-odds)  # f / (f + i), i / (f + i)
        if held:
            held.put(EVERYWHERE, normalised_forget_gate=kept, normalised_input_gate=written)
        return {
            **signals,
            "normalised_forget_gate": kept,
            "normalised_input_gate": written,
            "candidate": n,
            "hidden": remembered(kept, written * n, state[0], held),  # h_t = f'_t ∘ h_{t-1} + i'_t ∘ n_t
        }

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        n, h, written = (signals[name] for name in ("candidate", "hidden", "normalised_input_gate"))
        dh = brought_back(self.kept(signals), direct)
        d_kept, d_written, dn = (cut(signals, "hidden", dh * each) for each in (previous(h, state[0]), n, written))

        # f' = σ(u) and i' = σ(-u) with u = log f - log i
        more_kept = cut(signals, "normalised_forget_gate", d_kept) - cut(signals, "normalised_input_gate", d_written)
        du = more_kept * sigmoid_slope(_log_odds(signals))
        df, di = (_scaled(more_kept, slope) for slope in _ratio_slopes(signals))
        one_minus_f, one_minus_i = (sigmoid(-signals[f"{gate}_preactivation"]) for gate in self.blocks[:2])
        return {
            "forget_gate_preactivation": cut(signals, "forget_gate", du * one_minus_f),
            "input_gate_preactivation": cut(signals, "input_gate", -du * one_minus_i),
            "candidate_preactivation": cut(signals, "candidate", dn),
            "forget_gate": df,
            "input_gate": di,
            "normalised_forget_gate": d_kept,
            "normalised_input_gate": d_written,
            "candidate": dn,
            "hidden": dh,
        }

    def keep(self, signals: Mapping[str, Array]) -> Array:
        """f'_t."""
        return signals["normalised_forget_gate"]

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations; the shares from the sums where both gates round to 0."""
        import torch

        (h,) = state
        V_f, V_i, V_n = torch.nn.functional.linear(x, weights["weight_ih"], weights.get("bias_ih")).chunk(3, dim=-1)
        a_f, a_i = see("forget_gate_preactivation", V_f), see("input_gate_preactivation", V_i)
        f, i = see("forget_gate", a_f.sigmoid()), see("input_gate", a_i.sigmoid())
        n = see("candidate", see("candidate_preactivation", V_n))
        total, tiny = f + i, torch.finfo(x.dtype).tiny
        lost = (total < 2 * tiny) & (torch.maximum(a_f, a_i).exp() < tiny)  # held gates may be 0, too
        total, odds = torch.where(lost, 1.0, total), a_f - a_i  # log σ(a) is a, where it is so low
        kept = see("normalised_forget_gate", torch.where(lost, odds.sigmoid(), f / total))
        written = see("normalised_input_gate", torch.where(lost, (-odds).sigmoid(), i / total))
        return (see("hidden", kept * h + written * n),)


def _log_odds(signals: Mapping[str, Array]) -> Array:
    """log f_t - log i_t, (T, B, H)."""
    return log_gate(signals, "forget_gate") - log_gate(signals, "input_gate")


def _ratio_slopes(signals: Mapping[str, Array]) -> tuple[Array, Array]:
    """∂f'/∂f = i / (f + i)² and ∂f'/∂i = -f / (f + i)², (T, B, H) each; those of i' are their negatives."""
    log_f, log_i = log_gate(signals, "forget_gate"), log_gate(signals, "input_gate")
    log_total = np.logaddexp(log_f, log_i)
    return np.exp(log_i - 2 * log_total), -np.exp(log_f - 2 * log_total)


def _scaled(derivative: Array, slope: Array) -> Array:
    """derivative ∘ slope, and 0 where the derivative is 0 though the slope is beyond the largest float."""
    return np.where((derivative == 0) & np.isinf(slope), 0.0, derivative * slope)


CELLS = (MinLSTMCell(),)
