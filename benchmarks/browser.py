"""What a person waits for in the browser: one step, a hand that moves, and the first picture after `make run`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser, Page

from benchmarks.server import ROOT, WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing
from engine.learning import writers
from engine.learning.corpora import corpus
from ui import assets
from ui.units.weights import weights_of

HERE = Path(__file__).parent
SIZES = ((50, 16), (200, 64))  # T, H
SHADED = 5000  # letters that are read and shaded
PAUSE_MS = 400  # between presses: each begins at rest, its report to Python included
PATIENCE_MS = 20_000  # what has not come by then does not come


def sections(quick: bool) -> Iterator[Section]:
    """Stepping, taking hold and playing, page by page, then cold starts."""
    subprocess.run(["make", "--silent", ".venv/ready"], cwd=ROOT, check=True)
    with chromium() as browser:
        with make_run() as address:
            for steps, units in SIZES:
                page = browser.new_page(viewport=WINDOW)
                visit(page, address, f"/step?network=fresh&length={steps}&units={units}&signals=all")
                where = f"/step, T={steps}, H={units}"
                yield stepping(page, where, 12 if quick else 60)
                yield dragging(page, where, 20 if quick else 100, *((17, 34) if steps == 50 else (34, 68)))
                page.close()
            page = browser.new_page(viewport=WINDOW)
            visit(page, address, "/step?cell=rnn&sequence=count&length=40&signals=all")
            yield scrubbing(page, "/step, T=40, H=18", ".us-training input", 20 if quick else 100)
            page.close()
            page = browser.new_page(viewport=WINDOW)
            visit(page, address, "/learn?predict=0&run=2")
            yield scrubbing(page, "/learn, T=41, H=16, three cells", ".fr-strip input", 20 if quick else 100)
            page.close()
            page = browser.new_page(viewport=WINDOW)
            visit(page, address, "/gradients?scene=number&f=tanh")
            yield sliding(page, 20 if quick else 100)
            visit(page, address, "/gradients?length=300&forget_bias=3&update_bias=3&predict=0")
            yield travelling(page)
            page.close()
            page = browser.new_page(viewport=WINDOW)
            visit(page, address, "/units?predict=0")
            yield holding(page, 20 if quick else 100)
            yield shading(page, 5 if quick else 20)
            page.close()
        yield cold_starts(browser, 1 if quick else 3)


def stepping(page: Page, where: str, presses: int, median: float = 17, most: float = 34) -> Section:
    """Key presses →, then ← again, each from rest; `median` and `most`: promised milliseconds, of half and of 95 %."""

    def rows() -> Iterator[Row]:
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
        updated, painted = (
            Timing.of(press[end] and press[end] - press["began"] for press in noted) for end in ("changed", "painted")
        )
        limits = (
            Promise("median ", median, updated.median, " ms"),
            Promise("95 % within ", most, updated.percentile(95), " ms"),
        )
        yield Row("key received → charts, diagram, equations updated", updated, None, limits)
        yield Row("key received → painted in a frame", painted)

    return measured(f"One step in Chromium: {where}, {presses} key presses", rows)


def dragging(page: Page, where: str, frames: int, median: float, most: float) -> Section:
    """A hand that moves the forget gate: one frame after the other, and what it takes once it lets go."""

    def rows() -> Iterator[Row]:
        page.get_by_role("radio", name="LSTM", exact=True).click()
        page.wait_for_timeout(4 * PAUSE_MS)
        gate = page.locator(".gate[data-signal=forget_gate]")
        box = gate.bounding_box()
        if box is None:
            raise RuntimeError("there is no gate to take hold of")
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        times = Timing(
            tuple(page.evaluate((HERE / "drag.js").read_text("utf-8"), [".gate[data-signal=forget_gate]", frames, "y"]))
        )
        limits = (
            Promise("median ", median, times.median, " ms"),
            Promise("95 % within ", most, times.percentile(95), " ms"),
        )
        yield Row("hand moves → everything painted", times, None, limits)
        start = perf_counter()
        page.mouse.up()
        page.wait_for_selector(".us-agreement[data-agrees=true]", timeout=PATIENCE_MS)
        settled = Timing((1e3 * (perf_counter() - start),))
        yield Row("hand lets go → engine and torch agree", settled, None, (Promise("", 250, settled.median, " ms"),))

    return measured(f"Taking hold in Chromium: {where}, {frames} frames", rows)


def scrubbing(page: Page, where: str, slider: str, frames: int) -> Section:
    """The training under a hand: another stage of the network in every frame."""

    def rows() -> Iterator[Row]:
        page.wait_for_timeout(4 * PAUSE_MS)
        script = (HERE / "scrub.js").read_text("utf-8")
        times = Timing(tuple(page.evaluate(script, [slider, frames])))
        limits = (
            Promise("median ", 17, times.median, " ms"),
            Promise("95 % within ", 34, times.percentile(95), " ms"),
        )
        yield Row("slider moves → everything painted", times, None, limits)

    return measured(f"Going through the training in Chromium: {where}, {frames} frames", rows)


def sliding(page: Page, frames: int) -> Section:
    """The one number w in a hand, with tanh: belts, factors, axis, curves and sentences."""

    def rows() -> Iterator[Row]:
        page.wait_for_timeout(4 * PAUSE_MS)
        knob = page.get_by_test_id("neuron").get_by_role("slider").first.bounding_box()
        if knob is None:
            raise RuntimeError("there is no slider to take hold of")
        page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
        page.mouse.down()
        times = Timing(tuple(page.evaluate((HERE / "drag.js").read_text("utf-8"), [".un-slider", frames, "x"])))
        page.mouse.up()
        limits = (
            Promise("median ", 17, times.median, " ms"),
            Promise("95 % within ", 34, times.percentile(95), " ms"),
        )
        yield Row("w moves → everything painted", times, None, limits)

    return measured(f"One number in Chromium: /gradients, {frames} frames", rows)


def holding(page: Page, frames: int) -> Section:
    """A unit held at another value in every frame, and the network writing anew each time."""

    def rows() -> Iterator[Row]:
        page.wait_for_timeout(4 * PAUSE_MS)
        times = Timing(tuple(page.evaluate((HERE / "scrub.js").read_text("utf-8"), [".uw-slider", frames])))
        promise = Promise("95 % within ", 100, times.percentile(95), " ms")
        yield Row("slider moves → 400 letters written and painted", times, None, (promise,))

    return measured(f"Holding a unit in Chromium: /units, {frames} frames", rows)


def shading(page: Page, times: int) -> Section:
    """A text read, laid out and shaded, and then by another unit; the text that is shown has 3 000 letters."""
    writer = writers.load("quotes_en_1")
    text = corpus(writer.recipe.corpus).held_out(SHADED)[:SHADED]
    told = {
        "cell": "lstm",
        "units": writer.model.network.hidden_size,
        "alphabet": list(writer.model.alphabet),
        "begins": writer.model.begins,
        "weights": dict(weights_of(writer.model)),
    }

    def rows() -> Iterator[Row]:
        house = assets.module_url("units/browser/")
        shaded = Timing(tuple(page.evaluate((HERE / "shade.js").read_text("utf-8"), [house, told, text, times])))
        yield Row(f"{SHADED} letters read and shaded", shaded, None, (Promise("median ", 300, shaded.median, " ms"),))
        page.locator(".un-more").click()
        chosen = Timing(tuple(page.evaluate((HERE / "choose.js").read_text("utf-8"), [".un-unit", times])))
        promise = Promise("median ", 34, chosen.median, " ms")
        yield Row("another unit is chosen → the text is painted", chosen, None, (promise,))

    return measured(f"Shading a text in Chromium: /units, {times} times", rows)


def travelling(page: Page) -> Section:
    """The gradient's journey back over 300 steps, five curves with their chips, the chapter below going along."""

    def rows() -> Iterator[Row]:
        page.wait_for_timeout(4 * PAUSE_MS)
        times = Timing(tuple(page.evaluate((HERE / "play.js").read_text("utf-8"))))
        limits = (
            Promise("median ", 17, times.median, " ms"),
            Promise("95 % within ", 34, times.percentile(95), " ms"),
        )
        yield Row("from one frame to the next", times, None, limits)
        whole = sum(times.times)
        yield Row("the whole way", Timing((whole,)), None, (Promise("", 9000, whole, " ms"),))

    return measured("Playing backwards in Chromium: /gradients, T=300, five curves", rows)


def cold_starts(browser: Browser, starts: int) -> Section:
    """From `make run`, everything installed, to the finished picture of the first page, without a browser cache."""

    def rows() -> Iterator[Row]:
        times = []
        for _ in range(starts):
            page = browser.new_context(viewport=WINDOW).new_page()
            start = perf_counter()
            with make_run() as address:
                visit(page, address)
                times.append(1e3 * (perf_counter() - start))
            page.context.close()
        timing = Timing(tuple(times))
        yield Row(
            "make run → first finished picture of /", timing, None, (Promise("median ", 6000, timing.median, " ms"),)
        )

    return measured(f"Cold start, installed, {starts} starts", rows)
