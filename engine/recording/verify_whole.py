"""Check a recorded encoder–decoder or convolutional network against torch: the same weights, autograd's gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.recording.convolving import Convolving
from engine.recording.decoding import Decoding
from engine.recording.differences import KIND_OF, STEPPED, Differences, compared

if TYPE_CHECKING:
    import torch


def verify_decoding(run: Decoding) -> Differences:
    """How far torch is from a recorded run of an encoder–decoder; kinds as for a trace, and `attention`."""
    import torch

    model, fed = run.model, run.decoder.inputs[..., : run.model.symbols]
    ours: dict[str, Array] = {"states": run.encoder.outputs, **run.decoder.signals, "contexts": run.contexts}
    ours |= {"logits": run.logits, "scores": run.scores, "weights": run.weights}
    with torch.inference_mode(False), torch.enable_grad():
        leaves = {name: torch.tensor(values, requires_grad=True) for name, values in model.parameters.items()}
        held = None if run.held is None else torch.tensor(run.held)
        found = model.in_torch(leaves, torch.tensor(run.encoder.inputs), torch.tensor(fed), held)
        theirs = {name: torch.stack(steps) for name, steps in found.items()}
        if run.targets is not None:
            loss = _cross_entropy(torch.cat(found["logits"]), run.targets.reshape(-1))
            ours |= {"loss": np.array(run.loss)}
            theirs |= {"loss": loss}
            gradients = {**run.decoder.gradients, **run.gradients}
            gradients["states"] = run.direct["attention"] + run.direct["end_states"]
            for name, steps in found.items():
                if name == "contexts" and model.attention is None:
                    continue  # one vector at every step: autograd's gradient of it is the sum of ours
                back = torch.autograd.grad(loss, steps, retain_graph=True, materialize_grads=True)
                ours[f"gradient:{name}"], theirs[f"gradient:{name}"] = gradients[name], torch.stack(back)
            ours |= {f"gradient:{name}": values for name, values in run.weight_gradients.items()}
            theirs |= _of_weights(leaves, loss)

    def kind(name: str) -> str:
        if name == "loss" or name.startswith("gradient:"):
            return "gradients"
        if name in ("scores", "weights", "contexts"):
            return "attention"
        if name in ("states", "logits"):
            return "states"
        return KIND_OF[run.decoder.describe(name).kind]

    return compared(ours, [theirs], kind, STEPPED, "float64")


def verify_convolving(run: Convolving) -> Differences:
    """How far torch is from a recorded run of a convolutional network."""
    import torch

    ours: dict[str, Array] = {"logits": run.logits}
    with torch.inference_mode(False), torch.enable_grad():
        leaves = {name: torch.tensor(values, requires_grad=True) for name, values in run.network.parameters.items()}
        inputs = torch.tensor(run.inputs, requires_grad=True)
        theirs = {"logits": run.network.in_torch(leaves, inputs)}
        if run.targets is not None:
            loss = _cross_entropy(theirs["logits"], run.targets)
            ours |= {"loss": np.array(run.loss), "gradient:inputs": run.gradients["inputs"]}
            (of_inputs,) = torch.autograd.grad(loss, inputs, retain_graph=True)
            theirs |= {"loss": loss, "gradient:inputs": of_inputs}
            ours |= {f"gradient:{name}": values for name, values in run.weight_gradients.items()}
            theirs |= _of_weights(leaves, loss)
    return compared(
        ours, [theirs], lambda name: "states" if name == "logits" else "gradients", "torch.nn.Conv1d", "float64"
    )


def _cross_entropy(logits: torch.Tensor, targets: NDArray[np.int64]) -> torch.Tensor:
    import torch

    return torch.nn.functional.cross_entropy(logits, torch.tensor(targets), ignore_index=-1, reduction="sum")


def _of_weights(leaves: Mapping[str, torch.Tensor], loss: torch.Tensor) -> dict[str, torch.Tensor]:
    """Autograd's gradient of every parameter, by name."""
    import torch

    found = torch.autograd.grad(loss, [*leaves.values()], materialize_grads=True)
    return {f"gradient:{name}": gradient for name, gradient in zip(leaves, found, strict=True)}
