"""What every file says of itself."""

from ui.words import t


def unopened() -> str:
    """Where it cannot be opened."""
    return t("This picture needs JavaScript, and a browser of 2023 or later.")


def unanswered() -> str:
    """Where a person asks for what only a server knows."""
    return t("In this file nobody is there to answer that; the app, where it was made, does.")
