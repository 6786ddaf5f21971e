"""A running server and a real Chromium; whatever a page logs or asks of the network is kept and judged.

How to open a page in a test: `visit().open("/step?seed=3")`. That is fast, because a first load of plotly.js in a new
process of the browser costs seconds and a page that has it costs one: the visitor gets a page that earlier tests have
used and left, with an empty storage, a new session on the server, and the window and colour scheme asked for.
`visited.elsewhere(link)` is the next visitor, in the same window, once the first is no longer needed. One who is there
at the same time, by a second `visit()`, gets a second such page, whose cookies and storage are not those of the first;
the first time, that is a new process too.
`visit(fresh=True)` gives a browser context that nobody has used: only where isolation or loading is what is tested.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, ViewportSize, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.serving import Server, serving
from ui import assets

STREAMLIT_S_OWN_PROBES = ("_stcore/health", "_stcore/host-config")  # 404 below a deep link, by Streamlit's design
PICTURE = ", ".join(
    f"[data-testid={name}]" for name in ("stepper", "neuron", "race", "unrolled", "front", "units")
)  # what is drawn
# Another picture that is under way, or a wall on which nobody sees anything yet, and no key is heard.
UNREADY = "[data-ready=false], [data-testid=hall]:not([data-open])"
NO_LOOPBACK = "unrolled.test"  # a name for this machine that a phone could have heard of
T = TypeVar("T")
STILL_S = 0.4  # of what stands
PATIENCE_S = 60  # what a busy machine may take; what is wrong for good fails all the same
expect.set_options(timeout=1000 * PATIENCE_S)

# Run in the page: whether nothing on it is wider than the window. What scrolls is not the document, but its main part.
FITS = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
  .every((it) => !it || it.scrollWidth <= it.clientWidth)"""

# Run in the page: from now on, `window.drawings` counts how often Plotly draws anything.
COUNT_DRAWINGS = """() => {
  window.drawings = 0
  for (const gd of document.querySelectorAll(".js-plotly-plot")) gd.on("plotly_afterplot", () => window.drawings++)
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    # A page here lives for seconds: what it runs a few hundred times is not worth compiling again, loops still are.
    quiet.append("--js-flags=--invocation-count-for-maglev=4000,--invocation-count-for-turbofan=30000")
    # Without a graphics card a second thread that draws every moving dot of Streamlit's costs a fifth of the whole.
    quiet.append("--disable-threaded-animation")
    quiet.append(f"--host-resolver-rules=MAP {NO_LOOPBACK} 127.0.0.1")
    return browser_type_launch_args | {"args": quiet} | ({"executable_path": found} if found else {})


def answering(server: Server) -> str:
    """The address of a server, once it answers."""
    server.until_it_listens()
    with urlopen(f"{server.address}/_stcore/health", timeout=60):
        return server.address


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The server that all tests of a worker share."""
    with serving() as started:
        yield answering(started)


@pytest.fixture
def fresh_server() -> Iterator[str]:
    """A server that nobody has visited."""
    with serving() as started:
        yield answering(started)


@dataclass
class Visit:
    """One visitor's page, and what it said and asked."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    received: list[int] = field(default_factory=list)  # the size of every message from the server
    runs: int = 0  # how many runs of a script the server has ended

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", self._failed)
        self.page.on("request", self._asked)
        self.page.on("websocket", self._connected)

    def end(self) -> None:
        """Leave the page as it was found: nothing listens, nothing stands between it and the server."""
        self.page.remove_listener("console", self._heard)
        self.page.remove_listener("pageerror", self._failed)
        self.page.remove_listener("request", self._asked)
        self.page.remove_listener("websocket", self._connected)
        self.page.unroute_all(behavior="ignoreErrors")

    def _connected(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)

    def _received(self, message: str | bytes) -> None:
        self.received.append(len(message))
        if isinstance(message, bytes):
            self.runs += ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"

    def _heard(self, message: ConsoleMessage) -> None:
        at = message.location.get("url", "")
        if message.type == "error" and not any(probe in at for probe in STREAMLIT_S_OWN_PROBES):
            self.errors.append(f"{message.text} ({at})")

    def _failed(self, error: Error) -> None:
        self.errors.append(str(error))

    def _asked(self, request: Request) -> None:
        ours = request.url.startswith((self.base, self.base.replace("http", "ws", 1), "data:", "blob:"))
        if not ours:
            self.outside.append(request.url)

    def open(self, path: str) -> "Visit":
        """Go there and wait until the script has run and, where there is one, the stepper is drawn."""
        self.page.goto(self.base + path)
        return self.settled()

    def elsewhere(self, link: str) -> "Visit":
        """Open a link as somebody else, who has stored nothing and is a new session to the server."""
        cleared(self.page)
        return self.open(link)

    def settled(self) -> "Visit":
        """Wait until nothing runs any more, and all that is on the page listens."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        expect(self.page.locator(PICTURE).first).to_have_attribute("data-ready", "true")
        expect(self.page.locator(UNREADY)).to_have_count(0)
        return self

    @contextmanager
    def asking(self) -> Iterator[None]:
        """What is done inside makes the browser ask the server: wait for the answer, and until it is on screen.

        For what shows no other sign: `settled()` alone may look before the run has begun.
        """
        before, deadline = self.runs, monotonic() + PATIENCE_S
        yield
        while self.runs == before:
            assert monotonic() < deadline, "the server was not asked, or did not answer"
            self.page.wait_for_timeout(20)
        self.page.evaluate("() => new Promise((wake) => requestAnimationFrame(() => requestAnimationFrame(wake)))")
        self.settled()

    def becomes(self, look: Callable[[], T], wanted: T) -> None:
        """Wait until what is looked at is as wanted: for what no single `expect` can say, and may yet be replaced."""
        deadline = monotonic() + PATIENCE_S
        while (found := look()) != wanted and monotonic() < deadline:
            self.page.wait_for_timeout(20)
        assert found == wanted

    def fits(self, width: int, height: int) -> None:
        """Make the window so large: once all has followed, nothing is wider."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function(f"width => innerWidth === width && ({FITS})()", arg=width)

    def stands(self, locator: Locator) -> Locator:
        """Wait until nothing moves it any more: a click lands where it was a moment ago."""
        before, still_since = locator.bounding_box(), monotonic()
        deadline = still_since + PATIENCE_S
        while monotonic() - still_since < STILL_S:
            assert monotonic() < deadline, "it never stood still"
            self.page.wait_for_timeout(50)
            if (now := locator.bounding_box()) != before:
                before, still_since = now, monotonic()
        return locator

    def heard_out(self) -> "Visit":
        """Wait until the server has had nothing to say for a while."""
        expect(self.page.get_by_text("torch is computing the same")).to_have_count(0)  # which is asked for later
        before = -1
        while before != len(self.received):
            before = len(self.received)
            self.page.wait_for_timeout(300)
        return self.settled()

    @property
    def step(self) -> int:
        """The zero-based step shown."""
        return int(self.page.get_by_test_id("stepper").first.get_attribute("data-step") or -1)


@pytest.fixture(scope="session")
def kept_pages() -> Iterator[list[Page]]:
    """The pages that tests leave for the next, each in a context of its own."""
    pages: list[Page] = []
    yield pages
    for page in pages:
        page.context.close()


def cleared(page: Page) -> Page:
    """As a page is found that nobody has used: nothing open, nothing stored, the mouse in the corner."""
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    page.context.clear_cookies()
    page.context.clear_permissions()
    page.goto("about:blank")  # ends the session, and what it still had to say
    page.mouse.move(0, 0)
    return page


@pytest.fixture
def visit(
    request: pytest.FixtureRequest, browser: Browser, server: str, kept_pages: list[Page]
) -> Iterator[Callable[..., Visit]]:
    """Visitors with a window, a colour scheme and more of their own; every one is judged when the test ends.

    `visit(base=…, width=…, height=…, color_scheme=…, reduced_motion=…)` takes the next kept page; `fresh=True`, a
    server of its own, or any other setting of a browser context gets a new context.
    """
    failed_before = request.session.testsfailed
    used: list[Page] = []
    own: list[Page] = []
    visits: list[Visit] = []

    def arrive(
        base: str = server,
        width: int = 1440,
        height: int = 900,
        color_scheme: Any = "light",
        reduced_motion: Any = "no-preference",
        fresh: bool = False,
        **context: Any,
    ) -> Visit:
        window = ViewportSize(width=width, height=height)
        if fresh or context or base != server:
            page = browser.new_context(viewport=window, **context).new_page()
            own.append(page)
        else:
            if len(used) == len(kept_pages):
                kept_pages.append(browser.new_context().new_page())
            page = cleared(kept_pages[len(used)])
            used.append(page)
            page.set_viewport_size(window)
        page.set_default_timeout(1000 * PATIENCE_S)
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        visits.append(Visit(page, base))
        return visits[-1]

    yield arrive
    for visited in visits:
        visited.end()
    if request.session.testsfailed > failed_before:  # whatever state they are in, no other test shall see it
        own.extend(used)
        del kept_pages[: len(used)]
    for page in own:
        page.context.close()
    for visited in visits:
        assert visited.errors == []
        assert visited.outside == []


@pytest.fixture(scope="session")
def blank(browser: Browser) -> Iterator[Page]:
    """One page for all tests that run the project's JavaScript in it, without a page of the app.

    Who goes somewhere with it finds a new document there; another browser context is another process, which costs
    more than most of these tests.
    """
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def modules(blank: Page, server: str) -> Page:
    """A page of our own origin from which `load("numbers.js")` imports a module of the stepper, and
    `load("/lessons/…")` any other by its path below `ui/`."""
    blank.goto(server + assets.module_url("stepper/browser/stepper.js"))
    root = assets.module_url("")
    where = "name.startsWith('/') ? name.slice(1) : 'stepper/browser/' + name"
    blank.evaluate(f"() => {{ window.load = (name) => import('{root}' + ({where})) }}")
    return blank
