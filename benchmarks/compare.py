"""What a person waits for on the compare page: one step of three cells at once, and a changed setting."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from benchmarks.browser import HERE, stepping, until_painted
from benchmarks.server import WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section
from benchmarks.timing import Timing

WHERE = "/compare, LSTM, GRU and RNN, T=50, H=16"


def sections(quick: bool) -> Iterator[Section]:
    """Three fresh cells of 16 units on 50 steps, first the rows and sentences alone, then with all diagrams."""
    with chromium() as browser, make_run() as address:
        page = browser.new_page(viewport=WINDOW)
        for more, name in (("", ""), ("&diagrams=1", ", diagrams and equations")):
            visit(page, address, f"/compare?network=fresh&gap=49&units=16{more}")
            yield stepping(page, WHERE + name, 12 if quick else 60, median=34, most=68)
        visit(page, address, "/compare?network=fresh&gap=49&units=16")
        page.evaluate((HERE / "setting.js").read_text("utf-8"))
        yield changing(page, 4 if quick else 12)
        page.close()


def changing(page: Page, rounds: int) -> Section:
    """Another sequence and other networks, each uncached, to the picture of all three cells."""
    rows = []
    for label in ("Sequence seed", "Network seed"):
        field = page.get_by_label(label)
        times = []
        for number in range(rounds):
            field.fill(str(1000 + number))
            times.append(until_painted(page, lambda field=field: field.press("Enter")))  # type: ignore[misc]
        timing = Timing(tuple(times))
        promise = Promise("median ", 500, timing.median, " ms")
        rows.append(Row(f"another {label.lower()} → new picture painted", timing, None, (promise,)))
    return Section(f"Changing a setting in Chromium: {WHERE}, {rounds} times each", tuple(rows))
