"""What a person waits for on the compare page: one step of three cells at once, and a changed setting."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.browser import changing, seed, stepping
from benchmarks.server import WINDOW, chromium, make_run, visit
from benchmarks.table import Section

WHERE = "/compare, LSTM, GRU and RNN, T=50, H=16"


def sections(quick: bool) -> Iterator[Section]:
    """Three fresh cells of 16 units on 50 steps, first the rows and sentences alone, then with all diagrams."""
    with chromium() as browser, make_run() as address:
        page = browser.new_page(viewport=WINDOW)
        for more, name in (("", ""), ("&diagrams=1", ", diagrams and equations")):
            visit(page, address, f"/compare?network=fresh&gap=49&units=16&bands=all{more}")
            yield stepping(page, WHERE + name, 12 if quick else 60, median=34, most=68)
        visit(page, address, "/compare?network=fresh&gap=49&units=16&bands=all")
        settings = {f"another {label.lower()}": seed(label) for label in ("Sequence seed", "Network seed")}
        yield changing(page, WHERE, settings, 4 if quick else 12, 300)
        page.close()
