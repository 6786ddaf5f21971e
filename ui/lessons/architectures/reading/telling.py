"""What is said of a run: a sentence for each step, and what the numbers say about the three ways of reading."""

from __future__ import annotations

import numpy as np

from engine.networks.reading import Reading
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.reading.run import READINGS, ReadingRun, accuracies, averaged_shares, network
from ui.words import t

_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SURE = 0.6  # with less, an answer is hardly more than a guess between two


def ways() -> dict[Reading, str]:
    """What the ways of reading are called."""
    return {"last": t("last state"), "mean": t("mean of all"), "max": t("largest of all")}


def short_ways() -> dict[Reading, str]:
    """The same where there is little room."""
    return {"last": t("last state"), "mean": t("mean"), "max": t("largest")}


def tasks() -> dict[str, str]:
    """What the tasks are called."""
    return {"clue": t("a clue at the beginning"), "majority": t("which letter comes more often")}


def short_tasks() -> dict[str, str]:
    """The same where there is little room."""
    return {"clue": t("early clue"), "majority": t("majority")}


def how(reading: Reading, steps: int) -> str:
    """One way of reading, in a sentence."""
    return {
        "last": t("Read from the last state, {state}: one arrow.", state=f"h{steps}".translate(_LOW)),
        "mean": t("Read from the mean of all {steps} states: an arrow from each.", steps=steps),
        "max": t("Read from each unit's largest value in {steps} states.", steps=steps),
    }[reading]


def said_at(run: ReadingRun, step: int) -> str:
    """What comes in, and what the answer would be if the sequence ended here."""
    letter, sure = run.tokens[step], run.probabilities[step]
    if step == run.clue:
        comes = t("Step {k}: **{letter}**, the clue, is read.", k=step + 1, letter=letter)
    elif run.clue is not None:
        comes = t("Step {k}: **{letter}** is read, which says nothing.", k=step + 1, letter=letter)
    else:
        so_far = run.tokens[: step + 1]
        counts = ", ".join(f"{so_far.count(name)} {name}" for name in run.classes)
        comes = t("Step {k}: **{letter}** is read; so far {counts}.", k=step + 1, letter=letter, counts=counts)
    given = int(sure.argmax())
    if step < run.steps - 1:
        then = t("If it ended here, the answer would be {answer}, {sure}.",
                 answer=run.classes[given], sure=percent(float(sure[given])))  # fmt: skip
    else:
        then = verdict(run)
    return f"{comes} {then}"


def verdict(run: ReadingRun) -> str:
    """The answer, and whether it is right."""
    answer, share = run.classes[run.answer], float(run.probabilities[-1, run.answer])
    sure, right = percent(share), run.classes[run.right]
    if run.answer != run.right:
        return t("The answer: **{answer}**, {sure}: wrong, it is {right}.", answer=answer, sure=sure, right=right)
    if share < SURE:
        return t("The answer: **{answer}**, {sure}: right, but hardly more than a guess.", answer=answer, sure=sure)
    return t("The answer: **{answer}**, {sure}: right.", answer=answer, sure=sure)


def where_winners_stand(run: ReadingRun) -> str:
    """How many units have their largest value in the first tenth, in words."""
    return t("{count} of {units} units are largest in the first {steps} steps.",
             count=int((run.winners < run.tenth).sum()), units=len(run.winners), steps=run.tenth)  # fmt: skip


def of_gradient(run: ReadingRun) -> str:
    """How much of the gradient falls on the last tenth: of this sequence, and on average."""
    mean = averaged_shares(run.task, run.reading, run.is_trained)
    return t("The last tenth of the positions has {share} of the gradient; {mean} on average over new sequences.",
             share=percent(float(run.shares[run.reading][-run.tenth :].sum())),
             mean=percent(float(mean[-run.tenth :].sum())))  # fmt: skip


def in_general() -> str:
    """What the accuracies of both tasks say together, and what they do not."""
    clue, majority = accuracies("clue"), accuracies("majority")
    said = t(
        "With the clue at the beginning, the last state gets {last} of new sequences right, within {steps} steps of "
        "training; the mean {mean}, the largest values {max}.",
        steps=_budget(),
        **{way: between(clue[way]) for way in READINGS},
    )
    then = t(
        "Which letter comes more often is answered from the last state in {last}, from the mean in {mean}, from the "
        "largest values in {max}.",
        **{way: between(majority[way]) for way in READINGS},
    )
    turned = min(clue["mean"]) > max(clue["last"]) and min(majority["last"]) > max(majority["mean"])
    lesson = t("There it is the other way round: that pooling is better is not true in general.") if turned else ""
    return f"{said} {then} {lesson}".strip()


def between(values: tuple[float, ...]) -> str:
    """The least and the most of several shares."""
    low, high = percent(min(values)), percent(max(values))
    return low if low == high else t("{low} to {high}", low=low, high=high)


def best(task: str) -> Reading:
    """The way of reading that is right most often, the mean over seeds."""
    found = accuracies(task)
    return max(READINGS, key=lambda way: float(np.mean(found[way])))


def _budget() -> int:
    (steps,) = {network(task, way).recipe.steps for task in tasks() for way in READINGS}
    return steps
