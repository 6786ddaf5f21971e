"""What a person sketches over a figure before it shows its curve, and what is said of the sketch afterwards."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

LOWEST, HIGHEST = -18.0, 9.0  # decades: how far down and up one can sketch, whatever there is to see


@dataclass(frozen=True)
class Sketch:
    """A curve through time that is drawn by hand, in decades of what it is at the last step: it begins there, at 0.

    The browser (`sketch.js`) keeps it while `about` stays, so that it outlives the reveal, and puts together what there
    is to say: of the sketch it knows what the sketch says, and of the truth it gets nothing before the reveal.

    Attributes:
        figure: over which figure; its x axis counts steps from 1, its y axis decades.
        about: what is sketched.
        revealed: the truth is there: the sketch lies over it, and can no longer be changed.
        start: where on the y axis the curve begins.
        words: `hint` (what to do), `ground` and `value` (what a screen reader says of the place to draw in, and of a
            point, {steps} back and {height} high), `clear`, `loss` (what the curve begins at), `label` (what the sketch
            is called beside the truth), `mark` (where it is lost, {steps} back).
        measure: what is compared: "gap", after how many steps it is below 1/1000; "end", what it is at the first step;
            "peak", the most that it is anywhere; "" nothing.
        gap: the true one; None where there is none, or while it is covered.
        said: what is said, by what the sketch does; {steps} and {guess} are the sketch's. What stands between `**` is
            of the truth.
    """

    figure: str
    about: str
    revealed: bool
    start: float
    words: Mapping[str, str]
    measure: Literal["gap", "end", "peak", ""] = ""
    gap: int | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        """As JSON for the browser."""
        return dataclasses.asdict(self) | {"lowest": LOWEST, "highest": HIGHEST}
