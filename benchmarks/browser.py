"""What a person waits for in the browser: one step, a changed setting, and the first picture after `make run`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser, Page

from benchmarks.server import ROOT, WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section
from benchmarks.timing import Timing

HERE = Path(__file__).parent
SIZES = ((50, 16), (200, 64))  # T, H
PAUSE_MS = 400  # between presses and between changes: each begins at rest, its report to Python included


def sections(quick: bool) -> Iterator[Section]:
    """Stepping and changing settings on /step, then cold starts."""
    subprocess.run(["make", "--silent", ".venv/ready"], cwd=ROOT, check=True)
    with chromium() as browser:
        with make_run() as address:
            for steps, units in SIZES:
                page = browser.new_page(viewport=WINDOW)
                url = f"{address}/step?sequence=latch&network=fresh&cell=lstm&length={steps}&units={units}"
                visit(page, url)
                yield stepping(page, f"/step, T={steps}, H={units}", 12 if quick else 60)
                yield changing(page, f"/step, T={steps}, H={units}", 4 if quick else 12)
                page.close()
        yield cold_starts(browser, 1 if quick else 3)


def stepping(page: Page, where: str, presses: int) -> Section:
    """Key presses →, then ← again, each from rest."""
    page.keyboard.press("Home")
    page.wait_for_timeout(2 * PAUSE_MS)
    page.evaluate((HERE / "press.js").read_text("utf-8"))
    for number in range(presses):
        page.keyboard.press("ArrowRight" if 2 * number < presses else "ArrowLeft")
        page.wait_for_timeout(PAUSE_MS)
    noted = page.evaluate("window.presses")
    expected = [min(number, presses - number) for number in range(1, presses + 1)]
    if [press["step"] for press in noted] != expected:
        raise RuntimeError(f"the stepper went {[press['step'] for press in noted]}, not {expected}")
    updated, painted = (Timing(tuple(press[end] - press["began"] for press in noted)) for end in ("changed", "painted"))
    limits = (
        Promise("median ", 17, updated.median, " ms"),
        Promise("95 % within ", 34, updated.percentile(95), " ms"),
    )
    return Section(
        f"One step in Chromium: {where}, {presses} key presses",
        (
            Row("key received → charts, diagram, equations updated", updated, None, limits),
            Row("key received → painted in a frame", painted),
        ),
    )


def changing(page: Page, where: str, rounds: int) -> Section:
    """Clicks on settings that lead to pictures nobody has seen before."""
    page.evaluate((HERE / "setting.js").read_text("utf-8"))
    rows = []
    for name, click in (("sequence seed", next_seed), ("cell, and sequence seed before it", other_cell)):
        times = tuple(click(page, number) for number in range(rounds))
        timing = Timing(times)
        rows.append(
            Row(
                f"click on {name} → new picture painted", timing, None, (Promise("median ", 300, timing.median, " ms"),)
            )
        )
    return Section(f"Changing a setting in Chromium: {where}, {rounds} uncached settings each", tuple(rows))


def next_seed(page: Page, _: int) -> float:
    """One more on the sequence seed."""
    seed = page.get_by_test_id("stNumberInput").filter(has=page.get_by_label("Sequence seed"))
    return timed_click(page, seed.get_by_test_id("stNumberInputStepUp").click)


def other_cell(page: Page, number: int) -> float:
    """The next of the three cells, on a sequence that no cell has read yet."""
    next_seed(page, number)
    cell = page.get_by_role("radio", name=("RNN", "GRU", "LSTM")[number % 3], exact=True)
    return timed_click(page, cell.click)


def timed_click(page: Page, click: Callable[[], None]) -> float:
    """Milliseconds from the click to the new picture."""
    click()
    page.wait_for_function("window.changes.at(-1)?.painted", timeout=30_000)
    page.wait_for_timeout(PAUSE_MS)  # a second drawing, if there is one, counts
    change = page.evaluate("window.changes.at(-1)")
    return float(change["painted"] - change["began"])


def cold_starts(browser: Browser, starts: int) -> Section:
    """From `make run`, everything installed, to the finished picture of the first page, without a browser cache."""
    times = []
    for _ in range(starts):
        page = browser.new_context(viewport=WINDOW).new_page()
        start = perf_counter()
        with make_run() as address:
            visit(page, address)
            times.append(1e3 * (perf_counter() - start))
        page.context.close()
    timing = Timing(tuple(times))
    row = Row("make run → first finished picture of /", timing, None, (Promise("median ", 6000, timing.median, " ms"),))
    return Section(f"Cold start, installed, {starts} starts", (row,))
