"""What the race says, each sentence from the runs it shows."""

from collections.abc import Sequence

import numpy as np

from ui.lessons.compare.race.lanes import Lane, Race
from ui.lessons.compare.run import memory_bias
from ui.lessons.compare.view import sentence_list
from ui.words import t

GUESS = 0.6  # an answer less certain than this, and the same whatever came first, is a guess
REWRITTEN = 0.5  # less than this share through the gates alone: the larger part was written later


def percent(probability: float) -> str:
    """A probability with one digit behind the point, or more where it would seem certain without being so."""
    for digits in (1, 2, 3, 4):
        said = f"{100 * probability:.{digits}f}"
        if probability == 1 or float(said) < 100:
            return t("{number} %", number=said)
    return t("over {number} %", number="99.99")


def share(width: float) -> str:
    """A part of full width: in hundreds, or as a power of ten where it is less than a tenth of one."""
    if width == 0:
        return t("{number} %", number="0")
    if width >= 0.0005:
        return t("{number} %", number=f"{100 * width:.{0 if width >= 0.095 else 1}f}")
    mantissa, exponent = f"{width:.0e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def no_more_than(part: float) -> str:
    """A part in hundreds, rounded up, so that "at most" stays true."""
    digits = 0 if part >= 0.095 else 1
    return (
        share(part)
        if part < 0.0005
        else t("{number} %", number=f"{np.ceil(100 * part * 10**digits) / 10**digits:.{digits}f}")
    )


def headline(race: Race) -> str:
    """Who still knows the first symbol at the end, who does not and since when, and what each of those answers."""
    if not race.answers:
        return _unasked(race)
    after = t("After one letter") if race.gap == 1 else t("After {gap} letters", gap=race.gap)
    know = [lane for lane in race.lanes if lane.ending == "knows"]
    cells = sentence_list([t("the **{cell}**", cell=lane.run.title) for lane in know]) if know else ""
    percents = sentence_list([percent(_right(lane)) for lane in know]) if know else ""
    said = {"after": after, "cells": cells, "symbol": race.symbol, "percents": percents}
    if not know:
        first = t("**{after} no cell knows the {symbol}.**", **said)
    elif len(know) == 1:
        first = t("**{after} {cells} still knows the {symbol}:** it answers {symbol} with {percents}.", **_plain(said))
    else:
        first = t("**{after} {cells} still know the {symbol}:** they answer {symbol} with {percents}.", **_plain(said))
    return " ".join([first, *(_other(race, lane) for lane in race.lanes if lane.ending != "knows")])


def _plain(said: dict[str, str]) -> dict[str, str]:
    """The same where all of it is bold already."""
    return said | {"cells": said["cells"].replace("**", "")}


def _right(lane: Lane) -> float:
    assert lane.right is not None
    return float(lane.right[-1])


def _without(lane: Lane) -> float:
    """The probability of the right answer had the other symbol come first."""
    assert lane.other is not None
    return float(lane.other[-1])


def answered(race: Race, lane: Lane) -> tuple[str, float]:
    """The last answer of a lane, and its probability."""
    right = _right(lane)
    return (race.symbol, right) if right > 0.5 else (race.other, 1 - right)


def had_other(race: Race, lane: Lane) -> tuple[str, float]:
    """The last answer had the other symbol come first, and its probability."""
    other = _without(lane)
    return (race.other, other) if other > 0.5 else (race.symbol, 1 - other)


def _other(race: Race, lane: Lane) -> str:
    """What became of the symbol in a cell that does not know it, and what that cell answers."""
    letter, certainty = answered(race, lane)
    instead, certainty_instead = had_other(race, lane)
    said = {
        "cell": lane.run.title,
        "symbol": race.symbol,
        "other": race.other,
        "letter": letter,
        "percent": percent(certainty),
        "instead": instead,
        "percent_instead": percent(certainty_instead),
    }
    if lane.ending == "opposite":
        return t(
            "The **{cell}** has it the wrong way round: it answers {letter} ({percent}), and would answer {instead} "
            "({percent_instead}) had {other} come first.",
            **said,
        )
    if lane.ending == "either":
        return t(
            "The **{cell}** answers {letter} whichever came first: with {percent} after {symbol}, with "
            "{percent_instead} after {other}.",
            **said,
        )
    if lane.ending == "nearly":
        answer = t(
            "It says {letter} ({percent}), and would say {instead} ({percent_instead}) had {other} come first: less "
            "than one point apart.",
            **said,
        )
    elif certainty < GUESS:
        answer = t("It guesses {letter} ({percent}), **and would say the same had {other} come first.**", **said)
    else:
        answer = t("It says {letter} ({percent}), **and would say the same had {other} come first.**", **said)
    luck = t("So it is right by luck.") if lane.ending == "lost" and lane.is_right else ""
    return " ".join(filter(None, (_since(lane), answer, luck)))


def _since(lane: Lane) -> str:
    """Since when the symbol is lost; or that it is there and nobody reads it."""
    cell = lane.run.title
    if not lane.lost:
        return t("The **{cell}** never held it: its belt never reaches 1 % of full width.", cell=cell)
    if lane.is_lost:
        return t(
            "The **{cell}** lost it after step {step}: from there on its belt is under 1 % of full width.",
            cell=cell,
            step=lane.lost,
        )
    return t(
        "The **{cell}** carries {share} of full width to the end, but its answer makes nothing of it.",
        cell=cell,
        share=share(float(lane.widths[-1])),
    )


def _unasked(race: Race) -> str:
    """For networks that nobody has taught to answer for the first symbol."""
    what = {
        "first": t("the first letter {symbol}", symbol=race.symbol),
        "latch": t("the first bit"),
        "text": t("the first letter"),
        "series": t("the first number"),
    }[race.settings.sequence]
    kept = [lane for lane in race.lanes if not lane.is_lost]
    if kept:
        first = t(
            "**After {steps} steps {what} still makes a difference** in {cells}.",
            steps=race.steps,
            what=what,
            cells=sentence_list(
                [
                    t(
                        "the **{cell}** ({share} of full width)",
                        cell=lane.run.title,
                        share=share(float(lane.widths[-1])),
                    )
                    for lane in kept
                ]
            ),
        )
    else:
        first = t(
            "**After {steps} steps {what} makes no difference any more** in any cell.", steps=race.steps, what=what
        )
    return " ".join([first, *(_since(lane) for lane in race.lanes if lane.is_lost)])


def measure(race: Race) -> str:
    """What a belt's width is, in one line."""
    units = sorted({lane.run.network.hidden_size for lane in race.lanes})
    return t(
        "**Belt width**: how far apart the hidden states h are {pair}, as a share of the most that {units} units can "
        "differ (‖h − h′‖ / 2√H; of the LSTM h too, not c).",
        pair=pair(race),
        units=t(" or ").join(map(str, units)),
    )


def pair(race: Race) -> str:
    """The two runs that a belt tells apart."""
    if race.settings.sequence == "first":
        first, second = sorted((race.symbol, race.other))
        return t("after {first} and after {second}", first=first, second=second)
    return {
        "latch": t("after the first bit and after the opposite one"),
        "text": t("after the first letter and after another one")
        if race.other
        else t("with the first letter and without it"),
        "series": t("after the first number and after one that is a standard deviation larger"),
    }[race.settings.sequence]


def note(lane: Lane) -> str:
    """The belt in one line."""
    first, last = (share(float(lane.widths[at])) for at in (0, -1))
    if not lane.lost:
        return t("never 1 % of full width")
    if lane.is_lost:
        return t(
            "widest at step {step} ({share}), under 1 % after step {lost}",
            step=lane.peak,
            share=share(float(lane.widths.max())),
            lost=lane.lost,
        )
    if len(lane.widths) == 1:
        return t("{first} of full width", first=first)
    return t("{first} of full width at step 1, {last} at the end", first=first, last=last)


def began(race: Race, lane: Lane) -> tuple[str, ...]:
    """How a cell began, and how long it learned."""
    run, settings = lane.run, race.settings
    if settings.sequence == "latch" and run.trained is not None:
        how = t("{units} units", units=run.network.hidden_size)
    elif run.kind == "rnn":
        how = t("no gate")
    else:
        bias = memory_bias(run.kind, settings.start)
        gate = {"lstm": t("forget bias"), "gru": t("update bias")}[run.kind]
        how = t("{gate} as drawn", gate=gate) if bias is None else f"{gate} {bias:g}"
    learned = t("untrained") if run.trained is None else t("{steps} updates", steps=f"{run.trained.steps:,}")
    return how, learned


def rewriting(race: Race) -> str:
    """That a cell which knows the symbol does not owe it to its gates alone: only where the run says so.

    m_T = (∏ f) m_1 + what was written later: the first part is what a gate that only keeps would leave.
    """
    told: Sequence[Lane] = [
        lane
        for lane in race.lanes
        if lane.ending == "knows" and lane.keeping is not None and lane.keeping.share < REWRITTEN
    ]
    if not told:
        return ""
    gates = {"lstm": t("forget gates"), "gru": t("update gates")}
    parts = [
        t(
            "the {gates} of the {cell} alone would leave at most {most} of what step 1 wrote into any unit, and that "
            "is {share} of the difference in {memory} at the end",
            gates=gates[lane.run.kind],
            cell=lane.run.title,
            most=no_more_than(lane.keeping.most),
            memory="c" if lane.run.kind == "lstm" else "h",
            share=share(lane.keeping.share),
        )
        for lane in told
        if lane.keeping is not None
    ]
    cells = sentence_list([t("the {cell}", cell=lane.run.title) for lane in told])
    end = (
        t("{cells} keeps writing the {symbol} anew", cells=cells, symbol=race.symbol)
        if len(told) == 1
        else t("{cells} keep writing the {symbol} anew", cells=cells, symbol=race.symbol)
    )
    return t("**It is not only kept.** In this run {parts}: {end}.", parts="; ".join(parts), end=end)
