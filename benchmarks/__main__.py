"""`python -m benchmarks` (or `make bench`): print the table of everything whose speed is promised."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version

from benchmarks.table import Section, lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--only", choices=("engine", "browser"), help="one half of the table")
    parser.add_argument("--quick", action="store_true", help="a tenth of the rounds, for a first look")
    arguments = parser.parse_args()
    measured = []
    try:
        for section in sections(arguments.only, arguments.quick):
            print(f"measured: {section.title}", file=sys.stderr, flush=True)
            measured.append(section)
    finally:
        print(machine(), "", *lines(measured), sep="\n")


def machine() -> str:
    """What the numbers were measured with, and what else the machine had to do."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy", "streamlit", "plotly"))
    load = f"load {os.getloadavg()[2]:.1f} over the last 15 minutes on {os.cpu_count()} processors"
    return f"Python {platform.python_version()}, {versions}; {load}."


def sections(only: str | None, quick: bool) -> Iterator[Section]:
    """Every section of the table, in order."""
    if only != "browser":
        import torch

        from benchmarks import jacobians, recording

        torch.set_num_threads(1)
        yield from recording.sections(quick)
        yield from jacobians.sections(quick)
    if only != "engine":
        from benchmarks import browser, compare, gradients

        yield from browser.sections(quick)
        yield from gradients.sections(quick)
        yield from compare.sections(quick)


if __name__ == "__main__":
    main()
