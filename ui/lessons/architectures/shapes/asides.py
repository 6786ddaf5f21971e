"""The pictures beside the graph of a shape: the pixels that are read, and how strongly each loss pulls on a state."""

from collections.abc import Sequence
from math import hypot
from typing import Any

from engine.learning.shapes import SIDE
from engine.networks.wiring import Node
from ui.lessons.architectures.shapes.shape_run import ShapeRun
from ui.lessons.architectures.unrolled import Aside, Drawing
from ui.words import t

NARROW = 9  # steps of a picture that leaves room for something beside it
_HERE = "lessons/architectures/shapes"


def asides(run: ShapeRun, picture: Drawing, covered: bool) -> tuple[Aside, ...]:
    """Those of a run, in their order."""
    found = []
    if run.pixels:
        found.append(Aside(f"{_HERE}/pixels.js", pixels(run), beside=True))
    if not covered and len(run.graph.of("state")) > 1:
        found.append(Aside(f"{_HERE}/pull.js", pull(run, picture), beside=run.steps <= NARROW))
    return tuple(found)


def pixels(run: ShapeRun) -> dict[str, Any]:
    """The picture, to be clicked on."""
    return {
        "pixels": run.pixels,
        "side": SIDE,
        "title": t("The picture"),
        "note": t("Click a pixel: it is changed, and everything is computed anew."),
        "names": [
            t("pixel in row {row}, column {column}", row=at // SIDE + 1, column=at % SIDE + 1)
            for at in range(len(run.pixels))
        ],
    }


def pull(run: ShapeRun, picture: Drawing) -> dict[str, Any]:
    """A row for each loss, a column for each state, ‖∂L/∂h‖ where they meet; nothing where there is no way."""
    columns = [
        [node for node in run.graph.of(kind) if node.step == step]
        for kind in ("state", "written")
        for step in sorted({node.step for node in run.graph.of(kind)})
    ]
    rows = [*run.graph.of("total"), *run.graph.of("loss")]
    return {
        "title": t(
            "How strongly each loss pulls on each state"
            if len(rows) > 1
            else "How strongly the loss pulls on each state"
        ),
        "corner": t("‖∂L/∂h‖"),
        "columns": [
            {"at": max(map(run.at, nodes)), "label": _column(run, nodes[0]), "colour": _colour(nodes[0])}
            for nodes in columns
        ],
        "rows": [{"box": picture.index(loss), "label": _row(run, loss)} for loss in rows],
        "norms": [[_norm(run, loss, nodes) for nodes in columns] for loss in rows],
        "none": t("no way leads back to it: no gradient"),
        "note": _note(run),
    }


def _norm(run: ShapeRun, loss: Node, nodes: Sequence[Node]) -> float | None:
    """Of all states at a place together, those of both directions; None where no way leads back to them."""
    if run.reached[loss].isdisjoint(nodes):
        return None
    return hypot(*(run.norms[loss][node] for node in nodes))


def _column(run: ShapeRun, node: Node) -> str:
    if node.kind == "written":
        return run.answers[node.step].label
    return str(node.step + 1) if run.pixels else run.read[node.step]


def _row(run: ShapeRun, loss: Node) -> str:
    if loss.kind == "total":
        return t("all together")
    return t("loss {k}: {wanted}", k=loss.step + 1, wanted=run.answers[loss.step].wanted)


def _colour(node: Node) -> str:
    return "decoder" if node.kind == "written" else "forward"


def _note(run: ShapeRun) -> str:
    """What the table shows, read off the wiring."""
    states, losses = run.graph.of("state"), run.graph.of("loss")
    if len(losses) == 1:
        return t("One loss, at the last state: whatever it says to the first states has come back through all others.")
    together = t("Together they are added as vectors, so that pulls in opposite directions cancel.")
    if (
        all(loss.step >= node.step for loss in losses for node in states if node in run.reached[loss])
        and not run.reading
    ):
        return t("No loss pulls on a state that comes after it: those places are empty.") + " " + together
    return (
        t("Every loss reaches every state of the encoder, and of the decoder only what was before it.") + " " + together
    )
