"""The LSTM, and its relatives with a gate less, with two that are one, and with peepholes."""

from __future__ import annotations

import torch
from torch import Tensor

from tests.engine.steps.base import Keep, State, Step, Weights, sums


def gate(name: str, a: Tensor, keep: Keep) -> Tensor:
    return keep(name, torch.sigmoid(keep(f"{name}_preactivation", a)))


def candidate(a: Tensor, keep: Keep) -> Tensor:
    return keep("candidate", torch.tanh(keep("candidate_preactivation", a)))


def lstm(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    h, c = state
    a_i, a_f, a_g, a_o = sums(w, x, h, 4)
    i, f, g = gate("input_gate", a_i, keep), gate("forget_gate", a_f, keep), candidate(a_g, keep)
    o = gate("output_gate", a_o, keep)
    c = keep("cell", f * c + i * g)
    h = o * torch.tanh(c)
    return keep("hidden", h @ w["weight_hr"].T if "weight_hr" in w else h), c


def lstm_1997(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    h, c = state
    a_i, a_g, a_o = sums(w, x, h, 3)
    i, g, o = gate("input_gate", a_i, keep), candidate(a_g, keep), gate("output_gate", a_o, keep)
    c = keep("cell", c + i * g)
    return keep("hidden", o * torch.tanh(c)), c


def lstm_peephole(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    h, c = state
    a_i, a_f, a_g, a_o = sums(w, x, h, 4)
    i = gate("input_gate", a_i + w["peephole_input_gate"] * c, keep)
    f = gate("forget_gate", a_f + w["peephole_forget_gate"] * c, keep)
    g = candidate(a_g, keep)
    c = keep("cell", f * c + i * g)
    o = gate("output_gate", a_o + w["peephole_output_gate"] * c, keep)
    return keep("hidden", o * torch.tanh(c)), c


def lstm_no_input_gate(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    h, c = state
    a_f, a_g, a_o = sums(w, x, h, 3)
    f, g, o = gate("forget_gate", a_f, keep), candidate(a_g, keep), gate("output_gate", a_o, keep)
    c = keep("cell", f * c + g)
    return keep("hidden", o * torch.tanh(c)), c


def lstm_no_output_gate(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    h, c = state
    a_i, a_f, a_g = sums(w, x, h, 3)
    i, f, g = gate("input_gate", a_i, keep), gate("forget_gate", a_f, keep), candidate(a_g, keep)
    c = keep("cell", f * c + i * g)
    return keep("hidden", torch.tanh(c)), c


def lstm_coupled(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    h, c = state
    a_f, a_g, a_o = sums(w, x, h, 3)
    f, g, o = gate("forget_gate", a_f, keep), candidate(a_g, keep), gate("output_gate", a_o, keep)
    c = keep("cell", f * c + (1 - f) * g)
    return keep("hidden", o * torch.tanh(c)), c


STEPS: dict[str, Step] = {
    "lstm": lstm,
    "lstm_1997": lstm_1997,
    "lstm_peephole": lstm_peephole,
    "lstm_no_input_gate": lstm_no_input_gate,
    "lstm_no_output_gate": lstm_no_output_gate,
    "lstm_coupled": lstm_coupled,
}
