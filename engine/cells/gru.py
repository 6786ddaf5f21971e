"""The GRU in PyTorch's convention: z = 1 keeps the old state, and r acts after the matrix product.

Cho et al. print r before the product, W_n (r ∘ h); PyTorch and cuDNN compute r ∘ (W_n h + b), which is faster. Some
texts also swap z with 1 - z. The weights of one convention mean nothing in another.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.cells.base import Array, Cell, LayerWeights, Signal, State, diagonal, previous, rows, sigmoid

_R = r"V_r x_t + W_r h_{t-1} + b_r"
_Z = r"V_z x_t + W_z h_{t-1} + b_z"
_N = r"V_n x_t + b_n + r_t \circ (W_n h_{t-1} + b_{hn})"


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
    signals = (
        Signal("reset_gate_preactivation", "a^r_t", "reset gate's sum", f"a^r_t = {_R}", kind="preactivation"),
        Signal("update_gate_preactivation", "a^z_t", "update gate's sum", f"a^z_t = {_Z}", kind="preactivation"),
        Signal("candidate_preactivation", "a^n_t", "candidate's sum", f"a^n_t = {_N}", kind="preactivation"),
        Signal("reset_gate", "r_t", "reset gate", rf"r_t = \sigma({_R})", 0, 1, "gate"),
        Signal("update_gate", "z_t", "update gate", rf"z_t = \sigma({_Z})", 0, 1, "gate"),
        Signal("candidate", "n_t", "candidate", rf"n_t = \tanh({_N})", -1, 1, "candidate"),
        Signal("hidden", "h_t", "hidden state", r"h_t = (1 - z_t) \circ n_t + z_t \circ h_{t-1}", kind="state"),
    )
    memory_gate = "update_gate"
    torch_class = "GRU"

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        (h,) = state
        H = weights.hidden_size
        W_T, b_hh = weights.weight_hh.T, _or_zero(weights.bias_hh)
        a = inputs @ weights.weight_ih.T + _or_zero(weights.bias_ih)  # (T, B, 3H): V x_t + b for all steps at once
        gates = np.empty_like(a)
        a_rz, a_n = a[..., : 2 * H], a[..., 2 * H :]
        rz, n = gates[..., : 2 * H], gates[..., 2 * H :]
        r, z = rz[..., :H], rz[..., H:]
        hidden = np.empty(n.shape)

        for t in range(len(inputs)):
            Wh = h @ W_T  # (B, 3H): the three products W h_{t-1}
            Wh += b_hh
            a_rz[t] += Wh[:, : 2 * H]
            sigmoid(a_rz[t], out=rz[t])  # r, z = σ(V x_t + W h_{t-1} + b)
            a_n[t] += r[t] * Wh[:, 2 * H :]
            np.tanh(a_n[t], out=n[t])  # n = tanh(V x_t + b_n + r ∘ (W_n h_{t-1} + b_hn))
            h = np.add((1 - z[t]) * n[t], z[t] * h, out=hidden[t])  # h_t = (1 - z) ∘ n + z ∘ h_{t-1}

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
        steps, batch, units = h.shape
        h_before = previous(h, state[0])
        q = self._recurrent_sum(weights, h_before)  # q_t = W_n h_{t-1} + b_hn

        # All that does not depend on the gradient itself, for all steps at once.
        dh_dz = h_before - n
        dh_dan = (1 - z) * (1 - n * n)  # ∂h_t/∂a^n_t
        dh_dWh = np.empty((steps, batch, 3, units))  # ∂h_t/∂(W h_{t-1}), for r, z, n
        dh_dWh[:, :, 0] = dh_dan * q * r * (1 - r)
        dh_dWh[:, :, 1] = dh_dz * z * (1 - z)
        dh_dWh[:, :, 2] = dh_dan * r

        dh = direct.copy()
        dWh = np.empty((steps, batch, 3, units))
        dWh_rows = dWh.reshape(steps, batch, 3 * units)

        for t in reversed(range(steps)):
            if t + 1 < steps:
                dh[t] += dWh_rows[t + 1] @ W  # ∂L/∂h_t = direct + Wᵀ ∂L/∂(W h_t)
                dh[t] += dh[t + 1] * z[t + 1]  # + what the update gate of the next step kept
            np.multiply(dh[t, :, None], dh_dWh[t], out=dWh[t])  # ∂L/∂(W h_{t-1}) = ∂L/∂h_t ∘ ∂h_t/∂(W h_{t-1})

        da_n = dh * dh_dan
        return {
            "reset_gate_preactivation": dWh[:, :, 0],
            "update_gate_preactivation": dWh[:, :, 1],
            "candidate_preactivation": da_n,
            "reset_gate": da_n * q,
            "update_gate": dh * dh_dz,
            "candidate": dh * (1 - z),
            "hidden": dh,
        }

    @np.errstate(all="ignore")
    def jacobian(self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0) -> Array:
        """∂h_t/∂h_{t-1}, (T, H, H): the sum of `gradient_terms`."""
        direct, *others = self.gradient_terms(weights, signals, state, batch).values()
        for term in others:
            direct += term
        return direct

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂h_t/∂h_{t-1} by path, (T, H, H) each: `direct` is diag(z_t), the others go through a gate or the candidate."""
        r, z, n, h = (signals[name][:, batch] for name in (*self.blocks, "hidden"))
        h_before = np.concatenate((state[0][batch][None], h[:-1]))
        q = self._recurrent_sum(weights, h_before)
        W_r, W_z, W_n = np.split(weights.weight_hh, 3)
        dh_dan = (1 - z) * (1 - n * n)
        return {
            "direct": diagonal(z),
            "through_reset_gate": rows(dh_dan * q * r * (1 - r), W_r),
            "through_update_gate": rows((h_before - n) * z * (1 - z), W_z),
            "through_candidate": rows(dh_dan * r, W_n),
        }

    def block_gradients(
        self, weights: LayerWeights, signals: Mapping[str, Array], gradients: Mapping[str, Array]
    ) -> tuple[Array, Array]:
        """The candidate's recurrent sum stands behind the reset gate: its derivative carries the factor r_t."""
        from_input, _ = super().block_gradients(weights, signals, gradients)
        from_recurrence = from_input.copy()
        from_recurrence[..., 2 * weights.hidden_size :] *= signals["reset_gate"]
        return from_input, from_recurrence

    @staticmethod
    def _recurrent_sum(weights: LayerWeights, h_before: Array) -> Array:
        """q_t = W_n h_{t-1} + b_hn, what the reset gate lets through or not."""
        H = weights.hidden_size
        return h_before @ weights.weight_hh[2 * H :].T + _or_zero(weights.bias_hh, slice(2 * H, None))


def _or_zero(bias: Array | None, part: slice = slice(None)) -> Array | float:
    return 0.0 if bias is None else bias[part]


CELLS = (GRUCell(),)
