"""What the LSTM and its relatives share: a memory c that is added to, seen from outside as h = o ∘ tanh(c).

They differ in how c_t is made of c_{t-1}, in the gates they have, and in whether these look at c (peepholes). A cell of
this family says that: which blocks it has, the equation of c_t, and its slopes. Where there is no output gate, o ≡ 1.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
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
from engine.cells.base import Array, Cell, LayerWeights, Parameter, Signal, State, preactivation_name
from engine.cells.factors import Factors
from engine.cells.holding import EVERYWHERE, Held, candidate_slope, cut, gate_slope, is_held

if TYPE_CHECKING:
    pass

SYMBOLS = {"input_gate": "i", "forget_gate": "f", "candidate": "g", "output_gate": "o"}
_DOES = {
    "input_gate": "writes the candidate",
    "forget_gate": "keeps the old cell state",
    "output_gate": "shows the cell state to the outside",
}
_PATHS = ("forget_gate", "input_gate", "candidate")  # in the order of the sum that the lectures write
HIDDEN = Signal("hidden", "h_t", "hidden state", r"h_t = o_t \circ \tanh(c_t)", -1, 1, "state")


def _sum(block: str, sees: str) -> str:
    s = SYMBOLS[block]
    peephole = rf" + p_{s} \circ {sees}" if sees else ""
    return f"V_{s} x_t + W_{s} h_{{t-1}}{peephole} + b_{s}"


def block_sum(block: str, sees: str = "") -> Signal:
    """The sum of a gate or the candidate; `sees` is what its peephole looks at."""
    name, symbol, title = preactivation_name(block), f"a^{SYMBOLS[block]}_t", block.replace("_", " ")
    return Signal(name, symbol, f"{title}'s sum", f"{symbol} = {_sum(block, sees)}", kind="preactivation")


def block_value(block: str, sees: str = "", does: str = "") -> Signal:
    """The gate or the candidate itself; `does` where it is not what this gate does in an LSTM."""
    symbol, title, total = f"{SYMBOLS[block]}_t", block.replace("_", " "), _sum(block, sees)
    if block == "candidate":
        return Signal(block, symbol, title, rf"{symbol} = \tanh({total})", -1, 1, "candidate")
    return Signal(block, symbol, title, rf"{symbol} = \sigma({total})", 0, 1, "gate", does or _DOES[block])


def cell_state(equation: str) -> Signal:
    """c_t, by the cell's own equation in LaTeX."""
    return Signal("cell", "c_t", "cell state", equation, kind="state")


CELL_STATE = cell_state(r"c_t = f_t \circ c_{t-1} + i_t \circ g_t")  # of `ForgetAndWrite`


class LSTMFamily(Cell):
    """c_t made of c_{t-1}, gates and candidate as the cell says, and h_t = o_t ∘ tanh(c_t); g = tanh(·), gates = σ(·).

    Attributes:
        peepholes: the gates that also see the cell state, each by a vector of weights `peephole_<gate>` of its own: the
            output gate sees c_t, the others c_{t-1}.
    """

    state = ("hidden", "cell")
    odd: tuple[str, ...] | None = ("candidate",)
    peepholes: tuple[str, ...] = ()

    @abstractmethod
    def memory(self, c: Array, makes: Sequence[Array], out: Array) -> None:
        """Write c_t, made of c_{t-1} and of the blocks other than the output gate, (B, H) each, to `out`."""

    @abstractmethod
    def memory_slopes(self, c: Array, signals: Mapping[str, Array], at: Any = EVERYWHERE) -> tuple[Array, ...]:
        """∂c_t/∂c_{t-1} on the direct path, then ∂c_t/∂(block) for the same blocks; `c` is c_{t-1}, as looked at."""

    @property
    def makes(self) -> tuple[str, ...]:
        """The blocks that c_t is made of: all but the output gate, which comes last where there is one."""
        return tuple(block for block in self.blocks if block != "output_gate")

    def own_parameters(self, input_size: int, hidden_size: int) -> tuple[Parameter, ...]:
        """The peepholes: vectors, since each unit's gates see this unit's cell only."""
        return tuple(Parameter(f"peephole_{gate}", (hidden_size,), "own") for gate in self.peepholes)

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H); the hidden state is (T, B, P) if it is projected."""
        h, c = state
        W_T, W_hr = np.ascontiguousarray(weights.weight_hh.T), weights.weight_hr
        a = from_inputs(inputs, weights.weight_ih, weights.bias)  # (T, B, G·H): V x_t + b for all steps at once
        gates = np.empty_like(a)
        a_of = dict(zip(self.blocks, split_blocks(a, len(self.blocks)), strict=True))  # views, (T, B, H) each
        of = dict(zip(self.blocks, split_blocks(gates, len(self.blocks)), strict=True))
        g = of["candidate"]
        o = of["output_gate"] if "output_gate" in of else np.ones(g.shape)
        cell, tanh_cell = np.empty(g.shape), np.empty(g.shape)
        hidden = np.empty((*g.shape[:2], h.shape[-1]))
        gated = hidden if W_hr is None else np.empty(g.shape)  # o_t ∘ tanh(c_t), which is h_t unless it is projected
        memory, makes = self.memory, zip(*(of[name] for name in self.makes), strict=True)
        looking_back, p_o = self._peepholes(weights)

        for t, a_t, a_g_t, gates_t, g_t, o_t, makes_t, c_t, tanh_c_t, gated_t, h_t in forwards(
            range(len(a)), a, a_of["candidate"], gates, g, o, makes, cell, tanh_cell, gated, hidden
        ):
            a_t += h.dot(W_T)  # a_t = V x_t + b + W h_{t-1} …
            for gate, p in looking_back:
                a_of[gate][t] += p * c  # … + p ∘ c_{t-1}
            sigmoid(a_t, gates_t)  # i_t, f_t, o_t = σ(a_t)
            np.tanh(a_g_t, g_t)  # g_t = tanh(a_t)
            if held:
                held.put(t, **{name: block[t] for name, block in of.items()})
            memory(c, makes_t, c_t)  # c_t = …
            if held:
                held.put(t, cell=c_t)
            if p_o is not None:
                a_of["output_gate"][t] += p_o * c_t
                sigmoid(a_of["output_gate"][t], o_t)  # o_t sees c_t, so it is made only now: σ(a_t + p_o ∘ c_t)
                if held:
                    held.put(t, output_gate=o_t)
            np.tanh(c_t, tanh_c_t)
            np.multiply(o_t, tanh_c_t, gated_t)  # h_t = o_t ∘ tanh(c_t)
            if W_hr is not None:
                gated_t.dot(W_hr.T, h_t)  # projected: h_t = W_hr (o_t ∘ tanh(c_t))
            if held:
                held.put(t, hidden=h_t)
            h, c = h_t, c_t

        computed = {preactivation_name(name): block for name, block in a_of.items()} | of
        computed |= {"cell": cell, "hidden": hidden}
        return {signal.name: computed[signal.name] for signal in self.signals} | {"_tanh_cell": tanh_cell}

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        W, W_hr = weights.weight_hh, weights.weight_hr
        c = signals["cell"]
        tanh_c = signals["_tanh_cell"] if "_tanh_cell" in signals else np.tanh(c)
        n, has_o = len(self.makes), "output_gate" in self.blocks  # c_t is made of the first n blocks
        looking_back, p_o = self._peepholes(weights)

        # What each step's equations say by themselves, for all steps at once; (T, B, G, H), block by block.
        dh_dc, dh_do = signals.get("output_gate", 1.0) * tanh_slope(c), tanh_c
        if W_hr is None:  # else what is held is the projection, not what is projected
            dh_dc, dh_do = cut(signals, "hidden", dh_dc), cut(signals, "hidden", dh_do)
        dc_dc, *dc_d = (cut(signals, "cell", s) for s in self.memory_slopes(previous(c, state[1]), signals))
        d_gates = stack_blocks(*dc_d, dh_do) if has_o else stack_blocks(*dc_d)
        da = stack_blocks(*(_slope(signals, block) for block in self.blocks))
        da *= d_gates  # ∂c_t/∂a_t, but ∂h_t/∂a_t for o

        # What the loss makes of them, from the last step to the first: ∂L/∂h_t, ∂L/∂c_t, and in place ∂L/∂a_t.
        dh, dc = direct.copy(), np.empty(c.shape)
        dm = dh if W_hr is None else np.empty(c.shape)  # ∂L/∂(o_t ∘ tanh(c_t))
        da_of = dict(zip(self.blocks, da.transpose(2, 0, 1, 3), strict=True))  # views
        through_h, through_c = np.zeros(dh[0].shape), np.zeros(dc[0].shape)
        for t, dh_t, dm_t, dc_t, dc_rows_t, dh_dc_t, dc_dc_t, da_makes_t, da_o_t, da_t in backwards(
            range(len(dh)), dh, dm, dc, dc[:, :, None], dh_dc, dc_dc,
            da[:, :, :n], da[:, :, -1], da.reshape(*c.shape[:2], -1),
        ):  # fmt: skip
            dh_t += through_h  # ∂L/∂h_t = direct + Wᵀ ∂L/∂a_{t+1}
            if W_hr is not None:
                cut(signals, "hidden", dh_t, t).dot(W_hr, dm_t)
            if has_o:
                da_o_t *= dm_t  # ∂L/∂a_t = ∂L/∂h_t ∘ ∂h_t/∂a_t for o
            np.multiply(dm_t, dh_dc_t, dc_t)
            dc_t += through_c  # ∂L/∂c_t = ∂L/∂h_t ∘ ∂h_t/∂c_t + ∂L/∂c_{t+1} ∘ ∂c_{t+1}/∂c_t …
            if p_o is not None:
                dc_t += da_o_t * p_o  # … + p_o ∘ ∂L/∂a_t for o, which sees c_t
            da_makes_t *= dc_rows_t  # ∂L/∂a_t = ∂L/∂c_t ∘ ∂c_t/∂a_t for what c_t is made of
            through_h = da_t.dot(W)
            through_c = dc_t * dc_dc_t
            for gate, p in looking_back:
                through_c += da_of[gate][t] * p  # and p ∘ ∂L/∂a_t for the gates that see c_{t-1}

        d_gates[:, :, :n] *= dc[:, :, None]
        d_gates[:, :, n:] *= dm[:, :, None]
        found = {preactivation_name(block): values for block, values in da_of.items()}
        found |= dict(zip(self.blocks, d_gates.transpose(2, 0, 1, 3), strict=True))
        return found | {"cell": dc, "hidden": dh}

    @np.errstate(all="ignore")
    def jacobian(self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0) -> Array:
        """∂(h, c)_t/∂(h, c)_{t-1}, (T, S, S) with S = 2H: h first, then c (S = P + H if h is projected to P)."""
        at = np.s_[:, batch]
        dc_dc, dc_da = self._memory_slopes(signals, state, at)
        dh_dc, dh_da_o = self._output_slopes(signals, at)
        looking_back, p_o = self._peepholes(weights)
        dc_dc = dc_dc + sum(dc_da[gate] * p for gate, p in looking_back)
        dh_dc = dh_dc if p_o is None else dh_dc + dh_da_o * p_o
        zero = [np.zeros_like(dc_dc)] * (len(self.blocks) - len(dc_da))  # c_t does not depend on o_t
        of_c = np.stack((*dc_da.values(), *zero), axis=-1)  # ∂c_t/∂a_t, (T, H, G)
        of_h = dh_dc[..., None] * of_c  # ∂h_t/∂a_t through c_t …
        if zero:
            of_h[..., -1] = dh_da_o  # … and for o directly

        W, units = weights.weight_hh, dc_dc.shape[1]
        width = W.shape[1]
        J = np.zeros((len(dc_dc), width + units, width + units))
        dh_dh, dh_dc_before = J[:, :width, :width], J[:, :width, width:]
        summed_rows(of_c, W, out=J[:, width:, :width])
        set_diagonal(J[:, width:, width:], dc_dc)
        if weights.weight_hr is None:
            summed_rows(of_h, W, out=dh_dh)
            set_diagonal(dh_dc_before, dh_dc * dc_dc)
        else:
            dh_dh[...] = weights.weight_hr @ summed_rows(of_h, W, out=np.empty((len(dc_dc), units, width)))
            dh_dc_before[...] = weights.weight_hr * (dh_dc * dc_dc)[:, None]
        if is_held(signals, "hidden"):
            J[:, :width] *= cut(signals, "hidden", np.ones((len(dc_dc), width)), at)[:, :, None]
        return J

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂c_t/∂c_{t-1} by path, each term (T, H, H).

        For the LSTM it is f_t + c_{t-1} ∂f_t/∂c_{t-1} + g_t ∂i_t/∂c_{t-1} + i_t ∂g_t/∂c_{t-1}: `direct`, then
        `through_<block>`, for the gates see c_{t-1} through h_{t-1} = o_{t-1} ∘ tanh(c_{t-1}). At the first step h is
        given, and so these paths are zero. Peepholes see it without h: `through_peephole_input_gate` and
        `through_peephole_forget_gate` are diagonal and there at the first step too; `through_peephole_output_gate` is
        what h_{t-1} has of it because o_{t-1} sees c_{t-1}, through whatever block h_{t-1} enters c_t.
        """
        at = np.s_[:, batch]
        dc_dc, dc_da = self._memory_slopes(signals, state, at)
        dh_dc, dh_da_o = self._output_slopes(signals, at)
        looking_back, p_o = self._peepholes(weights)
        W = dict(zip(self.blocks, np.split(weights.weight_hh, len(self.blocks)), strict=True))
        free = _shifted(cut(signals, "hidden", np.ones_like(signals["hidden"][at]), at))  # of h_{t-1} what is not held

        def through(block: str, dh_dc: Array) -> Array:
            dc_dh = rows(dc_da[block], W[block]) * free[:, None]
            return (dc_dh if weights.weight_hr is None else dc_dh @ weights.weight_hr) * _shifted(dh_dc)[:, None]

        terms = {"direct": diagonal(dc_dc)}
        terms |= {f"through_{block}": through(block, dh_dc) for block in _PATHS if block in dc_da}
        terms |= {f"through_peephole_{gate}": diagonal(dc_da[gate] * p) for gate, p in looking_back}
        if p_o is not None:
            by_block = [through(block, dh_da_o * p_o) for block in dc_da]
            terms["through_peephole_output_gate"] = np.sum(by_block, axis=0)
        return terms

    def _memory_slopes(self, signals: Mapping[str, Array], state: State, at: Any) -> tuple[Array, dict[str, Array]]:
        """∂c_t/∂c_{t-1} on the direct path, and by block ∂c_t/∂a_t, (T, H) each."""
        before = previous(signals["cell"], state[1])[at]
        dc_dc, *dc_d = (cut(signals, "cell", slope, at) for slope in self.memory_slopes(before, signals, at))
        return dc_dc, {name: dc * _slope(signals, name, at) for name, dc in zip(self.makes, dc_d, strict=True)}

    def _output_slopes(self, signals: Mapping[str, Array], at: Any) -> tuple[Array, Array]:
        """∂h_t/∂c_t with o_t as it is, and ∂h_t/∂a_t for o (0 without an output gate), (T, H) each; not projected."""
        c = signals["cell"][at]
        if "output_gate" not in self.blocks:
            return tanh_slope(c), np.zeros_like(c)
        return signals["output_gate"][at] * tanh_slope(c), np.tanh(c) * gate_slope(signals, "output_gate", at)

    def _peepholes(self, weights: LayerWeights) -> tuple[list[tuple[str, Array]], Array | None]:
        """The gates that see c_{t-1}, each with its weights; and the output gate's weights for c_t, if it has any."""
        of = [(gate, weights.own[f"peephole_{gate}"]) for gate in self.peepholes]
        return [each for each in of if each[0] != "output_gate"], dict(of).get("output_gate")

    def weight_factors(
        self,
        weights: LayerWeights,
        inputs: Array,
        signals: Mapping[str, Array],
        state: State,
        gradients: Mapping[str, Array],
    ) -> dict[str, Factors]:
        """As for every cell; `weight_hr` too, which turns o ∘ tanh(c) into h, and the peepholes."""
        factors = super().weight_factors(weights, inputs, signals, state, gradients)
        if weights.weight_hr is not None:
            arriving = cut(signals, "hidden", gradients["hidden"])
            factors["weight_hr"] = Factors(arriving, signals["output_gate"] * np.tanh(signals["cell"]))
        for gate in self.peepholes:
            seen = signals["cell"] if gate == "output_gate" else previous(signals["cell"], state[1])
            factors[f"peephole_{gate}"] = Factors(gradients[preactivation_name(gate)], seen, elementwise=True)
        return factors


class ForgetAndWrite(LSTMFamily):
    """The memory of the LSTM itself, c_t = f_t ∘ c_{t-1} + i_t ∘ g_t, behind whatever shows it."""

    memory_gate = "forget_gate"
    writes = ("input_gate", True)

    def memory(self, c: Array, makes: Sequence[Array], out: Array) -> None:
        """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t."""
        i, f, g = makes
        np.multiply(f, c, out)
        out += i * g

    def memory_slopes(self, c: Array, signals: Mapping[str, Array], at: Any = EVERYWHERE) -> tuple[Array, ...]:
        """∂c_t/∂c_{t-1} = f_t; ∂c_t/∂i_t = g_t, ∂c_t/∂f_t = c_{t-1}, ∂c_t/∂g_t = i_t."""
        i, f, g = (signals[name][at] for name in self.makes)
        return f, g, c, i


def _slope(signals: Mapping[str, Array], block: str, at: Any = EVERYWHERE) -> Array:
    """∂(block)/∂(its sum): tanh' for the candidate, σ' for the gates."""
    return (candidate_slope if block == "candidate" else gate_slope)(signals, block, at)


def _shifted(values: Array) -> Array:
    """What belongs to t-1, at t: (T, …), 0 at the first step, where the state is given."""
    return np.concatenate((np.zeros_like(values[:1]), values[:-1]))
