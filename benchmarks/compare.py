"""What a person waits for on the compare page: a race, one step of three cells at once, and a changed setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browser import PAUSE_MS, changing, seed, stepping
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
        visit(page, address, "/compare?network=fresh&gap=49&units=16&bands=all")
        settings = {f"another {label.lower()}": seed(label) for label in ("Sequence seed", "Network seed")}
        yield changing(page, WHERE, settings, 4 if quick else 12, 300)
        visit(page, address, "/compare")
        yield racing(page, 60 if quick else 300)
        yield changing(
            page, "/compare, the race of the trained three", {"another gap": another_gap}, 4 if quick else 12, 300
        )
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


def another_gap(page: Page, number: int) -> Callable[[], None]:
    """Let go of the slider at 40 or 80 letters, of a sequence that nobody has seen."""
    field = page.get_by_label("Sequence seed")
    field.fill(str(2000 + number))
    field.press("Enter")
    page.wait_for_timeout(4 * PAUSE_MS)
    track = page.locator(".ur-gap-track").bounding_box()
    if track is None:
        raise RuntimeError("there is no gap slider")
    page.mouse.move(track["x"] + track["width"] * (0.6 if number % 2 == 0 else 0.8), track["y"] + 2)
    page.mouse.down()
    return page.mouse.up
