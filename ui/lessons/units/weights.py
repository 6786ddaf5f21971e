"""The weights of a network that reads letters, as the browser fetches them: once, for as long as they are the same."""

import functools
import hashlib
import json

from engine.learning import writers
from ui.units.weights import weights_of


def url(name: str) -> str:
    """Where the weights of a network that ships are served. Raises KeyError: there is none of this name."""
    return f"/units/{name}/{hashlib.blake2b(weights(name), digest_size=8).hexdigest()}"


@functools.lru_cache(maxsize=32)
def weights(name: str) -> bytes:
    """The weights of a network that ships, as JSON; they are kept in half precision, so float32 loses nothing.

    Raises KeyError: there is none of this name.
    """
    if name not in writers.names():
        raise KeyError(name)
    return json.dumps(dict(weights_of(writers.load(name).model))).encode()
