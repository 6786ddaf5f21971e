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
                visit(page, address, f"/step?sequence=latch&network=fresh&cell=lstm&length={steps}&units={units}")
                yield stepping(page, f"/step, T={steps}, H={units}", 12 if quick else 60)
                yield changing(page, f"/step, T={steps}, H={units}", 4 if quick else 12)
                page.close()
        yield cold_starts(browser, 1 if quick else 3)


def stepping(page: Page, where: str, presses: int, median: float = 17, most: float = 34) -> Section:
    """Key presses →, then ← again, each from rest; `median` and `most`: promised milliseconds, of half and of 95 %."""
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
        Promise("median ", median, updated.median, " ms"),
        Promise("95 % within ", most, updated.percentile(95), " ms"),
    )
    return Section(
        f"One step in Chromium: {where}, {presses} key presses",
        (
            Row("key received → charts, diagram, equations updated", updated, None, limits),
            Row("key received → painted in a frame", painted),
        ),
    )


def changing(page: Page, where: str, rounds: int) -> Section:
    """Settings that lead to pictures which nobody has seen before, so that nothing is in a cache."""
    page.evaluate((HERE / "setting.js").read_text("utf-8"))
    seed = page.get_by_label("Sequence seed")
    seeds, cells = [], []
    for number in range(rounds):
        seed.fill(str(1000 + number))
        seeds.append(until_painted(page, lambda: seed.press("Enter")))
        cell = page.get_by_role("radio", name=("RNN", "GRU", "LSTM")[number % 3], exact=True)
        cells.append(until_painted(page, cell.click))
    rows = []
    for name, times in (("another sequence seed", seeds), ("another cell", cells)):
        timing = Timing(tuple(times))
        promise = Promise("median ", 300, timing.median, " ms")
        rows.append(Row(f"{name} → new picture painted", timing, None, (promise,)))
    return Section(f"Changing a setting in Chromium: {where}, {rounds} times each", tuple(rows))


def until_painted(page: Page, change: Callable[[], None]) -> float:
    """Milliseconds from a change to its picture."""
    change()
    page.evaluate("window.untilPainted()")
    page.wait_for_timeout(PAUSE_MS)  # were there a second drawing, it would count
    noted = page.evaluate("window.changes.at(-1)")
    return float(noted["painted"] - noted["began"])


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
