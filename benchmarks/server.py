"""The app as a person starts it, `make run`, on a port of its own, and a Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[1]
WINDOW = ViewportSize(width=1440, height=900)
PICTURES = ("stepper", "neuron", "unrolled", "front", "units")
READY = ", ".join(f"[data-testid={name}][data-ready=true]" for name in PICTURES)
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")  # ours, not the app's


@contextmanager
def make_run() -> Iterator[str]:
    """Start the app and give its address at once, before it answers."""
    with _serving(["make", "--silent", "run"]) as address:
        yield address


@contextmanager
def minimal_page() -> Iterator[str]:
    """The same for a page of Streamlit's own that does next to nothing, under the app's configuration."""
    with _serving([sys.executable, "-m", "streamlit", "run", "benchmarks/minimal_page.py"]) as address:
        yield address


@contextmanager
def _serving(command: list[str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in ONE_THREAD}
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment | {"STREAMLIT_SERVER_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # make complains of being ended
        start_new_session=True,  # so that make and what it started can be ended together
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the one that is installed, else Playwright's own."""
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"))),
        None,
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def answering(address: str) -> None:
    """Wait until the server takes connections."""
    server = urlsplit(address)
    deadline = monotonic() + 60
    while True:
        try:
            with socket.create_connection((server.hostname, server.port)):
                return
        except ConnectionRefusedError:
            if monotonic() > deadline:
                raise
            sleep(0.02)


def visit(page: Page, address: str, path: str = "/") -> None:
    """Open a page of the app as soon as the server answers, and wait until the stepper is drawn."""
    answering(address)
    page.goto(address + path, wait_until="commit")
    page.wait_for_selector(READY, timeout=60_000)
