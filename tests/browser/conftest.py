"""A fresh server and a real Chromium; whatever a page logs or asks of the network is kept and judged."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

ROOT = Path(__file__).parents[2]
STREAMLIT_S_OWN_PROBES = ("_stcore/health", "_stcore/host-config")  # 404 below a deep link, by Streamlit's design
expect.set_options(timeout=20_000)

# Run in the page: from now on, `window.drawings` counts how often Plotly draws anything.
COUNT_DRAWINGS = """() => {
  window.drawings = 0
  for (const gd of document.querySelectorAll(".js-plotly-plot")) gd.on("plotly_afterplot", () => window.drawings++)
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    return browser_type_launch_args | {"args": quiet} | ({"executable_path": found} if found else {})


@contextmanager
def running_server() -> Iterator[str]:
    """A server of its own process on a free port, ready when it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                    break
            except OSError:
                assert server.poll() is None, "the server died at start"
                assert time.monotonic() < deadline, "the server did not answer within a minute"
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.fixture
def fresh_server() -> Iterator[str]:
    with running_server() as url:
        yield url


@dataclass
class Visit:
    """One visitor's page, and what it said and asked."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        at = message.location.get("url", "")
        if message.type == "error" and not any(probe in at for probe in STREAMLIT_S_OWN_PROBES):
            self.errors.append(f"{message.text} ({at})")

    def _asked(self, request: Request) -> None:
        ours = request.url.startswith((self.base, self.base.replace("http", "ws", 1), "data:", "blob:"))
        if not ours:
            self.outside.append(request.url)

    def open(self, path: str) -> "Visit":
        """Go there and wait until the script has run and, where there is one, the stepper is drawn."""
        self.page.goto(self.base + path)
        return self.settled()

    def settled(self) -> "Visit":
        """Wait until nothing runs any more."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        expect(self.page.get_by_test_id("stepper").first).to_have_attribute("data-ready", "true")
        return self

    @property
    def step(self) -> int:
        """The zero-based step shown."""
        return int(self.page.get_by_test_id("stepper").first.get_attribute("data-step") or -1)


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Visitors with a window, a colour scheme and more of their own; every one is judged when the test ends."""
    contexts, visits = [], []

    def arrive(base: str = server, width: int = 1440, height: int = 900, **context: Any) -> Visit:
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **context))
        visits.append(Visit(contexts[-1].new_page(), base))
        return visits[-1]

    yield arrive
    for context in contexts:
        context.close()
    for visited in visits:
        assert visited.errors == []
        assert visited.outside == []
