"""Predict first: what each scene asks, answered by the recorded runs; and what five seeds say of it."""

from collections.abc import Callable, Mapping, Sequence
from math import exp
from types import MappingProxyType

import numpy as np

from engine.learning import seeds_study
from engine.learning.exercises import Adding, Echo
from engine.learning.recorded import COURSES, load
from engine.learning.seeds_study import FAR, SEEDS, Seen
from ui.look.cells import CELLS, kind_of
from ui.teaching.predictions import Question
from ui.words import t

JUMPS = (0.5, 2.0)  # nats: less than the first is no spike, more than the second a large one
LEARNED = 0.25  # of the error of a constant answer: less than this is counted as having learned to add
PLAIN = 0.01  # a share from here on is written without a power of ten
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def question(scene: str) -> Question | None:
    """What a scene asks; None for what is none."""
    ask = _QUESTIONS.get(scene)
    return ask() if ask else None


def seeds_note(scene: str) -> str:
    """What its runs show over five seeds; nothing where there is no scene."""
    tell = _SEEDS.get(scene)
    return tell() if tell else ""


def _of(scene: str) -> tuple[tuple[Seen, ...], ...]:
    return seeds_study.load()[scene]


def _count(seeds: Sequence[Seen]) -> str:
    """In how many of the seeds nine answers in ten were right."""
    return t("{few} of {seeds}", few=sum(one.right >= 0 for one in seeds), seeds=len(seeds))


def _range(values: Sequence[float]) -> str:
    low, high = (f"{value:.2g}" if value < 10 else f"{value:.0f}" for value in (min(values), max(values)))
    return low if low == high else t("{low} to {high}", low=low, high=high)


def _share(share: float) -> str:
    """With one digit, or two where no power of ten is needed."""
    if share >= PLAIN:
        return f"{share:.2g}"
    digit, power = f"{share:.0e}".split("e")
    return f"{digit}·10{str(int(power)).translate(_RAISED)}"


# The gradient arrives before the answer.


def _arrives() -> Question:
    first = _of("arrives")[0][0]
    options = (t("before"), t("at the same update"), t("after"))
    answer = int(np.sign(first.reached - first.right)) + 1
    text = t(
        "At some update the GRU answers nine in ten rightly. When does a thousandth of the gradient reach the step of "
        "the symbol: before that, or after?"
    )
    why = t(
        "At update {reached}; nine answers in ten are right at {right}. Short gaps are learned first: each moves the "
        "line a little to the left, and opens the way to the next.",
        reached=first.reached,
        right=first.right,
    )
    return Question(text, options, answer, f"{why} {_arrives_over_seeds()}")


def _arrives_over_seeds() -> str:
    runs = _of("arrives")
    learned = [one for seeds in runs for one in seeds if one.right >= 0]
    before = sum(0 <= one.reached < one.right for one in learned)
    each = ", ".join(
        f"{CELLS[kind_of(course.cell)].title} {_count(seeds)}"
        for course, seeds in zip(COURSES["arrives"], runs, strict=True)
    )
    return t(
        "Over {seeds} seeds, within {updates} updates, it was learned by: {each}. In {before} of these {learned} runs "
        "the gradient came first.",
        seeds=len(SEEDS),
        updates=seeds_study.LONGER,
        each=each,
        before=before,
        learned=len(learned),
    )


# The bias of the forget gate.


def _biases() -> tuple[float, ...]:
    return tuple(course.init.forget_bias or 0.0 for course in COURSES["bias"])


def _bias() -> Question:
    solved = tuple(rows[-1].accuracy is not None and rows[-1].accuracy >= 0.9 for rows in load("bias").runs)
    sets = ((True, True, True), (False, True, True), (False, False, True), (False, False, False))
    options = (t("all three"), t("1 and 3"), t("3 alone"), t("none"))
    course = COURSES["bias"][0]
    text = t(
        "Forget bias 0, 1 or 3, only gaps of {gap}, {updates} updates. Which of the three learn it?",
        gap=course.exercise.longest - 1,
        updates=course.updates,
    )
    gap = course.exercise.longest - 1
    kept = {bias: (1 / (1 + exp(-bias))) ** gap for bias in _biases()}
    left = ", ".join(t("bias {bias}: {kept}", bias=f"{bias:g}", kept=_share(share)) for bias, share in kept.items())
    why = t(
        "A step back leaves σ(b) of what goes along the direct path, as long as the gate stands at its bias; over the "
        "whole gap, {left}. What does not arrive is not learned, and here no shorter gap shows the way.",
        left=left,
    )
    return Question(text, options, sets.index(solved), f"{why} {_bias_over_seeds()}")


def _bias_over_seeds() -> str:
    def counted(name: str) -> str:
        pairs = zip(_biases(), _of(name), strict=True)
        return ", ".join(t("bias {bias}: {count}", bias=f"{bias:g}", count=_count(seeds)) for bias, seeds in pairs)

    return t(
        "Over {seeds} seeds, within {updates} updates (rate {rate}): at a gap of 40 {near}; at a gap of 80 {far}.",
        seeds=len(SEEDS),
        updates=COURSES["bias"][0].updates,
        rate=f"{COURSES['bias'][0].rate:g}",
        near=counted("bias"),
        far=counted(FAR),
    )


# Clipping.


def _spikes() -> Question:
    free, clipped = (seeds[0] for seeds in _of("spikes"))
    text = t(
        "Without a limit on the gradient’s norm: by how much does the loss of one update lie above the least so far, "
        "at its worst?"
    )
    options = (t("less than half a nat"), t("half a nat to two"), t("more than two nats"))
    why = t(
        "By {jump} nats, where a gradient of norm {steepest} moved the weights by that much; with the limit by {less}. "
        "A clipped gradient points the same way: only its length is cut.",
        jump=f"{free.jump:.1f}",
        steepest=f"{free.steepest:.0f}",
        less=f"{clipped.jump:.2f}",
    )
    return Question(text, options, int(np.searchsorted(JUMPS, free.jump)), f"{why} {_spikes_over_seeds()}")


def _spikes_over_seeds() -> str:
    free, clipped = _of("spikes")
    return t(
        "Over {seeds} seeds of {updates} updates: not clipped, it rises by {jumps} nats and ends at {ends}; clipped at "
        "1, it rises by {less} and ends at {lower}.",
        seeds=len(SEEDS),
        updates=COURSES["spikes"][0].updates,
        jumps=_range([one.jump for one in free]),
        ends=_range([one.loss for one in free]),
        less=_range([one.jump for one in clipped]),
        lower=_range([one.loss for one in clipped]),
    )


# The window.


def _echoes() -> tuple[Echo, ...]:
    return tuple(course.exercise for course in COURSES["window"] if isinstance(course.exercise, Echo))


def _window() -> Question:
    windows = [echo.window for echo in _echoes()]
    solved = tuple(rows[-1].accuracy is not None and rows[-1].accuracy >= 0.9 for rows in load("window").runs)
    sets = ((True, True, True), (False, True, True), (False, False, True), (False, False, False))
    options = (
        t("all three"),
        t("{second} and {third}", second=windows[1], third=windows[2]),
        t("{third} alone", third=windows[2]),
        t("none"),
    )
    text = t(
        "The bit of {lag} steps ago is to be echoed. The gradient reaches back over windows of {first}, {second} or "
        "{third} steps; the state is carried on in each. Which learn it?",
        lag=_echoes()[0].lag,
        first=windows[0],
        second=windows[1],
        third=windows[2],
    )
    why = t(
        "In a window no longer than the lag an answer and the bit that it asks for never lie together, and as the bits "
        "are independent, nothing tells that it should be kept. What the state keeps by chance can still be read out: "
        "so it may be right in more than half."
    )
    return Question(text, options, sets.index(solved), f"{why} {_window_over_seeds()}")


def _window_over_seeds() -> str:
    each = "; ".join(
        t("window {window}: {count}, {share} %", window=echo.window, count=_count(seeds),
          share=_range([round(100 * one.accuracy) for one in seeds]))
        for echo, seeds in zip(_echoes(), _of("window"), strict=True)
    )  # fmt: skip
    return t(
        "Over {seeds} seeds of {updates} updates, nine in ten came to be right in, and right at the end are: {each}.",
        seeds=len(SEEDS),
        updates=COURSES["window"][0].updates,
        each=each,
    )


# The gates of the latch.


def _gates() -> Question:
    _, (flagged, elsewhere) = seeds_study.gates(load("gates").runs[0], "forget_gate")
    change = flagged - elsewhere
    options = (t("falls"), t("stays as it is"), t("rises"))
    answer = 1 if abs(change) < 0.1 else 0 if change < 0 else 2
    text = t("Where a flag brings a new bit, what does the forget gate of the trained LSTM do?")
    return Question(text, options, answer, _gates_told())


def _gates_told() -> str:
    rows = load("gates").runs[0]
    told = []
    for gate, name in (("forget_gate", t("forget gate")), ("input_gate", t("input gate"))):
        (flag_0, other_0), (flag, other) = seeds_study.gates(rows, gate)
        told.append(
            t(
                "The {gate} is {flag} at flags and {other} elsewhere; before training {before} and {else_before}.",
                gate=name, flag=f"{flag:.2f}", other=f"{other:.2f}",
                before=f"{flag_0:.2f}", else_before=f"{other_0:.2f}",
            )
        )  # fmt: skip
    return " ".join(told)


def _gates_over_seeds() -> str:
    (seeds,) = _of("gates")
    return t(
        "{told} (Means over both units and 64 new sequences, seed 0.) Nine in ten right within {updates} updates: "
        "{count} seeds.",
        told=_gates_told(),
        updates=COURSES["gates"][0].updates,
        count=_count(seeds),
    )


# Adding.


def _adding() -> Question:
    solved = tuple(seeds[0].loss < LEARNED * Adding.chance for seeds in _of("adding"))
    sets = ((False, False, False), (False, True, False), (False, True, True), (True, True, True))
    options = (t("none"), t("ReLU with W = I alone"), t("that one and the LSTM"), t("all three"))
    course = COURSES["adding"][0]
    text = t(
        "{steps} steps, {updates} updates: which of the three come below a quarter of the error of always answering 1?",
        steps=course.exercise.longest,
        updates=course.updates,
    )
    why = t(
        "The plain RNN stays at the error of a constant answer for as long as it was trained here; with the identity "
        "and ReLU the first step is heard from the start, and so are its spikes."
    )
    return Question(text, options, sets.index(solved), f"{why} {_adding_over_seeds()}")


def _adding_over_seeds() -> str:
    names = (t("tanh RNN"), t("ReLU with W = I"), t("LSTM"))
    each = "; ".join(
        t("{name} {few} of {seeds}, error {ends}", name=name, seeds=len(seeds),
          ends=_range([one.loss for one in seeds]),
          few=sum(one.loss < LEARNED * Adding.chance for one in seeds))
        for name, seeds in zip(names, _of("adding"), strict=True)
    )  # fmt: skip
    return t(
        "Over {seeds} seeds of {updates} updates, below a quarter of {chance}: {each}.",
        seeds=len(SEEDS),
        updates=COURSES["adding"][0].updates,
        chance=f"{Adding.chance:.3f}",
        each=each,
    )


_QUESTIONS: Mapping[str, Callable[[], Question]] = MappingProxyType(
    {"arrives": _arrives, "bias": _bias, "spikes": _spikes, "window": _window, "gates": _gates, "adding": _adding}
)
_SEEDS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "arrives": _arrives_over_seeds,
        "bias": _bias_over_seeds,
        "spikes": _spikes_over_seeds,
        "window": _window_over_seeds,
        "gates": _gates_over_seeds,
        "adding": _adding_over_seeds,
    }
)
