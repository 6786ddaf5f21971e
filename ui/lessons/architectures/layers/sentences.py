"""What a changed symbol leaves in each layer, in words: from the two runs, or of a fresh network from its arrows."""

import numpy as np

from engine.learning.reading_tasks import BITS, COUNTS
from engine.networks.wiring import Node
from ui.lessons.architectures.layers.run import LayersRun
from ui.lessons.architectures.numbers import short
from ui.words import t


def says(run: LayersRun, steps: int) -> tuple[str, ...]:
    """One sentence for each step of the transport."""
    if run.is_fresh:
        return (fresh(run),) * steps
    return tuple(_at(run, step) for step in range(steps))


def fresh(run: LayersRun) -> str:
    """What a fresh network's arrows say of the changed symbol."""
    reached = [node for node in run.graph.reached(Node("input", run.step)) if node.kind == "state"]
    steps = [sorted({node.step + 1 for node in reached if node.layer == layer}) for layer in range(run.layers)]
    told = t("A fresh network, untrained: it is here for its arrows. From input {k} they lead", k=run.step + 1)
    if run.layers > 1 and all(each == steps[0] for each in steps):
        return f"{told} {t('to every layer at {steps}.', steps=_steps(steps[0]))}"
    each = (t("to {layer} at {steps}", layer=layer_name(layer), steps=_steps(own)) for layer, own in enumerate(steps))
    return f"{told} {', '.join(each)}."


def _steps(steps: list[int]) -> str:
    """Steps as people count, one after another."""
    if len(steps) == 1:
        return t("step {first} alone", first=steps[0])
    return t("steps {first} to {last}", first=steps[0], last=steps[-1])


def felt(run: LayersRun, layer: int) -> str:
    """How long a layer feels the change."""
    return t("{steps} steps", steps=f"{run.lasting[layer]:.1f}")


def layer_name(layer: int) -> str:
    """As people count."""
    return t("layer {layer}", layer=layer + 1)


def _at(run: LayersRun, step: int) -> str:
    if step < run.step:
        return t("Up to here both runs are one: the symbol is changed at step {k}.", k=run.step + 1)
    sizes = ", ".join(
        t("**{size}** in {layer}", layer=layer_name(layer), size=short(float(run.differences[layer, step])))
        for layer in range(run.layers)
    )
    if step == run.step:
        first, second = (BITS[(run.symbols[step] + more) % len(BITS)] for more in (0, 1))
        said = t("Here {first} becomes {second}. ‖Δh‖ at once: {sizes}.", first=first, second=second, sizes=sizes)
    elif step == run.step + 1:
        said = t("1 step after the change, ‖Δh‖ is {sizes}.", sizes=sizes)
    else:
        said = t("{count} steps after the change, ‖Δh‖ is {sizes}.", count=step - run.step, sizes=sizes)
    if run.targets[step] >= 0:
        answer, other = (COUNTS[index] for index in _answers(run, step))
        if answer == other:
            said += " " + t("The answer is {answer}, changed or not.", answer=answer)
        else:
            said += " " + t(
                "The answer is {answer}; with the changed symbol it is {other}.", answer=answer, other=other
            )
    return said


def _answers(run: LayersRun, step: int) -> tuple[int, int]:
    other = run.reader.probabilities(run.other.outputs)[step, 0]
    return int(run.probabilities[step].argmax()), int(np.argmax(other))
