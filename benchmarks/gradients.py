"""What a person waits for in the gradient laboratory: a changed control, and twenty seeds instead of one."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from playwright.sync_api import Page

from benchmarks.browser import HERE, PAUSE_MS, until_painted
from benchmarks.server import WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section
from benchmarks.timing import Timing


def sections(quick: bool) -> Iterator[Section]:
    """Controls of /gradients as it opens (T=100, H=32, three cells and the LSTM before its remedy), uncached."""
    with chromium() as browser, make_run() as address:
        page = browser.new_page(viewport=WINDOW)
        visit(page, address, "/gradients?predict=0&view=terms")
        page.evaluate((HERE / "setting.js").read_text("utf-8"))
        yield controls(page, 4 if quick else 12)
        yield many_seeds(page, 1 if quick else 4)
        page.close()


def controls(page: Page, rounds: int) -> Section:
    """Another sequence, which changes every number, and another network."""
    rows = []
    for label in ("Sequence seed", "Network seed"):
        field = page.get_by_label(label)
        times = []
        for number in range(rounds):
            field.fill(str(1000 + number))
            times.append(until_painted(page, lambda field=field: field.press("Enter")))  # type: ignore[misc]
        timing = Timing(tuple(times))
        promise = Promise("median ", 400, timing.median, " ms")
        rows.append(Row(f"another {label.lower()} → new picture painted", timing, None, (promise,)))
    return Section(f"Changing a control in Chromium: /gradients, T=100, H=32, {rounds} times each", tuple(rows))


def many_seeds(page: Page, rounds: int) -> Section:
    """From one run to twenty seeds that nobody has computed before."""
    times = []
    for number in range(rounds):
        field = page.get_by_label("Network seed")
        field.fill(str(5000 + 100 * number))
        until_painted(page, lambda field=field: field.press("Enter"))  # type: ignore[misc]
        start = perf_counter()
        until_painted(page, page.get_by_role("radio", name="20 seeds", exact=True).click)
        times.append(1e3 * (perf_counter() - start) - PAUSE_MS)
        until_painted(page, page.get_by_role("radio", name="one run", exact=True).click)
    timing = Timing(tuple(times))
    row = Row(
        "20 seeds → median and quartiles painted", timing, None, (Promise("median ", 3000, timing.median, " ms"),)
    )
    return Section(f"Twenty seeds in Chromium: /gradients, {rounds} times", (row,))
