"""sLSTM and RG-LRU."""

from __future__ import annotations

import torch
from torch import Tensor

from tests.engine.steps.base import Keep, State, Step, Weights


def affine(w: Weights, end: str, x: Tensor) -> Tensor:
    """V x + b_ih for the end `ih`, W h + b_hh for `hh`."""
    return x @ w[f"weight_{end}"].T + w.get(f"bias_{end}", torch.zeros(()))


def slstm(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    """Beck et al. (2024), appendix A.2: equations 8, 9, 10 and the stabilised gates 15 to 17; m is a constant."""
    h, c, n, m = state
    names = ("input_gate", "forget_gate", "candidate", "output_gate")
    sums = (affine(w, "ih", x) + affine(w, "hh", h)).chunk(4, dim=-1)
    i_, f_, z_, o_ = (keep(f"{name}_preactivation", each) for name, each in zip(names, sums, strict=True))
    log_f = -torch.logaddexp(-f_, torch.zeros_like(f_))
    empty = (n == 0) & (c == 0)
    carried = torch.where(empty, torch.full_like(m, -torch.inf), m.detach())
    m = keep("stabiliser", torch.where(log_f + carried > i_, log_f + carried, i_).detach()).detach()
    i, f = keep("input_gate", torch.exp(i_ - m)), keep("forget_gate", torch.exp(log_f + carried - m))
    z, o = keep("candidate", torch.tanh(z_)), keep("output_gate", torch.sigmoid(o_))
    c, n = keep("cell", c * f + z * i), keep("normaliser", n * f + i)
    return keep("hidden", o * c / n), c, n, m


class BoundedRoot(torch.autograd.Function):
    """√x whose slope is at most 1000, as `SqrtBoundDerivative` of recurrentgemma 1.0.1, torch/layers.py."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor) -> Tensor:
        return x.sqrt()

    @staticmethod
    def setup_context(ctx, inputs, output) -> None:  # type: ignore[no-untyped-def]
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:  # type: ignore[no-untyped-def]
        (x,) = ctx.saved_tensors
        return gradient / torch.clip(4 * x, min=1e-6).sqrt()


def rg_lru(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    """De et al. (2024), equations 1 to 4, with the code's sign of Λ."""
    (h,) = state
    r_, i_, n_ = affine(w, "ih", x).chunk(3, dim=-1)
    r = keep("recurrence_gate", torch.sigmoid(keep("recurrence_gate_preactivation", r_)))
    i = keep("input_gate", torch.sigmoid(keep("input_gate_preactivation", i_)))
    n = keep("candidate", keep("candidate_preactivation", n_) * 1.0)
    softplus = torch.logaddexp(w["decay_parameter"], torch.zeros_like(w["decay_parameter"]))
    a = keep("decay", torch.exp(-8 * r * softplus))
    root: Tensor = BoundedRoot.apply(1 - a * a)  # type: ignore[no-untyped-call]
    return (keep("hidden", a * h + root * i * n),)


STEPS: dict[str, Step] = {"slstm": slstm, "rg_lru": rg_lru}
