"""What the panel for series is given: how far ahead can be asked, what the values are, and the words around them."""

from __future__ import annotations

from typing import Any

from engine.learning.exercises import Series, Sine
from ui.look import palette
from ui.words import t

MODULE = "lessons/learning/series/aside.js"
MOST = 60  # steps ahead
USUAL = 30


def series_panel(exercise: Series | Sine) -> dict[str, Any]:
    """The data of the aside, as JSON."""
    most = min(MOST, len(exercise.values) - exercise.learned) if isinstance(exercise, Series) else MOST
    return {
        "name": t("a noisy sine") if isinstance(exercise, Sine) else exercise.title,
        "most": most,
        "horizon": min(USUAL, max(most // 2, 1)),
        "colours": {
            "ink": palette.INK,
            "muted": palette.MUTED,
            "one": palette.PARTS["looking"],
            "many": palette.PARTS["found"],
        },
        "words": {
            "title": t("Forecasts at update {update}: {name}"),
            "horizon": t("Steps ahead"),
            "axis": t("steps after the last value that is read; what comes after it was never learned from"),
            "picture": t("What came, and what was forecast, {horizon} steps ahead"),
            # lines, in the order in which they are drawn
            "came": t("what came"),
            "one": t("one step ahead, the true values read"),
            "many": t("many steps ahead, fed its own forecasts"),
            "last": t("all stays as it is"),
            "seasonal": t("all comes again after {period} steps"),
            # errors
            "errors": t("How far off, by steps ahead"),
            "off": t("root of the mean squared error, over {places} held-out places"),
            "network": t("the network, fed its own forecasts"),
            "ahead": t(
                "One step ahead it is off by **{first}**, and most {step} steps ahead: by **{most}**, {times} times as "
                "much."
            ),
            "level": t("It is off most one step ahead, by **{first}**, and by less up to {horizon} steps ahead."),
            "once": t("One step ahead it is off by **{first}**."),
            "better": t("It is better than every naive forecast, however far ahead (up to {horizon})."),
            "matched": t(
                "At {matched} of {horizon} distances a naive forecast is as good or better, first at {step} ahead: "
                "“{who}” is off by {off}, the network by {own}."
            ),
            "broken": t("Its forecasts are no longer finite numbers."),
            "lost": t("No answer came: the run may be over and gone. Train it again, please."),
        },
    }
