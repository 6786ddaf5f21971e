"""What leaves float32 first, PyTorch's usual numbers, when the same network is given a longer sequence."""

import functools
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine import losses
from engine.analysis import remedies
from engine.analysis.decay import FLOAT32_MAX
from ui.lessons.gradients.run import InputSpec, NetworkSpec, build, make_inputs

LONGEST = 4096  # steps; beyond them nobody waits for a number to overflow


@dataclass(frozen=True, slots=True)
class Overflow:
    """The shortest sequences, in steps, for which each of these is too large for float32; None: not up to `LONGEST`."""

    weight_gradient: int | None
    loss: int | None
    hidden: int | None


@st.cache_data(max_entries=64, show_spinner=False)
def overflow(network: NetworkSpec, inputs: InputSpec) -> Overflow:
    """Find them for a loss at the last step, in float64, which has room for what float32 has not."""
    own = build(network)

    @functools.cache
    def too_large(length: int) -> NDArray[np.bool_]:
        trace = engine.record(own, make_inputs(replace(inputs, length=length)), losses.last_step())
        gradient = np.abs(remedies.flat(remedies.truncated_gradient(trace))).max()
        with np.errstate(divide="ignore"):
            logs = np.log10([gradient, trace.loss, np.abs(trace["hidden"]).max()])
        return np.asarray(~(logs < FLOAT32_MAX))

    def shortest(part: int) -> int | None:
        high = 2
        while not too_large(high)[part]:
            high *= 2
            if high > LONGEST:
                return None
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if too_large(middle)[part] else (middle, high)
        return high

    return Overflow(*map(shortest, range(3)))
