"""What is written at the curves: beside them at their left ends, where they differ, or below a narrow plot."""

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from ui.lessons.gradients.figures.looks import KEY_ROW, PHONE, Line, Look, text_at

BOLD, PLAIN = 0.67, 0.56  # the width of a letter, of its size, in the widest font that the page may have
LONGEST_NAME = 6  # letters, beside a narrow plot
ENDING = "ending"  # what only the finished curves tell: the browser hides it while they are being drawn


def labels(lines: Sequence[Line], low: float, high: float, look: Look) -> list[dict[str, Any]]:
    """Each curve's label left of the plot, in the order of the curves' left ends."""
    inner = look.height - look.top - look.bottom
    ordered = _by_left_end(lines, low)
    words = [_wrapped(line, look) for _, line in ordered]
    tallest = max((1 + "<br>".join(parts).count("<br>") for parts in words), default=2)
    spacing = min(look.spacing * tallest / 2, inner / max(1, len(ordered)))
    heights = spread([(end - low) / (high - low) * inner for end, _ in ordered], spacing, inner)
    labels = []
    for (_, line), (title, *more), height in zip(ordered, words, heights, strict=True):
        text = "<br>".join((f"<b>{title}</b>", *more))
        label = text_at(text, 0.0, height / inner, look.text, line.colour, x="paper", y="paper", xanchor="right")
        labels.append(label | {"align": "right", "xshift": -12, "yanchor": "middle", "name": ENDING})
    return labels


def _wrapped(line: Line, look: Look) -> list[str]:
    """The parts of a label in rows as wide as the margin; the first is printed bold."""
    title, *more = line.label
    parts = [(BOLD, f"{_dots(line)}{title}"), *((PLAIN, part) for part in more)]
    return ["<br>".join(textwrap.wrap(part, int((look.left - 14) / (letter * look.text)))) for letter, part in parts]


def room_for_names(lines: Sequence[Line]) -> int:
    """How wide the left margin of a narrow plot is, in pixels."""
    longest = max((len(_short_name(line)) for line in lines), default=0)
    return max(PHONE.left, int(11 + BOLD * PHONE.text * longest))


def _short_name(line: Line) -> str:
    """A cell's name, or its beginning: the key below the plot has all of it."""
    title = line.label[0].split(",")[0]
    title = title if len(title) <= LONGEST_NAME else f"{title[: LONGEST_NAME - 1].rstrip()}…"
    return f"··{title}" if line.before else title


def names(lines: Sequence[Line], low: float, high: float) -> list[dict[str, Any]]:
    """No more than each cell's name at its curve's left end, where the plot is narrow."""
    inner = PHONE.height - PHONE.top - PHONE.bottom
    ordered = _by_left_end(lines, low)
    heights = spread([(end - low) / (high - low) * inner for end, _ in ordered], PHONE.text + 3, inner)
    found = []
    for (_, line), height in zip(ordered, heights, strict=True):
        title = _short_name(line)
        text = title if line.before else f"<b>{title}</b>"
        name = text_at(text, 0.0, height / inner, PHONE.text, line.colour, x="paper", y="paper", xanchor="right")
        found.append(name | {"xshift": -5, "yanchor": "middle", "name": ENDING})
    return found


def key_below(lines: Sequence[Line], low: float) -> list[dict[str, Any]]:
    """The same labels in rows below the plot, where it is narrow."""
    rows: list[dict[str, Any]] = []
    left = room_for_names(lines)
    for _, line in _by_left_end(lines, low):
        title, *more = line.label
        first, *rest = textwrap.wrap(f"{_dots(line)}{title}: {' '.join(more)}", PHONE.wrap)
        bold, _, plain = first.partition(": ")
        for text in (f"<b>{bold}</b>{': ' if plain else ''}{plain}", *rest):
            row = text_at(text, 0, 0, PHONE.small, line.colour, x="paper", y="paper", xanchor="left", yanchor="top")
            below = PHONE.bottom + 2 + len(rows) * KEY_ROW
            rows.append(row | {"yshift": -below, "xshift": 8 - left, "name": ENDING})
    return rows


def _by_left_end(lines: Sequence[Line], low: float) -> list[tuple[float, Line]]:
    """From the highest to the lowest at the first step that can be drawn."""
    ends = [line.logs[np.isfinite(line.logs)][0] if np.isfinite(line.logs).any() else low for line in lines]
    return sorted(zip(ends, lines, strict=True), key=lambda pair: -pair[0])


def _dots(line: Line) -> str:
    if line.before:
        return "···· "
    return "" if line.dash == "solid" else "╌╌ "


def spread(heights: list[float], spacing: float, inner: float) -> list[float]:
    """Heights from high to low, moved apart by at least `spacing`, inside 0 … inner as far as there is room."""
    placed: list[float] = []
    for height in heights:
        limit = inner - spacing / 2 if not placed else placed[-1] - spacing
        placed.append(min(height, limit))
    lift = max(0.0, spacing / 2 - placed[-1]) if placed else 0.0
    for index in range(len(placed) - 1, -1, -1):
        floor = spacing / 2 if index == len(placed) - 1 else placed[index + 1] + spacing
        placed[index] = max(placed[index], floor) if lift else placed[index]
    return placed
