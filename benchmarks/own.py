"""What a person waits for with a model of their own of hundreds of units: from the file, and from a setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import safetensors.numpy
from playwright.sync_api import Page

from benchmarks.changes import HERE, WARM_MS, changing, choice, seed, until_painted
from benchmarks.server import WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing
from engine.networks.network import network

UNITS, INPUTS, STEPS = 256, 8, 500
LIMIT = 1500  # ms, to the first picture


def sections(quick: bool) -> Iterator[Section]:
    """A file is dropped; then what it reads and what is shown of it are changed."""
    rounds = 3 if quick else 8
    size = f"/own, LSTM, H={UNITS}"
    with chromium() as browser, make_run() as address:
        page = browser.new_page(viewport=WINDOW)
        visit(page, address, "/own")
        page.wait_for_timeout(WARM_MS)
        page.evaluate((HERE / "setting.js").read_text("utf-8"))
        yield dropping(page, f"{size}, as many steps as the page begins with", rounds)
        steps = page.get_by_label("Steps", exact=True)
        steps.fill(str(STEPS))
        until_painted(page, lambda: steps.press("Enter"))
        yield changing(page, f"{size}, T={STEPS}, all units in bands", {"another seed": seed("Seed")}, rounds, LIMIT)
        shown = {"64 other units": choice("1–64", "65–128", "129–192", "193–256")}
        yield changing(page, f"{size}, T={STEPS}", shown, rounds, LIMIT)


def dropping(page: Page, where: str, rounds: int) -> Section:
    """Files with other weights, so that nothing of them is known."""

    def drop(number: int) -> Callable[[], None]:
        drawn = network("lstm", INPUTS, UNITS, seed=number)
        weights = {name: weight.astype(np.float32) for name, weight in drawn.weights.items()}
        file = {"name": f"{number}.safetensors", "mimeType": "", "buffer": safetensors.numpy.save(weights)}
        place = page.locator("input[type=file]").first

        def change() -> None:
            page.evaluate("window.changes.push({ began: performance.now(), painted: null })")
            place.set_input_files(file)  # type: ignore[arg-type]

        return change

    def rows() -> Iterator[Row]:
        timing = Timing.of([until_painted(page, drop(number)) for number in range(rounds)])
        yield Row("a file → first picture painted", timing, None, (Promise("median ", LIMIT, timing.median, " ms"),))

    return measured(f"A file dropped in Chromium: {where}, {rounds} times", rows)
