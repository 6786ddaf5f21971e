"""The family: every kind of cell with its year, its parent, its place in the tree, and its idea in a few words.

What a cell added to its parent and took away is nowhere written down: `difference.py` reads it off the equations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine import cells


@dataclass(frozen=True, slots=True)
class Member:
    """One kind of cell in the tree; words are in English, to be said with `t()`.

    Attributes:
        kind: its name in links.
        engine: its name in the engine's registry.
        title: on its card.
        year: of the paper.
        source: who wrote it, and where.
        parent: the kind that it was made from; empty for the first.
        place: column and row in the tree, counted from 1.
        idea: what it is about, in a line.
    """

    kind: str
    engine: str
    title: str
    year: int
    source: str
    parent: str
    place: tuple[int, int]
    idea: str


_ALL = (
    Member("rnn", "elman", "RNN", 1990, "Elman 1990", "", (1, 2), "the memory is multiplied by W at every step"),
    Member(
        "lstm_1997", "lstm_1997", "LSTM 1997", 1997, "Hochreiter & Schmidhuber 1997", "rnn", (2, 1),
        "a belt that nothing multiplies: it can only be added to",
    ),
    Member(
        "lstm", "lstm", "LSTM", 2000, "Gers, Schmidhuber & Cummins 2000", "lstm_1997", (3, 1),
        "one more gate multiplies the belt, so that it can be wiped",
    ),
    Member(
        "lstm_peephole", "lstm_peephole", "Peephole", 2000, "Gers & Schmidhuber 2000", "lstm", (3, 2),
        "the gates look at the belt itself",
    ),
    Member(
        "gru_before", "gru_reset_before", "GRU 2014", 2014, "Cho et al. 2014", "lstm", (4, 2),
        "no belt of its own, and one gate that keeps or writes",
    ),
    Member(
        "gru", "gru", "GRU", 2014, "Cho et al. 2014; cuDNN", "gru_before", (4, 3),
        "the reset gate acts after the matrix product: one large product a step",
    ),
    Member(
        "lstm_no_input_gate", "lstm_no_input_gate", "LSTM − i", 2015, "Jozefowicz et al. 2015; Greff et al. 2015",
        "lstm", (5, 1), "every candidate is written",
    ),
    Member(
        "lstm_no_output_gate", "lstm_no_output_gate", "LSTM − o", 2015, "Jozefowicz et al. 2015; Greff et al. 2015",
        "lstm", (5, 2), "the whole belt is always shown",
    ),
    Member(
        "lstm_coupled", "lstm_coupled", "Coupled LSTM", 2015, "Greff et al. 2015", "lstm", (5, 3),
        "what is not kept is written: i = 1 − f",
    ),
    Member(
        "skip", "elman_skip", "Skip RNN", 2016, "He et al. 2016", "rnn", (5, 4),
        "the old state is passed on whole, and nothing can take it away",
    ),
    Member(
        "mut1", "mut1", "MUT1", 2015, "Jozefowicz et al. 2015", "gru_before", (6, 1),
        "found by a search: the update gate sees only the input",
    ),
    Member(
        "mut2", "mut2", "MUT2", 2015, "Jozefowicz et al. 2015", "gru_before", (6, 2),
        "found by a search: the input goes into the reset gate as it is",
    ),
    Member(
        "mut3", "mut3", "MUT3", 2015, "Jozefowicz et al. 2015", "gru_before", (6, 3),
        "found by a search: the update gate sees tanh of the memory",
    ),
    Member(
        "slstm", "slstm", "sLSTM", 2024, "Beck et al. 2024", "lstm", (7, 1),
        "an input gate without an upper limit, and a memory that is divided by what was written",
    ),
    Member(
        "min_lstm", "min_lstm", "minLSTM", 2024, "Feng et al. 2024", "lstm", (7, 2),
        "gates that see only the input: training can take all steps at once",
    ),
    Member(
        "min_gru", "min_gru", "minGRU", 2024, "Feng et al. 2024", "gru_before", (7, 3),
        "one gate that sees only the input: training can take all steps at once",
    ),
    Member(
        "rg_lru", "rg_lru", "RG-LRU", 2024, "De et al. 2024", "rnn", (7, 4),
        "no W on the memory: each unit decays by a number of its own that the input gates",
    ),
)  # fmt: skip

FAMILY: Mapping[str, Member] = MappingProxyType({one.kind: one for one in _ALL if one.engine in cells.names()})
KINDS = tuple(FAMILY)


def parent_of(kind: str) -> str:
    """The nearest forebear that is in the family; empty for the first."""
    by_kind = {one.kind: one for one in _ALL}
    parent = by_kind[kind].parent
    while parent and parent not in FAMILY:
        parent = by_kind[parent].parent
    return parent
