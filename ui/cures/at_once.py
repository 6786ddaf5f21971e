"""What the server says leaves at once: a cure of Streamlit, whose socket waits for the browser to confirm what came.

Streamlit opens its listening socket without naming the protocol, and asyncio, which would turn this waiting off
(Nagle's algorithm), then does not know it for TCP. So the last words of a run lay still until the browser's system
confirmed those before, which it puts off for 40 ms. What a listening socket accepts inherits its options.
"""

import socket

from uvicorn import Server

from ui.cures import inside

_start_up = Server.startup


def speak_at_once() -> None:
    """Cure this process; a second time changes nothing. Raises RuntimeError with another Streamlit."""
    inside.check("ui/cures/at_once.py")
    Server.startup = _start_up_at_once  # type: ignore[assignment,method-assign]


async def _start_up_at_once(server: Server, sockets: list[socket.socket] | None = None) -> None:
    """What `Server.startup` becomes."""
    for listening in sockets or ():
        if listening.family in (socket.AF_INET, socket.AF_INET6):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    await _start_up(server, sockets)
