"""What every picture says that has a place in it of which a stepper's reporter speaks: its name, and what it is of."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ui.look import palette
from ui.words import language


def addressed(content: Mapping[str, Any], name: str, group: str = "") -> dict[str, Any]:
    """The content with the key that tells it from every other, in this language or in any, and the dark colours.

    Args:
        content: JSON; the same content is the same picture.
        name: of the component that shows it.
        group: those of one group go through time together; empty for one by itself.

    Raises:
        ValueError: NaN or infinity is in the content, which JSON does not know.
    """
    digest = hashlib.blake2b(json.dumps(content, allow_nan=False).encode(), digest_size=8).hexdigest()
    return {
        **content,
        "name": name,
        "group": group,
        "follows": False,
        "content": digest,
        "key": f"{digest}:{language()}",
        "dark": dict(palette.DARK),
    }
