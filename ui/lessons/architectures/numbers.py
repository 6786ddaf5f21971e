"""How the lesson writes its numbers."""

from ui.words import t

ENDS = 0.05  # nearer to 0 or to 1, a percent is too much to leave away
LEAST = 0.0001  # of a loss or a length; what is less is told so


def percent(share: float) -> str:
    """A share as people say it; with a digit near both ends, and never all or nothing without being so."""
    for digits in (0, 1, 2) if ENDS <= share <= 1 - ENDS or share in (0, 1) else (1, 2):
        said = f"{100 * share:.{digits}f}"
        if share in (0, 1) or 0 < float(said) < 100:
            return t("{number}\u00a0%", number=said.removesuffix(".0"))
    return t(">\u00a099.99\u00a0%") if share > ENDS else t("<\u00a00.01\u00a0%")


def short(size: float) -> str:
    """A loss or a length in a box: 1.42, 0.03, 0.0004."""
    if size >= 0.095:
        return f"{size:.2f}"
    return f"{float(f'{size:.1g}'):.4f}".rstrip("0") if size >= LEAST else f"<{LEAST}"
