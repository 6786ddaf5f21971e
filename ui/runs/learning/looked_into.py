"""What is found out about the network of a row beyond its row, as JSON: what is asked for once somebody rests there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.learning.exercises import Exercise, Series, Sine
from engine.learning.tasks import InputProblem
from engine.networks.network import Network
from engine.networks.readout import Readout
from ui.runs.learning.rows import Number, number

if TYPE_CHECKING:
    from engine.cells.base import Array

PLACES = 64  # at which errors are measured, at most


def occlusion(exercise: Exercise, network: Network, readout: Readout) -> dict[str, object]:
    """What each step of the sequence that is shown has done to its end. Raises InputProblem."""
    from engine.learning.occlusion import occlude

    shown = exercise.shown()
    if not exercise.answers or shown.targets is None or shown.targets[-1] < 0 or len(shown) < 2:
        raise InputProblem("This task asks for no class at its end.")
    found = occlude(network, readout, shown.inputs)
    answer = int(shown.targets[-1])
    return {
        "answer": answer,
        "probability": number(float(found.answers[answer])),
        "distances": _listed(found.distances),
        "lost": _listed(found.lost(answer)),
        "trend": number(found.trend),
    }


def forecast(exercise: Exercise, network: Network, readout: Readout, horizon: int) -> dict[str, object]:
    """One step and many steps ahead where the held-out part begins, and the errors over all of it. Raises InputProblem.

    `past` are P values and `future` the `horizon` that came; `one` stands at the last P − 1 and at all of those.
    """
    from engine.learning.forecasting import as_a_period_ago, as_it_is, errors, many_steps, one_step

    if not isinstance(exercise, Series | Sine):
        raise InputProblem("This task asks for no next value.")
    futures = exercise.futures(horizon, PLACES)
    past, future = futures.past[:, :1], futures.future[:, :1]
    off = errors(network, readout, futures, exercise.period)
    shown = {
        "past": past,
        "future": future,
        "one": one_step(network, readout, np.concatenate([past, future])[:-1]),
        "many": many_steps(network, readout, past, horizon),
        "last": as_it_is(past, horizon),
    }
    if off.seasonal is not None and exercise.period is not None:
        shown["seasonal"] = as_a_period_ago(past, horizon, exercise.period)
    found = {"network": off.network, "last": off.last, "seasonal": off.seasonal}
    zero = exercise.in_units(np.zeros(1))
    return {
        **{name: _listed(exercise.in_units(values[:, 0])) for name, values in shown.items()},
        "errors": {
            name: _listed(exercise.in_units(values) - zero) for name, values in found.items() if values is not None
        },
        "places": futures.past.shape[1],
        "period": exercise.period,
    }


def _listed(values: Array) -> list[Number]:
    return [number(float(value)) for value in values]
