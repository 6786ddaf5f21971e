"""What is said of a run: one sentence for each step, and whether the date is right."""

from __future__ import annotations

import numpy as np

from engine.learning.dates import FIRST_YEAR, FORMATS, LAST_YEAR
from ui.lessons.architectures.attention.run import DateRun
from ui.lessons.architectures.numbers import percent
from ui.words import plain, t

LOOKED_AT = 0.1  # a share from which on a letter is named
MOST_NAMED = 4


def seen(letter: str) -> str:
    """A letter so that a blank can be seen, too."""
    return letter.replace(" ", "␣")


def rough(value: float) -> str:
    """A number of any size in two digits: 0.31, 5.0·10⁻⁷."""
    if 1e-3 <= value < 1000:
        return f"{value:.2g}"
    mantissa, power = f"{value:.1e}".split("e")
    return f"{mantissa}·10{str(int(power)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def joined(words: list[str]) -> str:
    """“a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    return t("{some} and {last}", some=", ".join(words[:-1]), last=words[-1])


def sentence(run: DateRun, step: int) -> str:
    """What happens at a step, its telling parts `**strong**`."""
    sure = percent(float(run.decoding.probabilities[step, 0].max()))
    letter, right = run.written[step], run.right
    if run.attends:
        said = t(
            "It writes **{letter}**, {sure} sure, and looks at {letters}.", letter=letter, sure=sure,
            letters=_looked_at(run, step),
        )  # fmt: skip
    else:
        said = t("It writes **{letter}**, {sure} sure. It reads the two end states, the same at every step.",
                 letter=letter, sure=sure)  # fmt: skip
    if right is not None and right[step] != letter:
        said += " " + t("Right would be **{letter}**.", letter=right[step])
    if any(at == step for at, _ in run.holds):
        held = [
            t("{letter} at {share}", letter=seen(run.text[k]), share=percent(weight))
            for (at, k), weight in sorted(run.holds.items())
            if at == step
        ]
        said += " " + t("You hold {letters}.", letters=joined(held))
    if run.free[step] != letter:
        said += " " + t("Without your hand it wrote **{letter}**.", letter=run.free[step])
    return said


def _looked_at(run: DateRun, step: int) -> str:
    weights = run.weights[step]
    named = [k for k in np.argsort(-weights) if weights[k] >= LOOKED_AT][:MOST_NAMED]
    if not named:
        return t("no letter with more than {share}", share=percent(float(weights.max())))
    return joined([f"**{seen(run.text[k])}** ({percent(float(weights[k]))})" for k in named])


def verdict(run: DateRun) -> str:
    """Whether what was written is right, as Markdown."""
    typed, right = plain(run.typed), run.right
    if right is None:
        return t(
            "“{text}” is no date in one of the {formats} formats that it learned, so there is no right answer: this is "
            "what the network makes of it. It has never seen such a text.", text=typed, formats=len(FORMATS),
        )  # fmt: skip
    wrong = sum(one != other for one, other in zip(run.written, right, strict=True))
    said = (
        t("✓ **{written}** is right.", written=run.written)
        if not wrong
        else t("✗ **{written}** is wrong: it should be **{right}**.", written=run.written, right=right)
    )
    if run.day is not None and not FIRST_YEAR <= run.day.year <= LAST_YEAR:
        said += " " + t(
            "It never saw a year before {first} or after {last}.", first=FIRST_YEAR, last=LAST_YEAR
        )  # fmt: skip
    if run.free != run.written:
        said += " " + t("Before you took hold of it, it wrote {written}.", written=run.free)
    return said
