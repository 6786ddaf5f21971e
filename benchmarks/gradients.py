"""What a person waits for in the gradient laboratory: a changed control, and twenty seeds instead of one."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from benchmarks.browser import changing, choice, seed, until_painted
from benchmarks.server import WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing


def sections(quick: bool) -> Iterator[Section]:
    """Controls of /gradients as it opens (T=100, H=32, three cells and the LSTM before its remedy), uncached."""
    with chromium() as browser, make_run() as address:
        page = browser.new_page(viewport=WINDOW)
        visit(page, address, "/gradients?predict=0&view=terms")
        settings = {f"another {label.lower()}": seed(label) for label in ("Sequence seed", "Network seed")}
        yield changing(page, "/gradients, T=100, H=32", settings, 4 if quick else 12, 300)
        yield many_seeds(page, 1 if quick else 4)
        page.close()


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
