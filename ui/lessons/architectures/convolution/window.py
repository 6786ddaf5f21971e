"""What the browser draws of the chosen filter at each place: its products, their sum, and the largest so far."""

from typing import Any

import numpy as np

from engine.networks.wiring import Node
from ui.lessons.architectures.convolution.picture import known_at
from ui.lessons.architectures.convolution.run import FinderRun
from ui.lessons.architectures.unrolled import Drawing
from ui.words import t

DIGITS = 6  # of a number that the browser gets: it shows three, and adds them up


def window_data(run: FinderRun, drawing: Drawing) -> dict[str, Any]:
    """The chosen filter in numbers, as JSON.

    A place's `boxes` are those that its window reads, -1 beyond the ends; `taps` what each of the filter's K columns
    of weights adds there, all features together; `sum` those and the bias; `found` the ReLU of it.
    """
    bank, unit = run.bank_of(run.chosen)
    stages, runs = run.network.banks[bank], run.convolving.banks[bank]
    layer = len(stages) - 1
    filters, stage = stages[layer].filters, runs[layer]
    known = known_at(run)
    box_of = {box.node: index for index, box in enumerate(drawing.boxes)}

    def below(place: int) -> Node:
        if not layer:
            return Node("input", place)
        return Node("pooled" if stages[layer - 1].pool > 1 else "found", place, layer - 1, bank=bank)

    places = []
    for step, read in enumerate(filters.reads(len(stage.inputs))):
        boxes = [box_of[below(int(place))] if 0 <= place < len(stage.inputs) else -1 for place in read]
        taps = filters.products(stage.inputs, step)[unit].sum(axis=0)
        places.append(
            {
                "at": known[Node("found", step, layer, bank=bank)],
                "boxes": boxes,
                "reads": [_called(run, layer, int(place), len(stage.inputs)) for place in read],
                "features": [] if layer else [_feature(run, int(place)) for place in read],
                "taps": [_short(value) for value in taps],
                "sum": _short(stage.sums[step, 0, unit]),
                "found": _short(stage.found[step, 0, unit]),
            }
        )
    weights = filters.weight[unit]  # (D, K)
    return {
        "title": _title(run),
        "alphabet": [] if layer else list(run.sequence.features),
        "weights": [] if layer else [[_short(value) for value in row] for row in weights],
        "bias": _short(filters.bias[unit]),
        "places": places,
        "filters": [
            {
                "number": number + 1,
                "name": run.favourite(number),
                "most": _short(run.found(number).max()),
                "place": int(run.found(number).argmax()) + 1,
                "chosen": number == run.chosen,
            }
            for number in range(run.network.readout.weight.shape[1])
        ],
        "words": {
            "place": t("place {place} of {places}"),
            "won": t("won at place {place} of {places}"),
            "window": t(
                "Its weights, a column for each letter that it reads; framed: what counts; below: what that adds"
            ),
            "deep": t("The places of the stage below that it reads, and what each column of its weights adds there"),
            "none": t("This filter has no place here."),
            "sum": t("w · x + b"),
            "relu": t("ReLU"),
            "best": t("largest so far: {value}, at place {place}"),
            "nothing": t("nothing found so far"),
            "found": t("What this filter finds, place by place"),
            "choose": t("Another filter, by the letters that it answers to most, and the place where it won")
            if run.favourite(run.chosen)
            else t("Another filter, and the place where it won"),
            "most": t("filter {number}: at most {value}, at place {place}"),
            "never": t("filter {number} finds nothing"),
            "products": t("{count} products"),
        },
    }


def _title(run: FinderRun) -> str:
    bank, _ = run.bank_of(run.chosen)
    stages = run.network.banks[bank]
    number = run.chosen + 1
    if len(stages) > 1:
        return t("Filter {number} of stage {stage}", number=number, stage=len(stages))
    width = stages[0].filters.width
    return t("Filter {number}, width {width}", number=number, width=width)


def _called(run: FinderRun, layer: int, place: int, length: int) -> str:
    """What is read there: a letter, a place below, or padding."""
    if not 0 <= place < length:
        return "0"
    return str(place + 1) if layer else run.sequence.tokens[place]


def _feature(run: FinderRun, place: int) -> int:
    """The row of the weights that counts there, -1 where there is padding."""
    if not 0 <= place < len(run.sequence):
        return -1
    return int(run.sequence.inputs[place, 0].argmax())


def _short(value: float | np.floating[Any]) -> float:
    return float(f"{float(value):.{DIGITS}g}")
