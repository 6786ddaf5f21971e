"""Six contrasts as scenes: two cells on the task that tells them apart, each behind a link of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ui.lessons.cells.settings import SCENES, CellsSettings
from ui.teaching.scenes import Scene, Script
from ui.words import t

_CHANGES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "drift": {"a": "lstm_1997", "b": "lstm", "task": "count", "length": 300},
        "flip": {"a": "gru_before", "b": "min_gru", "task": "toggle", "length": 60},
        "gap": {"a": "rnn", "b": "lstm_1997", "task": "first", "length": 81},
        "bias": {"a": "lstm", "b": "lstm", "task": "first", "length": 81, "variant": "closed"},
        "skip": {"a": "skip", "b": "lstm", "task": "latch", "length": 40},
        "one": {"a": "rnn", "b": "min_gru", "task": "latch", "length": 40, "variant": "one_unit"},
    }
)
SCRIPT = Script(CellsSettings(), _CHANGES, free=("t", "unit", "sums"))


def scenes() -> tuple[Scene, ...]:
    """All scenes in the order of the tree, in the session's language."""
    words = {
        "drift": (
            t("A belt that drifts"),
            t("1997 and 2000 count the ones since the last reset, on a sequence far longer than they learned from."),
        ),
        "flip": (
            t("Gates that do not see the past"),
            t("A flag says: turn the bit over. The published GRU and minGRU read the same flags."),
        ),
        "gap": (
            t("Eighty steps back"),
            t("A first symbol, eighty letters that do not matter, then the question which symbol it was."),
        ),
        "bias": (
            t("A gate that begins open"),
            t("The same LSTM, the same task: only the bias with which the forget gate begins is another."),
        ),
        "skip": (
            t("Passed on whole"),
            t("The skip connection hands the old state on as it is. The task: keep a bit, and overwrite it at a flag."),
        ),
        "one": (
            t("One unit is enough"),
            t("The latch again, with the smallest networks that there are: a single unit each."),
        ),
    }
    return tuple(Scene(name, *words[name], ("ask", "show")) for name in SCENES)
