"""Several runs on one sequence: each signal of all that have it, under one another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine import Trace
from engine.cells.base import Signal
from ui.figures.part import FIRST, Part
from ui.figures.stack import Row, verbatim
from ui.figures.time_column import signal_rows

Translator = Callable[..., str]
LOWEST = 38  # pixels of a row where several runs have theirs


def beside_rows(
    runs: Sequence[tuple[str, Trace]],
    t: Translator,
    *,
    part: Part = FIRST,
    only: Sequence[str] | None = None,
    tallest: int = LOWEST,
) -> Iterator[Row]:
    """The rows of named runs, which are numbered as the stepper's panels: the names are a person's own.

    With `only`, just these signals; a row is at most `tallest` pixels high.
    """
    of_run = [
        signal_rows(trace, t, part=part, panel=panel, only=only, called=_called(name, t))
        for panel, (name, trace) in enumerate(runs)
    ]
    for signal in dict.fromkeys(row.name for rows in of_run for row in rows):
        for rows in of_run:
            yield from (replace(row, height=min(row.height, tallest)) for row in rows if row.name == signal)


def _called(name: str, t: Translator) -> Callable[[Signal], str]:
    return lambda signal: f"<b>{verbatim(name)}</b><br>{t(signal.title)}"
