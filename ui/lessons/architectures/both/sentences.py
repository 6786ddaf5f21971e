"""What a reader has seen at the word, and what it says, in words: read off its wiring."""

from collections.abc import Sequence

from engine.networks.wiring import Node
from ui.lessons.architectures.both.run import BothRun, Read
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.stack import known_at
from ui.words import t


def says(run: BothRun, reader: str) -> tuple[str, ...]:
    """One sentence for each step of the transport."""
    read = run.reads[reader]
    known = known_at(read.graph)
    answered, useful = known[read.answer], read.graph.sources(read.answer)
    found = []
    for step in range(max(known.values()) + 1):
        now = [node for node in read.graph.of("state") if known[node] == step]
        if step == answered:
            found.append(answer(run, read))
            continue
        just = _and([_state(run, node) for node in now])
        if step < answered:
            found.append(t("Read: {words}. The answer is read where “{word}” stands.", words=just, word=run.word))
            continue
        assert not useful & set(now)  # or it would not have been answered
        found.append(t("Read: {words}. Too late for the answer: no arrow leads there from here.", words=just))
    return tuple(found)


def answer(run: BothRun, read: Read) -> str:
    """What a reader answers, which words its answer is computed from, and which not."""
    text = run.sentence.words
    left = [step for step in range(len(text)) if step not in read.seen]
    said = t(
        "At “{word}” it says **{meaning}** ({sure}).",
        word=run.word,
        meaning=meaning(run, read.given),
        sure=percent(float(read.probabilities[read.given])),
    )
    if not left:
        return said + " " + t("The arrows say that this is computed from all {count} words.", count=len(text))
    return (
        said
        + " "
        + t(
            "The arrows say that this is computed from {seen}, “{text}”; “{left}” does not reach it.",
            seen=places(read.seen),
            text=" ".join(text[step] for step in read.seen),
            left=" ".join(text[step] for step in left),
        )
    )


def places(steps: Sequence[int]) -> str:
    """Steps counted from 0, one after another: “word 2 alone”, “words 1 to 5”."""
    first, last = min(steps) + 1, max(steps) + 1
    if first == last:
        return t("word {k} alone", k=first)
    return t("words {first} to {last}", first=first, last=last)


def meaning(run: BothRun, number: int) -> str:
    """What an answer says; of another word, which network and sentence may bring about, with that word."""
    word, means = run.meanings[number]
    return means if word == run.word else f"{word}: {means}"


def names() -> dict[str, str]:
    """The readers, as they are called."""
    return {"forward": t("forwards"), "backward": t("backwards"), "both": t("both ways")}


def _state(run: BothRun, node: Node) -> str:
    word = run.sentence.words[node.step]
    return t("“{word}” backwards", word=word) if node.direction else t("“{word}” forwards", word=word)


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else t("{one} and {other}", one=", ".join(parts[:-1]), other=parts[-1])
