"""What a person waits for in the browser: one step, a changed setting, and the first picture after `make run`."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TookTooLong

from benchmarks.server import ROOT, WINDOW, chromium, make_run, visit
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing
from engine.learning import writers
from engine.learning.corpora import corpus
from ui import assets
from ui.lessons.units.weights import packed

HERE = Path(__file__).parent
SIZES = ((50, 16, 200), (200, 64, 300))  # T, H, and the milliseconds in which a changed setting is promised
SHADED = 5000  # letters that are read and shaded
PAUSE_MS = 400  # between presses and between changes: each begins at rest, its report to Python included
PATIENCE_MS = 20_000  # a picture that is not painted by then is counted as none

Change = Callable[[Page, int], Callable[[], None]]  # prepares the n-th change of a setting; calling that does it


def sections(quick: bool) -> Iterator[Section]:
    """Stepping and changing settings on /step, then cold starts."""
    subprocess.run(["make", "--silent", ".venv/ready"], cwd=ROOT, check=True)
    with chromium() as browser:
        with make_run() as address:
            for steps, units, limit in SIZES:
                page = browser.new_page(viewport=WINDOW)
                visit(page, address, f"/step?network=fresh&length={steps}&units={units}&signals=all")
                where = f"/step, T={steps}, H={units}"
                yield stepping(page, where, 12 if quick else 60)
                settings = {
                    "another sequence seed": seed("Sequence seed"),
                    "another cell": choice("RNN", "GRU", "LSTM"),
                }
                yield changing(page, where, settings, 4 if quick else 12, limit)
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
            visit(page, address, "/cells?network=fresh")
            cards = {"another pair": card("GRU 2014", "GRU", "Skip RNN", "LSTM", "sLSTM", "minGRU", "RG-LRU", "RNN")}
            yield changing(page, "/cells, T=100, H=8", cards, 4 if quick else 12, 300)
            page.close()
            page = browser.new_page(viewport=WINDOW)
            visit(page, address, "/architectures?predict=0")
            yield changing(page, "/architectures", {"another date": date("Text to read")}, 4 if quick else 12, 300)
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
        "weights": json.loads(packed(writer.model)),
    }

    def rows() -> Iterator[Row]:
        house = assets.module_url("lessons/units/picture/")
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
    """Milliseconds from a change to its picture; None if there came none."""
    change()
    try:
        page.wait_for_function("() => window.changes.at(-1)?.painted", polling=20, timeout=PATIENCE_MS)
    except TookTooLong:
        return None
    page.wait_for_timeout(PAUSE_MS)  # were there a second drawing, it would count
    noted = page.evaluate("window.changes.at(-1)")
    return float(noted["painted"] - noted["began"])


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
