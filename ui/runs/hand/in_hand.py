"""What a hand takes hold of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import engine
from engine.learning.tasks import Sequence
from ui.figures.part import FIRST, Part
from ui.runs.answers import predict


@dataclass(frozen=True, eq=False)
class InHand:
    """A network on one sequence, recorded, and the part of it on show: that is what a hand takes hold of.

    Attributes:
        trace: the recording.
        sequence: what is read, and the right answers to it.
        readout: what answers; None where nothing does.
        part: the layer and direction on show.
    """

    trace: engine.Trace
    sequence: Sequence
    readout: engine.Readout | None = None
    part: Part = FIRST

    @property
    def network(self) -> engine.Network:
        """The network, with weights that a hand may have changed."""
        return self.trace.network

    @property
    def predictions(self) -> NDArray[np.float64] | None:
        """Its answers: probabilities (time, class), or forecasts (time, 1); None where nothing is read out."""
        return predict(self.readout, self.sequence, self.trace)

    @property
    def is_whole(self) -> bool:
        """Whether the part on show is all that there is: what comes of it is what is read out."""
        return (self.trace.layers, self.trace.directions) == (1, 1)
