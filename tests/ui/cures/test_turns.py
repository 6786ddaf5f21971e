"""Runs go one after the other, in the order in which they were asked for, and nobody is held up for long."""

import threading
from time import monotonic, sleep

import pytest
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from ui.cures import inside, turns
from ui.cures.turns import Turns

LONG = 60.0  # seconds that no test waits


def started(turns: Turns, work: threading.Event, log: list[str], name: str) -> threading.Thread:
    """A run that has come for its turn, and works until `work` is set."""

    def run() -> None:
        with turns.one():
            log.append(name)
            work.wait(LONG)
            log.append(f"{name} ends")

    thread = threading.Thread(target=run)
    before = turns._last
    thread.start()
    while turns._last is before:
        sleep(0.001)
    return thread


def test_who_comes_first_goes_first_and_alone() -> None:
    queue, log = Turns(LONG), list[str]()
    works = [threading.Event() for _ in range(5)]
    threads = [started(queue, work, log, str(number)) for number, work in enumerate(works)]
    for number in (3, 1, 4, 2):  # their work would be no work at all, and still they wait
        works[number].set()
    sleep(0.05)
    assert log == ["0"]
    works[0].set()
    for thread in threads:
        thread.join(LONG)
    assert log == [said for number in range(5) for said in (f"{number}", f"{number} ends")]


def test_who_takes_long_is_not_waited_for_but_keeps_its_own_pace() -> None:
    queue, log, long, none = Turns(0.05), list[str](), threading.Event(), threading.Event()
    none.set()
    began = monotonic()
    first = started(queue, long, log, "long")
    others = [started(queue, none, log, name) for name in ("a", "b")]
    for other in others:
        other.join(LONG)
    assert 0.05 <= monotonic() - began < 10
    assert log == ["long", "a", "a ends", "b", "b ends"]
    long.set()
    first.join(LONG)
    assert log[-1] == "long ends"


def test_a_run_that_fails_ends_its_turn() -> None:
    queue = Turns(LONG)
    with pytest.raises(ZeroDivisionError), queue.one():
        raise ZeroDivisionError
    began = monotonic()
    with queue.one():
        assert monotonic() - began < 10


def test_scripts_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    together, most = 0, 0
    lock = threading.Lock()

    def script(runner: ScriptRunner, asked: RerunData) -> None:
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        sleep(0.002)
        with lock:
            together -= 1

    monkeypatch.setattr(turns, "_run", script)
    monkeypatch.setattr(turns, "SHARE_S", LONG)
    monkeypatch.setattr(ScriptRunner, "_run_script", ScriptRunner._run_script)
    turns.take_turns()
    runner = object.__new__(ScriptRunner)
    threads = [threading.Thread(target=runner._run_script, args=(RerunData(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert most == 1


def test_with_another_streamlit_the_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "READ_IN", "1.66.0")
    with pytest.raises(RuntimeError, match="read it again"):
        turns.take_turns()
