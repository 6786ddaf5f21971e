"""minGRU: a GRU whose gate and candidate no longer see the past, so that its memory is linear in the past."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import from_inputs, previous, sigmoid, split_blocks
from engine.cells.base import Array, LayerWeights, See, Signal, State
from engine.cells.holding import EVERYWHERE, Held, cut, gate_slope, one_minus
from engine.cells.linear_memory import LinearMemoryCell, brought_back, remembered

if TYPE_CHECKING:
    import torch

_Z, _N = "V_z x_t + b_z", "V_n x_t + b_n"


class MinGRUCell(LinearMemoryCell):
    """h_t = (1 - z_t) ∘ h_{t-1} + z_t ∘ n_t with z_t = σ(V_z x_t + b_z) and n_t = V_n x_t + b_n; z = 1 writes.

    Nothing but the memory itself sees h_{t-1}, so W has no rows and ∂h_t/∂h_{t-1} = diag(1 - z_t): the influence of
    each unit on its own later values is a plain product of numbers, and on those of other units it is 0. The candidate
    is the linear one of the paper's section 3.1; its form for logarithmic space, n = g(V_n x_t + b_n) > 0, differs.
    """

    name = "min_gru"
    title = "minGRU"
    paper = "Feng, Tung, Ahmed, Bengio & Hajimirsadeghi (2024), Were RNNs all we needed?, arXiv:2410.01201"
    blocks = ("update_gate", "candidate")
    signals = (
        Signal("update_gate_preactivation", "a^z_t", "update gate's sum", f"a^z_t = {_Z}", kind="preactivation"),
        Signal("candidate_preactivation", "a^n_t", "candidate's sum", f"a^n_t = {_N}", kind="preactivation"),
        Signal("update_gate", "z_t", "update gate", rf"z_t = \sigma({_Z})", 0, 1, "gate", "writes the candidate"),
        Signal("candidate", "n_t", "candidate", f"n_t = {_N}", kind="candidate"),
        Signal("hidden", "h_t", "hidden state", r"h_t = (1 - z_t) \circ h_{t-1} + z_t \circ n_t", kind="state"),
    )
    products = 2  # (1 - z) ∘ h, z ∘ n
    memory_gate = "update_gate"
    writes = ("update_gate", True)

    def memory_biases(self, bias: float) -> Mapping[str, float]:
        """z writes: 1 - σ(-b) = σ(b) of the old state is kept."""
        return {"update_gate": -bias}

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        a_z, a_n = split_blocks(from_inputs(inputs, weights.weight_ih, weights.bias_ih), 2)  # V x_t + b
        z, n = sigmoid(a_z), a_n.copy()
        if held:
            held.put(EVERYWHERE, update_gate=z, candidate=n)
        return {
            "update_gate_preactivation": a_z,
            "candidate_preactivation": a_n,
            "update_gate": z,
            "candidate": n,
            "hidden": remembered(1 - z, z * n, state[0], held),  # h_t = (1 - z_t) ∘ h_{t-1} + z_t ∘ n_t
        }

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        z, n, h = (signals[name] for name in (*self.blocks, "hidden"))
        dh = brought_back(self.kept(signals), direct)
        dz = cut(signals, "hidden", dh * n - dh * previous(h, state[0]))
        dn = dh * cut(signals, "hidden", z)
        return {
            "update_gate_preactivation": dz * gate_slope(signals, "update_gate"),
            "candidate_preactivation": cut(signals, "candidate", dn),
            "update_gate": dz,
            "candidate": dn,
            "hidden": dh,
        }

    def keep(self, signals: Mapping[str, Array]) -> Array:
        """1 - z_t."""
        return one_minus(signals, "update_gate")

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        import torch

        (h,) = state
        V_z, V_n = torch.nn.functional.linear(x, weights["weight_ih"], weights.get("bias_ih")).chunk(2, dim=-1)
        z = see("update_gate", see("update_gate_preactivation", V_z).sigmoid())
        n = see("candidate", see("candidate_preactivation", V_n))
        return (see("hidden", (1 - z) * h + z * n),)


CELLS = (MinGRUCell(),)
