"""The GRU in PyTorch's convention: z = 1 keeps the old state, and r acts after the matrix product.

Cho et al. print r before the product, W_n (r ∘ h); PyTorch and cuDNN compute r ∘ (W_n h + b), which is faster. Some
texts also swap z with 1 - z. The weights of one convention mean nothing in another.
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
    stack_blocks,
    summed_rows,
)
from engine.cells.base import Array, Cell, LayerWeights, See, State
from engine.cells.gru_signals import gru_signals
from engine.cells.holding import Held, candidate_slope, cut, gate_slope, one_minus

if TYPE_CHECKING:
    import torch


class GRUCell(Cell):
    """h_t = (1 - z_t) ∘ n_t + z_t ∘ h_{t-1}, with gates r, z = σ(·) and candidate n = tanh(·)."""

    name = "gru"
    title = "GRU"
    paper = (
        "Cho et al. (2014), Learning phrase representations using RNN encoder-decoder, arXiv:1406.1078; "
        "reset after the matrix product, as in PyTorch and cuDNN"
    )
    blocks = ("reset_gate", "update_gate", "candidate")
    state = ("hidden",)
    signals = gru_signals(
        reset_gate=r"V_r x_t + W_r h_{t-1} + b_r",
        update_gate=r"V_z x_t + W_z h_{t-1} + b_z",
        candidate=r"V_n x_t + b_n + r_t \circ (W_n h_{t-1} + b_{hn})",
        update_writes=False,
    )
    products = 3  # r ∘ (…), (1 - z) ∘ n, z ∘ h
    memory_gate = "update_gate"
    writes = ("update_gate", False)
    odd = ("candidate",)
    torch_class = "GRU"

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        (h,) = state
        H = weights.hidden_size
        W_T, b_hh = np.ascontiguousarray(weights.weight_hh.T), _or_zero(weights.bias_hh)
        a = from_inputs(inputs, weights.weight_ih, _or_zero(weights.bias_ih))  # (T, B, 3H): V x_t + b
        gates = np.empty_like(a)
        a_rz, a_n = a[..., : 2 * H], a[..., 2 * H :]  # views
        rz, n = gates[..., : 2 * H], gates[..., 2 * H :]
        r, z = rz[..., :H], rz[..., H:]
        hidden = np.empty(n.shape)

        for t, a_rz_t, a_n_t, rz_t, r_t, z_t, n_t, h_t in forwards(range(len(a)), a_rz, a_n, rz, r, z, n, hidden):
            Wh = h.dot(W_T)  # (B, 3H): the three products W h_{t-1}
            Wh += b_hh
            a_rz_t += Wh[:, : 2 * H]
            sigmoid(a_rz_t, rz_t)  # r_t, z_t = σ(V x_t + W h_{t-1} + b)
            if held:
                held.put(t, reset_gate=r_t, update_gate=z_t)
            a_n_t += r_t * Wh[:, 2 * H :]
            np.tanh(a_n_t, n_t)  # n_t = tanh(V x_t + b_n + r_t ∘ (W_n h_{t-1} + b_hn))
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
        W = weights.weight_hh
        r, z, n, h = (signals[name] for name in (*self.blocks, "hidden"))
        h_before = previous(h, state[0])
        q = self._recurrent_sum(weights, h_before)  # q_t = W_n h_{t-1} + b_hn, which r_t multiplies

        # What each step's equations say by themselves, for all steps at once.
        dh_dz = cut(signals, "hidden", h_before - n)
        dh_dn = cut(signals, "hidden", one_minus(signals, "update_gate"))
        dh_dh = cut(signals, "hidden", z)
        dh_da_n = dh_dn * candidate_slope(signals, "candidate")
        dh_dr = dh_da_n * q
        dh_da_r, dh_da_z = dh_dr * gate_slope(signals, "reset_gate"), dh_dz * gate_slope(signals, "update_gate")
        dWh = stack_blocks(dh_da_r, dh_da_z, dh_da_n * r)  # ∂h_t/∂(W h_{t-1}) for r, z, n, (T, B, 3, H)

        # What the loss makes of them, from the last step to the first: ∂L/∂h_t, and in place ∂L/∂(W h_{t-1}).
        dh = direct.copy()
        through_W, through_z = np.zeros(dh[0].shape), np.zeros(dh[0].shape)
        for dh_t, dh_rows_t, dh_dh_t, dWh_t, dWh_rows_t in backwards(
            dh, dh[:, :, None], dh_dh, dWh, dWh.reshape(*h.shape[:2], -1)
        ):
            dh_t += through_W  # ∂L/∂h_t = direct + Wᵀ ∂L/∂(W h_t) …
            dh_t += through_z  # … + ∂L/∂h_{t+1} ∘ z_{t+1}, what the next step's update gate kept
            dWh_t *= dh_rows_t
            through_W = dWh_rows_t.dot(W)
            through_z = dh_t * dh_dh_t

        return {
            "reset_gate_preactivation": dWh[:, :, 0],
            "update_gate_preactivation": dWh[:, :, 1],
            "candidate_preactivation": dh * dh_da_n,
            "reset_gate": dh * dh_dr,
            "update_gate": dh * dh_dz,
            "candidate": dh * dh_dn,
            "hidden": dh,
        }

    @np.errstate(all="ignore")
    def jacobian(self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0) -> Array:
        """∂h_t/∂h_{t-1}, (T, H, H): the sum of `gradient_terms`, computed at once."""
        dh_dh, slopes = self._slopes(weights, signals, state, batch)
        J: Array = np.empty((*dh_dh.shape, dh_dh.shape[1]))
        summed_rows(np.stack(slopes, axis=-1), weights.weight_hh, out=J)
        np.einsum("tii->ti", J)[...] += dh_dh
        return J

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂h_t/∂h_{t-1} by path, (T, H, H) each: `direct` is diag(z_t), the others go through gates and candidate."""
        dh_dh, slopes = self._slopes(weights, signals, state, batch)
        names = ("through_reset_gate", "through_update_gate", "through_candidate")
        blocks = np.split(weights.weight_hh, 3)
        return {"direct": diagonal(dh_dh)} | {
            name: rows(slope, W) for name, slope, W in zip(names, slopes, blocks, strict=True)
        }

    def _slopes(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int
    ) -> tuple[Array, tuple[Array, Array, Array]]:
        """∂h_t/∂h_{t-1} through z_t alone, and what stands before W_r, W_z and W_n in ∂h_t/∂h_{t-1}, (T, H) each."""
        at = np.s_[:, batch]
        r, z, n, h = (signals[name][at] for name in (*self.blocks, "hidden"))
        h_before = np.concatenate((state[0][batch][None], h[:-1]))
        q = self._recurrent_sum(weights, h_before)
        dh_dz = cut(signals, "hidden", h_before - n, at)
        dh_dn = cut(signals, "hidden", one_minus(signals, "update_gate", at), at)
        dh_da_n = dh_dn * candidate_slope(signals, "candidate", at)
        dh_da_r = dh_da_n * q * gate_slope(signals, "reset_gate", at)
        dh_da_z = dh_dz * gate_slope(signals, "update_gate", at)
        return cut(signals, "hidden", z, at), (dh_da_r, dh_da_z, dh_da_n * r)

    def block_gradients(
        self, weights: LayerWeights, signals: Mapping[str, Array], gradients: Mapping[str, Array]
    ) -> tuple[Array, Array]:
        """The candidate's recurrent sum stands behind the reset gate: its derivative carries the factor r_t."""
        from_input, _ = super().block_gradients(weights, signals, gradients)
        from_recurrence = from_input.copy()
        from_recurrence[..., 2 * weights.hidden_size :] *= signals["reset_gate"]
        return from_input, from_recurrence

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        import torch

        (h,) = state
        V_r, V_z, V_n = torch.nn.functional.linear(x, weights["weight_ih"], weights.get("bias_ih")).chunk(3, dim=-1)
        W_r, W_z, W_n = torch.nn.functional.linear(h, weights["weight_hh"], weights.get("bias_hh")).chunk(3, dim=-1)
        r = see("reset_gate", see("reset_gate_preactivation", V_r + W_r).sigmoid())
        z = see("update_gate", see("update_gate_preactivation", V_z + W_z).sigmoid())
        n = see("candidate", see("candidate_preactivation", V_n + r * W_n).tanh())
        return (see("hidden", (1 - z) * n + z * h),)

    @staticmethod
    def _recurrent_sum(weights: LayerWeights, h_before: Array) -> Array:
        """q_t = W_n h_{t-1} + b_hn, what the reset gate lets through or not."""
        H = weights.hidden_size
        return h_before @ weights.weight_hh[2 * H :].T + _or_zero(weights.bias_hh, slice(2 * H, None))


def _or_zero(bias: Array | None, part: slice = slice(None)) -> Array | float:
    return 0.0 if bias is None else bias[part]


CELLS = (GRUCell(),)
