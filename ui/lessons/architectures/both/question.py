"""What is asked before the answers are shown: which readers' answers are computed from the clue at all."""

from ui.lessons.architectures.both.run import READERS, BothRun
from ui.lessons.architectures.both.sentences import meaning, names
from ui.lessons.architectures.numbers import percent
from ui.teaching.predictions import Question
from ui.words import t

_GROUPS = (("forward",), ("backward",), ("forward", "both"), ("backward", "both"))


def question(run: BothRun) -> Question | None:
    """The question of a run; None of a sentence that a person typed: nobody has said where its clue is."""
    clue = run.sentence.clue
    if clue is None:
        return None
    able = tuple(reader for reader in READERS if run.can_know(reader))
    options = (
        t("forwards alone"),
        t("backwards alone"),
        t("forwards, and both ways"),
        t("backwards, and both ways"),
    )
    text = (
        t("The clue comes before “{word}”. Which reader can know, at that word, what it means?", word=run.word)
        if clue == "before"
        else t("The clue comes after “{word}”. Which reader can know, at that word, what it means?", word=run.word)
    )
    return Question(text, options, _GROUPS.index(able), _why(run))


def _why(run: BothRun) -> str:
    """What each answers here, and whether it has seen the clue; a guess may be right."""
    titles = names()
    told = []
    for reader in READERS:
        read = run.reads[reader]
        said = t(
            "{reader}: {meaning} ({sure}), {verdict}",
            reader=titles[reader],
            meaning=meaning(run, read.given),
            sure=percent(float(read.probabilities[read.given])),
            verdict=t("right") if run.is_right(reader) else t("wrong"),
        )
        if run.is_right(reader) and not run.can_know(reader):
            said += " " + t("by a guess")
        told.append(said)
    each = "; ".join(told)
    return f"{t('No arrow leads from the clue to the answer of the other.')} {each[:1].upper()}{each[1:]}."
