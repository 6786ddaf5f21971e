"""The engine starts without torch, and records networks of ours without ever needing it."""

from __future__ import annotations

import subprocess
import sys

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
