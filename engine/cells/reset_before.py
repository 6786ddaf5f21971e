"""What the cells share whose reset gate acts before the matrix product, W_n (r ∘ h): the walk forward and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import backwards, diagonal, forwards, from_inputs, previous, rows, sigmoid, split_blocks
from engine.cells.base import Array, Cell, LayerWeights, State, preactivation_name
from engine.cells.factors import Factors
from engine.cells.holding import Held, candidate_slope, cut, gate_slope, one_minus

if TYPE_CHECKING:
    import torch


class ResetBeforeCell(Cell):
    """The published GRU, and the mutations of it: one walk through time, which its cells fill in.

        r_t = σ(u^r_t + W_r h_{t-1})
        z_t = σ(u^z_t + W_z s(h_{t-1}))
        n_t = tanh(u^n_t + W_n (r_t ∘ h_{t-1}))
        h_t = keep_t ∘ h_{t-1} + write_t ∘ n_t

    A cell says what the input adds to the three sums, u (`from_input`); what the update gate sees of the state, s
    (`seen`, with its slope), or leaves that block out of `recurrent_blocks`; and, with `writes`, whether z_t is write_t
    and keep_t = 1 - z_t, or the other way round. The biases are in u.
    """

    blocks = ("reset_gate", "update_gate", "candidate")
    state = ("hidden",)
    products = 3  # r ∘ h, keep ∘ h, write ∘ n
    memory_gate = "update_gate"
    writes = ("update_gate", True)

    def memory_biases(self, bias: float) -> Mapping[str, float]:
        """Where z writes, 1 - σ(-b) = σ(b) of the old state is kept."""
        return {"update_gate": -bias if self.writes[1] else bias}

    def from_input(self, weights: LayerWeights, x: Array) -> tuple[Array, Array, Array]:
        """u^r_t, u^z_t and u^n_t, (T, B, H) each, with the biases of V: arrays that the walk goes on adding to."""
        u_r, u_z, u_n = split_blocks(from_inputs(x, weights.weight_ih, weights.bias_ih), 3)
        return u_r, u_z, u_n

    def seen(self, h: Array) -> Array:
        """s(h), what the update gate sees of the state."""
        return h

    def seen_slope(self, h: Array) -> Array:
        """s'(h)."""
        return np.ones_like(h)

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        (h,) = state
        W_r, W_z, W_n = self._recurrent(weights)
        W_r_T, W_n_T = np.ascontiguousarray(W_r.T), np.ascontiguousarray(W_n.T)
        W_z_T = None if W_z is None else np.ascontiguousarray(W_z.T)
        a_r, a_z, a_n = self.from_input(weights, inputs)
        for a, b in zip((a_r, a_z, a_n), self._recurrent_biases(weights), strict=True):
            a += b
        r, z, n, hidden = (np.empty(a_n.shape) for _ in range(4))
        z_writes = self.writes[1]

        for t, a_r_t, a_z_t, a_n_t, r_t, z_t, n_t, h_t in forwards(range(len(r)), a_r, a_z, a_n, r, z, n, hidden):
            a_r_t += h.dot(W_r_T)
            sigmoid(a_r_t, r_t)  # r_t = σ(u^r_t + W_r h_{t-1})
            if W_z_T is not None:
                a_z_t += self.seen(h).dot(W_z_T)
            sigmoid(a_z_t, z_t)  # z_t = σ(u^z_t + W_z s(h_{t-1}))
            if held:
                held.put(t, reset_gate=r_t, update_gate=z_t)
            a_n_t += (r_t * h).dot(W_n_T)
            np.tanh(a_n_t, n_t)  # n_t = tanh(u^n_t + W_n (r_t ∘ h_{t-1}))
            if held:
                held.put(t, candidate=n_t)
            keep_t, write_t = (1 - z_t, z_t) if z_writes else (z_t, 1 - z_t)
            np.multiply(keep_t, h, h_t)
            h_t += write_t * n_t  # h_t = keep_t ∘ h_{t-1} + write_t ∘ n_t
            if held:
                held.put(t, hidden=h_t)
            h = h_t

        return {
            "reset_gate_preactivation": a_r,
            "update_gate_preactivation": a_z,
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
        W_r, W_z, W_n = self._recurrent(weights)
        h_before, r = previous(signals["hidden"], state[0]), signals["reset_gate"]
        seen_slope = self.seen_slope(h_before)

        # What each step's equations say by themselves, for all steps at once.
        dh_dz, dh_dn, dh_dh = self._slopes(signals, h_before)
        dr_da_r = gate_slope(signals, "reset_gate")
        dh_da_z = dh_dz * gate_slope(signals, "update_gate")
        dh_da_n = dh_dn * candidate_slope(signals, "candidate")

        # What the loss makes of them, from the last step to the first.
        dh = direct.copy()
        dr, da_r, da_z, da_n = (np.empty_like(dh) for _ in range(4))
        later = np.zeros(dh[0].shape)  # ∂L/∂h_t through the next step
        for dh_t, dr_t, da_r_t, da_z_t, da_n_t, h_t, r_t, s_t, dh_dh_t, dz_t, dn_t, drar_t in backwards(
            dh, dr, da_r, da_z, da_n, h_before, r, seen_slope, dh_dh, dh_da_z, dh_da_n, dr_da_r
        ):
            dh_t += later
            np.multiply(dh_t, dn_t, da_n_t)
            through_W_n = da_n_t.dot(W_n)  # ∂L/∂(r_t ∘ h_{t-1})
            np.multiply(through_W_n, h_t, dr_t)
            np.multiply(dr_t, drar_t, da_r_t)
            np.multiply(dh_t, dz_t, da_z_t)
            later = dh_t * dh_dh_t + through_W_n * r_t + da_r_t.dot(W_r)
            if W_z is not None:
                later += da_z_t.dot(W_z) * s_t

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
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂h_t/∂h_{t-1} by path, (T, H, H) each: `direct` is diag(keep_t), the others go through gates and candidate.

        There is no path through an update gate that does not see the state.
        """
        W_r, W_z, W_n = self._recurrent(weights)
        before = previous(signals["hidden"], state[0])
        at = np.s_[:, batch]
        dh_dz, dh_dn, dh_dh = (slope[at] for slope in self._slopes(signals, before))
        r, h_before = signals["reset_gate"][at], before[at]
        candidate = rows(dh_dn * candidate_slope(signals, "candidate", at), W_n)  # ∂h_t/∂(r_t ∘ h_{t-1})
        terms = {
            "direct": diagonal(dh_dh),
            "through_reset_gate": candidate @ rows(h_before * gate_slope(signals, "reset_gate", at), W_r),
        }
        if W_z is not None:
            through = rows(dh_dz * gate_slope(signals, "update_gate", at), W_z)
            terms["through_update_gate"] = through * self.seen_slope(h_before)[:, None, :]
        return terms | {"through_candidate": candidate * r[:, None, :]}

    def _slopes(self, signals: Mapping[str, Array], h_before: Array) -> tuple[Array, Array, Array]:
        """∂h_t/∂z_t, ∂h_t/∂n_t and ∂h_t/∂h_{t-1} through z_t alone, (T, B, H) each."""
        z, n, one_minus_z = signals["update_gate"], signals["candidate"], one_minus(signals, "update_gate")
        slopes = (n - h_before, z, one_minus_z) if self.writes[1] else (h_before - n, one_minus_z, z)
        dh_dz, dh_dn, dh_dh = (cut(signals, "hidden", slope) for slope in slopes)
        return dh_dz, dh_dn, dh_dh

    def weight_factors(
        self,
        weights: LayerWeights,
        inputs: Array,
        signals: Mapping[str, Array],
        state: State,
        gradients: Mapping[str, Array],
    ) -> dict[str, Factors]:
        """As for every cell, but each block of W has multiplied something else: h_{t-1}, s(h_{t-1}), r_t ∘ h_{t-1}.

        So each sequence of the batch enters the sum for W once for every block, with the other blocks' rows zero.
        """
        factors = super().weight_factors(weights, inputs, signals, state, gradients)
        h_before, blocks = previous(signals["hidden"], state[0]), self.recurrent_blocks
        multiplied = {
            "reset_gate": h_before,
            "update_gate": self.seen(h_before),
            "candidate": signals["reset_gate"] * h_before,
        }
        left = np.zeros((*h_before.shape[:1], len(blocks), h_before.shape[1], len(blocks), h_before.shape[2]))
        for index, block in enumerate(blocks):
            left[:, index, :, index] = gradients[preactivation_name(block)]
        factors["weight_hh"] = Factors(
            left.reshape(len(left), len(blocks) * h_before.shape[1], -1),
            np.concatenate([multiplied[block] for block in blocks], axis=1),
        )
        return factors

    def _recurrent(self, weights: LayerWeights) -> tuple[Array, Array | None, Array]:
        """W_r, W_z and W_n, (H, H) each; None for an update gate that does not see the state."""
        W = dict(zip(self.recurrent_blocks, np.split(weights.weight_hh, len(self.recurrent_blocks)), strict=True))
        return W["reset_gate"], W.get("update_gate"), W["candidate"]

    def _recurrent_biases(self, weights: LayerWeights) -> tuple[Array | float, ...]:
        """The biases of the three products with W; 0 where there are none."""
        if weights.bias_hh is None:
            return 0.0, 0.0, 0.0
        b = dict(zip(self.recurrent_blocks, np.split(weights.bias_hh, len(self.recurrent_blocks)), strict=True))
        return tuple(b.get(block, 0.0) for block in self.blocks)


def recurrent_parts(weights: Mapping[str, torch.Tensor], blocks: int) -> list[tuple[torch.Tensor, torch.Tensor | None]]:
    """W and b_hh of each block in torch, as `linear` takes them."""
    b = weights.get("bias_hh")
    biases = [None] * blocks if b is None else list(b.chunk(blocks))
    return list(zip(weights["weight_hh"].chunk(blocks), biases, strict=True))
