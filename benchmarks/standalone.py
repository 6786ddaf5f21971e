"""What a picture as one file costs: its size, and the time from opening it from disk to its painted picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from playwright.sync_api import Browser

import engine
from benchmarks.server import READY, WINDOW, chromium
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing
from tests.serving import serving
from ui import assets
from ui.standalone.runs import Standalone

HERE = Path(__file__).parent
MEGABYTES = 2.5
LIMIT = 1000  # ms
LESSONS = {
    "/step": "/step",
    "/step, T=200, H=64, all signals": "/step?network=fresh&length=200&units=64&signals=all",
    "/gradients": "/gradients?predict=0",
    "/own": "/own",
    "/units": "/units?predict=0",
}
RUNS = {"a run, T=100, H=32": (100, 32), "a run, T=200, H=64": (200, 64)}


def sections(quick: bool) -> Iterator[Section]:
    """All files are opened in turns, each time by a browser that has seen none of them."""
    with TemporaryDirectory() as folder, chromium() as browser:
        files = {name: _of_run(Path(folder), *size) for name, size in RUNS.items()}
        with serving() as server:
            server.until_it_listens()
            files |= {name: _saved(browser, Path(folder), server.address + path) for name, path in LESSONS.items()}
        yield measured("A picture as one file: its size", partial(sizes, files))
        alone = Path(folder) / "plotly.html"
        script = Path(folder) / "plotly.min.js"
        script.write_bytes(assets.read(assets.plotly_url()).body)
        alone.write_text("<!DOCTYPE html><script src='plotly.min.js'></script><p data-ready=true></p>", "utf-8")
        rounds = 2 if quick else 12
        yield measured(
            f"A picture as one file: opening it, {rounds} times", partial(rows, browser, alone, files, rounds)
        )


def sizes(files: Mapping[str, Path]) -> Iterator[Row]:
    """In megabytes of a million bytes."""
    for name, file in files.items():
        size = file.stat().st_size / 1e6
        yield Row(f"{name}: {size:.2f} MB", None, None, (Promise("", MEGABYTES, size, " MB"),))


def rows(browser: Browser, alone: Path, files: Mapping[str, Path], rounds: int) -> Iterator[Row]:
    """Beside a page that only loads our part of plotly.js from disk."""
    only = "plotly.js alone, from disk"
    times: dict[str, list[float]] = {name: [] for name in (only, *files)}
    for number in range(-1, rounds):
        for name, file in {only: alone, **files}.items():
            took = opened(browser, file)
            if number >= 0:
                times[name].append(took)
    reference = Timing(tuple(times[only]))
    yield Row(only, reference, 1.0)
    for name in files:
        timing = Timing(tuple(times[name]))
        yield Row(name, timing, timing.ratio(reference), (Promise("median ", LIMIT, timing.median, " ms"),))


def opened(browser: Browser, file: Path) -> float:
    """Milliseconds until it is painted, in a profile of its own."""
    context = browser.new_context(viewport=WINDOW, offline=True)
    try:
        page = context.new_page()
        page.add_init_script(path=HERE / "opened.js")
        page.goto(file.as_uri(), wait_until="commit")
        return float(page.wait_for_function("() => window.opened?.painted", timeout=30_000).json_value())
    finally:
        context.close()


def _of_run(folder: Path, steps: int, units: int) -> Path:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        module, inputs = torch.nn.LSTM(3, units), torch.randn(steps, 1, 3)
    trace = engine.record(module, inputs, loss=engine.losses.last_step())
    return Standalone(trace).save(folder / f"{steps}-{units}.html")


def _saved(browser: Browser, folder: Path, address: str) -> Path:
    page = browser.new_page(viewport=WINDOW)
    try:
        page.goto(address)
        page.wait_for_selector(READY, timeout=60_000)
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as one HTML file").click()
        file = folder / f"{abs(hash(address))}.html"
        download.value.save_as(file)
        return file
    finally:
        page.close()
