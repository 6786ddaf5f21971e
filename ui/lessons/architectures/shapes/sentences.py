"""What reaches what, in words: read off the wiring, step by step."""

from collections.abc import Collection

from engine.learning.shapes import END
from engine.networks.wiring import Node
from ui.lessons.architectures.numbers import percent, short
from ui.lessons.architectures.shapes.shape_run import ShapeRun
from ui.words import t


def says(run: ShapeRun) -> tuple[str, ...]:
    """One sentence for each step of the transport."""
    say = {
        "one_one": _one_one,
        "one_many": _one_many,
        "many_one": _many_one,
        "many_many": _many_many,
        "encoder_decoder": _encoder_decoder,
    }[run.shape]
    return tuple(say(run, step) for step in range(run.steps))


def inputs_of(run: ShapeRun, node: Node) -> tuple[int, ...]:
    """The inputs that a value is computed from, by step."""
    return tuple(sorted(each.step for each in run.graph.sources(node) if each.kind == "input"))


def words(steps: Collection[int]) -> str:
    """“word 2”, “words 1 and 2”, “words 3 to 5”: of steps counted from 0, one after another."""
    first, last = min(steps) + 1, max(steps) + 1
    if first == last:
        return t("word {k}", k=first)
    return t("words {first} and {last}" if last == first + 1 else "words {first} to {last}", first=first, last=last)


def comes_back(run: ShapeRun, loss: Node) -> str:
    """What is said while a loss is chosen: how far its gradient comes."""
    states = [*run.graph.of("state"), *run.graph.of("written")]
    reached = sum(state in run.reached[loss] for state in states)
    far = t(
        "all {count} states" if reached == len(states) else "{reached} of the {count} states",
        reached=reached,
        count=len(states),
    )
    ending = t("The numbers are ‖∂L/∂·‖, how strongly it pulls at each value.")
    if loss.kind == "total":
        said = t("**All losses together**: their gradients are added, as vectors, and reach {far}.", far=far)
    else:
        answer = run.answers[loss.step]
        said = t(
            "**The loss on answer {k}**, −log p({wanted}) = {value}: its gradient goes back along the lit arrows and "
            "reaches {far}.",
            k=loss.step + 1, wanted=answer.wanted, value=short(answer.loss), far=far,
        )  # fmt: skip
    return f"{said} {ending}"


def _one_one(run: ShapeRun, step: int) -> str:
    answer = run.answers[0]
    between = sum(one.kind == other.kind == "state" for one, other in run.graph.arrows)
    return t(
        "**{label}** ({sure}): one input, one state, one answer, and {count} arrows from step to step. "
        "A recurrent cell used once is an ordinary layer.",
        label=answer.label,
        sure=percent(answer.sure),
        count=between or t("no"),
    )


def _one_many(run: ShapeRun, step: int) -> str:
    answer = run.answers[step]
    states = sum(node.kind == "state" for node in run.graph.sources(Node("answer", step)))
    (only,) = inputs_of(run, Node("answer", step))
    label = t("the full stop") if answer.label == END else answer.label
    said = t("Word {k}: **{label}** ({sure}).", k=step + 1, label=label, sure=percent(answer.sure))
    if states == 1:
        return said + " " + t("The picture comes in at this step, and at no other.")
    way = "The picture came in at step {only}, and at no other: it reaches this word through {states} states."
    return said + " " + t(way, only=only + 1, states=states)


def _many_one(run: ShapeRun, step: int) -> str:
    (asked,) = run.answers
    label, sure = run.so_far[step]
    if step != asked:
        return t(
            "“{word}” has been read. Asked now, the network would say **{label}** ({sure}); but nobody asks: "
            "no arrow leads from this state to an answer, only to the next state.",
            word=run.read[step],
            label=label,
            sure=percent(sure),
        )
    reached = inputs_of(run, Node("answer", asked))
    return t(
        "**{label}** ({sure}), the only answer: it is computed from {reached}, and all of it has come through the last "
        "state.",
        label=label,
        sure=percent(sure),
        reached=words(reached),
    )


def _many_many(run: ShapeRun, step: int) -> str:
    answer, reached = run.answers[step], inputs_of(run, Node("answer", step))
    left = [other for other in range(len(run.read)) if other not in reached]
    said = t("“{word}”: **{label}** ({sure}).", word=run.read[step], label=answer.label, sure=percent(answer.sure))
    if not left:
        return said + " " + t("This answer is computed from {reached}: nothing is left out.", reached=words(reached))
    ending = "{left} does not reach it." if len(left) == 1 else "{left} do not reach it."
    return (
        said
        + " "
        + t("This answer is computed from {reached};", reached=words(reached))
        + " "
        + t(ending, left=words(left))
    )


def _encoder_decoder(run: ShapeRun, step: int) -> str:
    at = step - run.reading
    if at < 0:
        ready = [answer for answer in run.answers if not inputs_of(run, Node("answer", answer))]
        return t(
            "Both readers are at their letter {k} of {count}. Nothing is written yet: {waiting} of the {all} letters "
            "of the answer wait for the end states.",
            k=step + 1,
            count=run.reading,
            waiting=len(run.answers) - len(ready),
            all=len(run.answers),
        )
    answer, reached = run.answers[at], inputs_of(run, Node("answer", at))
    fed = sum(node.kind == "fed" for node in run.graph.sources(Node("answer", at)))
    count = len(run.read)
    letters = t(
        "all {count} letters" if len(reached) == count else "{reached} of {count} letters",
        count=count,
        reached=len(reached),
    )
    said = t(
        "Writes **{label}** ({sure}), computed from {letters}, which all come through the two end states",
        label=answer.label, sure=percent(answer.sure), letters=letters,
    )  # fmt: skip
    if not fed:
        return said + t(".")
    return said + t(
        ", and from the letter written before." if fed == 1 else ", and from the {fed} letters written before.", fed=fed
    )
