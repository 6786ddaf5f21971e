"""How good the networks behind the shapes are, from what was measured when they were made."""

from engine.learning import date_networks, shape_networks
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.shapes.dates import WRITER
from ui.lessons.architectures.shapes.run import PICTURED, WORDED
from ui.words import t


def measured(shape: str) -> str:
    """Size and accuracy of a shape's network, on what it never learned from."""
    if shape == "encoder_decoder":
        writer = date_networks.load(WRITER)
        return t(
            "One GRU that reads both ways and one that writes, {units} units each way, {numbers} weights. Of "
            "{count} new dates {share} are written without a mistake; one seed stands behind this number.",
            units=writer.recipe.units,
            numbers=spaced(writer.model.parameter_count),
            count=date_networks.MEASURED_ON,
            share=percent(writer.accuracies[0]),
        )
    shaped = shape_networks.load(({**PICTURED, **WORDED})[shape])
    size = t(
        "One GRU, {units} units, {numbers} weights.",
        units=shaped.reader.network.hidden_size,
        numbers=spaced(shaped.reader.parameter_count),
    )
    told = {
        "one_one": "Of the new pictures, each with one pixel wrong, it names {whole} rightly",
        "one_many": "Of the new pictures, each with one pixel wrong, {whole} get a caption without a mistake",
        "many_one": "Of {count} new sentences it answers {whole} rightly, of those with “not” or “never” {turned}",
        "many_many": "Of the words of {count} new sentences it tags {answers} rightly, of “fish” and its like {either}",
    }[shape]
    shares = {name: percent(share) for name, share in shaped.accuracies.items()}
    said = t(told, count=shape_networks.MEASURED_ON, **shares)
    others = t(
        "(networks from {count} seeds: {shares}; the first is shown).",
        count=len(shaped.seeds),
        shares=", ".join(percent(seed[_COUNTED[shape]]) for seed in shaped.seeds),
    )
    return f"{size} {said} {others}"


_COUNTED = {"one_one": "whole", "one_many": "whole", "many_one": "whole", "many_many": "answers"}


def spaced(number: int) -> str:
    """Thousands apart, by a narrow space."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
