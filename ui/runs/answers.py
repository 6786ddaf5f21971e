"""What a run answers."""

import numpy as np
from numpy.typing import NDArray

import engine
from engine.learning.tasks import Sequence


def predict(readout: engine.Readout | None, sequence: Sequence, trace: engine.Trace) -> NDArray[np.float64] | None:
    """What a run answers: probabilities (time, class), or forecasts (time, 1); None where nothing is read out."""
    if readout is None:
        return None
    scores = readout.probabilities if sequence.classes else readout.logits
    return scores(trace.outputs)[:, 0]
