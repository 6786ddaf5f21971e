"""What is asked first: how long a layer feels a change, which arrows carry it, and whether depth counts."""

import numpy as np

from engine.networks.wiring import Node
from ui.lessons.architectures.layers.measured import LONG, rights
from ui.lessons.architectures.layers.run import LayersRun, shipped
from ui.lessons.architectures.layers.sentences import felt, fresh, layer_name
from ui.teaching.predictions import Question, nearest
from ui.words import t

_LENGTHS = (1, 3, 10)
TELLING = 3.0  # steps that a difference could last


def question(run: LayersRun, is_trained: bool) -> Question | None:
    """The question of a run; None where too few steps follow the change to tell how long it lasts."""
    if run.is_fresh:
        return _where(run)
    if run.layers == 3 and is_trained:
        return _which_depth()
    if run.longest < TELLING:
        return None
    return _which_layer(run) if run.layers > 1 else _how_long(run)


def _told(run: LayersRun) -> str:
    each = ", ".join(f"{layer_name(layer)} {felt(run, layer)}" for layer in range(run.layers))
    return t(
        "It lasts: {each}; {most} would be a difference as large to the end. Here one network read one sequence; "
        "three of each kind are compared below the picture.",
        each=each,
        most=f"{run.longest:.1f}",
    )


def _which_layer(run: LayersRun) -> Question:
    return Question(
        t("The symbol at step {k} is changed. In which layer is it felt longest?", k=run.step + 1),
        tuple(layer_name(layer) for layer in range(run.layers)),
        int(run.lasting.argmax()),
        _told(run),
    )


def _how_long(run: LayersRun) -> Question:
    options = (t("about {steps} step", steps=1), *(t("about {steps} steps", steps=steps) for steps in _LENGTHS[1:]))
    return Question(
        t("The symbol at step {k} is changed. How long is it felt in the states, on average?", k=run.step + 1),
        options,
        nearest(float(run.lasting[0]), _LENGTHS),
        _told(run),
    )


def _where(run: LayersRun) -> Question:
    """In which steps of the top layer a changed input is felt at all."""
    top = [node.step for node in run.graph.reached(Node("input", run.step)) if node.layer == run.layers - 1]
    before, after = min(top) < run.step, max(top) > run.step
    options = (t("at that step alone"), t("before it, too"), t("after it, too"), t("on both sides of it"))
    return Question(
        t(
            "The symbol at step {k} is changed. Which states of the last layer, layer {layer}, can feel it?",
            k=run.step + 1,
            layer=run.layers,
        ),
        options,
        int(before) + 2 * int(after),
        fresh(run),
    )


def _which_depth() -> Question:
    """Which depth counts best in sequences that are longer than those of the training."""
    means = {layers: float(np.mean(trained.accuracies[LONG])) for layers, trained in shipped().items()}
    best = max(means, key=lambda layers: means[layers])
    weights = ", ".join(str(trained.reader.parameter_count) for trained in shipped().values())
    return Question(
        t(
            "One, two or three layers, of about as many weights ({weights}). Trained on 24 steps, which are right most "
            "often in sequences of 100?",
            weights=weights,
        ),
        (t("one layer"), t("two layers"), t("three layers")),
        best - 1,
        t("Three networks of each kind, in %: {each}.", each=rights(LONG)),
    )
