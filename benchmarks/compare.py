"""What a person waits for on the compare page: a race, and one step of three cells at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browser import stepping
from benchmarks.server import WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing

WHERE = "/compare, LSTM, GRU and RNN, T=50, H=16"


def sections(quick: bool) -> Iterator[Section]:
    """Three fresh cells of 16 units on 50 steps, first the rows and sentences alone, then with all diagrams."""
    with chromium() as browser, make_run() as address:
        page = browser.new_page(viewport=WINDOW)
        for more, name in (("", ""), ("&diagrams=1", ", diagrams and equations")):
            visit(page, address, f"/compare?network=fresh&gap=49&units=16&bands=all{more}")
            yield stepping(page, WHERE + name, 12 if quick else 60, median=34, most=68)
        visit(page, address, "/compare")
        yield racing(page, 60 if quick else 300)
        page.close()


def racing(page: Page, frames: int) -> Section:
    """The race while it runs by itself, with the bands of a cell under its cursor."""

    def rows() -> Iterator[Row]:
        times = Timing(tuple(page.evaluate((Path(__file__).parent / "frames.js").read_text("utf-8"), frames)))
        limits = (
            Promise("median ", 17, times.median, " ms"),
            Promise("95 % within ", 34, times.percentile(95), " ms"),
        )
        yield Row("from frame to frame", times, None, limits)

    return measured(f"The race, playing: T=81, three cells, {frames} frames", rows)
