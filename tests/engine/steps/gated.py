"""minGRU, minLSTM and the three mutations of the GRU, each by itself."""

from __future__ import annotations

import torch
from torch import Tensor

from tests.engine.steps.base import Keep, State, Weights


def _parts(w: Weights, matrix: str, bias: str, blocks: str) -> dict[str, tuple[Tensor, Tensor]]:
    """A matrix and its bias (0 if there is none), the H rows of each block by themselves."""
    rows = len(w[matrix]) // len(blocks)
    b = w.get(bias, torch.zeros(len(w[matrix]), dtype=w[matrix].dtype))
    return {
        block: (w[matrix][rows * k : rows * (k + 1)], b[rows * k : rows * (k + 1)]) for k, block in enumerate(blocks)
    }


def _of(part: tuple[Tensor, Tensor], x: Tensor) -> Tensor:
    return x @ part[0].T + part[1]


def min_gru(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    """z writes; nothing but the sum sees the state."""
    V = _parts(w, "weight_ih", "bias_ih", "zn")
    z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", _of(V["z"], x))))
    n = keep("candidate", keep("candidate_preactivation", _of(V["n"], x)) * 1.0)
    return (keep("hidden", (1 - z) * state[0] + z * n),)


def min_lstm(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    """f and i count by their ratio alone; in logarithms, so that it is there when both are 0 to the last digit."""
    V = _parts(w, "weight_ih", "bias_ih", "fin")
    a_f = keep("forget_gate_preactivation", _of(V["f"], x))
    a_i = keep("input_gate_preactivation", _of(V["i"], x))
    f, i = keep("forget_gate", torch.sigmoid(a_f)), keep("input_gate", torch.sigmoid(a_i))
    log_f, log_i = (
        torch.where(gate == 0, torch.nn.functional.logsigmoid(a), torch.where(gate == 0, 1.0, gate).log())
        for gate, a in ((f, a_f), (i, a_i))
    )
    kept = keep("normalised_forget_gate", torch.exp(torch.nn.functional.logsigmoid(log_f - log_i)))
    written = keep("normalised_input_gate", torch.exp(torch.nn.functional.logsigmoid(log_i - log_f)))
    n = keep("candidate", keep("candidate_preactivation", _of(V["n"], x)) * 1.0)
    return (keep("hidden", kept * state[0] + written * n),)


def mut1(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    """z sees the input alone; the input enters n through tanh alone."""
    V, W = _parts(w, "weight_ih", "bias_ih", "rz"), _parts(w, "weight_hh", "bias_hh", "rn")
    (h,) = state
    e = keep("embedded_input", x @ w["weight_embedding"].T)
    r = keep("reset_gate", torch.sigmoid(keep("reset_gate_preactivation", _of(V["r"], e) + _of(W["r"], h))))
    z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", _of(V["z"], e))))
    n = keep("candidate", torch.tanh(keep("candidate_preactivation", _of(W["n"], r * h) + torch.tanh(e))))
    return (keep("hidden", n * z + h * (1 - z)),)


def mut2(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    """The input enters r without weights."""
    V, W = _parts(w, "weight_ih", "bias_ih", "zn"), _parts(w, "weight_hh", "bias_hh", "rzn")
    (h,) = state
    e = keep("embedded_input", x @ w["weight_embedding"].T)
    r = keep("reset_gate", torch.sigmoid(keep("reset_gate_preactivation", e + _of(W["r"], h))))
    z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", _of(V["z"], e) + _of(W["z"], h))))
    n = keep("candidate", torch.tanh(keep("candidate_preactivation", _of(W["n"], r * h) + _of(V["n"], e))))
    return (keep("hidden", n * z + h * (1 - z)),)


def mut3(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    """z sees tanh(h)."""
    V, W = _parts(w, "weight_ih", "bias_ih", "rzn"), _parts(w, "weight_hh", "bias_hh", "rzn")
    (h,) = state
    r = keep("reset_gate", torch.sigmoid(keep("reset_gate_preactivation", _of(V["r"], x) + _of(W["r"], h))))
    z_sum = _of(V["z"], x) + _of(W["z"], torch.tanh(h))
    z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", z_sum)))
    n = keep("candidate", torch.tanh(keep("candidate_preactivation", _of(V["n"], x) + _of(W["n"], r * h))))
    return (keep("hidden", n * z + h * (1 - z)),)


STEPS = {"min_gru": min_gru, "min_lstm": min_lstm, "mut1": mut1, "mut2": mut2, "mut3": mut3}
