"""How fast the gradient fades in every cell as it is made, and with an open memory gate: one number per step back.

The numbers ship in `slopes.json`, beside this file; `python -m ui.lessons.gradients.slopes` measures them anew. A cell
that is not in it is measured when it is asked for, which takes a tenth of a second.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from engine import Init
from engine.analysis.slopes import SETTING, fresh_slopes
from engine.cells import Array
from ui.look.cells import CELLS
from ui.runs.networks import cell_of

PATH = Path(__file__).with_suffix(".json")
UNITS, LENGTH, SEEDS = SETTING.units, SETTING.steps, SETTING.seeds
OPENED = (1.0, 3.0)  # biases of the memory gate


@dataclass(frozen=True, slots=True)
class Slope:
    """Decades per step back, negative where the gradient fades: the median over the seeds, the least and the most."""

    median: float
    low: float
    high: float

    @property
    def factor(self) -> float:
        """What a step back multiplies the gradient with."""
        return float(10**self.median)

    @property
    def lost_after(self) -> float:
        """After how many steps back a thousandth is left; infinite where it does not fade."""
        return -3 / self.median if self.median < 0 else np.inf


def slopes_of(kind: str) -> Mapping[float | None, Slope]:
    """Bias of the memory gate (None: as drawn) → the slope of ‖∂L/∂h_t‖, always of networks of one size."""
    return _shipped().get(CELLS[kind].engine) or measured(kind)


@functools.cache
def _shipped() -> Mapping[str, Mapping[float | None, Slope]]:
    found: dict[str, dict[float | None, Slope]] = {}
    for cell, by_bias in json.loads(PATH.read_text()).items():
        found[cell] = {float(bias) if bias else None: Slope(*slope) for bias, slope in by_bias.items()}
    return found


@functools.cache
def measured(kind: str) -> Mapping[float | None, Slope]:
    """The same, measured: seeds 0 … 4 of networks and sequences."""
    biases = (None, *OPENED) if cell_of(kind).memory_gate else (None,)
    engine = CELLS[kind].engine
    return {bias: _slope(fresh_slopes(engine, Init(forget_bias=bias))) for bias in biases}


def _slope(found: Array) -> Slope:
    return Slope(*(round(float(number), 5) for number in (np.median(found), found.min(), found.max())))


def main() -> None:
    """Measure all cells of the table and write the file."""
    rows = [
        f"  {json.dumps(CELLS[kind].engine)}: "
        + json.dumps({"" if bias is None else f"{bias:g}": astuple(slope) for bias, slope in measured(kind).items()})
        for kind in sorted(CELLS)
    ]
    PATH.write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
