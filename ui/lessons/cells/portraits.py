"""Every cell in small, described once: what stands where, what it added to its parent, what it took away.

The places are those of the large drawings in `ui/stepper/cells/`: the memory runs along the top, a gate stands where
it stands in the parent, what is mixed stands between them, and the past comes along the bottom. `thumbnail.py` draws
it.

A shape is known by its name: a box by the signal that it computes (so a test can ask the engine whether a cell has
it), a wire from the past or the input by `past:` or `inputs:` and the box that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

WIDTH, HEIGHT = 172, 96
BELT, MIX, GATE, PAST, INPUT = 18, 37, 59, 83, 93  # heights: memory, what is written, gates, h before, x
HALF = (11, 9)  # of a box: half its width, half its height
LEFT, RIGHT = 4, 168
FORK = 14  # where a cell whose memory is h lets it down to its gates


@dataclass(frozen=True, slots=True)
class Box:
    """A gate or a candidate: the signal that it computes, and its letter."""

    name: str
    letter: str
    x: float
    y: float = GATE


@dataclass(frozen=True, slots=True)
class Node:
    """Where two wires meet, or what happens to one: ×, +, 1−, or a matrix W."""

    name: str
    sign: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Pill:
    """A function of a number, such as tanh."""

    name: str
    text: str
    x: float
    y: float
    width: float = 26


@dataclass(frozen=True, slots=True)
class Wire:
    """A path; `of` is the signal whose colour it wears, or `belt`, `past`, `input`, `out`."""

    name: str
    path: str
    of: str


Shape = Box | Node | Pill | Wire


@dataclass(frozen=True)
class Portrait:
    """One cell in small.

    Attributes:
        parent: the kind that it is an edit of; "" for the first.
        shapes: what stands where.
        added: the names of the shapes that the parent has not, where the eye is to find them.
        taken: the names of the parent's shapes that are gone, drawn where they stood.
    """

    parent: str
    shapes: tuple[Shape, ...]
    added: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()

    def named(self, name: str) -> Shape:
        """The shape of this name."""
        return next(shape for shape in self.shapes if shape.name == name)


def _box(signal: str, letter: str, x: float, *, past: bool = True, inputs: bool = True) -> tuple[Shape, ...]:
    """A box, and what it sees: the past at its left foot, the input at its right one."""
    foot = GATE + HALF[1]
    shapes: list[Shape] = [Box(signal, letter, x)]
    if past:
        shapes.append(Wire(f"past:{signal}", f"M{x - 4} {PAST}V{foot}", "past"))
    if inputs:
        shapes.append(Wire(f"inputs:{signal}", f"M{x + 5} {INPUT}V{foot}", "input"))
    return tuple(shapes)


def _names(shapes: Iterable[Shape]) -> tuple[str, ...]:
    return tuple(shape.name for shape in shapes)


def _without(shapes: Iterable[Shape], *names: str) -> tuple[Shape, ...]:
    """The shapes but for those of these names."""
    return tuple(shape for shape in shapes if shape.name not in names)


def _past(until: float) -> Wire:
    """h before, as a state beside the memory, along the bottom as far as the last box that sees it."""
    return Wire("past", f"M{LEFT} {PAST}H{until}", "past")


def _forked(until: float) -> Wire:
    """The same where the memory is h itself."""
    return Wire("past", f"M{FORK} {BELT}V{PAST}H{until}", "past")


_BELT = Wire("belt", f"M{LEFT} {BELT}H{RIGHT}", "belt")
_TOP = GATE - HALF[1]

# The LSTM and its kin: f, i, g, o from left to right; i∘g is written between i and g.
_F, _I, _G, _O, _END = 34, 66, 94, 122, 148
_SUM = (Node("state", "+", 80, BELT), Wire("written", f"M80 {MIX}V{BELT}", "candidate"))
_FORGET = (
    *_box("forget_gate", "f", _F),
    Wire("forget", f"M{_F} {_TOP}V{BELT}", "forget_gate"),
    Node("kept", "×", _F, BELT),
)
_INPUT = (
    *_box("input_gate", "i", _I),
    Wire("input", f"M{_I} {_TOP}V{MIX}H80", "input_gate"),
    Node("gated", "×", 80, MIX),
)
_CANDIDATE = (*_box("candidate", "g", _G), Wire("candidate_wire", f"M{_G} {_TOP}V{MIX}H80", "candidate"))
_OUTPUT = (
    *_box("output_gate", "o", _O),
    Wire("output", f"M{_O + HALF[0]} {GATE}H{_END}", "output_gate"),
    Wire("out", f"M{_END} {BELT}V{PAST}H{RIGHT}", "out"),
    Node("shown", "×", _END, GATE),
)
_TANH = Pill("tanh(cell)", "tanh", _END, MIX)
_LSTM = (_BELT, _past(_O - 4), *_FORGET, *_INPUT, *_CANDIDATE, *_SUM, *_OUTPUT, _TANH)
_SEEN = ("past", *(f"past:{signal}" for signal in ("forget_gate", "input_gate", "candidate", "output_gate")))
_PEEPHOLES = (
    Wire("peephole_forget_gate", f"M12 {BELT}V43H{_F - 6}V{_TOP}", "cell"),
    Wire("peephole_input_gate", f"M12 {BELT}V43H{_I - 6}V{_TOP}", "cell"),
    Wire("peephole_output_gate", f"M{_O - 6} {BELT}V{_TOP}", "cell"),
)

# The GRU and its kin: r, z, n from left to right; z stands below what it lets go on, n below where it is added.
_R, _Z, _N, _GATED = 38, 70, 134, 98
_ONTO = (Node("state", "+", _N, BELT), Node("written", "×", _N, MIX), Wire("n", f"M{_N} {_TOP}V{BELT}", "candidate"))
_LETS = (Node("kept", "×", _Z, BELT),)
_KEEPS = (  # z keeps and 1 − z writes
    *_LETS,
    Wire("z", f"M{_Z} {_TOP}V{BELT}M{_Z} {MIX}H{_N}", "update_gate"),
    Node("1-update_gate", "1−", 102, MIX),
)
_WRITES = (  # z writes and 1 − z keeps
    *_LETS,
    Wire("z", f"M{_Z} {_TOP}V{BELT}M{_Z} {_TOP - 4}H116V{MIX}H{_N}", "update_gate"),
    Node("1-update_gate", "1−", _Z, 34),
)
_RESETS = (
    Wire("past:candidate", f"M{_GATED} {PAST}V{GATE}H{_N - HALF[0]}", "past"),
    Wire("r", f"M{_R + HALF[0]} {GATE}H54V{GATE + 15}H84V{GATE}H{_GATED}", "reset_gate"),
    Node("reset", "×", _GATED, GATE),
)
_CANDIDATE_N = _box("candidate", "n", _N, past=False)
_GRU = (
    _BELT,
    _forked(_GATED),
    *_box("reset_gate", "r", _R),
    *_box("update_gate", "z", _Z),
    *_RESETS,
    *_CANDIDATE_N,
    *_ONTO,
)
_W_THEN_R, _R_THEN_W = Node("W, then r", "W", _GATED, 73), Node("r, then W", "W", 113, GATE)
_MUT = (*_GRU, *_WRITES, _R_THEN_W)
_ON_BELT = Node("W", "W", _F, BELT)

PORTRAITS: Mapping[str, Portrait] = MappingProxyType(
    {
        "rnn": Portrait(
            "",
            (
                Wire("through W", _BELT.path, "belt"),
                _ON_BELT,
                Wire("inputs:hidden", f"M80 {INPUT}V{BELT}", "input"),
                Node("V", "V", 80, GATE),
                Node("sum", "+", 80, BELT),
                Box("hidden", "tanh", _N, BELT),
            ),
        ),
        "skip": Portrait(
            "rnn",
            (
                _BELT,
                _forked(_N - 4),
                *_box("candidate", "n", _N),
                Wire("n", f"M{_N} {_TOP}V{BELT}", "candidate"),
                Node("state", "+", _N, BELT),
            ),
            added=("belt", "state"),
            taken=("W",),
        ),
        "lstm_1997": Portrait(
            "rnn",
            _without(_LSTM, *_names(_FORGET)),
            added=("belt", "input_gate", "output_gate", "gated", "shown"),
            taken=("W",),
        ),
        "lstm": Portrait("lstm_1997", _LSTM, added=("forget_gate", "forget", "kept")),
        "lstm_peephole": Portrait("lstm", (*_LSTM, *_PEEPHOLES), added=_names(_PEEPHOLES)),
        "lstm_no_input_gate": Portrait("lstm", _without(_LSTM, *_names(_INPUT)), taken=("input_gate", "gated")),
        "lstm_no_output_gate": Portrait(
            "lstm", _without(_LSTM, *(set(_names(_OUTPUT)) - {"out"})), taken=("output_gate", "shown")
        ),
        "lstm_coupled": Portrait(
            "lstm",
            (
                *_without(_LSTM, *(set(_names(_INPUT)) - {"gated"})),
                Wire("1-f", f"M{_F} {MIX}H80", "forget_gate"),
                Node("1-forget_gate", "1−", 57, MIX),
            ),
            added=("1-forget_gate", "1-f"),
            taken=("input_gate",),
        ),
        "gru_before": Portrait(
            "lstm",
            (*_GRU, *_KEEPS, _R_THEN_W),
            added=("reset_gate", "reset", "update_gate", "1-update_gate"),
        ),
        "gru": Portrait("gru_before", (*_GRU, *_KEEPS, _W_THEN_R), added=("W, then r",), taken=("r, then W",)),
        "mut1": Portrait(
            "gru_before",
            (
                *_without(_MUT, "past:update_gate"),
                Pill("tanh(embedded_input)", "tanh", 152, 80, 28),
            ),
            added=("tanh(embedded_input)",),
            taken=("past:update_gate",),
        ),
        "mut2": Portrait(
            "gru_before", (*_MUT, Pill("embedded_input", "E x", _R + 5, 80, 22)), added=("embedded_input",)
        ),
        "mut3": Portrait(
            "gru_before",
            (*_MUT, Pill("tanh(hidden@previous)", "tanh", _Z - 4, 76, 28)),
            added=("tanh(hidden@previous)",),
        ),
        "min_gru": Portrait(
            "gru_before",
            (_BELT, *_box("update_gate", "z", _Z, past=False), *_CANDIDATE_N, *_ONTO, *_WRITES),
            taken=("reset_gate", "reset", "past", "past:update_gate", "past:candidate"),
        ),
        "min_lstm": Portrait(
            "lstm",
            (
                *_without(_LSTM, *_SEEN, *_names(_OUTPUT), "tanh(cell)"),
                Pill("normalised", "÷ (f + i)", 50, 40, 44),
            ),
            added=("normalised",),
            taken=(*_SEEN, "output_gate", "shown", "tanh(cell)"),
        ),
        "slstm": Portrait(
            "lstm",
            (
                *_without(_LSTM, "input_gate", "tanh(cell)"),
                Box("input_gate", "exp", _I),
                Pill("cell/normaliser", "÷ n", _END, MIX),
            ),
            added=("input_gate", "cell/normaliser"),
        ),
        "rg_lru": Portrait(
            "rnn",
            (
                _BELT,
                *_box("recurrence_gate", "r", _F, past=False),
                *_box("input_gate", "i", 78, past=False),
                *_box("candidate", "n", 130, past=False),
                Wire("decays", f"M{_F} {_TOP}V{BELT}M{_F} {MIX}H104", "decay"),
                Node("decay", "a", _F, MIX),
                Node("kept", "×", _F, BELT),
                Wire("input", f"M{78 + HALF[0]} {GATE}H104", "input_gate"),
                Wire("n", f"M{130 - HALF[0]} {GATE}H104V{BELT}", "candidate"),
                Pill("input_scale", "√(1−a²)", 69, MIX, 38),
                Node("gated", "×", 104, GATE),
                Node("scaled", "×", 104, MIX),
                Node("state", "+", 104, BELT),
            ),
            added=("recurrence_gate", "decay", "kept", "input_gate", "gated", "input_scale"),
            taken=("hidden",),
        ),
    }
)
