"""Predict first: what each scene asks, its answer, and a sentence of explanation, all measured on shipped networks."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from engine.learning.family import Result
from ui.lessons.cells.difference import direct_path
from ui.lessons.cells.results import middle, of_seeds, percent, result
from ui.lessons.cells.run import CellRun, Pair
from ui.teaching.predictions import Question, nearest
from ui.words import t

REACHES = (3, 15, 60, 250)
SHARES = (50, 65, 80, 99)  # percent


def question(pair: Pair, scene: str) -> Question | None:
    """The question that goes with a scene; None where there is no scene, or no network that could answer it."""
    ask = _QUESTIONS.get(scene)
    found = [result(run.member.kind, pair.settings.task, run.variant) for run in pair.runs]
    first, second = found
    if ask is None or first is None or second is None:
        return None
    return ask(pair, first, second)


def _titles(pair: Pair) -> dict[str, str]:
    first, second = (run.title for run in pair.runs)
    return {"first": first, "second": second}


def _counts(a: Result, b: Result) -> dict[str, str]:
    return {"few": of_seeds(a), "many": of_seeds(b)}


def reach(run: CellRun) -> float:
    """The largest size of a cell's memory on the sequence on show."""
    signals = run.trace.part().signals
    return float(np.abs(signals["cell" if "cell" in signals else "hidden"]).max())


def error(pair: Pair, run: CellRun) -> float:
    """The typical error of a forecast on the sequence on show."""
    targets = np.asarray(pair.sequence.targets, dtype=np.float64)
    return float(np.sqrt(np.square(run.predictions[:, 0] - targets).mean()))


def _drift(pair: Pair, a: Result, b: Result) -> Question:
    first, second = pair.runs
    further = sum(x > y for x, y in zip(a.metrics["largest_300"], b.metrics["largest_300"], strict=True))
    text = t(
        "Both were trained to count over {length} steps. Now they read {steps}. How far from 0 does the belt of "
        "{first} get, which no gate can wipe?",
        length=a.recipe.lengths[1],
        steps=pair.steps,
        **_titles(pair),
    )
    why = t(
        "On this sequence |c| reaches {reach} in {first} and {other} in {second}; the typical error is {error} counts "
        "against {less}. To undo a value, {first} has to write its opposite, and what is left over adds up. Over the "
        "{length} steps of training {few} seeds of {first} came below half a count, and {many} of {second}. On a "
        "hundred new sequences of 300 steps its belt went further than that of {second} in {further} of {seeds} seeds; "
        "the typical error (median of the seeds) is {much} against {little}.",
        reach=f"{reach(first):.0f}",
        other=f"{reach(second):.0f}",
        error=f"{error(pair, first):.2f}",
        less=f"{error(pair, second):.2f}",
        length=a.recipe.lengths[1],
        further=further,
        **_counts(a, b),
        seeds=len(a.learned),
        much=f"{middle(a, 'rmse_300'):.2f}",
        little=f"{middle(b, 'rmse_300'):.2f}",
        **_titles(pair),
    )
    return Question(text, tuple(f"|c| ≈ {size}" for size in REACHES), nearest(reach(first), REACHES), why)


def _flip(pair: Pair, a: Result, b: Result) -> Question:
    share = 100 * middle(b, "accuracy_60")
    text = t(
        "On new sequences of 60 steps, how many of its answers does {second} get right, whose gate sees the flag but "
        "not the bit that it is to turn over?",
        **_titles(pair),
    )
    why = t(
        "{share} % (median of {seeds} seeds; guessing gives about half), and {first} {more} %. In the training length "
        "{few} seeds of {first} learned to flip, and {many} of {second}. To turn a bit over, what is written has to "
        "depend on what is there; in {second} neither the gate nor the candidate reads the state.",
        share=f"{share:.0f}",
        more=percent(middle(a, "accuracy_60")),
        seeds=len(b.learned),
        **_counts(a, b),
        **_titles(pair),
    )
    answer = int(np.argmin([abs(share - option) for option in SHARES]))
    return Question(text, tuple(f"{option} %" for option in SHARES), answer, why)


def _gap(pair: Pair, a: Result, b: Result) -> Question:
    text = t(
        "The first of {steps} letters is asked for at the end. How many of {seeds} seeds of the {first} learned that, "
        "in {updates} updates?",
        steps=pair.steps,
        seeds=len(a.learned),
        updates=a.recipe.steps,
        **_titles(pair),
    )
    shorter = [
        t("a gap of {gap}: {few}", gap=found.recipe.lengths[1] - 1, few=of_seeds(found))
        for variant in ("gap10", "gap20", "gap40")
        if (found := result(pair.runs[0].member.kind, "first", variant)) is not None
    ]
    why = t(
        "{few} seeds of the {first}, and {many} of {second}: right in {share} % and {more} % of a thousand new "
        "sequences (medians). The direct path of {second} multiplies by ${path}$ at every step; the {first} has none.",
        share=percent(middle(a, "accuracy")),
        more=percent(middle(b, "accuracy")),
        path=direct_path(pair.runs[1].member.engine) or "W",
        **_counts(a, b),
        **_titles(pair),
    )
    if shorter:
        why += " " + t("The {first} over shorter gaps, {shorter}.", shorter="; ".join(shorter), **_titles(pair))
    fast = result(pair.runs[0].member.kind, "first", "fast")
    if fast is not None:
        told = {
            "rate": f"{fast.recipe.learning_rate:g}",
            "fast": of_seeds(fast),
            "usual": f"{a.recipe.learning_rate:g}",
        }
        why += " " + t("With the learning rate {rate} instead of {usual}, {fast}.", **told)
    return _how_many(text, a, why)


def _bias(pair: Pair, a: Result, b: Result) -> Question:
    text = t(
        "An LSTM whose forget gate begins half shut (bias 0) is trained to recall over a gap of {gap}. In how many of "
        "{seeds} seeds does it learn that, in {updates} updates?",
        gap=a.recipe.lengths[1] - 1,
        seeds=len(a.learned),
        updates=a.recipe.steps,
    )
    shorter = [
        t("{few} over {gap}", gap=found.recipe.lengths[1] - 1, few=of_seeds(found))
        for variant in ("closed10", "closed20", "closed40")
        if (found := result("lstm", "first", variant)) is not None
    ]
    why = t(
        "With bias 0 {few} seeds learned it, with bias {bias} {many}. At bias 0 a step back leaves σ(0) = ½ of what "
        "goes along the direct path, at bias {bias} it leaves {kept}.",
        bias=f"{b.recipe.init.forget_bias:g}",
        kept=f"{1 / (1 + np.exp(-(b.recipe.init.forget_bias or 0))):.2f}",
        **_counts(a, b),
    )
    if shorter:
        why += " " + t("With bias 0, shorter gaps: {shorter}.", shorter=", ".join(shorter))
    return _how_many(text, a, why)


def _skip(pair: Pair, a: Result, b: Result) -> Question:
    text = t(
        "The {first} adds to its state and has no gate. How many of {seeds} seeds learned to keep a bit and to "
        "overwrite it at the next flag?",
        seeds=len(a.learned),
        **_titles(pair),
    )
    why = t(
        "{few}, and {many} of the {second}: over 300 steps {share} % and {more} % of the answers are right (medians). "
        "The direct path of the {first} is 1. That is good for gradients, and it keeps the old bit as well: the new "
        "one is only added to it.",
        share=percent(middle(a, "accuracy_300")),
        more=percent(middle(b, "accuracy_300")),
        **_counts(a, b),
        **_titles(pair),
    )
    return _how_many(text, a, why)


def _one(pair: Pair, a: Result, b: Result) -> Question:
    text = t(
        "minGRU with a single unit has {parameters} parameters. In how many of {seeds} seeds does it learn to keep and "
        "overwrite a bit?",
        parameters=b.parameters,
        seeds=len(b.learned),
    )
    why = t(
        "{many}: right in {more} % of the answers over 300 steps (median). Of the RNN with one unit {few} seeds "
        "learned it ({share} %).",
        share=percent(middle(a, "accuracy_300")),
        more=percent(middle(b, "accuracy_300")),
        **_counts(a, b),
    )
    two = result("rnn", "latch", "two_units")
    if two is not None:
        why += " " + t("With two units, {two}.", two=of_seeds(two))
    return _how_many(text, b, why)


def _how_many(text: str, found: Result, why: str) -> Question:
    """None, some or all of the seeds."""
    learned, seeds = sum(found.learned), len(found.learned)
    options = (t("none"), t("some"), t("all {seeds}", seeds=seeds))
    return Question(text, options, 0 if not learned else 2 if learned == seeds else 1, why)


_QUESTIONS: Mapping[str, Callable[[Pair, Result, Result], Question]] = MappingProxyType(
    {"drift": _drift, "flip": _flip, "gap": _gap, "bias": _bias, "skip": _skip, "one": _one}
)
