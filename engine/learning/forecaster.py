"""A model as somebody may have one in a file: a plain PyTorch LSTM that forecasts how many sunspots a year has.

    python -m engine.learning.forecaster    makes the file anew, and says whether that changed it

Its recipe is a notebook, `examples/forecast.ipynb`, where it is trained, measured and saved; a checkout has it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from safetensors import safe_open

from engine.learning.exercises import sunspots
from engine.learning.shelf import WEIGHTS, rewrite
from engine.learning.tasks.sequence import Scale, Sequence
from engine.opening.data import NUMBERS

PATH = WEIGHTS / "forecasters" / "sunspots.safetensors"
NOTEBOOK = Path(__file__).parents[2] / "examples" / "forecast.ipynb"
FIRST_YEAR = 1700  # of the series
BEFORE = 22  # years that are read before the first forecast that counts: two cycles


@dataclass(frozen=True, slots=True)
class Measured:
    """How far forecasts of the next year are off, in sunspots: roots of the mean squared error, as the notebook finds.

    Attributes:
        first, last: the years they are of. It learned from those before `first` alone.
        network: of the network.
        as_it_is: of who says the number of the year before.
        a_period_ago: of who says that of 11 years before.
        regression: of a linear regression on the nine years before.
    """

    first: int
    last: int
    network: float
    as_it_is: float
    a_period_ago: float
    regression: float


@cache
def measured() -> Measured:
    """What its file says of it."""
    with safe_open(PATH, framework="np") as file:
        return Measured(**json.loads(file.metadata()["about"]))


@cache
def shown() -> Sequence:
    """The years whose forecasts were measured and those just before, as the model reads them."""
    with safe_open(PATH, framework="np") as file:
        mean, std = (float(file.get_tensor(name)) for name in ("mean", "std"))
    about = measured()
    begin, end = about.first - BEFORE - FIRST_YEAR, about.last - FIRST_YEAR
    numbers = np.array(sunspots().values)
    read = (numbers - mean) / std
    years = range(FIRST_YEAR + begin, FIRST_YEAR + end)
    return Sequence(
        NUMBERS,
        read[begin:end, None, None],
        tuple(f"{number:g} ({year})" for number, year in zip(numbers[begin:end], years, strict=True)),
        ("sunspots",),
        read[begin + 1 : end + 1],
        scales=(Scale(mean, std),),
    )


def build() -> bytes:
    """Run the notebook as far as to the cell that saves the model, and return the file.

    Raises FileNotFoundError: the notebook is not there, as in a package that was installed.
    """
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    names: dict[str, Any] = {}
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for source in ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"):
                exec(source, names)
                if Path(PATH.name).exists():
                    return Path(PATH.name).read_bytes()
        finally:
            os.chdir(before)
    raise ValueError(f"No cell of {NOTEBOOK.name} saves {PATH.name}.")


if __name__ == "__main__":
    became = rewrite(PATH, build())
    print(f"{PATH.name}: {became}; {measured()}")
