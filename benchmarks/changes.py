"""What a person waits for who changes a setting: until the new picture is painted, on every page that promises it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TookTooLong

from benchmarks.server import WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing

HERE = Path(__file__).parent
PAUSE_MS = 400  # between changes: each begins at rest, its report to Python included
PATIENCE_MS = 20_000  # a picture that is not painted by then is counted as none
WARM_MS = 20_000  # by then the server has made ready what it makes ready by itself

Change = Callable[[Page, int], Callable[[], None]]  # prepares the n-th change of a setting; calling that does it


def sections(quick: bool) -> Iterator[Section]:
    """Page by page, each of a size that is promised; then twenty seeds instead of one."""
    rounds = 4 if quick else 12
    seeds = {f"another {label.lower()}": seed(label) for label in ("Sequence seed", "Network seed")}
    cards = card("GRU 2014", "GRU", "Skip RNN", "LSTM", "sLSTM", "minGRU", "RG-LRU", "RNN")
    of_step = {"another sequence seed": seed("Sequence seed"), "another cell": choice("RNN", "GRU", "LSTM")}
    fresh, gradients = "network=fresh&signals=all", "/gradients?predict=0&view=terms"
    pages: tuple[tuple[str, str, Mapping[str, Change], float], ...] = (
        ("/step, T=50, H=16", f"/step?{fresh}&length=50&units=16", of_step, 200),
        ("/step, T=200, H=64", f"/step?{fresh}&length=200&units=64", of_step, 300),
        ("/gradients, T=100, H=32", gradients, seeds, 300),
        ("/compare, three cells, T=50, H=16", "/compare?network=fresh&gap=49&units=16&bands=all", seeds, 300),
        ("/compare, the race of the trained three", "/compare", {"another gap": another_gap}, 300),
        ("/cells, T=100, H=8", "/cells?network=fresh", {"another pair": cards}, 300),
        ("/architectures", "/architectures?predict=0", {"another date": date("Text to read")}, 300),
    )
    with chromium() as browser, make_run() as address:
        for number, (where, path, settings, limit) in enumerate(pages):
            page = browser.new_page(viewport=WINDOW)
            visit(page, address, path)
            if number == 0:
                page.wait_for_timeout(WARM_MS)
            yield changing(page, where, settings, rounds, limit)
            if path == gradients:
                yield many_seeds(page, 1 if quick else 4)
            page.close()


def changing(page: Page, where: str, settings: Mapping[str, Change], rounds: int, limit: float) -> Section:
    """Settings that lead to pictures which nobody has seen before, so that nothing is in a cache, in turns."""

    def rows() -> Iterator[Row]:
        page.evaluate((HERE / "setting.js").read_text("utf-8"))
        times: dict[str, list[float | None]] = {name: [] for name in settings}
        for number in range(rounds):
            for name, change in settings.items():
                times[name].append(until_painted(page, change(page, number)))
        for name, taken in times.items():
            timing = Timing.of(taken)
            promise = Promise("median ", limit, timing.median, " ms")
            yield Row(f"{name} → new picture painted", timing, None, (promise,))

    return measured(f"Changing a setting in Chromium: {where}, {rounds} times each", rows)


def seed(label: str) -> Change:
    """Type a seed that nobody has used into a field."""

    def change(page: Page, number: int) -> Callable[[], None]:
        field = page.get_by_label(label)
        field.fill(str(1000 + number))
        return lambda: field.press("Enter")

    return change


def date(label: str) -> Change:
    """Type a date that nobody has used into a field."""

    def change(page: Page, number: int) -> Callable[[], None]:
        field = page.get_by_label(label)
        field.fill(f"{number + 1} марта 2021 г.")
        return lambda: field.press("Enter")

    return change


def choice(*names: str) -> Change:
    """Click on one option after the other."""
    return lambda page, number: page.get_by_role("radio", name=names[number % len(names)], exact=True).click


def card(*titles: str) -> Change:
    """Click on one card of the family after the other; those before two rounds make other pairs than those after."""

    def change(page: Page, number: int) -> Callable[[], None]:
        at = (number + number // len(titles)) % len(titles)
        return page.locator(".uf-choose", has_text=re.compile(f"^{titles[at]}$")).click

    return change


def until_painted(page: Page, change: Callable[[], None]) -> float | None:
    """Milliseconds from a change to its picture, with all that is drawn below it; None if there came none."""
    change()
    try:
        for pause in (PAUSE_MS, 0):  # were there a second drawing, it would count
            page.wait_for_function("() => window.changes.at(-1)?.painted", polling=20, timeout=PATIENCE_MS)
            page.wait_for_timeout(pause)
    except TookTooLong:
        return None
    noted = page.evaluate("window.changes.at(-1)")
    return float(noted["painted"] - noted["began"])


def many_seeds(page: Page, rounds: int) -> Section:
    """From one run to twenty seeds that nobody has computed before; after `changing`, whose marks it reads."""

    def rows() -> Iterator[Row]:
        other, twenty, one = seed("Network seed"), choice("20 seeds"), choice("one run")
        times = []
        for number in range(rounds):
            until_painted(page, other(page, 4000 + 100 * number))
            times.append(until_painted(page, twenty(page, number)))
            until_painted(page, one(page, number))
        timing = Timing.of(times)
        promise = Promise("median ", 3000, timing.median, " ms")
        yield Row("20 seeds → median and quartiles painted", timing, None, (promise,))

    return measured(f"Twenty seeds in Chromium: /gradients, {rounds} times", rows)


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
