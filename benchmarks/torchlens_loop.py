"""torchlens on an unrolled loop, in a Python of its own: `python -m benchmarks.torchlens_loop`.

It wraps torch's functions for good, which would slow down whatever is timed after it, and refuses worker processes.
"""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks.timing import Timing, repeated

CALLS = 3  # of some seconds each


def timing() -> Timing:
    """What this script prints when it is run by itself."""
    command = [sys.executable, "-m", "benchmarks.torchlens_loop"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Timing(tuple(json.loads(printed.splitlines()[-1])))


def main() -> None:
    """Print the times of some calls of `torchlens.trace` at T=100, H=64, in milliseconds."""
    import torch
    import torchlens

    from benchmarks.loops import UnrolledLSTM
    from benchmarks.recording import module_and_inputs

    torch.set_num_threads(1)
    module, inputs = module_and_inputs("LSTM", 100, 64, 1)
    unrolled = UnrolledLSTM(module)
    print(json.dumps(repeated(lambda: torchlens.trace(unrolled, inputs), CALLS).times))


if __name__ == "__main__":
    main()
