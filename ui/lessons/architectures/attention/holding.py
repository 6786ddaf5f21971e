"""Attention weights that a person holds, as the address spells them: `7:3=1` is step 7, letter 3, weight 1."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from engine.cells.base import Array
from engine.learning.tasks import InputProblem

Holds = Mapping[tuple[int, int], float]  # (step, letter), both from 0 → the weight
_ONE = re.compile(r"(\d{1,3}):(\d{1,3})=(\d(?:\.\d{1,6})?|\.\d{1,6})")
_ROUNDING = 1e-6  # a sum of written numbers may exceed 1 by so much


def holds_of(spelled: str, steps: int, letters: int) -> Holds:
    """What is held. Raises InputProblem: it is not spelled so, or it cannot be."""
    found: dict[tuple[int, int], float] = {}
    for part in filter(None, (each.strip() for each in spelled.split(","))):
        matched = _ONE.fullmatch(part.replace(" ", ""))
        if matched is None:
            raise InputProblem(
                "“{part}” does not say which weight is held. Please write step:letter=weight, such as 7:3=1, with "
                "commas between several.",
                part=part,
            )
        step, letter, weight = int(matched[1]), int(matched[2]), float(matched[3])
        if not 1 <= step <= steps:
            raise InputProblem(
                "There is no step {step} to hold a weight at: there are {steps}.", step=step, steps=steps
            )
        if not 1 <= letter <= letters:
            raise InputProblem(
                "There is no letter {letter} to hold the weight of: there are {letters}, with the blank at the end.",
                letter=letter,
                letters=letters,
            )
        if weight > 1:
            raise InputProblem(
                "An attention weight lies between 0 and 1: {weight} cannot be held.", weight=f"{weight:g}"
            )
        found[step - 1, letter - 1] = weight
    for step in {step for step, _ in found}:
        total = sum(weight for (at, _), weight in found.items() if at == step)
        if total > 1 + _ROUNDING:
            raise InputProblem(
                "The weights held at step {step} sum to {total}; all weights of a step share 1.",
                step=step + 1,
                total=f"{total:g}",
            )
    return found


def spelled(holds: Holds) -> str:
    """The same, as the address says it."""
    return ",".join(f"{step + 1}:{letter + 1}={weight:.6g}" for (step, letter), weight in sorted(holds.items()))


def held_weights(holds: Holds, steps: int, letters: int) -> Array | None:
    """As the engine takes them, (S, T, 1), NaN where nothing is held; None for none at all."""
    if not holds:
        return None
    weights = np.full((steps, letters, 1), np.nan)
    for (step, letter), weight in holds.items():
        weights[step, letter] = weight
    return weights
