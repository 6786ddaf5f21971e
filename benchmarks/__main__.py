"""`python -m benchmarks` (or `make bench`): print the table of everything whose speed is promised."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Collection, Iterator
from importlib import import_module
from importlib.metadata import version

from benchmarks.table import Section, first_line, lines

ENGINE = ("recording", "jacobians", "learning", "opening", "units")
PARTS = (*ENGINE, "browser", "changes", "own", "compare", "standalone", "sessions", "live", "memory")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=("engine", *PARTS), default=PARTS, help="parts of the table; engine: all of those"
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the rounds, for a first look")
    arguments = parser.parse_args()
    table = []
    try:
        for section in sections(arguments.only, arguments.quick):
            print(
                f"{'measured' if not section.problem else section.problem}: {section.title}",
                file=sys.stderr,
                flush=True,
            )
            table.append(section)
    finally:
        print(machine(), "", *lines(table), sep="\n")


def machine() -> str:
    """What the numbers were measured with, and what else the machine had to do."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy", "streamlit", "plotly"))
    load = f"load {os.getloadavg()[2]:.1f} over the last 15 minutes on {os.cpu_count()} processors"
    return f"Python {platform.python_version()}, {versions}; {load}."


def sections(only: Collection[str], quick: bool) -> Iterator[Section]:
    """Every section of the table, in order; a part that cannot even begin is one that says so."""
    if not {"engine", *ENGINE}.isdisjoint(only):
        import torch

        torch.set_num_threads(1)
    for name in PARTS:
        if name not in only and not (name in ENGINE and "engine" in only):
            continue
        try:
            yield from import_module(f"benchmarks.{name}").sections(quick)
        except Exception as problem:
            yield Section(f"benchmarks.{name}", (), first_line(problem))


if __name__ == "__main__":
    main()
