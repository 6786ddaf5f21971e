"""The server's last words do not wait for the browser to confirm those before."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from streamlit.web.server.starlette.starlette_server import _bind_socket
from uvicorn import Config, Server

from ui.cures import at_once, inside


async def is_at_once() -> bool:
    """Whether a connection that a server on Streamlit's socket accepts sends what it has without waiting."""
    listening = _bind_socket("127.0.0.1", 0, 1)
    server = Server(Config(Starlette(), lifespan="off", log_level="critical"))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup([listening])
    _, writer = await asyncio.open_connection(*listening.getsockname())
    while not server.server_state.connections:
        await asyncio.sleep(0.001)
    (connection,) = server.server_state.connections
    accepted = connection.transport.get_extra_info("socket")
    said = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    writer.close()
    await server.shutdown([listening])
    return bool(said)


def asked() -> bool:
    """The same, in a thread of its own: in that of the tests a browser's event loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(is_at_once())).result()


def test_what_is_said_leaves_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "startup", at_once._start_up)
    assert not asked(), "it does so by itself: there is nothing left to cure"
    at_once.speak_at_once()
    assert asked()


def test_with_another_streamlit_the_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "READ_IN", "1.66.0")
    with pytest.raises(RuntimeError, match="read it again"):
        at_once.speak_at_once()
