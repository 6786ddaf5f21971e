"""The sLSTM of the xLSTM paper: an exponential input gate, and a normaliser that the memory is divided by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cells.arithmetic import (
    backwards,
    diagonal,
    forwards,
    from_inputs,
    log_sigmoid,
    previous,
    rows,
    set_diagonal,
    sigmoid,
    split_blocks,
    summed_rows,
)
from engine.cells.base import Array, Cell, LayerWeights, See, Signal, State
from engine.cells.holding import EVERYWHERE, Held, candidate_slope, cut, gate_slope

if TYPE_CHECKING:
    import torch

_WRITES, _KEEPS = "writes the candidate, with as much weight as it asks for", "keeps the old cell state"
_SHOWS = "shows the memory to the outside"


def _sum(gate: str) -> str:
    return f"V_{gate} x_t + W_{gate} h_{{t-1}} + b_{gate}"


class SLSTMCell(Cell):
    r"""h_t = o_t ∘ c_t / n_t, with c_t = f_t ∘ c_{t-1} + i_t ∘ g_t and n_t = f_t ∘ n_{t-1} + i_t.

    The paper's input gate is e^(a^i), without an upper limit: one step can outweigh all that was stored before. Beside
    the memory c runs the sum of its weights, the normaliser n, so that c / n is a weighted mean of candidates and stays
    in -1 … 1. The forget gate is σ(a^f), one of the paper's two choices (the other is e^(a^f)).

    **Stabilised.** e^800 is no number. So c and n are written in units of e^m, with m_t the larger of the two exponents
    that meet at a step: m_t = max(log σ(a^f_t) + m_{t-1}, a^i_t). The gates recorded here are the ones in these units,
    i_t = e^(a^i_t - m_t) and f_t = e^(log σ(a^f_t) + m_{t-1} - m_t): both in 0 … 1, one of them is 1. Because c and n
    share their unit, h_t does not depend on m at all: ∂h/∂m = 0, and m is a constant on the way back, here as in the
    paper (its Jacobian's rows and columns are 0, and so is `gradients["stabiliser"]`). What is held of i, f, c or n is
    held in these units; gradients are then those of a run with the very m that was recorded.

    **Before the first step** nothing is stored: c = n = 0, and no unit of measurement has been chosen, m_0 = -∞. All
    four parts of the state are given as zeros, and a unit with n = c = 0 is taken for empty, whatever its m: there
    m_1 = a^i_1, i_1 = 1, f_1 = 0, n_1 = 1. (With m_0 = 0 in the formula, a^i_1 ≤ -745 would make n_1 = 0 and h_1 = 0/0;
    in float32 ≤ -104.) The authors' code does the same for a whole batch. An initial state that stores something gives
    all four parts, with n > 0.

    Every gate sees the whole h_{t-1} through a dense W; the paper's R is block-diagonal, one block per head, which is
    this cell with one head.
    """

    name = "slstm"
    title = "sLSTM"
    paper = "Beck et al. (2024), xLSTM: Extended long short-term memory, arXiv:2405.04517, section 2.2 and appendix A.2"
    blocks = ("input_gate", "forget_gate", "candidate", "output_gate")
    state = ("hidden", "cell", "normaliser", "stabiliser")
    signals = (
        Signal("input_gate_preactivation", "a^i_t", "input gate's sum", f"a^i_t = {_sum('i')}", kind="preactivation"),
        Signal("forget_gate_preactivation", "a^f_t", "forget gate's sum", f"a^f_t = {_sum('f')}", kind="preactivation"),
        Signal("candidate_preactivation", "a^g_t", "candidate's sum", f"a^g_t = {_sum('g')}", kind="preactivation"),
        Signal("output_gate_preactivation", "a^o_t", "output gate's sum", f"a^o_t = {_sum('o')}", kind="preactivation"),
        Signal("stabiliser", "m_t", "stabiliser", r"m_t = \max(\log \sigma(a^f_t) + m_{t-1}, a^i_t)", kind="state"),
        Signal("input_gate", "i_t", "input gate", r"i_t = e^{a^i_t - m_t}", 0, 1, "gate", _WRITES),
        Signal(
            "forget_gate", "f_t", "forget gate", r"f_t = e^{\log \sigma(a^f_t) + m_{t-1} - m_t}", 0, 1, "gate", _KEEPS
        ),
        Signal("candidate", "g_t", "candidate", rf"g_t = \tanh({_sum('g')})", -1, 1, "candidate"),
        Signal("output_gate", "o_t", "output gate", rf"o_t = \sigma({_sum('o')})", 0, 1, "gate", _SHOWS),
        Signal("cell", "c_t", "cell state", r"c_t = f_t \circ c_{t-1} + i_t \circ g_t", kind="state"),
        Signal("normaliser", "n_t", "normaliser", r"n_t = f_t \circ n_{t-1} + i_t", kind="state"),
        # o times a weighted mean of candidates: it stays in -1 … 1 if it begins there
        Signal("hidden", "h_t", "hidden state", r"h_t = o_t \circ c_t / n_t", -1, 1, "state"),
    )
    products = 5  # f ∘ c, i ∘ g, f ∘ n, c / n, o ∘ (…)
    memory_gate = "forget_gate"
    writes = ("input_gate", True)
    odd = ("candidate",)

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        h, c, n, m = state
        W_T = np.ascontiguousarray(weights.weight_hh.T)
        a = from_inputs(inputs, weights.weight_ih, weights.bias)  # (T, B, 4H): V x_t + b for all steps at once
        a_i, a_f, a_g, a_o = split_blocks(a, 4)  # views, (T, B, H) each
        i, f, g, o, cell, normaliser, stabiliser, hidden = np.empty((8, *a_i.shape))

        for t, a_t, a_i_t, a_f_t, a_g_t, a_o_t, i_t, f_t, g_t, o_t, c_t, n_t, m_t, h_t in forwards(
            range(len(a)), a, a_i, a_f, a_g, a_o, i, f, g, o, cell, normaliser, stabiliser, hidden
        ):
            a_t += h.dot(W_T)  # a_t = V x_t + b + W h_{t-1}
            m = np.where((c == 0) & (n == 0), -np.inf, m)  # nothing is stored yet
            log_f = log_sigmoid(a_f_t) + m
            np.maximum(log_f, a_i_t, out=m_t)  # m_t = max(log σ(a^f_t) + m_{t-1}, a^i_t)
            if held:
                held.put(t, stabiliser=m_t)
            np.exp(a_i_t - m_t, i_t)  # i_t = e^(a^i_t - m_t)
            np.exp(log_f - m_t, f_t)  # f_t = e^(log σ(a^f_t) + m_{t-1} - m_t)
            np.tanh(a_g_t, g_t)
            sigmoid(a_o_t, o_t)
            if held:
                held.put(t, input_gate=i_t, forget_gate=f_t, candidate=g_t, output_gate=o_t)
            np.multiply(f_t, c, c_t)
            c_t += i_t * g_t  # c_t = f_t ∘ c_{t-1} + i_t ∘ g_t
            np.multiply(f_t, n, n_t)
            n_t += i_t  # n_t = f_t ∘ n_{t-1} + i_t
            if held:
                held.put(t, cell=c_t, normaliser=n_t)
            np.multiply(o_t, c_t / n_t, h_t)  # h_t = o_t ∘ c_t / n_t
            if held:
                held.put(t, hidden=h_t)
            h, c, n, m = h_t, c_t, n_t, m_t

        return {
            "input_gate_preactivation": a_i,
            "forget_gate_preactivation": a_f,
            "candidate_preactivation": a_g,
            "output_gate_preactivation": a_o,
            "stabiliser": stabiliser,
            "input_gate": i,
            "forget_gate": f,
            "candidate": g,
            "output_gate": o,
            "cell": cell,
            "normaliser": normaliser,
            "hidden": hidden,
        }

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H); that for the stabiliser is 0."""
        W = weights.weight_hh
        # What each step's equations say by themselves, for all steps at once.
        of_c, of_n = self._of_cell(signals, state, EVERYWHERE), self._of_normaliser(signals, state, EVERYWHERE)
        dh_dc, dh_dn, dh_do = self._of_hidden(signals, EVERYWHERE)
        i_slope, f_slope, g_slope, o_slope = self._slopes(signals, EVERYWHERE)

        # What the loss makes of them, from the last step to the first.
        dh = direct.copy()
        dc, dn, di, df, dg, do = np.empty((6, *dh.shape))
        da = np.empty((*dh.shape[:2], 4, dh.shape[2]))  # ∂L/∂a_t for i, f, g, o
        through_h, through_c, through_n = np.zeros((3, *dh[0].shape))
        for (
            dh_t, dc_t, dn_t, di_t, df_t, dg_t, do_t, da_t, da_rows_t, dh_dc_t, dh_dn_t, dh_do_t,
            dc_di_t, dc_df_t, dc_dg_t, dc_dc_t, dn_di_t, dn_df_t, dn_dn_t, i_slope_t, f_slope_t, g_slope_t, o_slope_t,
        ) in backwards(
            dh, dc, dn, di, df, dg, do, da, da.reshape(*dh.shape[:2], -1), dh_dc, dh_dn, dh_do,
            *of_c, *of_n, i_slope, f_slope, g_slope, o_slope,
        ):  # fmt: skip
            dh_t += through_h  # ∂L/∂h_t = direct + Wᵀ ∂L/∂a_{t+1}
            dc_t[...] = dh_t * dh_dc_t + through_c  # ∂L/∂c_t = ∂L/∂h_t ∘ o_t / n_t + ∂L/∂c_{t+1} ∘ f_{t+1}
            dn_t[...] = dh_t * dh_dn_t + through_n  # ∂L/∂n_t = -∂L/∂h_t ∘ h_t / n_t + ∂L/∂n_{t+1} ∘ f_{t+1}
            di_t[...] = dc_t * dc_di_t + dn_t * dn_di_t  # i and f are in c and in n
            df_t[...] = dc_t * dc_df_t + dn_t * dn_df_t
            dg_t[...] = dc_t * dc_dg_t
            do_t[...] = dh_t * dh_do_t
            da_t[:, 0], da_t[:, 1] = di_t * i_slope_t, df_t * f_slope_t
            da_t[:, 2], da_t[:, 3] = dg_t * g_slope_t, do_t * o_slope_t
            through_h = da_rows_t.dot(W)
            through_c, through_n = dc_t * dc_dc_t, dn_t * dn_dn_t

        return {
            "input_gate_preactivation": da[:, :, 0],
            "forget_gate_preactivation": da[:, :, 1],
            "candidate_preactivation": da[:, :, 2],
            "output_gate_preactivation": da[:, :, 3],
            "stabiliser": np.zeros(dh.shape),
            "input_gate": di,
            "forget_gate": df,
            "candidate": dg,
            "output_gate": do,
            "cell": dc,
            "normaliser": dn,
            "hidden": dh,
        }

    @np.errstate(all="ignore")
    def jacobian(self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0) -> Array:
        """∂(h, c, n, m)_t/∂(h, c, n, m)_{t-1}, (T, 4H, 4H); rows and columns of m are 0."""
        at = np.s_[:, batch]
        dc_da, dc_dc = self._sums_of(self._of_cell(signals, state, at), signals, at)
        dn_da, dn_dn = self._sums_of(self._of_normaliser(signals, state, at), signals, at)
        dh_dc, dh_dn, dh_do = self._of_hidden(signals, at)
        dh_da = dh_dc[..., None] * dc_da + dh_dn[..., None] * dn_da  # for i, f and g through c_t and n_t …
        dh_da[..., 3] = dh_do * gate_slope(signals, "output_gate", at)  # … and for o directly

        steps, units = dh_dc.shape
        J = np.zeros((steps, 4 * units, 4 * units))
        h, c, n = (slice(part * units, (part + 1) * units) for part in range(3))
        summed_rows(dh_da, weights.weight_hh, out=J[:, h, h])
        summed_rows(dc_da, weights.weight_hh, out=J[:, c, h])
        summed_rows(dn_da, weights.weight_hh, out=J[:, n, h])
        set_diagonal(J[:, h, c], dh_dc * dc_dc)
        set_diagonal(J[:, h, n], dh_dn * dn_dn)
        set_diagonal(J[:, c, c], dc_dc)
        set_diagonal(J[:, n, n], dn_dn)
        return J

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂c_t/∂c_{t-1} = f_t + c_{t-1} ∂f_t/∂c_{t-1} + g_t ∂i_t/∂c_{t-1} + i_t ∂g_t/∂c_{t-1}, each term (T, H, H).

        In the units of e^m, as c is recorded. The gates see c_{t-1} through h_{t-1} = o_{t-1} ∘ c_{t-1} / n_{t-1}, and
        n_{t-1} does not depend on it. At the first step h is given, and so these paths are zero.
        """
        at = np.s_[:, batch]
        dc_da, dc_dc = self._sums_of(self._of_cell(signals, state, at), signals, at)
        before = np.concatenate((np.zeros_like(dc_dc[:1]), self._of_hidden(signals, at)[0][:-1]))  # ∂h/∂c, a step ago
        through = {
            name: rows(dc_da[..., block], W) * before[:, None]
            for block, (name, W) in enumerate(zip(self.blocks, np.split(weights.weight_hh, 4), strict=True))
        }
        return {
            "direct": diagonal(dc_dc),
            "through_forget_gate": through["forget_gate"],
            "through_input_gate": through["input_gate"],
            "through_candidate": through["candidate"],
        }

    def _slopes(self, signals: Mapping[str, Array], at: Any) -> tuple[Array, Array, Array, Array]:
        """∂i/∂a, ∂f/∂a, ∂g/∂a and ∂o/∂a with m constant: of e^a it is itself, of log σ(a) it is σ(-a)."""
        i, f = signals["input_gate"][at], signals["forget_gate"][at]
        return (
            cut(signals, "input_gate", i, at),
            cut(signals, "forget_gate", f * sigmoid(-signals["forget_gate_preactivation"][at]), at),
            candidate_slope(signals, "candidate", at),
            gate_slope(signals, "output_gate", at),
        )

    def _of_cell(self, signals: Mapping[str, Array], state: State, at: Any) -> tuple[Array, Array, Array, Array]:
        """∂c_t/∂i_t = g_t, ∂c_t/∂f_t = c_{t-1}, ∂c_t/∂g_t = i_t and ∂c_t/∂c_{t-1} = f_t."""
        i, f, g = (signals[name][at] for name in ("input_gate", "forget_gate", "candidate"))
        before = previous(signals["cell"], state[1])[at]
        of_i, of_f, of_g, of_c = (cut(signals, "cell", slope, at) for slope in (g, before, i, f))
        return of_i, of_f, of_g, of_c

    def _of_normaliser(self, signals: Mapping[str, Array], state: State, at: Any) -> tuple[Array, Array, Array]:
        """∂n_t/∂i_t = 1, ∂n_t/∂f_t = n_{t-1} and ∂n_t/∂n_{t-1} = f_t."""
        f, before = signals["forget_gate"][at], previous(signals["normaliser"], state[2])[at]
        of_i, of_f, of_n = (cut(signals, "normaliser", slope, at) for slope in (np.ones_like(f), before, f))
        return of_i, of_f, of_n

    def _of_hidden(self, signals: Mapping[str, Array], at: Any) -> tuple[Array, Array, Array]:
        """∂h_t/∂c_t = o_t / n_t, ∂h_t/∂n_t = -o_t c_t / n_t² and ∂h_t/∂o_t = c_t / n_t."""
        o, c, n = (signals[name][at] for name in ("output_gate", "cell", "normaliser"))
        of_c, of_n, of_o = (cut(signals, "hidden", slope, at) for slope in (o / n, -o * (c / n) / n, c / n))
        return of_c, of_n, of_o

    def _sums_of(self, slopes: tuple[Array, ...], signals: Mapping[str, Array], at: Any) -> tuple[Array, Array]:
        """From what c_t or n_t takes from i, f, (g) and itself: ∂/∂a for i, f, g, o, (T, H, 4), and the last."""
        *of_gates, of_itself = slopes
        of_sums = np.zeros((*of_itself.shape, 4))
        for block, (of_gate, slope) in enumerate(zip(of_gates, self._slopes(signals, at), strict=False)):
            of_sums[..., block] = of_gate * slope
        return of_sums, of_itself

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations; the stabiliser is detached, also from the step before."""
        import torch

        h, c, n, m = state
        a_i, a_f, a_g, a_o = self.torch_sums(weights, x, h, see)
        empty = (c == 0) & (n == 0)
        log_f = torch.nn.functional.logsigmoid(a_f) + m.detach().masked_fill(empty, -torch.inf)
        m = see("stabiliser", torch.maximum(log_f, a_i).detach())
        i, f = see("input_gate", (a_i - m).exp()), see("forget_gate", (log_f - m).exp())
        g, o = see("candidate", a_g.tanh()), see("output_gate", a_o.sigmoid())
        c, n = see("cell", f * c + i * g), see("normaliser", f * n + i)
        return see("hidden", o * (c / n)), c, n, m


CELLS = (SLSTMCell(),)
