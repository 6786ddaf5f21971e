"""What stands beside the graph and follows its cursor: the alignment map, and a step in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.cells.base import Array
from engine.learning.dates import WRITTEN
from ui.lessons.architectures.attention.holding import spelled
from ui.lessons.architectures.attention.run import DateRun
from ui.lessons.architectures.attention.telling import seen
from ui.lessons.architectures.unrolled import Aside, Drawing
from ui.words import t

BESIDE = 28  # letters that the map has room for beside the graph
TOP = 4  # letters that a step is worked out for
TERMS = 3  # of a sum that are written out
DIGITS = 6


def asides(run: DateRun, drawing: Drawing, *, numbers: bool) -> tuple[Aside, ...]:
    """Those of a run, with the step in numbers or without: a network without attention has no map."""
    beside = len(run.text) <= BESIDE
    found = [Aside("lessons/architectures/attention/alignment.js", _alignment(run, drawing), beside=beside)]
    if numbers:
        found.append(Aside("lessons/architectures/attention/working.js", _working(run)))
    return tuple(found if run.attends else found[1:])


def _alignment(run: DateRun, drawing: Drawing) -> dict[str, Any]:
    boxes = {box.node.step: index for index, box in enumerate(drawing.boxes) if box.node.kind == "input"}
    return {
        "letters": [seen(letter) for letter in run.text],
        "boxes": [boxes[k] for k in range(len(run.text))],
        "written": list(run.written),
        "before": list(run.free),
        "right": None if run.right is None else list(run.right),
        "weights": [[_number(share) for share in row] for row in run.weights],
        "held": [[step, k, weight] for (step, k), weight in sorted(run.holds.items())],
        "spelled": spelled(run.holds),
        "words": {
            "title": t("Where each written letter looked"),
            "note": t("rows: written · columns: read · every row sums to 1"),
            "how": t(
                "**Point it elsewhere:** in the framed row, click a letter and the step looks there alone; a second "
                "click lets go. With the keyboard: ← → choose, ↑ ↓ hold more or less, Delete lets go. A click on "
                "another row goes to that step."
            ),
            "reset": t("Let go of all"),
            "cell": t("step {step} looks at letter {k}, {letter}"),
            "held": t("held at {share}"),
            "row": t("Step {step}: writes {letter}"),
        },
    }


def _working(run: DateRun) -> dict[str, Any]:
    return {
        "steps": [_step(run, step) for step in range(run.steps)],
        "letters": [seen(letter) for letter in run.text],
        "words": {
            "title": t("Step {step} in numbers"),
            "score": t("How well each letter fits"),
            "share": t("Its share, by softmax"),
            "context": t("What is read: the weighted mean"),
            "fixed": t("What is read: the end states"),
            "answer": t("What is written"),
            "unit": t("unit {unit}"),
            "rest": t("the other {count} terms: {value}"),
            "terms": t("the largest of its {count} terms, and the rest:"),
            "held": t("held"),
            "free": t("what the held weights leave of 1 is shared by the others: {left}"),
            "same": t("one vector, the same at every step: the last state of each direction"),
            "start": t("The decoder starts from it, too: s₀ = tanh(W_s e + b_s)"),
        },
    }


def _step(run: DateRun, step: int) -> dict[str, Any]:
    """The numbers of a step: of the letters that count most, of one unit of the context, and of the answer."""
    probabilities = run.decoding.probabilities[step, 0]
    likeliest = np.argsort(-probabilities)[:3]
    found: dict[str, Any] = {
        "answers": [[WRITTEN[k], _number(probabilities[k])] for k in likeliest],
    }
    context = run.decoding.contexts[step, 0]
    unit = int(np.abs(context).argmax())
    found["unit"], found["context"] = unit, _number(context[unit])
    if run.model.attention is None:
        return found
    states = run.decoding.encoder.outputs[:, 0]
    looked = run.model.attention.forward(
        run.queries[step][None], states[:, None], run.model.attention.keys(states[:, None])
    )
    weights, scores = run.weights[step], run.decoding.scores[step, :, 0]
    order = np.lexsort((-scores, -weights))[:TOP]
    held = {k: weight for (at, k), weight in run.holds.items() if at == step}
    free = np.array([k not in held for k in range(len(weights))])
    found |= {
        "order": [int(k) for k in order],
        "scores": [_number(scores[k]) for k in order],
        "weights": [_number(weights[k]) for k in order],
        "held": [k in held for k in order.tolist()],
        "sum": _number(np.exp(scores[free]).sum()),
        "left": _number(1 - sum(held.values())) if held else None,
        "states": [_number(states[k, unit]) for k in order],
        "size": len(run.model.attention.weight_score),
        "terms": _terms(run.model.attention.weight_score, looked.fits[order[0], 0]),
    }
    return found


def _terms(scores: Array, fits: Array) -> list[list[float]]:
    """v and tanh(…) of the largest terms of v · tanh(…)."""
    order = np.argsort(-np.abs(scores * fits), kind="stable")[:TERMS]
    return [[_number(scores[index]), _number(fits[index])] for index in order]


def _number(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
