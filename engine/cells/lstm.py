"""The LSTM with a forget gate, as in `torch.nn.LSTM`: an additive memory c behind three gates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cells.arithmetic import (
    backwards,
    diagonal,
    forwards,
    from_inputs,
    previous,
    rows,
    set_diagonal,
    sigmoid,
    split_blocks,
    stack_blocks,
    summed_rows,
    tanh_slope,
)
from engine.cells.base import Array, Cell, Factors, LayerWeights, See, Signal, State, preactivation_name
from engine.cells.holding import Held, candidate_slope, cut, gate_slope, is_held

if TYPE_CHECKING:
    import torch


_WRITES, _KEEPS = "writes the candidate", "keeps the old cell state"
_SHOWS = "shows the cell state to the outside"


def _sum(gate: str) -> str:
    return f"V_{gate} x_t + W_{gate} h_{{t-1}} + b_{gate}"


class LSTMCell(Cell):
    """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t and h_t = o_t ∘ tanh(c_t); gates i, f, o = σ(·) and candidate g = tanh(·)."""

    name = "lstm"
    title = "LSTM"
    paper = (
        "Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9(8); forget gate: "
        "Gers, Schmidhuber & Cummins (2000), Learning to forget, Neural Computation 12(10)"
    )
    blocks = ("input_gate", "forget_gate", "candidate", "output_gate")
    state = ("hidden", "cell")
    signals = (
        Signal("input_gate_preactivation", "a^i_t", "input gate's sum", f"a^i_t = {_sum('i')}", kind="preactivation"),
        Signal("forget_gate_preactivation", "a^f_t", "forget gate's sum", f"a^f_t = {_sum('f')}", kind="preactivation"),
        Signal("candidate_preactivation", "a^g_t", "candidate's sum", f"a^g_t = {_sum('g')}", kind="preactivation"),
        Signal("output_gate_preactivation", "a^o_t", "output gate's sum", f"a^o_t = {_sum('o')}", kind="preactivation"),
        Signal("input_gate", "i_t", "input gate", rf"i_t = \sigma({_sum('i')})", 0, 1, "gate", _WRITES),
        Signal("forget_gate", "f_t", "forget gate", rf"f_t = \sigma({_sum('f')})", 0, 1, "gate", _KEEPS),
        Signal("candidate", "g_t", "candidate", rf"g_t = \tanh({_sum('g')})", -1, 1, "candidate"),
        Signal("output_gate", "o_t", "output gate", rf"o_t = \sigma({_sum('o')})", 0, 1, "gate", _SHOWS),
        Signal("cell", "c_t", "cell state", r"c_t = f_t \circ c_{t-1} + i_t \circ g_t", kind="state"),
        Signal("hidden", "h_t", "hidden state", r"h_t = o_t \circ \tanh(c_t)", -1, 1, "state"),
    )
    products = 3  # f ∘ c, i ∘ g, o ∘ tanh(c)
    memory_gate = "forget_gate"
    writes = ("input_gate", True)
    odd = ("candidate",)
    projects = True
    torch_class = "LSTM"

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H); the hidden state is (T, B, P) if it is projected."""
        h, c = state
        W_T, W_hr = np.ascontiguousarray(weights.weight_hh.T), weights.weight_hr
        a = from_inputs(inputs, weights.weight_ih, weights.bias)  # (T, B, 4H): V x_t + b for all steps at once
        gates = np.empty_like(a)
        a_i, a_f, a_g, a_o = split_blocks(a, 4)  # views, (T, B, H) each
        i, f, g, o = split_blocks(gates, 4)
        cell, tanh_cell = np.empty(i.shape), np.empty(i.shape)
        hidden = np.empty((*i.shape[:2], h.shape[-1]))
        gated = hidden if W_hr is None else np.empty(i.shape)  # o_t ∘ tanh(c_t), which is h_t unless it is projected

        for t, a_t, a_g_t, gates_t, i_t, f_t, g_t, o_t, c_t, tanh_c_t, gated_t, h_t in forwards(
            range(len(a)), a, a_g, gates, i, f, g, o, cell, tanh_cell, gated, hidden
        ):
            a_t += h.dot(W_T)  # a_t = V x_t + b + W h_{t-1}
            sigmoid(a_t, gates_t)  # i_t, f_t, o_t = σ(a_t)
            np.tanh(a_g_t, g_t)  # g_t = tanh(a_t)
            if held:
                held.put(t, input_gate=i_t, forget_gate=f_t, candidate=g_t, output_gate=o_t)
            np.multiply(f_t, c, c_t)
            c_t += i_t * g_t  # c_t = f_t ∘ c_{t-1} + i_t ∘ g_t
            if held:
                held.put(t, cell=c_t)
            np.tanh(c_t, tanh_c_t)
            np.multiply(o_t, tanh_c_t, gated_t)  # h_t = o_t ∘ tanh(c_t)
            if W_hr is not None:
                gated_t.dot(W_hr.T, h_t)  # projected: h_t = W_hr (o_t ∘ tanh(c_t))
            if held:
                held.put(t, hidden=h_t)
            h, c = h_t, c_t

        return {
            "input_gate_preactivation": a_i,
            "forget_gate_preactivation": a_f,
            "candidate_preactivation": a_g,
            "output_gate_preactivation": a_o,
            "input_gate": i,
            "forget_gate": f,
            "candidate": g,
            "output_gate": o,
            "cell": cell,
            "hidden": hidden,
            "_tanh_cell": tanh_cell,
        }

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        W, W_hr = weights.weight_hh, weights.weight_hr
        i, f, g, o, c = (signals[name] for name in (*self.blocks, "cell"))
        tanh_c = signals["_tanh_cell"] if "_tanh_cell" in signals else np.tanh(c)

        # What each step's equations say by themselves, for all steps at once; (T, B, 4, H) for i, f, g, o.
        dh_dc, dh_do = o * tanh_slope(c), tanh_c
        if W_hr is None:  # else what is held is the projection, not what is projected
            dh_dc, dh_do = cut(signals, "hidden", dh_dc), cut(signals, "hidden", dh_do)
        dc_di, dc_df, dc_dg, dc_dc = (cut(signals, "cell", slope) for slope in (g, previous(c, state[1]), i, f))
        d_gates = stack_blocks(dc_di, dc_df, dc_dg, dh_do)
        da = stack_blocks(
            gate_slope(signals, "input_gate"),
            gate_slope(signals, "forget_gate"),
            candidate_slope(signals, "candidate"),
            gate_slope(signals, "output_gate"),
        )
        da *= d_gates  # ∂c_t/∂a_t for i, f, g; ∂h_t/∂a_t for o

        # What the loss makes of them, from the last step to the first: ∂L/∂h_t, ∂L/∂c_t, and in place ∂L/∂a_t.
        dh, dc = direct.copy(), np.empty(c.shape)
        dm = dh if W_hr is None else np.empty(c.shape)  # ∂L/∂(o_t ∘ tanh(c_t))
        through_h, through_c = np.zeros(dh[0].shape), np.zeros(dc[0].shape)
        for t, dh_t, dm_t, dc_t, dc_rows_t, dh_dc_t, dc_dc_t, da_ifg_t, da_o_t, da_t in backwards(
            range(len(dh)),
            dh,
            dm,
            dc,
            dc[:, :, None],
            dh_dc,
            dc_dc,
            da[:, :, :3],
            da[:, :, 3],
            da.reshape(*c.shape[:2], -1),
        ):
            dh_t += through_h  # ∂L/∂h_t = direct + Wᵀ ∂L/∂a_{t+1}
            if W_hr is not None:
                cut(signals, "hidden", dh_t, t).dot(W_hr, dm_t)
            np.multiply(dm_t, dh_dc_t, dc_t)
            dc_t += through_c  # ∂L/∂c_t = ∂L/∂h_t ∘ ∂h_t/∂c_t + ∂L/∂c_{t+1} ∘ f_{t+1}
            da_ifg_t *= dc_rows_t  # ∂L/∂a_t = ∂L/∂c_t ∘ ∂c_t/∂a_t for i, f, g
            da_o_t *= dm_t  # ∂L/∂a_t = ∂L/∂h_t ∘ ∂h_t/∂a_t for o
            through_h = da_t.dot(W)
            through_c = dc_t * dc_dc_t

        d_gates[:, :, :3] *= dc[:, :, None]
        d_gates[:, :, 3] *= dm
        return {
            "input_gate_preactivation": da[:, :, 0],
            "forget_gate_preactivation": da[:, :, 1],
            "candidate_preactivation": da[:, :, 2],
            "output_gate_preactivation": da[:, :, 3],
            "input_gate": d_gates[:, :, 0],
            "forget_gate": d_gates[:, :, 1],
            "candidate": d_gates[:, :, 2],
            "output_gate": d_gates[:, :, 3],
            "cell": dc,
            "hidden": dh,
        }

    @np.errstate(all="ignore")
    def jacobian(self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0) -> Array:
        """∂(h, c)_t/∂(h, c)_{t-1}, (T, S, S) with S = 2H: h first, then c (S = P + H if h is projected to P)."""
        at = np.s_[:, batch]
        dc_dc, of_gates = self._memory_slopes(signals, state, at)
        dc_da = np.stack((*of_gates, np.zeros_like(dc_dc)), axis=-1)  # for i, f, g, o, (T, H, 4)
        o, c = signals["output_gate"][at], signals["cell"][at]
        dh_dc = o * tanh_slope(c)
        dh_da = dh_dc[..., None] * dc_da  # for i, f and g through c_t …
        dh_da[..., 3] = np.tanh(c) * gate_slope(signals, "output_gate", at)  # … and for o directly

        W, units = weights.weight_hh, c.shape[1]
        width = W.shape[1]
        J = np.zeros((len(c), width + units, width + units))
        dh_dh, dh_dc_before = J[:, :width, :width], J[:, :width, width:]
        summed_rows(dc_da, W, out=J[:, width:, :width])
        set_diagonal(J[:, width:, width:], dc_dc)
        if weights.weight_hr is None:
            summed_rows(dh_da, W, out=dh_dh)
            set_diagonal(dh_dc_before, dh_dc * dc_dc)
        else:
            dh_dh[...] = weights.weight_hr @ summed_rows(dh_da, W, out=np.empty((len(c), units, width)))
            dh_dc_before[...] = weights.weight_hr * (dh_dc * dc_dc)[:, None]
        if is_held(signals, "hidden"):
            J[:, :width] *= cut(signals, "hidden", np.ones((len(c), width)), at)[:, :, None]
        return J

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂c_t/∂c_{t-1} = f_t + c_{t-1} ∂f_t/∂c_{t-1} + g_t ∂i_t/∂c_{t-1} + i_t ∂g_t/∂c_{t-1}, each term (T, H, H).

        The gates see c_{t-1} through h_{t-1} = o_{t-1} ∘ tanh(c_{t-1}). At the first step h is given, and so these
        paths are zero.
        """
        at = np.s_[:, batch]
        dc_dc, (dc_da_i, dc_da_f, dc_da_g) = self._memory_slopes(signals, state, at)
        W_i, W_f, W_g, _ = np.split(weights.weight_hh, 4)
        # Of h_{t-1}, or what is projected to it, with respect to c_{t-1}; and of h_{t-1} only what is not held.
        before = np.concatenate(
            (np.zeros_like(dc_dc[:1]), (signals["output_gate"][at] * tanh_slope(signals["cell"][at]))[:-1])
        )
        free = cut(signals, "hidden", np.ones_like(signals["hidden"][at]), at)
        free = np.concatenate((free[:1], free[:-1]))

        def through(dc_da: Array, W: Array) -> Array:
            dc_dh = rows(dc_da, W) * free[:, None]
            return (dc_dh if weights.weight_hr is None else dc_dh @ weights.weight_hr) * before[:, None]

        return {
            "direct": diagonal(dc_dc),
            "through_forget_gate": through(dc_da_f, W_f),
            "through_input_gate": through(dc_da_i, W_i),
            "through_candidate": through(dc_da_g, W_g),
        }

    def _memory_slopes(
        self, signals: Mapping[str, Array], state: State, at: Any
    ) -> tuple[Array, tuple[Array, Array, Array]]:
        """∂c_t/∂c_{t-1} through f_t alone, and ∂c_t/∂a_t for i, f and g, (T, H) each."""
        i, f, g = (signals[name][at] for name in ("input_gate", "forget_gate", "candidate"))
        c_before = previous(signals["cell"], state[1])[at]
        return cut(signals, "cell", f, at), (
            cut(signals, "cell", g, at) * gate_slope(signals, "input_gate", at),
            cut(signals, "cell", c_before, at) * gate_slope(signals, "forget_gate", at),
            cut(signals, "cell", i, at) * candidate_slope(signals, "candidate", at),
        )

    def weight_factors(
        self,
        weights: LayerWeights,
        inputs: Array,
        signals: Mapping[str, Array],
        state: State,
        gradients: Mapping[str, Array],
    ) -> dict[str, Factors]:
        """As for every cell; `weight_hr` too, which turns o ∘ tanh(c) into h."""
        factors = super().weight_factors(weights, inputs, signals, state, gradients)
        if weights.weight_hr is not None:
            arriving = cut(signals, "hidden", gradients["hidden"])
            factors["weight_hr"] = Factors(arriving, signals["output_gate"] * np.tanh(signals["cell"]))
        return factors

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        import torch

        h, c = state
        a = torch.nn.functional.linear(x, weights["weight_ih"], weights.get("bias_ih"))
        a = a + torch.nn.functional.linear(h, weights["weight_hh"], weights.get("bias_hh"))
        a_i, a_f, a_g, a_o = (
            see(preactivation_name(block), a_block)
            for block, a_block in zip(self.blocks, a.chunk(4, dim=-1), strict=True)
        )
        i, f = see("input_gate", a_i.sigmoid()), see("forget_gate", a_f.sigmoid())
        g, o = see("candidate", a_g.tanh()), see("output_gate", a_o.sigmoid())
        c = see("cell", f * c + i * g)
        h = o * c.tanh()
        return see("hidden", torch.nn.functional.linear(h, weights["weight_hr"]) if "weight_hr" in weights else h), c


CELLS = (LSTMCell(),)
