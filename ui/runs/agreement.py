"""What torch was asked to compute again of a run, what it was that computed it, and how near it came."""

from engine.recording.differences import Differences
from ui.words import t

EQUAL = 1e-9  # relative; rounding alone in float64


def waiting() -> str:
    """What stands in the badge's place until torch has run."""
    return ":gray-badge[" + t("torch is computing the same …") + "]"


def agreement(found: Differences, *, nonfinite: bool = False, held: bool = False) -> str:
    """The badge in Markdown, naming what was compared; the run has NaN or ∞ in it, or a hand."""
    opening = t("with your hand in it:") + " " if held else ""
    against = found.against if found.against.startswith("torch.nn") else t("torch, step by step")
    difference = f"{found.largest:.0e}"
    if nonfinite:
        said = t("NaN or ∞ in this run")
        if found.largest <= EQUAL:
            said = t("NaN or ∞ in this run, and at the same places in {torch}", torch=against)
        return f":orange-background[{opening}{said}]"
    if found.largest <= EQUAL:
        said = t("states, gates and gradients equal to {torch} to {difference}", torch=against, difference=difference)
        if "gates" not in found:
            said = t("states and gradients equal to {torch} to {difference}", torch=against, difference=difference)
        elif "gradients" not in found:
            said = t("states and gates equal to {torch} to {difference}", torch=against, difference=difference)
        return f":green-background[✓ {opening}{said}]"
    said = t("differs from {torch} by {difference}", torch=against, difference=difference)
    return f":orange-background[{opening}{said}]"
