"""Rows of the sequence itself: what the network reads, and what it answers."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from engine.learning.tasks import Sequence as TaskSequence
from engine.opening.data import NUMBERS
from ui.figures.part import largest
from ui.figures.stack import Array, Row, curve, signed_heatmap, unit_axis, unit_row_height, verbatim
from ui.look.palette import BELIEF, FAINT, INK, MUTED, RIGHT, SURFACE, WRONG
from ui.look.picture import Held

Translator = Callable[..., str]
READ = {"inputs": True}  # what the network reads, wherever it stands
PROBABILITY = ((0.0, SURFACE), (1.0, BELIEF))


def explained(sequence: TaskSequence) -> tuple[Literal["signed", "answers"], ...]:
    """What the line above the rows explains: the colours of signed values, and where it is known the marks of right
    and wrong."""
    judged = sequence.targets is not None and bool(sequence.classes)
    return ("answers", "signed") if judged else ("signed",)


def input_row(sequence: TaskSequence, t: Translator) -> Row:
    """What the network reads: characters as characters, numbers as a line, a flag as a mark above its step."""
    steps = len(sequence.tokens)
    if sequence.task == NUMBERS and len(sequence.features) > 1:
        return _features_row(sequence, t)
    if sequence.features == ("value",) or sequence.task == NUMBERS:
        values = sequence.inputs[:, 0, 0]
        line = curve(values, name=t("input"), colour=INK, hovertemplate=_at(t, "<b>%{y:.4g}</b>"), meta=READ)
        return Row(t("input"), 64, (line,), {"range": Held(_padded(values)), "nticks": 3}, name="inputs")
    flags = sorted(sequence.flags)
    marks = {
        "type": "scatter",
        "x": np.array(flags, dtype=float) + 1,
        "y": np.ones(len(flags)),
        "mode": "markers",
        "marker": {"symbol": "triangle-down", "size": 9, "color": INK},
        "hovertemplate": _at(t, t("marked")),
    }
    axis = {"range": [-0.9, 1.7] if flags else [-1, 1], "showticklabels": False}
    height = 40 if flags else 26
    seen = [verbatim(token) for token in sequence.tokens]
    if steps > 70:  # too narrow for letters: one shade for each
        one_hot = sequence.inputs[:, 0].sum(axis=1).min() == 1.0
        shades = sequence.inputs[:, 0].argmax(axis=1) if one_hot else sequence.inputs[:, 0, 0]
        strip = {
            "type": "heatmap",
            "z": np.asarray(shades, dtype=np.float64)[None, :],
            "x0": 1,
            "y": [-0.1],
            "dy": 1.2,
            "zmin": Held(float(shades.min())),
            "zmax": Held(float(shades.max())),
            "text": Held([seen]),
            "colorscale": [[0, FAINT], [1, MUTED]],
            "showscale": False,
            "hovertemplate": _at(t, "<b>%{text}</b>"),
            "meta": READ,
        }
        return Row(t("input"), height, (strip, marks) if flags else (strip,), axis, name="inputs")
    letters = {
        "type": "scatter",
        "x0": 1,
        "y": [0] * steps,
        "mode": "text",
        "text": Held(seen),
        "textfont": {
            "size": 15 if steps <= 40 else 10,
            "color": Held([INK if not flags or step in flags else MUTED for step in range(steps)]),
        },
        "hovertemplate": _at(t, "<b>%{text}</b>"),
        "cliponaxis": False,
        "meta": READ | {"letters": True, "keep": Held(flags)},
    }
    return Row(t("input"), height, (letters, marks) if flags else (letters,), axis, name="inputs")


def _features_row(sequence: TaskSequence, t: Translator) -> Row:
    """Several numbers at each step, a row for each, on one scale for all."""
    values = sequence.inputs[:, 0]
    count, limit = values.shape[1], largest(values)
    drawn = signed_heatmap(values, limit, hovertemplate=_at(t, "%{y}: <b>%{z:.4g}</b>"), meta=READ)
    names = [verbatim(name) for name in sequence.features]
    return Row(t("input"), unit_row_height(count), (drawn,), unit_axis(count, names), name="inputs")


def answer_row(sequence: TaskSequence, predictions: Array, t: Translator) -> Row:
    """What the readout answers, and whether it is right where the task asks."""
    steps, classes = predictions.shape
    if not sequence.classes:
        return _forecast_row(sequence, predictions[:, 0], t)
    names = [verbatim(name) for name in sequence.classes]
    belief = {
        "type": "heatmap",
        "z": predictions.T,
        "x0": 1,
        "y0": 0,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [list(stop) for stop in PROBABILITY],
        "showscale": False,
        "xgap": 1 if steps <= 80 else 0,
        "ygap": 1,
        "hovertemplate": _at(t, "P(%{y}) = <b>%{z:.3f}</b>"),
        "meta": {"answers": True},
    }
    traces: list[dict[str, Any]] = [belief]
    if sequence.targets is not None:
        x = np.arange(1, steps + 1)
        targets = np.asarray(sequence.targets)
        asked = targets >= 0
        guessed = predictions.argmax(axis=1)
        for which, symbol, colour, word in (
            ("right", "circle", RIGHT, t("correct")),
            ("wrong", "x", WRONG, t("wrong")),
        ):
            here = asked & ((guessed == targets) == (which == "right"))
            traces.append(
                {
                    "type": "scatter",
                    "x": x[here],
                    "y": guessed[here],
                    "mode": "markers",
                    "marker": {"symbol": symbol, "size": 7 if steps <= 80 else 4, "color": colour},
                    "hovertemplate": _at(t, word),
                    "meta": {"marks": which},
                }
            )
    axis = {
        "range": [classes - 0.5, -0.5],
        "tickvals": list(range(classes)),
        "ticktext": Held(names),
        "showticklabels": classes <= 8,
    }
    return Row(t("answer"), max(38, min(17 * classes, 90)), tuple(traces), axis, name="answer")


def _forecast_row(sequence: TaskSequence, forecast: Array, t: Translator) -> Row:
    said = _at(t, t("forecast") + " <b>%{y:.4g}</b>")
    traces = [curve(forecast, name=t("forecast"), colour=INK, hovertemplate=said, meta={"forecast": True})]
    values = forecast
    if sequence.targets is not None:
        targets = np.asarray(sequence.targets, dtype=np.float64)
        traces.insert(
            0,
            curve(
                targets,
                name=t("truth"),
                colour=MUTED,
                dash="dot",
                hovertemplate=_at(t, t("truth") + " <b>%{y:.4g}</b>"),
                meta={"truth": True},
            ),
        )
        values = np.concatenate([forecast, targets])
    label = t("answer") if sequence.targets is None else t("forecast<br>and truth")
    return Row(label, 76, tuple(traces), {"range": Held(_padded(values)), "nticks": 3}, name="answer")


def _at(t: Translator, said: str) -> str:
    """A hover label: what is said of the step that is pointed at."""
    return f"{t('step')} %{{x}}: {said}<extra></extra>"


def _padded(values: Array) -> list[float]:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return [-1.0, 1.0]
    low, high = float(finite.min()), float(finite.max())
    pad = 0.08 * (high - low) or max(abs(high), 1.0) * 0.1
    return [low - pad, high + pad]
