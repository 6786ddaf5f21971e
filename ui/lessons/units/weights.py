"""The weights of a network that reads letters, as the browser fetches them: once, for as long as they are the same."""

import base64
import functools
import hashlib
import json

from engine.learning import writers
from engine.learning.character_model import CharacterModel


def url(name: str) -> str:
    """Where the weights of a network that ships are served. Raises KeyError: there is none of this name."""
    return f"/units/{name}/{hashlib.blake2b(weights(name), digest_size=8).hexdigest()}"


@functools.lru_cache(maxsize=32)
def weights(name: str) -> bytes:
    """The weights of a network that ships, as JSON. Raises KeyError: there is none of this name."""
    if name not in writers.names():
        raise KeyError(name)
    return packed(writers.load(name).model)


def packed(model: CharacterModel) -> bytes:
    """JSON: PyTorch's names without the layer, and the readout's → float32 in base64, the low byte first.

    What ships is kept in half precision, so nothing is lost.
    """
    arrays = {name.removesuffix("_l0"): values for name, values in model.network.weights.items()}
    arrays |= {"readout_weight": model.readout.weight, "readout_bias": model.readout.bias}
    told = {name: base64.b64encode(values.astype("<f4").tobytes()).decode() for name, values in arrays.items()}
    return json.dumps(told).encode()
