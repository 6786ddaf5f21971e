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
            return t("{number}\u00a0%", number=said)
    return t("over {number}\u00a0%", number="99.99")


def share(width: float) -> str:
    """A part of full width: in hundreds, or as a power of ten where it is less than a tenth of one."""
    if width == 0:
        return t("{number}\u00a0%", number="0")
    if width >= 0.00095:
        return t("{number}\u00a0%", number=f"{100 * width:.{0 if width >= 0.095 else 1}f}")
    mantissa, exponent = f"{width:.0e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def no_more_than(part: float) -> str:
    """The same of a part that is above 0, rounded up, so that "at most" stays true."""
    if part >= 0.00095:
        digits = 0 if part >= 0.095 else 1
        return t("{number}\u00a0%", number=f"{np.ceil(100 * part * 10**digits) / 10**digits:.{digits}f}")
    power = 10.0 ** np.floor(np.log10(part)) if part else 0.0
    return share(float(np.ceil(part / power) * power)) if power else share(0.0)


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
        return t("The **{cell}** never held it: its belt never reaches 1\u00a0% of full width.", cell=cell)
    if lane.is_lost:
        return t(
            "The **{cell}** lost it after step {step}: from there its belt is under 1\u00a0% of full width.",
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
        first = t("**After {steps} steps {what} is lost** in every cell.", steps=race.steps, what=what)
    return " ".join([first, *(_since(lane) for lane in race.lanes if lane.is_lost), _overwritten(race)]).rstrip()


def _overwritten(race: Race) -> str:
    """That a latch is to let go of its first bit when the next one is flagged."""
    if race.settings.sequence != "latch" or len(race.flags) < 2 or not race.settings.uses_trained:
        return ""
    return t("They are to let go of it: at step {step} a flag brings the next bit.", step=race.flags[1] + 1)


def measure(race: Race) -> str:
    """What a belt's width is, in one line."""
    units = sorted({lane.run.network.hidden_size for lane in race.lanes})
    return t(
        "**Belt width** ‖h − h′‖ / 2√H: how far apart h is {pair}, of the most possible with {units} units (LSTM: h, "
        "not c).",
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
        return t("never 1\u00a0% of full width")
    if lane.is_lost:
        return t(
            "under 1\u00a0% after step {lost}",
            lost=lane.lost,
        )
    if len(lane.widths) == 1:
        return t("{first} of full width", first=first)
    return t("{first} at step 1, {last} at the end", first=first, last=last)


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


def turning(race: Race) -> str:
    """That a cell holds the symbol by turning it over at every step: only where the run says so."""
    turned = [lane for lane in race.lanes if lane.turns]
    told = [lane for lane in turned if lane.is_right == turned[0].is_right]
    said = {
        "cells": sentence_list([t("the {cell}", cell=lane.run.title) for lane in told]) if told else "",
        "last": race.symbol if told and told[0].is_right else race.other,
        "before": race.other if told and told[0].is_right else race.symbol,
    }
    if not told:
        return ""
    return t(
        "**It is turned over at every step** by {cells}: asked at the end the answer is {last}, asked one step earlier "
        "it is {before}.",
        **said,
    )


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
    parts = [_alone(lane, is_first=at == 0) for at, lane in enumerate(told)]
    cells = sentence_list([t("the {cell}", cell=lane.run.title) for lane in told])
    said = {"parts": "; ".join(parts), "cells": cells, "symbol": race.symbol}
    if len(told) == 1:
        return t("**It is not only kept.** In this run {parts}: {cells} keeps writing the {symbol} anew.", **said)
    return t("**It is not only kept.** In this run {parts}: {cells} keep writing the {symbol} anew.", **said)


def _alone(lane: Lane, *, is_first: bool) -> str:
    """What the gates that keep would leave of step 1, alone."""
    assert lane.keeping is not None
    said = {
        "cell": lane.run.title,
        "most": no_more_than(lane.keeping.most),
        "share": share(lane.keeping.share),
    }
    if lane.run.kind == "lstm":
        return t(
            "forget gates alone would leave the {cell} at most {most} of what step 1 wrote into any unit ({share} of "
            "the difference in c at the end)",
            **said,
        )
    if is_first:
        return t(
            "update gates alone would leave the {cell} at most {most} of what step 1 wrote into any unit ({share} of "
            "the difference in h at the end)",
            **said,
        )
    return t("update gates the {cell} at most {most} ({share} of that in h)", **said)
