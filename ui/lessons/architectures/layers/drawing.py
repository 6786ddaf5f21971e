"""The unrolled layers with an answer at every blank, and below them how far a changed symbol is felt in each."""

from functools import partial
from typing import Any

from engine.learning.reading_tasks import COUNTS
from engine.networks.wiring import Node
from ui.lessons.architectures.layers.run import LayersRun
from ui.lessons.architectures.layers.sentences import felt, layer_name, says
from ui.lessons.architectures.numbers import percent, short
from ui.lessons.architectures.stack import Answer, known_at, stack
from ui.lessons.architectures.unrolled import Drawing
from ui.words import t


def drawing(run: LayersRun, covered: bool) -> Drawing:
    """Every state of every layer; what is asked of the layers is not said while it is covered."""
    answers = {node: _answer(run, node.step) for node in run.graph.of("answer")}
    steps = max(known_at(run.graph).values()) + 1
    return stack(
        run.graph,
        run.trace,
        run.tokens,
        answers,
        gradients={} if covered or run.is_fresh else {answer: partial(run.norm, answer) for answer in answers},
        says=() if covered else says(run, steps),
        marked=[Node("input", run.step)],
    )


def _answer(run: LayersRun, step: int) -> Answer:
    probabilities = run.probabilities[step]
    given = int(probabilities.argmax())
    label = COUNTS[given]
    if run.is_fresh:
        return Answer("?", told=t("An answer of a network that has learned nothing"))
    told = t(
        "The answer at step {k}: {answer} ({sure})", k=step + 1, answer=label, sure=percent(float(probabilities[given]))
    )
    return Answer(label, right=bool(given == run.targets[step]), told=told)


def strips(run: LayersRun) -> dict[str, Any]:
    """A row for each layer from the top, a column for each step, ‖Δh‖ where they meet."""
    inputs = {node.step: index for index, node in enumerate(run.graph.nodes) if node.kind == "input"}
    return {
        "title": t("What the changed symbol leaves: ‖Δh‖ in each layer, step by step"),
        "step": run.step,
        "inputs": [inputs[step] for step in range(len(run.symbols))],
        "tokens": list(run.tokens),
        "change": [t("change the symbol at step {k}", k=step + 1) for step in range(len(run.symbols))],
        "lasts": t("lasts"),
        "rows": [
            {
                "label": layer_name(layer),
                "sizes": [float(f"{size:.4g}") for size in run.differences[layer]],
                "says": [short(float(size)) if size else "0" for size in run.differences[layer]],
                "lasts": felt(run, layer),
            }
            for layer in reversed(range(run.layers))
        ],
        "note": _note(run),
    }


def _note(run: LayersRun) -> str:
    said = t("The stronger, the larger, on a logarithmic scale. Click a symbol, here or in the graph, to change it.")
    how = t("“Lasts” is the mean distance in steps from the change, each step weighted by its ‖Δh‖")
    if run.is_fresh:
        return f"{said} {how}."
    most = t("a difference that stayed as large to the end would last {most} here", most=f"{run.longest:.1f}")
    return f"{said} {how}; {most}."
