"""The weights of a network that reads letters, as the browser takes them."""

import base64
from collections.abc import Mapping

from engine.learning.character_model import CharacterModel


def weights_of(model: CharacterModel) -> Mapping[str, str]:
    """PyTorch's names, of the first layer without it, and the readout's → float32 in base64, the low byte first."""
    arrays = {name.removesuffix("_l0"): values for name, values in model.network.weights.items()}
    arrays |= {"readout_weight": model.readout.weight, "readout_bias": model.readout.bias}
    return {name: base64.b64encode(values.astype("<f4").tobytes()).decode() for name, values in arrays.items()}
