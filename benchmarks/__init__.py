"""What speed is promised, measured: `make bench` prints one table. Nothing here is a test, nothing fails.

One thread for everybody: these variables are read when numpy's and torch's libraries load, so they are set before.
"""

import os

for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"
