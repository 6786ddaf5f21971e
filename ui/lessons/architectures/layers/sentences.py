"""What a changed symbol leaves in each layer, in words: from the two runs, or of a fresh network from its arrows."""

import numpy as np

from engine.learning.reading_tasks import BITS, COUNTS
from engine.networks.wiring import Node
from ui.lessons.architectures.layers.run import LayersRun
from ui.lessons.architectures.shapes.sentences import short
from ui.words import t


def says(run: LayersRun, steps: int) -> tuple[str, ...]:
    """One sentence for each step of the transport."""
    if run.is_fresh:
        return (fresh(run),) * steps
    return tuple(_at(run, step) for step in range(steps))


def fresh(run: LayersRun) -> str:
    """What a fresh network's arrows say of the changed symbol."""
    given = Node("input", run.step)
    reached = run.graph.reached(given)
    told = [t("A fresh network, untrained: it is here for its arrows.")]
    for layer in range(run.layers):
        steps = sorted({node.step for node in reached if node.kind == "state" and node.layer == layer})
        told.append(
            t(
                "Input {k} reaches layer {layer} at steps {first} to {last}.",
                k=run.step + 1,
                layer=layer + 1,
                first=steps[0] + 1,
                last=steps[-1] + 1,
            )
        )
    return " ".join(told)


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
