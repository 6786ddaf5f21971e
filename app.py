"""The door: the ASGI application. `streamlit run app.py` serves it.

The script that draws is `ui/frame.py`. It does not stand beside `pages/`, because Streamlit would then list that
folder by itself and open a deep link without the frame.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import hashlib
import os
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from time import sleep
from typing import TYPE_CHECKING

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import assets
from ui.cures.at_once import speak_at_once
from ui.cures.clicks import hear_clicks
from ui.cures.departed import see_off
from ui.cures.last_words import hear_runs_out
from ui.cures.thrift import save_work
from ui.cures.together import hear_together
from ui.cures.turns import take_turns
from ui.runs.learning import route as learning

if TYPE_CHECKING:
    from ui.runs.learning.workshop import Workshop


FRAME_ANCESTORS = "UNROLLED_FRAME_ANCESTORS"  # the environment variable that says who may frame the app
_ORIGIN = re.compile(r"(https?://)?(\*\.)?[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*(:(\d{1,5}|\*))?|file:")
GARBAGE = 10_000  # objects more than there were when it was last looked for; Python's own are 700
QUIET_S = 15.0  # for the first pictures alone; whoever wants to train earlier warms the workshop by asking for it


def frame_ancestors(origins: str) -> str:
    """Who may show the app in a frame: itself, and these origins, with spaces or commas between them.

    Raises:
        ValueError: something is no origin, which could say anything else in the policy.
    """
    named = origins.replace(",", " ").split()
    if wrong := [origin for origin in named if not _ORIGIN.fullmatch(origin)]:
        raise ValueError(f"{FRAME_ANCESTORS} names origins such as https://moodle.example.org, not {wrong[0]!r}")
    return " ".join(("'self'", *named))


def _content_security_policy() -> str:
    """Nothing but our own origin; `blob:` is how Streamlit loads a component's inline module."""
    index = files("streamlit").joinpath("static/index.html").read_text("utf-8")
    inline = re.findall(r"<script>(.*?)</script>", index, flags=re.S)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in inline)
    return (
        f"default-src 'self'; script-src 'self' blob: {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; "
        f"frame-ancestors {frame_ancestors(os.environ.get(FRAME_ANCESTORS, ''))}"
    )


class SecurityHeaders:
    """Add the security headers to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": _content_security_policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with our headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def serve_asset(request: Request) -> Response:
    """plotly.js and our own modules, compressed where the browser takes it, cacheable for a year."""
    try:
        asset = assets.read(request.url.path)
    except KeyError:
        return PlainTextResponse("There is no such file.", status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.gzipped, media_type=asset.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(asset.body, media_type=asset.media_type, headers=headers)


def serve_training(request: Request) -> Response:
    """The weights of a trained network after so many of its updates, for who goes through them in the browser."""
    import ui.everything  # noqa: F401  before a part of it: two threads that begin at two ends can meet in a deadlock
    from ui.lessons.step.stages import weights

    try:
        block = weights(request.path_params["kind"], request.path_params["task"])
    except KeyError:
        return PlainTextResponse("There is no such network.", status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(block, media_type="application/octet-stream", headers=headers)


def serve_writer(request: Request) -> Response:
    """The weights of a network that reads and writes letters, for a browser that lets it."""
    import ui.everything  # noqa: F401
    from ui.lessons.units.weights import weights

    try:
        body = weights(request.path_params["name"])
    except KeyError:
        return PlainTextResponse("There is no such network.", status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(body, media_type="application/json", headers=headers)


def _warm_up() -> None:
    """Have ready what sessions need, in the order in which the first one needs it."""
    import ui.everything  # noqa: F401

    assets.read(assets.plotly_url())

    import torch

    torch.set_num_threads(1)  # sessions share the machine
    _keep_what_stands()
    sleep(QUIET_S)
    _workshop().warm_up()


def _keep_what_stands() -> None:
    """Have the garbage collector pass over what is imported: it stays, and is most of all that there is.

    Otherwise it goes through some 350,000 objects again and again while people wait: a third of a second each time, in
    all a quarter of a busy server's work. What it does look at then, it looks at less often: a run of a page makes
    thousands of objects that its end frees without it.
    """
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)


def _workshop() -> Workshop:
    """Where networks learn, in a process of its own; what it needs is not imported before somebody asks for it."""
    import ui.everything  # noqa: F401
    from ui.runs.learning.workshop import workshop

    return workshop()


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up beside the starting server, not before it; what learns ends with the server."""
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    leaving = asyncio.create_task(see_off())
    yield
    leaving.cancel()
    _workshop().close()


hear_clicks()
hear_runs_out()
hear_together()
speak_at_once()
save_work()
take_turns()
app = st.App(
    "ui/frame.py",
    middleware=[Middleware(SecurityHeaders)],
    routes=[
        Route("/assets/{path:path}", serve_asset),
        Route("/training/{kind}/{task}/{version}", serve_training),
        Route("/units/{name}/{version}", serve_writer),
        *learning.routes(_workshop),
    ],
    lifespan=lifespan,
)
