"""The workshop with real workers: who runs, who waits, and what ends a run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from engine.learning.course import Course, watch
from engine.learning.exercises import FirstSymbol
from engine.learning.tasks import InputProblem
from tests.serving import ROOT
from tests.ui.runs.learning.conftest import Opens, Shared, children, until
from ui.runs.learning import problems, rows, worker
from ui.runs.learning.workshop import Workshop, failures, is_here, workshop

SHORT = Course(FirstSymbol(16), cell="gru", units=4, batch=8, updates=8, every=4)
ENDLESS = replace(SHORT, updates=10**6, every=1)


def said(shop: Workshop, name: str) -> list[dict[str, Any]]:
    job = shop.find(name)
    assert job is not None
    return [json.loads(line) for line in job.lines.since(0)[0]]


def states(shop: Workshop, name: str) -> list[Any]:
    return [line["state"] for line in said(shop, name) if "state" in line]


def updates(shop: Workshop, name: str) -> list[int]:
    return [line["update"] for line in said(shop, name) if "update" in line]


def until_state(shop: Workshop, name: str, state: str) -> None:
    until(lambda: states(shop, name)[-1:] == [state])


def expected(course: Course, run: int = 0) -> list[bytes]:
    return [rows.row(run, course, course.exercise.shown(), snapshot) for snapshot in watch(course)]


def told(shop: Workshop, name: str) -> list[bytes]:
    job = shop.find(name)
    assert job is not None
    return [line for line in job.lines.since(0)[0] if b'"update"' in line[:40]]


def test_a_job_says_every_row_of_all_its_courses(open_workshop: Opens) -> None:
    shop = open_workshop()
    lstm = replace(SHORT, cell="lstm", seed=3)
    name = shop.start("me", (SHORT, lstm))
    until_state(shop, name, "done")
    first, second, *others, last = said(shop, name)
    assert [run["cell"] for run in first["runs"]] == ["gru", "lstm"]
    assert second == {"state": "running"}
    assert [(row["run"], row["update"]) for row in others] == [(0, 0), (0, 4), (0, 8), (1, 0), (1, 4), (1, 8)]
    assert last["state"] == "done"
    assert last["seconds"] > 0
    assert told(shop, name) == expected(SHORT) + expected(lstm, run=1)  # what a notebook finds, to the last digit
    job = shop.find(name)
    assert job is not None
    network, readout = job.network(1, 8) or (None, None)
    snapshot = list(watch(lstm))[-1]
    assert (network, readout and readout.weight.tolist()) == (snapshot.network, snapshot.readout.weight.tolist())
    assert job.network(1, 5) is None


def test_two_sessions_train_at_once_without_touching_each_other(open_workshop: Opens) -> None:
    shop = open_workshop()
    courses = {"me": replace(SHORT, updates=40), "you": replace(SHORT, updates=40, seed=1, cell="lstm")}
    names = {session: shop.start(session, (course,)) for session, course in courses.items()}
    assert len(set(names.values())) == 2
    for session, course in courses.items():
        until_state(shop, names[session], "done")
        assert told(shop, names[session]) == expected(course)


def test_who_waits_is_told_the_place(open_workshop: Opens) -> None:
    shop = open_workshop(running=1, queued=2)
    first, second, third = (shop.start(who, (ENDLESS,)) for who in ("a", "b", "c"))
    assert [states(shop, name) for name in (first, second, third)] == [["running"], ["queued"], ["queued"]]
    assert said(shop, third)[-1] == {"state": "queued", "place": 2}
    with pytest.raises(InputProblem, match="2 others are waiting"):
        shop.start("d", (ENDLESS,))
    shop.stop(first)
    assert states(shop, second) == ["queued", "running"]
    assert said(shop, third)[-1] == {"state": "queued", "place": 1}
    shop.stop(third)
    shop.stop(second)
    assert [states(shop, name)[-1] for name in (first, second, third)] == ["stopped"] * 3
    assert updates(shop, third) == []


def test_what_is_paused_stands_still_and_goes_on_as_if_nothing_had_been(open_workshop: Opens) -> None:
    shop = open_workshop(running=1)
    course = replace(SHORT, updates=150, every=1)
    name = shop.start("me", (course,))
    until(lambda: len(updates(shop, name)) > 2)
    shop.pause(name)
    assert states(shop, name)[-1] == "paused"
    other = shop.start("you", (replace(SHORT, updates=60),))  # its place is free
    until(lambda: updates(shop, other))  # what was on its way when it was paused has come
    stood = len(updates(shop, name))
    until_state(shop, other, "done")
    assert len(updates(shop, name)) <= stood + 1  # at most the row that was being made
    third = shop.start("you", (ENDLESS,))
    shop.resume(name)
    assert said(shop, name)[-1] == {"state": "queued", "place": 1}
    shop.stop(third)
    until_state(shop, name, "done")
    assert told(shop, name) == expected(course)
    shop.pause(name)
    shop.resume(name)
    assert states(shop, name)[-1] == "done"


def test_a_stopped_worker_is_gone_and_its_rows_stay(open_workshop: Opens, warm: Shared) -> None:
    shop = open_workshop()
    name = shop.start("me", (ENDLESS,))
    until(lambda: len(updates(shop, name)) > 2)
    assert warm.process is not None
    assert len(children(warm.process)) == 1
    shop.stop(name)
    rows_then = updates(shop, name)
    until(lambda: children(warm.process or 0) == [])
    assert states(shop, name) == ["running", "stopped"]
    assert updates(shop, name) == rows_then


def test_a_session_trains_one_thing_at_a_time_and_keeps_so_many(open_workshop: Opens) -> None:
    shop = open_workshop(jobs=2)
    names = [shop.start("me", (ENDLESS,)) for _ in range(4)]
    assert [shop.has(name) for name in names] == [False, False, True, True]
    assert states(shop, names[2]) == ["running", "stopped"]
    assert states(shop, names[3]) == ["running"]
    assert not shop.has("anything")
    shop.stop("anything")


def test_what_a_closed_tab_trains_ends_and_is_forgotten(open_workshop: Opens) -> None:
    gone: set[str] = set()
    shop = open_workshop(gone=gone, grace=0.2, memory=1.0)
    mine, yours = shop.start("me", (ENDLESS,)), shop.start("you", (ENDLESS,))
    gone.add("me")
    until_state(shop, mine, "stopped")
    until(lambda: not shop.has(mine))
    assert states(shop, yours) == ["running"]


def test_who_comes_back_in_time_finds_the_run(open_workshop: Opens) -> None:
    gone = {"me"}
    shop = open_workshop(gone=gone, grace=60.0)
    name = shop.start("me", (ENDLESS,))
    until(lambda: len(updates(shop, name)) > 2)
    assert states(shop, name) == ["running"]


def test_too_long_too_much_and_too_large_are_told(open_workshop: Opens) -> None:
    shop = open_workshop()
    name = shop.start("me", (ENDLESS,))
    until(lambda: updates(shop, name))
    shop.limits = replace(shop.limits, seconds=0.0)
    until_state(shop, name, "failed")
    assert said(shop, name)[-1]["template"] == problems.TOO_LONG
    assert updates(shop, name)  # what is there stays

    shop = open_workshop(bytes=20_000)
    name = shop.start("me", (ENDLESS,))
    until_state(shop, name, "failed")
    assert said(shop, name)[-1]["values"] == {"limit": 0}

    shop = open_workshop()
    name = shop.start("me", (replace(SHORT, batch=10**7),))  # 8 GB of inputs
    until_state(shop, name, "failed")
    assert said(shop, name)[-1]["values"] == {"limit": worker.MEGABYTES}
    with pytest.raises(InputProblem, match="4 networks"):
        shop.start("me", (SHORT,) * 4)


def test_a_run_that_diverges_says_so_and_the_next_goes_on(open_workshop: Opens) -> None:
    shop = open_workshop()
    wild = replace(SHORT, cell="elman_relu", optimiser="sgd", rate=1e30, clip=None)
    name = shop.start("me", (wild, SHORT))
    until_state(shop, name, "done")
    failed = next(line for line in said(shop, name) if line.get("state") == "failed")
    assert failed["run"] == 0
    assert failed["values"]["update"] >= 1
    assert failed["template"] in failures()
    assert states(shop, name) == ["running", "failed", "running", "done"]
    assert [line["update"] for line in said(shop, name) if line.get("run") == 1] == [0, 4, 8]

    name = shop.start("me", (SHORT, wild))
    until_state(shop, name, "failed")
    assert said(shop, name)[-1]["run"] == 1
    until(lambda: (job := shop.find(name)) is not None and job.worker is None)


def test_a_worker_that_dies_is_noticed(open_workshop: Opens, warm: Shared) -> None:
    shop = open_workshop()
    name = shop.start("me", (ENDLESS,))
    until(lambda: updates(shop, name))
    for process in children(warm.process or 0):
        os.kill(process, signal.SIGKILL)
    until_state(shop, name, "failed")
    assert said(shop, name)[-1]["template"] == problems.GONE


SERVER = """
import time
from tests.ui.runs.learning.test_workshop import ENDLESS
from ui.runs.learning.warm import Warm
from ui.runs.learning.workshop import Workshop

warm = Warm()
shop = Workshop(lambda session: True, warm)
job = shop.find(shop.start("me", (ENDLESS,)))
while len(job.lines.since(0)[0]) < 4:
    time.sleep(0.01)
print(warm.process, flush=True)
time.sleep(600)
"""


def test_nothing_outlives_a_server_that_is_killed() -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    with server.stdout:
        process = int(server.stdout.readline())
    left = [process, *children(process)]
    assert len(left) == 2
    server.kill()
    server.wait()
    until(lambda: not any(map(_lives, left)))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


LIGHT = """
import sys
from importlib import import_module
from ui.runs.learning import worker

for module in worker.WARM:
    if not module.startswith("torch"):
        import_module(module)
print(sorted({"streamlit", "plotly", "altair", "pandas"} & set(sys.modules)))
"""


def test_a_worker_has_nothing_of_the_server() -> None:
    run = subprocess.run([sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["[]"]


def test_a_server_has_one_workshop() -> None:
    assert workshop() is workshop()
    assert is_here("somebody")  # nobody can leave where no server runs
