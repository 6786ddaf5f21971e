"""The GRU as it was published: r acts before the matrix product, W_n (r ∘ h), not after it.

`engine.cells.gru` is PyTorch's, r ∘ (W_n h + b_hn). The difference is that a unit's reset gate here hides that unit
from every candidate, and there shuts one candidate off from every unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import (
    backwards,
    diagonal,
    forwards,
    from_inputs,
    previous,
    rows,
    sigmoid,
)
from engine.cells.base import Array, Cell, Factors, LayerWeights, See, Signal, State
from engine.cells.holding import Held, candidate_slope, cut, gate_slope, one_minus

if TYPE_CHECKING:
    import torch

_HEARS, _KEEPS = "lets the old state into the candidate", "keeps the old state"
_R = r"V_r x_t + W_r h_{t-1} + b_r"
_Z = r"V_z x_t + W_z h_{t-1} + b_z"
_N = r"V_n x_t + W_n (r_t \circ h_{t-1}) + b_n"


class GRUResetBeforeCell(Cell):
    """h_t = (1 - z_t) ∘ n_t + z_t ∘ h_{t-1} with n_t = tanh(V_n x_t + W_n (r_t ∘ h_{t-1}) + b_n).

    Blocks in PyTorch's order r, z, n, and z keeps, as there; both biases only ever appear as their sum.
    """

    name = "gru_reset_before"
    title = "GRU, reset before the product"
    paper = (
        "Cho et al. (2014), Learning phrase representations using RNN encoder-decoder, EMNLP; the published version, "
        "reset before the matrix product"
    )
    blocks = ("reset_gate", "update_gate", "candidate")
    state = ("hidden",)
    signals = (
        Signal("reset_gate_preactivation", "a^r_t", "reset gate's sum", f"a^r_t = {_R}", kind="preactivation"),
        Signal("update_gate_preactivation", "a^z_t", "update gate's sum", f"a^z_t = {_Z}", kind="preactivation"),
        Signal("candidate_preactivation", "a^n_t", "candidate's sum", f"a^n_t = {_N}", kind="preactivation"),
        Signal("reset_gate", "r_t", "reset gate", rf"r_t = \sigma({_R})", 0, 1, "gate", _HEARS),
        Signal("update_gate", "z_t", "update gate", rf"z_t = \sigma({_Z})", 0, 1, "gate", _KEEPS),
        Signal("candidate", "n_t", "candidate", rf"n_t = \tanh({_N})", -1, 1, "candidate"),
        Signal("hidden", "h_t", "hidden state", r"h_t = (1 - z_t) \circ n_t + z_t \circ h_{t-1}", -1, 1, "state"),
    )
    products = 3  # r ∘ h, (1 - z) ∘ n, z ∘ h
    memory_gate = "update_gate"
    writes = ("update_gate", False)
    odd = ("candidate",)

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        (h,) = state
        H = weights.hidden_size
        W_rz_T = np.ascontiguousarray(weights.weight_hh[: 2 * H].T)
        W_n_T = np.ascontiguousarray(weights.weight_hh[2 * H :].T)
        a = from_inputs(inputs, weights.weight_ih, weights.bias)  # (T, B, 3H): V x_t + b
        gates = np.empty_like(a)
        a_rz, a_n = a[..., : 2 * H], a[..., 2 * H :]  # views
        rz, n = gates[..., : 2 * H], gates[..., 2 * H :]
        r, z = rz[..., :H], rz[..., H:]
        hidden = np.empty(n.shape)

        for t, a_rz_t, a_n_t, rz_t, r_t, z_t, n_t, h_t in forwards(range(len(a)), a_rz, a_n, rz, r, z, n, hidden):
            a_rz_t += h.dot(W_rz_T)
            sigmoid(a_rz_t, rz_t)  # r_t, z_t = σ(V x_t + W h_{t-1} + b)
            if held:
                held.put(t, reset_gate=r_t, update_gate=z_t)
            a_n_t += (r_t * h).dot(W_n_T)
            np.tanh(a_n_t, n_t)  # n_t = tanh(V x_t + W_n (r_t ∘ h_{t-1}) + b_n)
            if held:
                held.put(t, candidate=n_t)
            np.multiply(z_t, h, h_t)
            h_t += (1 - z_t) * n_t  # h_t = (1 - z_t) ∘ n_t + z_t ∘ h_{t-1}
            if held:
                held.put(t, hidden=h_t)
            h = h_t

        return {
            "reset_gate_preactivation": a[..., :H],
            "update_gate_preactivation": a[..., H : 2 * H],
            "candidate_preactivation": a_n,
            "reset_gate": r,
            "update_gate": z,
            "candidate": n,
            "hidden": hidden,
        }

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        W_r, W_z, W_n = np.split(weights.weight_hh, 3)
        r, z, n, h = (signals[name] for name in (*self.blocks, "hidden"))
        h_before = previous(h, state[0])

        # What each step's equations say by themselves, for all steps at once.
        dh_dz = cut(signals, "hidden", h_before - n)
        dh_dn = cut(signals, "hidden", one_minus(signals, "update_gate"))
        dh_dh = cut(signals, "hidden", z)
        dh_da_n = dh_dn * candidate_slope(signals, "candidate")
        dz_da_z, dr_da_r = gate_slope(signals, "update_gate"), gate_slope(signals, "reset_gate")

        # What the loss makes of them, from the last step to the first.
        dh = direct.copy()
        dr, da_r, da_z, da_n = (np.empty_like(dh) for _ in range(4))
        later = np.zeros(dh[0].shape)  # ∂L/∂h_t through the next step
        for dh_t, dr_t, da_r_t, da_z_t, da_n_t, h_t, r_t, dh_dh_t, dz_t, dn_t, dzaz_t, drar_t in backwards(
            dh, dr, da_r, da_z, da_n, h_before, r, dh_dh, dh_dz, dh_da_n, dz_da_z, dr_da_r
        ):
            dh_t += later
            np.multiply(dh_t, dn_t, da_n_t)
            through_W_n = da_n_t.dot(W_n)  # ∂L/∂(r_t ∘ h_{t-1})
            np.multiply(through_W_n, h_t, dr_t)
            np.multiply(dr_t, drar_t, da_r_t)
            np.multiply(dh_t * dz_t, dzaz_t, da_z_t)
            later = dh_t * dh_dh_t + through_W_n * r_t + da_r_t.dot(W_r) + da_z_t.dot(W_z)

        return {
            "reset_gate_preactivation": da_r,
            "update_gate_preactivation": da_z,
            "candidate_preactivation": da_n,
            "reset_gate": dr,
            "update_gate": dh * dh_dz,
            "candidate": dh * dh_dn,
            "hidden": dh,
        }

    @np.errstate(all="ignore")
    def jacobian(self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0) -> Array:
        """∂h_t/∂h_{t-1}, (T, H, H): the sum of `gradient_terms`."""
        return np.asarray(sum(self.gradient_terms(weights, signals, state, batch).values()))

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂h_t/∂h_{t-1} by path, (T, H, H) each: `direct` is diag(z_t), the others go through gates and candidate."""
        at = np.s_[:, batch]
        r, z, n, h = (signals[name][at] for name in (*self.blocks, "hidden"))
        h_before = np.concatenate((state[0][batch][None], h[:-1]))
        W_r, W_z, W_n = np.split(weights.weight_hh, 3)
        dh_dz = cut(signals, "hidden", h_before - n, at)
        dh_dn = cut(signals, "hidden", one_minus(signals, "update_gate", at), at)
        candidate = rows(dh_dn * candidate_slope(signals, "candidate", at), W_n)  # ∂h_t/∂(r_t ∘ h_{t-1})
        return {
            "direct": diagonal(cut(signals, "hidden", z, at)),
            "through_reset_gate": candidate @ rows(h_before * gate_slope(signals, "reset_gate", at), W_r),
            "through_update_gate": rows(dh_dz * gate_slope(signals, "update_gate", at), W_z),
            "through_candidate": candidate * r[:, None, :],
        }

    def weight_factors(
        self,
        weights: LayerWeights,
        inputs: Array,
        signals: Mapping[str, Array],
        state: State,
        gradients: Mapping[str, Array],
    ) -> dict[str, Factors]:
        """As for every cell, but W_n is multiplied with r_t ∘ h_{t-1}, the other two blocks of W with h_{t-1}.

        So each sequence of the batch enters the sum for W twice: once with the rows of the gates, once with those of
        the candidate.
        """
        factors = super().weight_factors(weights, inputs, signals, state, gradients)
        left, h_before = factors["weight_hh"].left, factors["weight_hh"].right
        of_gates, of_candidate = left.copy(), left.copy()
        of_gates[..., 2 * weights.hidden_size :] = 0
        of_candidate[..., : 2 * weights.hidden_size] = 0
        factors["weight_hh"] = Factors(
            np.concatenate((of_gates, of_candidate), axis=1),
            np.concatenate((h_before, signals["reset_gate"] * h_before), axis=1),
        )
        return factors

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        import torch

        (h,) = state
        V_r, V_z, V_n = torch.nn.functional.linear(x, weights["weight_ih"], weights.get("bias_ih")).chunk(3, dim=-1)
        W_r, W_z, W_n = weights["weight_hh"].chunk(3)
        b = weights.get("bias_hh")
        b_r, b_z, b_n = (None, None, None) if b is None else b.chunk(3)
        linear = torch.nn.functional.linear
        r = see("reset_gate", see("reset_gate_preactivation", V_r + linear(h, W_r, b_r)).sigmoid())
        z = see("update_gate", see("update_gate_preactivation", V_z + linear(h, W_z, b_z)).sigmoid())
        n = see("candidate", see("candidate_preactivation", V_n + linear(r * h, W_n, b_n)).tanh())
        return (see("hidden", (1 - z) * n + z * h),)


CELLS = (GRUResetBeforeCell(),)
