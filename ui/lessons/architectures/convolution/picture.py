"""The drawing of filters over letters: what each finds at each place, what is kept of it, and the answer."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.cells.base import Array
from engine.learning import motifs
from engine.learning.readers import Reader
from engine.networks.convolutional import ConvolutionalNetwork
from engine.networks.wiring import Node
from engine.recording.record import input_gradients
from ui.lessons.architectures.convolution.run import FinderRun, near_misses
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.stack import Answer, stack
from ui.lessons.architectures.unrolled import Box, Drawing, Row, drawn
from ui.words import t

LEAST = 19  # pixels of a column: one letter


class Standing(NamedTuple):
    """Where the outputs of a stage stand: the first over this column, and so many columns between two."""

    first: float
    apart: float


def standing(network: ConvolutionalNetwork) -> dict[tuple[str, int, int], Standing]:
    """Of what is found and what is pooled, by kind, stage and bank: each in the middle of the window that it reads."""
    places = {}
    for bank, stages in enumerate(network.banks):
        first, apart = 0.0, 1.0
        for layer, stage in enumerate(stages):
            filters = stage.filters
            first += apart * ((filters.window - 1) / 2 - filters.padding)
            apart *= filters.stride
            places["found", layer, bank] = Standing(first, apart)
            if stage.pool > 1:
                first += apart * (stage.pool - 1) / 2
                apart *= stage.pool
                places["pooled", layer, bank] = Standing(first, apart)
    return places


def known_at(run: FinderRun) -> dict[Node, int]:
    """The step of the transport at which each value is known: the filters slide together, and then all is read."""
    sources: dict[Node, list[Node]] = {node: [] for node in run.wiring.nodes}
    for source, reader in run.wiring.arrows:
        sources[reader].append(source)
    found: dict[Node, int] = {}
    for node in run.wiring.nodes:
        if node.kind == "input":
            found[node] = -1  # the letters are there, all of them, before anything is found
        elif node.kind == "found" and not node.layer:
            found[node] = node.step
        else:
            found[node] = max((found[each] for each in sources[node]), default=0) + (node.kind == "whole")
    return found


def finder_drawing(run: FinderRun, *, alone: bool = False, covered: bool = False) -> Drawing:
    """The unrolled graph of a run.

    Args:
        alone: what the chosen filter finds, instead of all filters of its bank.
        covered: nothing but the letters and what reads what.
    """
    if run.trace is not None:
        return _recurrent(run, covered)
    network, recording = run.network, run.convolving
    places, known = standing(network), known_at(run)
    steps = known[Node("answer")] + 1
    left = max(0.0, 0.5 - min(place.first for place in places.values())) if _slides_out(run) else 0.0
    middle = left + (len(run.sequence) - 1) / 2
    hides = covered and _is_motif(run)
    marked = set() if hides else set(run.clues)
    other = {} if hides or not _is_motif(run) else near_misses("".join(run.sequence.tokens))
    wrong = {place: motifs.MOTIF[place - start] for start, place in other.items()}
    largest = max(float(bank[-1].found.max()) for bank in recording.banks) or 1.0
    chosen_bank, chosen_unit = run.bank_of(run.chosen)

    def values(node: Node) -> Array | None:
        stage = recording.banks[node.bank][node.layer]
        found: Array = (stage.found if node.kind == "found" else stage.outputs)[node.step, 0] / largest
        if not alone:
            return found
        return found[chosen_unit : chosen_unit + 1] if node.bank == chosen_bank else None

    def box(node: Node) -> Box:
        at, step = known[node], node.step
        if node.kind == "input":
            letter = run.sequence.tokens[step]
            note = f"≠ {wrong[step]}" if step in wrong and step not in marked else ""
            told = t("letter {k}: {letter}", k=step + 1, letter=letter)
            return Box(node, "letters", left + step, at, letter, note, told=told, marked=step in marked)
        if node.kind in ("found", "pooled"):
            first, apart = places[node.kind, node.layer, node.bank]
            told = t("what is found at place {k}", k=step + 1)
            if node.kind == "pooled":
                told = t("the largest of pooling window {k}", k=step + 1)
            painted = None if covered else values(node)
            return Box(node, _row(node), left + first + apart * step, at, values=painted, told=told)
        if node.kind == "whole":
            kept = None if covered else recording.read[0] / largest
            if kept is not None and alone:
                kept = kept[run.chosen : run.chosen + 1]
            told = t("of every filter the largest that it found, wherever that was")
            return Box(node, "whole", middle, at, values=kept, told=told)
        if covered:
            return Box(node, "answer", middle, at, "?", told=t("the answer"))
        sure = percent(float(run.probabilities[run.answer]))
        label = said(run)
        told = t("answer: {answer}", answer=label)
        return Box(node, "answer", middle, at, label, sure, right=run.is_right, told=told, lit=way_back(run))

    rows = [Row("answer", t("answer"), "answer", "token"), Row("whole", t("largest of all"), "whole", "vector")]
    for bank in reversed(range(len(network.banks))):
        stages = network.banks[bank]
        for layer in reversed(range(len(stages))):
            width = stages[layer].filters.width
            title = t("width {width}", width=width) if len(stages) == 1 else t("stage {stage}", stage=layer + 1)
            if stages[layer].pool > 1:
                rows.append(Row(f"pooled{bank}{layer}", t("pooled"), "found", "vector"))
            rows.append(Row(f"found{bank}{layer}", title, "found", "vector"))
    rows.append(Row("letters", t("letters"), "input", "token"))
    gradients = {} if covered else {Node("answer"): norms(run)}
    says = () if covered else sentences(run, known, steps)
    calm = len(run.wiring.arrows) > 60
    return drawn(run.wiring, rows, box, steps, gradients=gradients, says=says, least=LEAST, calm=calm)


def norms(run: FinderRun) -> Callable[[Node], float]:
    """‖∂L/∂·‖ of every value, per unit of error at the answer; of what a filter found, of its sum before the ReLU."""
    recording = run.convolving
    error = float(np.linalg.norm(recording.gradients["logits"])) or 1.0

    def norm(node: Node) -> float:
        if node.kind == "input":
            gradient = recording.gradients["inputs"][node.step]
        elif node.kind in ("found", "pooled"):
            stage = recording.banks[node.bank][node.layer]
            gradient = stage.gradients["sums"][node.step]
            if node.kind == "pooled":
                gradient = stage.gradients["outputs"][node.step] * (stage.outputs[node.step] > 0)
        elif node.kind == "whole":
            gradient = recording.gradients["read"] * (recording.read > 0)
        else:
            gradient = recording.gradients["logits"]
        return float(np.linalg.norm(gradient)) / error

    return norm


def won(run: FinderRun) -> list[Node]:
    """The places to which the loss on the answer comes back: of the last stages, where a filter found its largest."""
    norm = norms(run)
    last = [Node("found", 0, len(stages) - 1, bank=bank) for bank, stages in enumerate(run.network.banks)]
    kinds = {(node.layer, node.bank) for node in last}
    return [node for node in run.wiring.of("found") if (node.layer, node.bank) in kinds and norm(node) > 0]


def way_back(run: FinderRun) -> str:
    """What is said while the answer is chosen."""
    last = {(len(stages) - 1, bank) for bank, stages in enumerate(run.network.banks)}
    places = sum((node.layer, node.bank) in last for node in run.wiring.of("found"))
    sentence = t(
        "The loss on this answer comes back to **{won} of {places} places**: those where some filter found its "
        "largest. A small change at any other changes nothing. Numbers: ‖∂L/∂·‖ per unit of error at the answer",
        won=len(won(run)), places=places,
    )  # fmt: skip
    return sentence + _own_loss(run)


def _own_loss(run: FinderRun) -> str:
    """The end of the sentence: whether the loss is of an answer that nobody knows to be right."""
    return t(", for the answer that the network itself gives.") if run.target is None else "."


def sentences(run: FinderRun, known: dict[Node, int], steps: int) -> list[str]:
    """One for each step: what the chosen filter finds there, and in the end the answer."""
    bank, _ = run.bank_of(run.chosen)
    layer = len(run.network.banks[bank]) - 1
    found = run.found(run.chosen)
    at = {known[node]: node for node in run.wiring.of("found") if (node.layer, node.bank) == (layer, bank)}
    inputs = {
        node: sorted(each.step for each in run.wiring.sources(node) if each.kind == "input") for node in at.values()
    }
    tokens, name, told = run.sequence.tokens, _filter_name(run, run.chosen), []
    best = 0.0
    for step in range(steps - 1):
        node = at.get(step)
        if node is None:
            waits = step < min(at)
            told.append(
                t("The window of {filter} is not full yet.", filter=name)
                if waits
                else t("{filter} has come to the end: narrower windows go on.", filter=name.capitalize())
            )
            continue
        value = float(found[node.step])
        seen = inputs[node]
        letters = "".join(tokens[place] for place in seen) or t("padding alone")
        if len(letters) > 12:
            letters = t("letters {first} to {last}", first=seen[0] + 1, last=seen[-1] + 1)
        place = {"place": node.step + 1, "letters": letters, "filter": name, "value": f"{value:.2f}"}
        if value <= 0:
            told.append(t("Place **{place}**: the window reads **{letters}**; {filter} finds nothing.", **place))
        elif value > best:
            told.append(
                t(
                    "Place **{place}**: the window reads **{letters}**; {filter} finds **{value}**, "
                    "the largest so far.",
                    **place,
                )
            )
        else:
            told.append(
                t(
                    "Place **{place}**: the window reads **{letters}**; {filter} finds {value}, less than before.",
                    **place,
                )
            )
        best = max(best, value)
    told.append(
        t(
            "Of every filter the largest counts, wherever it stood. The network says **{answer}**, {sure}.",
            answer=said(run), sure=percent(float(run.probabilities[run.answer])),
        )
    )  # fmt: skip
    return told


def said(run: FinderRun) -> str:
    """What the network answers, in words."""
    return spoken(run, run.answer)


def spoken(run: FinderRun, answer: int) -> str:
    """An answer of the task in words."""
    if _is_motif(run):
        return t("there") if answer else t("not there")
    return t("{letter} first", letter=motifs.FIRST_OF[answer])


def _filter_name(run: FinderRun, number: int) -> str:
    return t("filter {number}", number=number + 1)


def _slides_out(run: FinderRun) -> bool:
    """Whether some window begins before the letters do."""
    return any(stage.filters.padding for bank in run.network.banks for stage in bank)


def _is_motif(run: FinderRun) -> bool:
    return run.finder.recipe.task == "motif"


def _row(node: Node) -> str:
    return f"{node.kind}{node.bank}{node.layer}"


def _recurrent(run: FinderRun, covered: bool) -> Drawing:
    """Of the GRU beside them."""
    assert run.trace is not None
    label = "?" if covered else said(run)
    sure = "" if covered else percent(float(run.probabilities[run.answer]))
    lit = t(
        "Of every unit the largest state is read: there the loss on this answer comes in, and goes on through all "
        "states before. Numbers: ‖∂L/∂·‖ per unit of error at the answer"
    )
    answers = {Node("answer"): Answer(label, sure, None if covered else run.is_right, lit=lit + _own_loss(run))}
    gradients = {} if covered else {Node("answer"): _norms_of_states(run)}
    return stack(
        run.wiring, run.trace, run.sequence.tokens, answers, gradients=gradients, answers_title=t("answer")
    )  # fmt: skip


def _norms_of_states(run: FinderRun) -> Callable[[Node], float]:
    """As `norms`, for the GRU."""
    assert run.trace is not None
    assert isinstance(run.model, Reader)
    whole = run.model.read(run.trace.outputs)
    error = run.model.readout.error(whole, np.array([run.loss_on]))
    size = float(np.linalg.norm(error)) or 1.0
    of_inputs, of_states = input_gradients(run.trace), run.trace.gradients["hidden"][0, 0]
    of_whole = error @ run.model.readout.weight

    def norm(node: Node) -> float:
        gradient = {"input": of_inputs, "state": of_states, "whole": of_whole, "answer": error}[node.kind][node.step]
        return float(np.linalg.norm(gradient)) / size

    return norm
