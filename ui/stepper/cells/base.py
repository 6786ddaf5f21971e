"""What a cell brings to the screen: its drawing, its equations, its sentence, and the sums that they show apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import LayerWeights
from ui.stepper.equations import Equation
from ui.stepper.narration import Narration
from ui.stepper.tour import Script

Array = NDArray[np.float64]
Parts = Callable[[LayerWeights, Mapping[str, Array], Array], dict[str, Array]]


def linear_candidate(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """For a candidate without a nonlinearity, the last block: V_n x_t, (T, H), and b_n, (H,)."""
    units = before.shape[1]
    return {
        "candidate_from_input": arrays["inputs"] @ weights.weight_ih[-units:].T,
        "candidate_bias": arrays["bias_ih"][-units:],
    }


def no_parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """For a cell whose equations show only what it records."""
    return {}


@dataclass(frozen=True)
class OnScreen:
    """One cell on screen.

    Attributes:
        drawing: the SVG drawn by hand; `data-signal` says what colours a wire, `data-value` what a number shows; a
            `.vector` is the place of a state as a column of all units.
        equations: from the MathML of the step before to the rows, in the order in which the cell computes them.
        narration: its sentence.
        caption: which of the conventions in use the equations follow; "" where there is only one.
        parts: sums that equations or drawing show apart, though the cell adds them up at once: from the weights, the
            panel's arrays (signals, `inputs`, both biases, `<state>@previous`) and h before each step, (T, H), to
            arrays by name.
        tour: what a tour of it says, if it has one.
    """

    drawing: str
    equations: Callable[[str], tuple[Equation, ...]]
    narration: Narration
    caption: str = ""
    parts: Parts = no_parts
    tour: Script | None = None


def drawing_beside(file: str) -> str:
    """The `drawing.svg` that lies beside a Python file."""
    return (Path(file).parent / "drawing.svg").read_text("utf-8")
