"""What was measured of one, two and three layers, over seeds and many sequences: from the weights that ship."""

from itertools import pairwise

import numpy as np

from ui.lessons.architectures.layers.run import shipped
from ui.words import t

SHORT, LONG = "new", "longer"  # as the accuracies of a reader are called: 24 steps as in training, and 100


def accuracies() -> str:
    """Right answers in Markdown; three networks of each kind, from three seeds."""
    lines = [f"| {t('layers')} | {t('weights')} | {t('right, 24 steps, %')} | {t('right, 100 steps, %')} |"]
    lines.append("|---|---|---|---|")
    for layers, trained in shipped().items():
        right = " | ".join(", ".join(percents(trained.accuracies[name])) for name in (SHORT, LONG))
        lines.append(f"| {layers} | {trained.reader.parameter_count} | {right} |")
    return "\n".join(lines)


def lasting() -> str:
    """How long a changed symbol is felt, in Markdown, layer by layer: three networks of each kind, from three seeds."""
    lines = [f"| {t('layers')} | {t('layer')} | {t('lasts, steps')} | {t('before training')} |", "|---|---|---|---|"]
    for layers, trained in shipped().items():
        for layer in range(layers):
            seeds = trained.lasting, trained.lasting_untrained
            felt, before = (", ".join(f"{seed[layer]:.1f}" for seed in each) for each in seeds)
            lines.append(f"| {layers} | {layer + 1} | {felt} | {before} |")
    return "\n".join(lines)


def percents(shares: tuple[float, ...]) -> list[str]:
    """Rounded down to a tenth: 100 only where all of them were right."""
    return [f"{np.floor(1000 * share) / 10:g}" for share in shares]


def rights(name: str) -> str:
    """Of each depth the accuracies of its three networks."""
    depths = (t("one layer"), t("two layers"), t("three layers"))
    each = zip(depths, shipped().values(), strict=True)
    return "; ".join(f"{depth} {', '.join(percents(trained.accuracies[name]))}" for depth, trained in each)


def honest() -> str:
    """What the table says of depth, and what not."""
    means = {layers: float(np.mean(trained.accuracies[LONG])) for layers, trained in shipped().items()}
    deeper = [seed for layers, trained in shipped().items() if layers > 1 for seed in trained.lasting]
    longer = sum(all(low < high for low, high in pairwise(seed)) for seed in deeper)
    said = t(
        "In {count} of {all} deeper networks a change lasts longer from layer to layer.", count=longer, all=len(deeper)
    )
    if max(means, key=lambda layers: means[layers]) > 1:
        return said
    return (
        said
        + " "
        + t(
            "**Depth is no gain by itself at this size**: of about as many weights, one layer is right most often in "
            "sequences of 100 steps."
        )
    )
