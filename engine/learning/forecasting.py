"""Forecasts: the next value from what was, and many values, each made of those that were forecast before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.cells.base import Array
from engine.frozen import freeze
from engine.learning.exercises.series import Futures
from engine.learning.feeding import Feeder
from engine.networks.network import Network
from engine.networks.readout import Readout


@dataclass(frozen=True, eq=False, slots=True)
class Errors:
    """How far forecasts are off, h = 1, 2, … steps ahead: the root of the mean squared error, (horizon,) each.

    Attributes:
        network: fed by its own forecasts.
        last: of who says that all stays as it is.
        seasonal: of who says that all comes again after a period; None where no period is known, or it is longer than
            what was read.
    """

    network: Array
    last: Array
    seasonal: Array | None

    def __post_init__(self) -> None:
        for array in (self.network, self.last, self.seasonal):
            if array is not None:
                freeze(array)


def one_step(network: Network, readout: Readout, values: Array) -> Array:
    """What is forecast after each value, (T, B), the true values (T, B) being read up to there."""
    return np.asarray(readout.logits(Feeder(network, values.shape[1]).feed(values[..., None]))[..., 0])


def many_steps(network: Network, readout: Readout, past: Array, horizon: int) -> Array:
    """What is forecast after the last value of `past` (T, B), and, each forecast being read, after that: (horizon, B).

    Raises:
        ValueError: the network reads backwards.
    """
    feeder = Feeder(network, past.shape[1])
    said = readout.logits(feeder.feed(past[..., None])[-1:])
    found = [said[0, :, 0]]
    for _ in range(horizon - 1):
        said = readout.logits(feeder.feed(said))
        found.append(said[0, :, 0])
    return np.stack(found)


def as_it_is(past: Array, horizon: int) -> Array:
    """The last value (T, B) for ever, (horizon, B)."""
    return past[-1:].repeat(horizon, axis=0)


def as_a_period_ago(past: Array, horizon: int, period: int) -> Array:
    """The last `period` values of `past` (T, B), again and again, (horizon, B). Raises ValueError: they are not there.

    So each forecast is the last value that was read a whole number of periods before.
    """
    if not 1 <= period <= len(past):
        raise ValueError(f"a period of {period} steps needs as many values, but there are {len(past)}")
    return np.asarray(past[len(past) - period + np.arange(horizon) % period])


def errors(network: Network, readout: Readout, futures: Futures, period: int | None = None) -> Errors:
    """How far the network and the naive forecasts are off, at every step ahead of the futures."""
    past, future = futures
    horizon = len(future)
    return Errors(
        _off(many_steps(network, readout, past, horizon), future),
        _off(as_it_is(past, horizon), future),
        None if period is None or period > len(past) else _off(as_a_period_ago(past, horizon, period), future),
    )


@np.errstate(all="ignore")
def _off(forecast: Array, future: Array) -> Array:
    return np.asarray(np.sqrt(np.square(forecast - future).mean(axis=1)))
