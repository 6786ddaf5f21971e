"""The units of a network by two measures side by side: how well they track a property, and how much they steer by it.

What is correlated need not be used: a unit may track what it never makes the network do. Beside each measure stands
what chance makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np

from engine.analysis.tracking import Tracked, by_chance, tracked
from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning.character_model import CharacterModel
from engine.learning.properties import Property
from engine.learning.steering import Steered, Written, steering

DECIMALS = 2  # of the values at which units are held, so that what is shown is what was done


@dataclass(frozen=True, eq=False)
class Ranking:
    """What is known of every unit.

    Attributes:
        name: of the property.
        states: state → how well units track it there; where the memory is held comes first.
        shifted: state → how well the best unit would track it by chance, with the labels moved along the text.
        untrained: state → how well the best unit of a network tracks it that has learned nothing; none without one.
        steered: how much units steer when their memory is held; None where it was not asked for.
    """

    name: str
    states: Mapping[str, Tracked]
    shifted: Mapping[str, float]
    untrained: Mapping[str, float]
    steered: Steered | None = None

    @property
    def memory(self) -> str:
        """The state that is held."""
        return next(iter(self.states))

    @property
    def best(self) -> int | None:
        """The unit whose memory tracks best; None if nothing can be said."""
        return self.states[self.memory].best

    def none_tracks(self, state: str) -> bool:
        """Whether no unit tracks it better than chance does, or an untrained network; True where nothing is known."""
        found = self.states[state]
        if found.best is None:
            return True
        limits = [self.shifted[state], self.untrained.get(state, np.nan)]
        return not found.tracks[found.best] > np.nanmax([0.5, *limits])


def ranked(
    model: CharacterModel,
    text: str,
    property: Property,
    *,
    untrained: CharacterModel | None = None,
    steer: bool = True,
    **written: Unpack[Written],
) -> Iterator[Ranking]:
    """Yield the ranking as it comes: first without steering, then with more and more of the units that were held.

    Args:
        text: to track the property in.
        untrained: the network before it learned, as a control.
        steer: whether steering is measured, too.
        written: how the letters are written that steering counts in.
    """
    labels, many = property.labels(text), property.kind == "many"
    signals = model.read(text, only=model.states).signals
    states = {state: tracked(signals[state], labels, many=many) for state in model.states}
    shifted = {state: by_chance(signals[state], labels, many=many) for state in model.states}
    fresh = {} if untrained is None else _best_of(untrained, text, labels, many)
    found = Ranking(property.name, FrozenMapping(states), FrozenMapping(shifted), FrozenMapping(fresh))
    yield found
    if steer:
        yield from steered(found, model, property, **written)


def steered(found: Ranking, model: CharacterModel, property: Property, **written: Unpack[Written]) -> Iterator[Ranking]:
    """A ranking with more and more of the units that were held; arguments as of `ranked`."""
    low, high = held_between(found.states[found.memory])
    for measured in steering(model, property, low, high, **written):
        yield replace(found, steered=measured)


def whole(rankings: Iterable[Ranking]) -> Ranking:
    """The last of them, which knows all."""
    *_, found = rankings
    return found


def held_between(found: Tracked) -> tuple[Array, Array]:
    """Where units are held: their means of either side, (H,) each, with two decimals."""
    return np.round(found.low, DECIMALS), np.round(found.high, DECIMALS)


def _best_of(model: CharacterModel, text: str, labels: Array, many: bool) -> dict[str, float]:
    signals = model.read(text, only=model.states).signals
    best = {state: tracked(signals[state], labels, many=many).tracks for state in model.states}
    return {state: float(np.max(tracks)) for state, tracks in best.items()}
