"""One network reads a sequence, another writes one: with a fixed vector between them, or with attention.

    e = (h_T →, h_1 ←)                                   the encoder's end states, one of each direction
    s_0 = tanh(W_s e + b_s)                              where the decoder starts
    c_t = attention(s_{t-1}, h_1 … h_T), or e            what it reads of the encoder at step t
    s_t = cell([y_{t-1}; c_t], s_{t-1})                  its own step; y_{t-1} is the symbol before, zeros at first
    ŷ_t = softmax(U s_t + b_y)                           what it writes

Sources: Cho et al. (2014), arXiv:1406.1078, and Sutskever, Vinyals & Le (2014), arXiv:1409.3215, for the fixed vector;
Bahdanau, Cho & Bengio (2015), arXiv:1409.0473, for attention.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.base import Array
from engine.frozen import FrozenMapping, frozen
from engine.networks.attention import Attention
from engine.networks.network import Network, network
from engine.networks.readout import Readout

if TYPE_CHECKING:
    import torch

    Tensors = Mapping[str, torch.Tensor]

ATTENTION = ("weight_query", "weight_key", "bias", "weight_score")


@dataclass(frozen=True, eq=False)
class EncoderDecoder:
    """An encoder, a decoder and what lies between them.

    Attributes:
        encoder: any network; F is its output size.
        decoder: one layer in one direction of a cell that carries one state; it reads K + F numbers.
        readout: U (K, S) and b_y: K symbols to write.
        weight_start, bias_start: W_s (S, F) and b_s (S,).
        attention: None for a fixed vector.
    """

    encoder: Network
    decoder: Network
    readout: Readout
    weight_start: Array
    bias_start: Array
    attention: Attention | None = None

    def __post_init__(self) -> None:
        for name in ("weight_start", "bias_start"):
            object.__setattr__(self, name, frozen(np.asarray(getattr(self, name)), np.float64))
        decoder, states = self.decoder, self.decoder.hidden_size
        if decoder.layer_directions != ("forward",) or decoder.cell_of(0).state != ("hidden",):
            raise ValueError("a decoder is one layer in one direction, of a cell that carries its hidden state alone")
        if self.encoder.layer_directions[-1] == "backward":
            raise ValueError("an encoder's last layer reads forward, or in both directions")
        symbols, features = self.readout.weight.shape[0], self.encoder.output_size
        sizes = {
            "input size of the decoder": (decoder.input_size, symbols + features),
            "shape of U": (self.readout.weight.shape, (symbols, states)),
            "shape of W_s": (self.weight_start.shape, (states, features)),
            "shape of b_s": (self.bias_start.shape, (states,)),
        }
        if self.attention is not None:
            sizes["width of W_q"] = (self.attention.weight_query.shape[1], states)
            sizes["width of W_k"] = (self.attention.weight_key.shape[1], features)
        for name, (found, wanted) in sizes.items():
            if found != wanted:
                raise ValueError(f"the {name} should be {wanted}, but is {found}")

    @property
    def symbols(self) -> int:
        """K, how many symbols it can write."""
        return int(self.readout.weight.shape[0])

    @property
    def parameters(self) -> Mapping[str, Array]:
        """Every parameter by name: `encoder.weight_ih_l0`, `attention.bias`, `start.weight`, `readout.weight`, …"""
        found = {f"encoder.{name}": weight for name, weight in self.encoder.weights.items()}
        found |= {f"decoder.{name}": weight for name, weight in self.decoder.weights.items()}
        if self.attention is not None:
            found |= {f"attention.{name}": getattr(self.attention, name) for name in ATTENTION}
        found |= {"start.weight": self.weight_start, "start.bias": self.bias_start}
        return FrozenMapping(found | {"readout.weight": self.readout.weight, "readout.bias": self.readout.bias})

    @property
    def parameter_count(self) -> int:
        """How many numbers training would adjust."""
        return sum(weight.size for weight in self.parameters.values())

    def with_parameters(self, given: Mapping[str, Array]) -> EncoderDecoder:
        """The same architecture with other weights, by the names of `parameters`."""

        def of(part: str) -> dict[str, Array]:
            return {
                name.removeprefix(f"{part}."): value for name, value in given.items() if name.startswith(f"{part}.")
            }

        start, readout = of("start"), of("readout")
        return EncoderDecoder(
            replace(self.encoder, weights=of("encoder")),
            replace(self.decoder, weights=of("decoder")),
            Readout(readout["weight"], readout["bias"]),
            start["weight"],
            start["bias"],
            None if self.attention is None else Attention(**of("attention")),
        )

    def end_states(self, outputs: Array) -> Array:
        """e, (B, F), from the encoder's outputs (T, B, F): the last hidden state of each direction."""
        forwards = self.encoder.output_size // len(self.encoder.sides(-1))
        return np.concatenate((outputs[-1, :, :forwards], outputs[0, :, forwards:]), axis=-1)

    def from_end_states(self, gradient: Array, steps: int) -> Array:
        """The way back: ∂L/∂e (B, F) as a gradient of the encoder's outputs, (T, B, F)."""
        forwards = self.encoder.output_size // len(self.encoder.sides(-1))
        outputs = np.zeros((steps, *gradient.shape))
        outputs[-1, :, :forwards] += gradient[:, :forwards]
        outputs[0, :, forwards:] += gradient[:, forwards:]
        return outputs

    def in_torch(
        self, weights: Tensors, inputs: torch.Tensor, fed: torch.Tensor, held: torch.Tensor | None = None
    ) -> dict[str, list[torch.Tensor]]:
        """The same in torch's operations: to train by, and to check against.

        Args:
            weights: by the names of `parameters`; gradients reach them.
            inputs, fed, held: as in `record_decoding`.

        Returns:
            `states`, (T, B, F) as the one item of a list; and for each step that is written `scores` and `weights`
            (T, B) if there is attention, `contexts` (B, F), every signal of the decoder's cell, `hidden` and the
            others, (B, S), and `logits` (B, K).

        Raises:
            ValueError: the encoder's cell is none of `torch.nn`'s.
        """
        import torch

        def of(part: str) -> dict[str, torch.Tensor]:
            named = weights.items()
            return {name.removeprefix(f"{part}."): value for name, value in named if name.startswith(f"{part}.")}

        module = self.encoder.to_torch()
        states, _ = torch.func.functional_call(module, of("encoder"), (inputs,))
        forwards = states.shape[2] // len(self.encoder.sides(-1))
        ends = torch.cat((states[-1, :, :forwards], states[0, :, forwards:]), -1)
        s = torch.tanh(ends @ weights["start.weight"].T + weights["start.bias"])
        own = {name.removesuffix("_l0"): weight for name, weight in of("decoder").items()}
        attention, cell = of("attention"), self.decoder.cell_of(0)
        keys = states @ attention["weight_key"].T + attention["bias"] if attention else states
        found: dict[str, list[torch.Tensor]] = defaultdict(list, states=[states])

        def see(name: str, value: torch.Tensor) -> torch.Tensor:
            found[name].append(value)
            return value

        for t, y in enumerate(fed):
            context = ends
            if attention:
                scores = torch.tanh(s @ attention["weight_query"].T + keys) @ attention["weight_score"]
                shares = scores.softmax(0) if held is None else _shares_in_torch(scores, held[t])
                context = (shares[..., None] * states).sum(0)
                see("scores", scores)
                see("weights", shares)
            (s,) = cell.torch_step(own, torch.cat((y, see("contexts", context)), -1), (s,), see)
            see("logits", s @ weights["readout.weight"].T + weights["readout.bias"])
        return dict(found)

    def __reduce__(self) -> tuple[type[EncoderDecoder], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))


def _shares_in_torch(scores: torch.Tensor, held: torch.Tensor) -> torch.Tensor:
    """Softmax over the first axis; where some weights are held, the others share what those leave of 1."""
    import torch

    free = held.isnan()
    among = torch.where(free, scores, -torch.inf).softmax(0).nan_to_num(0.0)
    return torch.where(free, (1 - held.nan_to_num(0.0).sum(0)) * among, held)


def encoder_decoder(
    features: int,
    symbols: int,
    units: int,
    *,
    cell: str = "gru",
    attention: bool = True,
    bidirectional: bool = True,
    seed: int = 0,
) -> EncoderDecoder:
    """A fresh encoder–decoder, every part drawn as PyTorch draws it, from streams of the seed.

    Args:
        features: D, of the encoder's inputs.
        symbols: K, what the decoder can write.
        units: of the encoder in each direction, of the decoder, and the size of the attention.
    """
    encoder = network(cell, features, units, bidirectional=bidirectional, seed=seed)
    width = encoder.output_size
    decoder = network(cell, symbols + width, units, seed=seed + 1)
    limit = 1 / np.sqrt(width)
    draw = np.random.default_rng((seed, 7))  # a stream of its own
    start = draw.uniform(-limit, limit, (units, width)), draw.uniform(-limit, limit, units)
    looking = Attention.fresh(units, width, units, seed) if attention else None
    return EncoderDecoder(encoder, decoder, Readout.fresh(units, symbols, seed), *start, looking)
