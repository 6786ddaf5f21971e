"""The table of cells: what each kind that a person can choose is called, how it looks, and what it is in the engine.

A kind (`rnn`) is what people choose and links say; the engine's name (`elman`) says which equations it computes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ui.look import palette


@dataclass(frozen=True, slots=True)
class Family:
    """Cells of one descent, which share a colour. `name` is also the kind that stands for the family."""

    name: str
    title: str
    colour: str


@dataclass(frozen=True, slots=True)
class CellLook:
    """One kind of cell on screen.

    Attributes:
        kind: its name in links, and of its folder in `ui/stepper/cells/`.
        engine: its name in the engine's registry.
        title: its name in words.
        family: gives its curves their colour.
        dash: of its curves, pixels on and off; it tells it from every other kind of its family.
        main: the signals to look at first: what lets go, what writes, and the memory.
        memory: the symbol of the state that it carries on, `c` or `h`.
        keeps: what its direct path multiplies that memory by, from k to t, as HTML for a figure; empty without one.
    """

    kind: str
    engine: str
    title: str
    family: Family
    dash: tuple[int, ...]
    main: tuple[str, ...]
    memory: str
    keeps: str = ""

    @property
    def colour(self) -> str:
        """Of its curves."""
        return self.family.colour


_RNN, _LSTM, _GRU = (
    Family("rnn", "RNN", palette.RNN),
    Family("lstm", "LSTM", palette.LSTM),
    Family("gru", "GRU", palette.GRU),
)
_NEWER = Family("min_gru", "Newer", palette.NEWER)
FAMILIES: Mapping[str, Family] = MappingProxyType({family.name: family for family in (_RNN, _LSTM, _GRU, _NEWER)})

_F, _Z = "Π f<sub>i</sub>", "Π z<sub>i</sub>"
_LEFT = "Π (1 − z<sub>i</sub>)"  # where z writes
_OF_LSTM = ("forget_gate", "input_gate", "cell")
_NO_I = ("forget_gate", "candidate", "cell")
_OF_GRU = ("update_gate", "candidate", "hidden")
_OF_MIN_LSTM = ("normalised_forget_gate", "normalised_input_gate", "hidden")

# One line for each cell, within a family in the order of their years.
# fmt: off
CELLS: Mapping[str, CellLook] = MappingProxyType({look.kind: look for look in (
    CellLook("rnn", "elman", "RNN", _RNN, (2, 2), ("hidden",), "h"),
    CellLook("skip", "elman_skip", "RNN with a skip", _RNN, (8, 3, 2, 3), ("candidate", "hidden"), "h", "1"),
    CellLook("lstm_1997", "lstm_1997", "LSTM of 1997", _LSTM, (3, 3), ("input_gate", "candidate", "cell"), "c", "1"),
    CellLook("lstm", "lstm", "LSTM", _LSTM, (1, 0), _OF_LSTM, "c", _F),
    CellLook("lstm_peephole", "lstm_peephole", "LSTM with peepholes", _LSTM, (9, 3), _OF_LSTM, "c", _F),
    CellLook("lstm_no_input_gate", "lstm_no_input_gate", "LSTM without i", _LSTM, (6, 2, 2, 2), _NO_I, "c", _F),
    CellLook("lstm_no_output_gate", "lstm_no_output_gate", "LSTM without o", _LSTM, (9, 3, 3, 3), _OF_LSTM, "c", _F),
    CellLook("lstm_coupled", "lstm_coupled", "LSTM, i = 1 − f", _LSTM, (6, 3, 2, 3, 2, 3), _NO_I, "c", _F),
    CellLook("gru", "gru", "GRU", _GRU, (7, 3), _OF_GRU, "h", _Z),
    CellLook("gru_before", "gru_reset_before", "GRU, r first", _GRU, (7, 2, 2, 2), _OF_GRU, "h", _Z),
    CellLook("mut1", "mut1", "MUT1", _GRU, (1, 0), _OF_GRU, "h", _LEFT),
    CellLook("mut2", "mut2", "MUT2", _GRU, (2, 2), _OF_GRU, "h", _LEFT),
    CellLook("mut3", "mut3", "MUT3", _GRU, (12, 3), _OF_GRU, "h", _LEFT),
    CellLook("min_lstm", "min_lstm", "minLSTM", _NEWER, (12, 3), _OF_MIN_LSTM, "h", "Π f′<sub>i</sub>"),
    CellLook("rg_lru", "rg_lru", "RG-LRU", _NEWER, (2, 2), ("decay", "input_gate", "hidden"), "h", "Π a<sub>i</sub>"),
    CellLook("slstm", "slstm", "sLSTM", _NEWER, (1, 0), _OF_LSTM, "c", _F),
    CellLook("min_gru", "min_gru", "minGRU", _NEWER, (7, 3), _OF_GRU, "h", _LEFT),
)})
# fmt: on


def kind_of(engine_name: str) -> str:
    """The kind of a cell of the engine: `rnn` for `elman` with any activation. KeyError for one without a kind."""
    for look in CELLS.values():
        if engine_name == look.engine:
            return look.kind
    for look in CELLS.values():
        if engine_name.startswith(f"{look.engine}_"):
            return look.kind
    raise KeyError(f"there is no kind of cell for {engine_name!r}; there are {', '.join(CELLS)}")


def titles(kinds: tuple[str, ...] = tuple(CELLS)) -> dict[str, str]:
    """Kind → title, in the order given: the options of a choice."""
    return {kind: CELLS[kind].title for kind in kinds}


def kinds_of(family: str) -> tuple[str, ...]:
    """The kinds of a family, by its name."""
    return tuple(look.kind for look in CELLS.values() if look.family.name == family)
