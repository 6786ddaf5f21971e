"""The unrolled graph of one reader, with one answer, at the word; and beside it what all three make of the word."""

from typing import Any

import numpy as np

from engine.networks.wiring import Node
from ui.lessons.architectures.both.run import READERS, BothRun
from ui.lessons.architectures.both.sentences import answer, meaning, names, says
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.stack import Answer, stack
from ui.lessons.architectures.unrolled import Drawing
from ui.look import palette
from ui.words import t

COVERED = "?"
COLUMN = 58  # pixels: most words can be read in it
NOTHING = 0.005  # of another word's meanings less is not said


def drawing(run: BothRun, reader: str, covered: bool) -> Drawing:
    """The reader that is looked at; while it is covered, without its answer."""
    read, at = run.reads[reader], run.sentence.at
    said = Answer(COVERED, told=t("The answer"))
    if not covered:
        label = meaning(run, read.given)
        told = t("The answer, read at “{word}”: {meaning}", word=run.word, meaning=label)
        said = Answer(label, percent(float(read.probabilities[read.given])), run.is_right(reader), told)
    marked = [Node("input", at), *(node for node in read.graph.of("state") if node.step == at)]
    return stack(
        read.graph,
        read.trace,
        run.sentence.words,
        {read.answer: said},
        gradients={} if covered else {read.answer: read.norm},
        says=() if covered else says(run, reader),
        answers_title=t("answer"),
        marked=marked,
        least=COLUMN,
    )


def cards(run: BothRun, shown: str) -> dict[str, Any]:
    """All three readers: what each has seen at the word, its state there, and how sure it is of what."""
    titles = names()
    return {
        "title": t("Three readers at “{word}”", word=run.word),
        "signed": [list(stop) for stop in palette.SIGNED],
        "note": t("Struck out: words that do not reach the answer. Click a card to see its network."),
        "state": t("state at “{word}”", word=run.word),
        "cards": [_card(run, reader, titles[reader], reader == shown) for reader in READERS],
    }


def _card(run: BothRun, reader: str, title: str, shown: bool) -> dict[str, Any]:
    read, at = run.reads[reader], run.sentence.at
    own = [number for number, (word, _) in enumerate(run.meanings) if word == run.word]
    shares = [
        (meaning(run, number), float(read.probabilities[number]), number == run.sentence.meaning) for number in own
    ]
    other = 1 - sum(share for _, share, _ in shares)
    if other > NOTHING:
        shares.append((t("another word’s"), other, False))
    network = read.trained.reader.network
    sides = network.sides(0)
    return {
        "name": reader,
        "title": title,
        "units": t("{units} units", units=" + ".join([str(network.hidden_size)] * len(sides))),
        "words": [
            {"text": word, "seen": step in read.seen, "at": step == at} for step, word in enumerate(run.sentence.words)
        ],
        "states": [
            {
                "colour": "backward" if side else "forward",
                "values": np.round(read.trace.parts[0, side].signals["hidden"][at, 0], 3).tolist(),
            }
            for side in sides
        ],
        "shares": [
            {"label": label, "share": round(share, 4), "says": percent(share), "right": right}
            for label, share, right in shares
        ],
        "right": run.is_right(reader),
        "verdict": {True: t("right"), False: t("wrong"), None: ""}[run.is_right(reader)],
        "told": answer(run, read).replace("**", ""),
        "shown": shown,
    }
