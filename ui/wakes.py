"""The server's loop is woken once for all that waits for it: a cure of asyncio's, which is woken for every word.

A run hands its messages to the loop one by one, from its own thread. For each, asyncio writes a byte into a socket to
itself, though one that has not been read yet wakes it just as well; and at every such write Python changes threads.
"""

import asyncio
from typing import Any


def wake_once(loop: asyncio.AbstractEventLoop) -> None:
    """Cure this running loop, if it is one that wakes itself so: not every system's does.

    What is to be done stands in the loop's list before it is woken, and the list is looked at after every waking: so it
    is enough that a byte is under way, from when it is written until it has been read.
    """
    if not isinstance(loop, asyncio.SelectorEventLoop):
        return
    inner: Any = loop  # what asyncio keeps to itself
    write, read = inner._write_to_self, inner._read_from_self
    is_waking = False

    def wake() -> None:
        nonlocal is_waking
        if not is_waking:
            is_waking = True
            write()

    def woken() -> None:
        nonlocal is_waking
        read()
        is_waking = False  # not before: of a byte written in between nobody would know that it is read

    inner._write_to_self = wake
    inner._add_reader(inner._ssock, woken)
