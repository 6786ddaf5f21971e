"""The table of cells: what each kind that a person can choose is called, how it looks, and what it is in the engine.

A kind (`rnn`) is what people choose and links say; the engine's name (`elman`) says which equations it computes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ui.look import palette


@dataclass(frozen=True, slots=True)
class CellLook:
    """One kind of cell on screen.

    Attributes:
        kind: its name in links, and of its folder in `ui/stepper/cells/`.
        engine: its name in the engine's registry.
        title: its name in words.
        colour, dash: of its curves; either alone tells it from every other kind. Dashes are pixels on and off.
        main: the signals to look at first: what lets go, what writes, and the memory.
        memory: the symbol of the state that it carries on, `c` or `h`.
        keeps: what its direct path multiplies that memory by, from k to t, as HTML for a figure; empty without one.
    """

    kind: str
    engine: str
    title: str
    colour: str
    dash: tuple[int, ...]
    main: tuple[str, ...]
    memory: str
    keeps: str = ""


CELLS: Mapping[str, CellLook] = MappingProxyType(
    {
        look.kind: look
        for look in (
            CellLook("rnn", "elman", "RNN", palette.RNN, (2, 2), ("hidden",), "h"),
            CellLook(
                "lstm",
                "lstm",
                "LSTM",
                palette.LSTM,
                (1, 0),
                ("forget_gate", "input_gate", "cell"),
                "c",
                "Π f<sub>i</sub>",
            ),
            CellLook(
                "gru",
                "gru",
                "GRU",
                palette.GRU,
                (7, 3),
                ("update_gate", "candidate", "hidden"),
                "h",
                "Π z<sub>i</sub>",
            ),
        )
    }
)


def kind_of(engine_name: str) -> str:
    """The kind of a cell of the engine: `rnn` for `elman` with any activation. KeyError for one without a kind."""
    for look in CELLS.values():
        if engine_name == look.engine or engine_name.startswith(f"{look.engine}_"):
            return look.kind
    raise KeyError(f"there is no kind of cell for {engine_name!r}; there are {', '.join(CELLS)}")


def titles(kinds: tuple[str, ...] = tuple(CELLS)) -> dict[str, str]:
    """Kind → title, in the order given: the options of a choice."""
    return {kind: CELLS[kind].title for kind in kinds}
