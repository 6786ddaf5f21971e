"""What is asked of the one neuron, and the answer, from its own run."""

from dataclasses import replace

import numpy as np

from ui.figures.decades import power
from ui.lessons.gradients.neuron.neuron import Neuron, going_on, recorded
from ui.teaching.predictions import Question
from ui.words import t

OF_QUESTION = ("f", "b", "v", "x")  # on which the answer depends
ASKED = (0.5, 0.8, 1.0, 1.1)
LATER = 1000  # steps: however long the chain, for anybody who waits


def question(neuron: Neuron) -> Question:
    """Which w still hears step 1, however long the chain? It is asked of f, b, v and the pulses, not of w."""
    ends = [_left(neuron, w) for w in ASKED]
    heard = [index for index, (_, log) in enumerate(ends) if log >= -3]
    text = t(
        "f is {f}: which is the smallest w that still hears step 1, however long the chain? ({steps} steps later at "
        "least 1/1000 of a small nudge to h₁ must be left.)",
        f=t(neuron.f),
        steps=LATER,
    )
    told = "; ".join(
        t("w = {w}: below 1/1000 after {gap} steps", w=f"{w:g}", gap=gap) if gap is not None
        else t("w = {w}: {share} times the nudge after {steps} steps", w=f"{w:g}", share=power(log), steps=LATER)
        for w, (gap, log) in zip(ASKED, ends, strict=True)
    )  # fmt: skip
    return Question(
        text, (*(f"w = {w:g}" for w in ASKED), t("none of them")), heard[0] if heard else len(ASKED), f"{told}."
    )


def _left(neuron: Neuron, w: float) -> tuple[int | None, float]:
    """After how many steps less than 1/1000 of a nudge is left for good, and log10 of what is left at last."""
    factors = recorded(going_on(replace(neuron, w=w, fy="linear"), LATER + 1)).factors
    with np.errstate(divide="ignore"):
        logs = np.cumsum(np.log10(np.abs(factors)))
    alive = np.flatnonzero(logs >= -3)
    lost = int(alive[-1]) + 2 if len(alive) else 1
    return (lost if lost <= LATER else None), float(logs[-1])
