"""The Elman network with a skip connection through time: h_t = h_{t-1} + tanh(V x_t + W h_{t-1} + b)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import backwards, diagonal, forwards, from_inputs, rows
from engine.cells.base import Array, Cell, LayerWeights, See, Signal, State
from engine.cells.holding import Held, candidate_slope, cut, is_held

if TYPE_CHECKING:
    import torch

_SUM = r"V x_t + W h_{t-1} + b"


class ElmanSkipCell(Cell):
    """h_t = h_{t-1} + n_t with n_t = tanh(V x_t + W h_{t-1} + b).

    The old state is passed on whole, so one path back through time has slope 1 at every step; but no gate can erase it,
    n_t is only added. A residual network (He et al. 2016) whose layers share their weights.
    """

    name = "elman_skip"
    title = "RNN with skip"
    paper = (
        "Elman (1990), Finding structure in time, Cognitive Science 14(2); skip connection: He, Zhang, Ren & Sun "
        "(2016), Deep residual learning for image recognition, CVPR"
    )
    blocks = ("candidate",)
    state = ("hidden",)
    products = 0
    odd = ("candidate",)
    signals = (
        Signal("candidate_preactivation", "a_t", "candidate's sum", f"a_t = {_SUM}", kind="preactivation"),
        Signal("candidate", "n_t", "candidate", rf"n_t = \tanh({_SUM})", -1, 1, "candidate"),
        Signal("hidden", "h_t", "hidden state", "h_t = h_{t-1} + n_t", kind="state"),
    )

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        (h,) = state
        W_T = np.ascontiguousarray(weights.weight_hh.T)
        a = from_inputs(inputs, weights.weight_ih, weights.bias)  # (T, B, H): V x_t + b for all steps at once
        n, hidden = np.empty_like(a), np.empty_like(a)

        for t, a_t, n_t, h_t in forwards(range(len(a)), a, n, hidden):
            a_t += h.dot(W_T)  # a_t = V x_t + b + W h_{t-1}
            np.tanh(a_t, n_t)  # n_t = tanh(a_t)
            if held:
                held.put(t, candidate=n_t)
            np.add(h, n_t, h_t)  # h_t = h_{t-1} + n_t
            if held:
                held.put(t, hidden=h_t)
            h = h_t

        return {"candidate_preactivation": a, "candidate": n, "hidden": hidden}

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        W = weights.weight_hh
        dh = direct.copy()
        # ∂h_t/∂a_t, and in the loop, in place, ∂L/∂a_t
        da = cut(signals, "hidden", candidate_slope(signals, "candidate"))
        skips = cut(signals, "hidden", np.ones(dh.shape)) if is_held(signals, "hidden") else [1.0] * len(dh)
        through_W, through_skip = np.zeros(dh[0].shape), np.zeros(dh[0].shape)

        for dh_t, da_t, skips_t in backwards(dh, da, skips):
            dh_t += through_W  # ∂L/∂h_t = direct + Wᵀ ∂L/∂a_{t+1} …
            dh_t += through_skip  # … + ∂L/∂h_{t+1}, through the skip connection
            da_t *= dh_t
            through_W = da_t.dot(W)
            through_skip = dh_t * skips_t  # ∂h_t/∂h_{t-1} = 1 on this path

        return {"candidate_preactivation": da, "candidate": cut(signals, "hidden", dh.copy()), "hidden": dh}

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂h_t/∂h_{t-1} = I + diag(tanh'(a_t)) W, (T, H, H) each: `direct`, then `through_candidate`."""
        at = np.s_[:, batch]
        dh_da = cut(signals, "hidden", candidate_slope(signals, "candidate", at), at)
        dh_dh = cut(signals, "hidden", np.ones_like(dh_da), at)
        return {"direct": diagonal(dh_dh), "through_candidate": rows(dh_da, weights.weight_hh)}

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """h_t = h_{t-1} + tanh(V x_t + b_ih + W h_{t-1} + b_hh)."""
        (h,) = state
        (a,) = self.torch_sums(weights, x, h, see)
        n = see("candidate", a.tanh())
        return (see("hidden", h + n),)


CELLS = (ElmanSkipCell(),)
