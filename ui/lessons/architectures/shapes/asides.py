"""The pictures beside the graph of a shape: the pixels that are read, and how strongly each loss pulls on a state."""

from typing import Any

from engine.networks.wiring import Node
from ui.lessons.architectures.shapes.networks import SIDE
from ui.lessons.architectures.shapes.shape_run import ShapeRun
from ui.lessons.architectures.unrolled import Aside, Drawing
from ui.words import t

_HERE = "lessons/architectures/shapes"


def asides(run: ShapeRun, picture: Drawing, covered: bool) -> tuple[Aside, ...]:
    """Those of a run, in their order."""
    found = []
    if run.pixels:
        found.append(Aside(f"{_HERE}/pixels.js", pixels(run), beside=True))
    if not covered and len(run.graph.of("state")) > 1:
        found.append(Aside(f"{_HERE}/pull.js", pull(run, picture), beside=run.shape != "encoder_decoder"))
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
    columns = [*run.graph.of("state"), *run.graph.of("written")]
    rows = [*run.graph.of("total"), *run.graph.of("loss")]
    reached = {loss: run.graph.sources(loss) for loss in rows}
    return {
        "title": t("How strongly each loss pulls on each state"),
        "corner": t("‖∂L/∂h‖"),
        "columns": [
            {"box": picture.index(node), "at": run.at(node), "label": _column(run, node), "kind": _colour(node)}
            for node in columns
        ],
        "rows": [{"box": picture.index(loss), "label": _row(run, loss)} for loss in rows],
        "norms": [[run.norms[loss].get(node) if node in reached[loss] else None for node in columns] for loss in rows],
        "none": t("no way leads back to it: no gradient"),
        "note": _note(run),
    }


def _column(run: ShapeRun, node: Node) -> str:
    if node.kind == "written":
        return run.answers[node.step].label
    return str(node.step + 1) if run.pixels else run.read[node.step]


def _row(run: ShapeRun, loss: Node) -> str:
    if loss.kind == "total":
        return t("all together")
    return t("loss {k}: {wanted}", k=loss.step + 1, wanted=run.answers[loss.step].wanted)


def _colour(node: Node) -> str:
    return "decoder" if node.kind == "written" else "backward" if node.direction else "forward"


def _note(run: ShapeRun) -> str:
    """What the table shows, read off the wiring."""
    states, losses = run.graph.of("state"), run.graph.of("loss")
    if len(losses) == 1:
        return t("One loss, at the last state: whatever it says to the first states has come back through all others.")
    together = t("Together they are added as vectors, so that pulls in opposite directions cancel.")
    if (
        all(loss.step >= node.step for loss in losses for node in states if node in run.graph.sources(loss))
        and not run.reading
    ):
        return t("No loss pulls on a state that comes after it: those places are empty.") + " " + together
    return (
        t("Every loss reaches every state of the encoder, and of the decoder only what was before it.") + " " + together
    )
