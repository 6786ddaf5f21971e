"""The engine starts without torch, and records networks of ours without ever needing it."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module
from types import ModuleType

import engine

SCRIPT = """
import sys
import engine
import numpy as np
network = engine.network("lstm", 2, 3, num_layers=2, bidirectional=True, init="orthogonal")
trace = engine.record(network, np.ones((4, 1, 2)), loss=engine.losses.every_step())
trace.gradient_norms("cell"), trace.first_nonfinite, trace.describe("cell")
try:
    engine.record(object(), np.ones((4, 1, 2)))
except TypeError as error:
    assert "not object" in str(error)
heavy = {"torch", "streamlit", "plotly", "xarray", "pandas"} & set(sys.modules)
print(sorted(heavy))
"""


def test_nothing_heavy_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_everything_that_is_offered_is_there_and_hides_no_module() -> None:
    for name in engine.__all__:
        assert hasattr(engine, name), name
    rooms = list(pkgutil.walk_packages(engine.__path__, "engine."))
    assert {room.name for room in rooms if room.ispkg} == {
        f"engine.{name}"
        for name in (
            "analysis",
            "cells",
            "learning",
            "learning.corpora",
            "learning.exercises",
            "learning.tasks",
            "networks",
            "opening",
            "recording",
        )
    }
    for room in rooms:
        package, _, name = room.name.rpartition(".")
        import_module(room.name)
        found = getattr(import_module(package), name)
        assert isinstance(found, ModuleType), f"{package} has a {type(found).__name__} in the place of {room.name}"
