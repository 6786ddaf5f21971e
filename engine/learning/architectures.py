"""Everything that ships for how cells are put together: dates, readers, convolutions, and the shapes.

`python -m engine.learning.architectures` trains all of it anew, in minutes, and says of each file whether it changed;
names of shelves after it make those only, as in `… convolutions shapes`.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from engine.learning import convolution_networks, date_networks, pull_study, reader_networks, shape_networks
from engine.learning.shelf import Shelf

SHELVES: Mapping[str, Shelf[Any]] = MappingProxyType(
    {
        module.SHELF.folder: module.SHELF
        for module in (date_networks, reader_networks, convolution_networks, shape_networks)
    }
)


def main(given: Sequence[str] | None = None) -> None:
    """Train what ships, shelf by shelf; after the dates, how their last letter pulls is computed from them."""
    told = "Train the networks of the architectures that ship, and say whether their files changed."
    parser = argparse.ArgumentParser(prog="python -m engine.learning.architectures", description=told)
    parser.add_argument("shelves", nargs="*", metavar="shelf", help=f"which: {', '.join(SHELVES)}; default all")
    wanted = parser.parse_args(given).shelves or tuple(SHELVES)
    if unknown := set(wanted) - set(SHELVES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(SHELVES)}")
    for folder in wanted:
        SHELVES[folder].main("engine.learning.architectures", [])
        if folder == date_networks.SHELF.folder:
            pull_study.main()


if __name__ == "__main__":
    main()
