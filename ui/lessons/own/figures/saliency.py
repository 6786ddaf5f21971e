"""What each step's input does to the loss, and what a later state still knows of each step, along time."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.learning.tasks import Sequence as Read
from engine.opening.data import NUMBERS
from ui.figures.decades import exact
from ui.figures.sequence_rows import input_row
from ui.figures.stack import (
    Array,
    Row,
    curve,
    gradient_notes,
    log10_of,
    log_axis,
    signed_heatmap,
    stack,
    unit_axis,
    unit_row_height,
    verbatim,
)
from ui.look.palette import INK, MUTED, SURFACE
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
LETTERS, LONGEST = 2, 12  # of a token that stands level, and of one that stands upright
MOST_WORDS = 30  # side by side, on a phone too
MOST_FEATURES = 64  # that a row can show: those with the largest gradients


def saliency(
    read: Read,
    gradient: Array,
    norms: Array,
    *,
    grid: NDArray[np.intp],
    logs: Array,
    symbol: str,
    colour: str,
    t: Translator,
) -> Picture:
    """∂L/∂x_t of every step, (T, D), and below it the influence on the chosen step of those on the `grid`.

    `logs` are those of the map, (t, k); the browser draws the row of the chosen step.
    """
    if read.task == NUMBERS:
        rows = [input_row(read, t)]
    else:
        has_words = any(len(token) > LETTERS for token in read.tokens)
        rows = [_words_row(read.tokens, norms, t) if has_words else input_row(read, t), _shades(read.tokens, norms, t)]
    rows.append(_norms_row(norms, t))
    if gradient.shape[1] > 1:
        rows.append(_features_row(gradient, read.features, t))
    rows.append(_known_row(grid, logs, symbol, colour, t))
    return stack(rows, len(norms), t("timestep"))


def _words_row(tokens: Sequence[str], norms: Array, t: Translator) -> Row:
    """Words upright above their steps: all of them, or where there is no room those that count most."""
    apart = len(tokens) / MOST_WORDS
    chosen: list[int] = []
    for step in np.argsort(np.where(np.isfinite(norms), -norms, np.inf), kind="stable"):
        if all(abs(int(step) - other) >= apart for other in chosen):
            chosen.append(int(step))
    words = {
        step: tokens[step] if len(tokens[step]) <= LONGEST else f"{tokens[step][: LONGEST - 1]}…" for step in chosen
    }
    notes = tuple(
        {"text": verbatim(words[step]), "x": step + 1, "y": 0, "showarrow": False, "textangle": -90,
         "yanchor": "bottom", "font": {"size": 11, "color": INK}}
        for step in sorted(words)
    )  # fmt: skip
    places = {
        "type": "scatter",
        "x0": 1,
        "y": np.zeros(len(tokens)),
        "mode": "markers",
        "marker": {"opacity": 0},
        "hoverinfo": "skip",
    }
    height = 14 + 7 * max(len(word) for word in words.values())
    return Row(t("input"), height, (places,), {"range": [0, 1], "showticklabels": False}, notes=notes, name="inputs")


def _shades(tokens: Sequence[str], norms: Array, t: Translator) -> Row:
    """Each token as dark as the loss depends on it."""
    finite = norms[np.isfinite(norms)]
    drawn = {
        "type": "heatmap",
        "z": norms[None, :],
        "x0": 1,
        "y": [0],
        "dy": 1,
        "zmin": 0,
        "zmax": Held(float(finite.max()) if finite.size and finite.max() > 0 else 1.0),
        "colorscale": [[0, SURFACE], [1, MUTED]],
        "showscale": False,
        "xgap": 1 if len(norms) <= 80 else 0,
        "text": Held([[verbatim(token) for token in tokens]]),
        "hovertemplate": t("step") + " %{x} · %{text}: <b>%{z:.4g}</b><extra></extra>",
        "hoverongaps": False,
    }
    return Row(
        t("how much<br>each counts"), 30, (drawn,), {"range": [-0.5, 0.5], "showticklabels": False}, name="shades"
    )


def _norms_row(norms: Array, t: Translator) -> Row:
    logs = log10_of(norms)
    line = curve(
        logs,
        name="‖∂L/∂xₜ‖",
        colour=INK,
        customdata=Held([exact(log) for log in np.where(norms == 0, -np.inf, logs)]),
        hovertemplate=t("step") + " %{x}: ‖∂L/∂xₜ‖ = <b>%{customdata}</b><extra></extra>",
    )
    return Row("‖∂L/∂xₜ‖", 130, (line,), log_axis(logs), INK, gradient_notes([norms], t), "saliency")


def _features_row(gradient: Array, names: Sequence[str], t: Translator) -> Row:
    """∂L/∂x_t, number by number, on one scale; of many those with the largest."""
    finite = np.where(np.isfinite(gradient), np.abs(gradient), 0.0)
    kept = np.sort(np.argsort(-finite.max(axis=0), kind="stable")[:MOST_FEATURES])
    limit = float(finite.max()) or 1.0
    drawn = signed_heatmap(
        gradient[:, kept],
        limit,
        customdata=Held([[verbatim(names[feature])] * len(gradient) for feature in kept]),
        hovertemplate=t("step") + " %{x} · %{customdata}: <b>%{z:.4g}</b><extra></extra>",
        hoverongaps=False,
    )
    count = gradient.shape[1]
    label = (
        t("∂L/∂xₜ<br>by number")
        if count <= MOST_FEATURES
        else t("∂L/∂xₜ<br>{kept} of {count}", kept=len(kept), count=count)
    )
    return Row(label, max(unit_row_height(len(kept)), 48), (drawn,), unit_axis(len(kept)), name="features")


def _known_row(grid: NDArray[np.intp], logs: Array, symbol: str, colour: str, t: Translator) -> Row:
    """What the state at the chosen step t still knows of each step k."""
    label = f"‖∂{symbol}<sub>t</sub>/∂{symbol}<sub>k</sub>‖"
    line = {
        "type": "scatter",
        "x": grid + 1,
        "y": Held(logs[-1], known=True),
        "mode": "lines+markers" if len(grid) <= 60 else "lines",
        "line": {"color": colour, "width": 1.8},
        "marker": {"size": 4, "color": colour},
        "hovertemplate": t("step k = %{x}") + ": <b>10^(%{y:.3f})</b><extra></extra>",
        "meta": {"panel": 0, "signal": "influence", "follow": "unit"},
    }
    return Row(label, 150, (line,), log_axis(logs), colour, name="known")
