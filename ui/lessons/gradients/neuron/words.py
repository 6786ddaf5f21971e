"""What the one neuron says: templates that the browser chooses and fills with the numbers of the moment."""

import functools
from collections.abc import Mapping

from ui.words import t


@functools.lru_cache(maxsize=16)
def words(language: str) -> Mapping[str, str]:
    """Everything in the words of `language`, the session's."""
    return {
        "slider": t("w, the weight of the loop"),
        "next": t("{number} · {title}"),
    }
