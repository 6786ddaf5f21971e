"""The table: what was measured, beside what it is compared with, and what was promised."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from benchmarks.timing import Timing

HEADINGS = ("", "min ms", "median ms", "times", "promised", "")


@dataclass(frozen=True, slots=True)
class Promise:
    """A limit for one figure of a row, and whether the figure keeps it."""

    what: str
    limit: float
    measured: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the measured figure keeps within the limit."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def __str__(self) -> str:
        return f"{self.what}{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}"

    @property
    def verdict(self) -> str:
        """The measured figure and whether it is met."""
        return f"{'met' if self.met else 'NOT MET'}: {_short(self.measured)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured; `times` is how many times the section's reference it took.

    What is not a time has no `timing`: its figures are in its name and its promises.
    """

    what: str
    timing: Timing | None
    times: float | None = None
    promises: tuple[Promise, ...] = ()

    def cells(self) -> Iterator[tuple[str, ...]]:
        """The row's text, a line for each promise."""
        times = "" if self.times is None else f"{_short(self.times)}×"
        timing = self.timing
        missed = f" ({timing.missed} more rounds without a mark)" if timing and timing.missed else ""
        least, median = (_short(timing.least), _short(timing.median)) if timing else ("", "")
        first = (self.what + missed, least, median, times)
        if not self.promises:
            yield (*first, "", "")
        for number, promise in enumerate(self.promises):
            yield (*(first if number == 0 else ("",) * len(first)), str(promise), promise.verdict)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together under a title, and what kept others from being measured."""

    title: str
    rows: tuple[Row, ...]
    problem: str = ""


def measured(title: str, measure: Callable[[], Iterable[Row]]) -> Section:
    """Measure a section's rows; what cannot be measured is said in the table, and the other sections go on."""
    rows: list[Row] = []
    try:
        rows.extend(measure())
    except Exception as problem:
        return Section(title, tuple(rows), first_line(problem))
    return Section(title, tuple(rows))


def first_line(problem: Exception) -> str:
    """What went wrong, short enough for a table."""
    return textwrap.shorten(f"{type(problem).__name__}: {problem}", 100, placeholder=" …")


def lines(sections: Iterable[Section]) -> Iterator[str]:
    """The table as aligned Markdown."""
    body: list[tuple[str, ...]] = []
    for section in sections:
        body.append((f"**{section.title}**", *[""] * (len(HEADINGS) - 1)))
        body.extend(cells for row in section.rows for cells in row.cells())
        if section.problem:
            body.append((f"NOT MEASURED: {section.problem}", *[""] * (len(HEADINGS) - 1)))
    widths = [max(len(row[column]) for row in (HEADINGS, *body)) for column in range(len(HEADINGS))]
    yield _line(HEADINGS, widths)
    yield (
        "|"
        + "|".join("-" * (width + 1) + (":" if 0 < column < 4 else "-") for column, width in enumerate(widths))
        + "|"
    )
    for row in body:
        yield _line(row, widths)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    aligned = (
        text.rjust(width) if 0 < column < 4 else text.ljust(width)
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "| " + " | ".join(aligned) + " |"


def _short(number: float) -> str:
    """Three digits, and no more decimals than that."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
