"""What is asked of each shape before its picture is shown; the answer is computed by changing what is read."""

from ui.lessons.architectures.shapes.shape_run import ShapeRun
from ui.teaching.predictions import Question
from ui.words import t


def question(run: ShapeRun) -> Question | None:
    """The question of a run; None where it has no answer among those that are offered."""
    if run.shape == "one_one":
        return _is_it_used(run)
    if run.shape == "many_one":
        return _what_it_says(run)
    return _what_changes(run)


def _what_it_says(run: ShapeRun) -> Question:
    """What the one answer is."""
    ((_, answer),) = run.answers.items()
    options = run.classes
    before = [label for label, _ in run.so_far[:-1]]
    turns = [step for step in range(1, len(before) + 1) if run.so_far[step][0] != run.so_far[step - 1][0]]
    if turns:
        told = t(
            "Asked after every word, it would have changed its mind at {words}.",
            words=", ".join(f"“{run.read[step]}”" for step in turns),
        )
    else:
        told = t("Asked after every word, it would always have said so.")
    return Question(
        t(
            "The network reads “{text}”, word by word, and answers once, at the end. What does it say?",
            text=" ".join(run.read),
        ),
        options,
        options.index(answer.label),
        told,
    )


def _is_it_used(run: ShapeRun) -> Question:
    """Whether one step needs the weights from state to state."""
    options = (t("yes"), t("no"))
    told = t("They were set to 0, and no percent has changed: before the only step there is no state, h₀ = 0.")
    if not run.alone:
        told = t("They were set to 0, and the percents have changed.")
    return Question(
        t("One picture, one answer. Would the answer change if all weights from state to state, Wₕₕ, were 0?"),
        options,
        int(run.alone),
        told,
    )


def _what_changes(run: ShapeRun) -> Question | None:
    """Which answers another last input changes; another pixel, where it is a picture."""
    every, last = frozenset(run.answers), frozenset({max(run.answers)})
    if len(every) < 2:
        return None
    asked, expected, why = {
        "one_many": (
            t("The picture is seen at step 1 only. One of its pixels is changed: which words can that change?"),
            every,
            t(
                "Every pixel was changed, one at a time. The picture's only arrow ends in the first state, and from "
                "there a way leads to every word."
            ),
        ),
        "many_many": (
            t("The last word is changed. Which answers can that change, if only in their percents?"),
            last,
            t(
                "Every word that the network knows was tried in its place. All arrows lead forwards: no earlier answer "
                "is computed from the last word."
            ),
        ),
        "encoder_decoder": (
            t(
                "The last letter that is read is changed. Which of the letters that are written can that change, if "
                "only in their percents?"
            ),
            every,
            t(
                "Every letter that the network knows was tried in its place. The decoder begins where all has been "
                "read: its whole answer comes after the last letter."
            ),
        ),
    }[run.shape]
    if run.touched != expected:
        return None
    options = (t("none"), t("the first alone"), t("the last alone"), t("all of them"))
    return Question(asked, options, 2 if expected == last else 3, why)
