"""Train several networks of one cell and one size at once: each learns as `training.train` would teach it alone.

Outside its LSTM, PyTorch computes a step of a small network in a dozen small operations, and what they cost is being
called. Here every operation is done once for all networks, as one batched product: ten GRUs in the time of two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.learning.training import Learner, Recipe, one_thread
from engine.networks.network import Network
from engine.networks.readout import Readout

if TYPE_CHECKING:
    import torch

    Stacked = Mapping[str, torch.Tensor]  # every parameter with one more axis in front, the network
    Step = Callable[[torch.Tensor, tuple[torch.Tensor, ...], Stacked], tuple[torch.Tensor, ...]]


class Crowd:
    """Networks in training that may differ in seed, learning rate and initialisation, and in nothing else."""

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        """Raises ValueError: the recipes differ in more, their length varies, or the task asks for numbers."""
        first = recipes[0]
        for recipe in recipes:
            if _shape(recipe) != _shape(first):
                raise ValueError("networks trained together share task, cell, units, length, batch and number of data")
        if first.cell not in STEPS or first.lengths[0] != first.lengths[1] or any(one.write_penalty for one in recipes):
            raise ValueError(f"trained together are {', '.join(STEPS)}, at one length and without a penalty")
        self._learners = [Learner(recipe) for recipe in recipes]
        if not self._learners[0].task.classes:
            raise ValueError(f"the task {first.task!r} asks for numbers, not for classes")
        self._step, self._states = STEPS[first.cell]

    def update(self, among: Sequence[int]) -> list[float]:
        """One optimizer step of the networks `among`; the part of each one's batch that was right before it."""
        import torch

        learners = [self._learners[index] for index in among]
        batches = [learner.batch() for learner in learners]
        inputs, targets = (torch.stack(parts) for parts in zip(*batches, strict=True))  # (N, T, B, D), (N, T, B)
        asked = [step for step in range(targets.shape[1]) if bool((targets[0, step] >= 0).any())]
        with one_thread(), torch.enable_grad():
            hidden = self._run(learners, inputs)
            weight, bias = _stacked([dict(learner.readout.named_parameters()) for learner in learners]).values()
            answers = torch.baddbmm(bias[:, None], torch.cat([hidden[step] for step in asked], dim=1), weight.mT)
            right = targets[:, asked].flatten(1)  # (N, asked · B)
            losses = torch.nn.functional.cross_entropy(answers.mT, right, reduction="none", ignore_index=-1)
            for learner in learners:
                learner.optimizer.zero_grad()
            (losses.sum(1) / (right >= 0).sum(1)).sum().backward()  # type: ignore[no-untyped-call]
            for learner in learners:
                learner.update()
        told = right >= 0
        correct = ((answers.argmax(-1) == right) & told).sum(1) / told.sum(1)
        return [float(value) for value in correct]

    def network(self, index: int) -> tuple[Network, Readout]:
        """One of them as it is now."""
        return self._learners[index].as_it_is()

    def _run(self, learners: Sequence[Learner], inputs: torch.Tensor) -> list[torch.Tensor]:
        """The hidden states, for every step (N, B, H)."""
        weights = _stacked([dict(learner.module.named_parameters()) for learner in learners])
        count, steps, batch, features = inputs.shape
        weight, bias = weights["weight_ih_l0"], weights["bias_ih_l0"]
        driven = (inputs.reshape(count, steps * batch, features) @ weight.mT + bias[:, None]).view(
            count, steps, batch, -1
        )
        state = tuple(inputs.new_zeros(count, batch, learners[0].recipe.units) for _ in range(self._states))
        hidden = []
        for now in driven.unbind(1):
            state = self._step(now, state, weights)
            hidden.append(state[0])
        return hidden


def _shape(recipe: Recipe) -> tuple[object, ...]:
    """What networks that are trained together share."""
    return recipe.task, recipe.cell, recipe.units, recipe.lengths, recipe.batch, recipe.sequences


def _stacked(parameters: Sequence[Mapping[str, torch.Tensor]]) -> Stacked:
    import torch

    return {name: torch.stack([one[name] for one in parameters]) for name in parameters[0]}


# One step of each cell for N networks, as `torch.nn` defines it: V x_t + b_ih (N, B, G·H) and the state before, to the
# state after, h first.


def _recurrent(state: tuple[torch.Tensor, ...], weights: Stacked) -> torch.Tensor:
    """W h_{t−1} + b_hh, (N, B, G·H)."""
    import torch

    return torch.baddbmm(weights["bias_hh_l0"][:, None], state[0], weights["weight_hh_l0"].mT)


def _elman(driven: torch.Tensor, state: tuple[torch.Tensor, ...], weights: Stacked) -> tuple[torch.Tensor, ...]:
    return ((driven + _recurrent(state, weights)).tanh(),)


def _lstm(driven: torch.Tensor, state: tuple[torch.Tensor, ...], weights: Stacked) -> tuple[torch.Tensor, ...]:
    i, f, g, o = (driven + _recurrent(state, weights)).chunk(4, -1)
    c = f.sigmoid() * state[1] + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def _gru(driven: torch.Tensor, state: tuple[torch.Tensor, ...], weights: Stacked) -> tuple[torch.Tensor, ...]:
    units = state[0].shape[-1]
    gates, candidate = driven.tensor_split((2 * units,), -1)
    recurrent_gates, recurrent_candidate = _recurrent(state, weights).tensor_split((2 * units,), -1)
    r, z = (gates + recurrent_gates).sigmoid().chunk(2, -1)
    n = (candidate + r * recurrent_candidate).tanh()
    return (n.lerp(state[0], z),)  # (1 − z) n + z h_{t−1}


STEPS: Mapping[str, tuple[Step, int]] = MappingProxyType({"elman": (_elman, 1), "lstm": (_lstm, 2), "gru": (_gru, 1)})
