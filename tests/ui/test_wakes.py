"""The loop hears of everything, and is woken less often."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ui.wakes import wake_once

MANY = 20_000


def test_all_is_heard_and_what_waits_together_wakes_once() -> None:
    heard: list[tuple[int, int]] = []
    woken = 0

    async def listen() -> None:
        nonlocal woken
        loop = asyncio.get_running_loop()
        write = loop._write_to_self  # type: ignore[attr-defined]

        def counted() -> None:
            nonlocal woken
            woken += 1
            write()

        loop._write_to_self = counted  # type: ignore[attr-defined]
        wake_once(loop)
        for turn in range(3):  # the loop sleeps between them
            before = len(heard)

            def speak(thread: int, turn: int = turn) -> None:
                for number in range(MANY):
                    loop.call_soon_threadsafe(heard.append, (4 * turn + thread, number))

            with ThreadPoolExecutor(4) as threads:
                await asyncio.gather(*(loop.run_in_executor(threads, speak, thread) for thread in range(4)))
            await asyncio.sleep(0.05)
            assert len(heard) == before + 4 * MANY

    asyncio.run(asyncio.wait_for(listen(), timeout=20))
    for speaker in range(12):
        assert [number for who, number in heard if who == speaker] == list(range(MANY))
    assert woken < len(heard) / 2


def test_one_word_wakes_a_sleeping_loop_every_time() -> None:
    async def listen() -> None:
        loop = asyncio.get_running_loop()
        wake_once(loop)
        with ThreadPoolExecutor(1) as threads:
            for _ in range(200):
                said = asyncio.Event()
                threads.submit(loop.call_soon_threadsafe, said.set)
                await asyncio.wait_for(said.wait(), timeout=10)

    asyncio.run(listen())


def test_a_loop_that_wakes_otherwise_is_left_alone() -> None:
    class Other:
        pass

    other: Any = Other()
    wake_once(other)
    assert not vars(other)
