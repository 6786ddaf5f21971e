"""Train several networks of one cell and one size at once: each learns as `training.train` would teach it alone.

Outside its LSTM, PyTorch computes a step of a small network in a dozen small operations, and what they cost is being
called. Here every operation is done once for all networks, as one batched product: ten GRUs in the time of two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.learning import stepping
from engine.learning.fitting import one_thread, update
from engine.learning.training import Learner, Recipe
from engine.networks.network import Network
from engine.networks.readout import Readout

if TYPE_CHECKING:
    import torch

    Stacked = Mapping[str, torch.Tensor]  # every parameter with one more axis in front, the network
    Driven = Callable[[torch.Tensor, tuple[torch.Tensor, ...], Stacked], tuple[torch.Tensor, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """How a network did on its batch before a step: `loss` and `accuracy` as in `training.Progress`."""

    loss: float
    accuracy: float | None


class Crowd:
    """Networks in training that may differ in seed, learning rate and initialisation, and in nothing else."""

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        """Raises ValueError: the recipes differ in more, or their length varies."""
        first = recipes[0]
        for recipe in recipes:
            if _shape(recipe) != _shape(first):
                raise ValueError(
                    "networks trained together share task, cell, units, length, batch, penalty and number of data"
                )
        if first.lengths[0] != first.lengths[1]:
            raise ValueError("networks are trained together at one length")
        self._recipe = first
        self._learners = [Learner(recipe) for recipe in recipes]
        self._steps: dict[int, stepping.Step] = {}  # how many networks → their step
        self._updates = 0

    def update(self, among: Sequence[int]) -> list[Told]:
        """One optimizer step of the networks `among`, and how each did on its batch before it."""
        import torch

        learners = [self._learners[index] for index in among]
        batches = [learner.batch() for learner in learners]
        inputs, targets = (torch.stack(parts) for parts in zip(*batches, strict=True))  # (N, T, B, D), (N, T, B)
        asked = self._asked(targets)
        with one_thread(), torch.enable_grad():
            hidden, gates = self._run(learners, inputs)
            weight, bias = _stacked([dict(learner.readout.named_parameters()) for learner in learners]).values()
            answers = torch.baddbmm(bias[:, None], torch.cat([hidden[step] for step in asked], dim=1), weight.mT)
            right = targets[:, asked].flatten(1)  # (N, asked · B)
            losses, correct = self._judged(answers, right)
            objective = losses
            if gates:
                objective = losses + self._recipe.write_penalty * torch.stack(gates, dim=1).mean((1, 2, 3))
            for learner in learners:
                learner.optimizer.zero_grad()
            objective.sum().backward()  # type: ignore[no-untyped-call]
            self._updates += 1
            for learner in learners:
                update(learner.optimizer, self._updates)
        accuracies = [None] * len(learners) if correct is None else correct.tolist()
        return [Told(*pair) for pair in zip(losses.detach().tolist(), accuracies, strict=True)]

    def network(self, index: int) -> tuple[Network, Readout]:
        """One of them as it is now."""
        return self._learners[index].as_it_is()

    @property
    def _asks_for_numbers(self) -> bool:
        return not self._learners[0].task.classes

    def _asked(self, targets: torch.Tensor) -> list[int]:
        """The steps that ask for an answer."""
        return [
            step for step in range(targets.shape[1]) if self._asks_for_numbers or bool((targets[0, step] >= 0).any())
        ]

    def _judged(self, answers: torch.Tensor, right: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Each network's loss, and which part of its answers (N, A, K) was right; the right ones are (N, A)."""
        import torch

        if self._asks_for_numbers:
            return (answers[..., 0] - right).square().mean(1), None
        losses = torch.nn.functional.cross_entropy(answers.mT, right, reduction="none", ignore_index=-1)
        counted = right >= 0
        hits = (answers.argmax(-1) == right) & counted
        return losses.sum(1) / counted.sum(1), hits.sum(1) / counted.sum(1)

    def _run(self, learners: Sequence[Learner], inputs: torch.Tensor) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """The hidden states, for every step (N, B, H); and if it is penalised, how far the gate that writes is open."""
        weights = _stacked([learner.weights for learner in learners])
        if self._recipe.cell in STEPS and not self._recipe.write_penalty:
            return self._driven(weights, inputs), []
        states, units, count = len(learners[0].cell.state), self._recipe.units, len(learners)
        if count not in self._steps:
            one = stepping.step_of(learners[0].cell, with_write_gate=bool(self._recipe.write_penalty))
            self._steps[count] = stepping.together(one, weights, inputs[:, 0], states, units)
        found = stepping.run(self._steps[count], weights, inputs.transpose(0, 1), states, units)
        return [now[0] for now in found], [now[-1] for now in found] if self._recipe.write_penalty else []

    def _driven(self, weights: Stacked, inputs: torch.Tensor) -> list[torch.Tensor]:
        """The hidden states by a step of `STEPS`, with V x_t + b_ih of all steps computed beforehand."""
        step, states = STEPS[self._recipe.cell]
        count, steps, batch, features = inputs.shape
        weight, bias = weights["weight_ih"], weights["bias_ih"]
        driven = (inputs.reshape(count, steps * batch, features) @ weight.mT + bias[:, None]).view(
            count, steps, batch, -1
        )
        state = tuple(inputs.new_zeros(count, batch, self._recipe.units) for _ in range(states))
        hidden = []
        for now in driven.unbind(1):
            state = step(now, state, weights)
            hidden.append(state[0])
        return hidden


def _shape(recipe: Recipe) -> tuple[object, ...]:
    """What networks that are trained together share."""
    return recipe.task, recipe.cell, recipe.units, recipe.lengths, recipe.batch, recipe.sequences, recipe.write_penalty


def _stacked(parameters: Sequence[Mapping[str, torch.Tensor]]) -> Stacked:
    import torch

    return {name: torch.stack([one[name] for one in parameters]) for name in parameters[0]}


# One step for N networks by hand, of the cells that the studies train for an hour (any other steps by its `torch_step`,
# at half the pace): V x_t + b_ih (N, B, G·H) and the state before, to the state after, h first.


def _recurrent(state: tuple[torch.Tensor, ...], weights: Stacked) -> torch.Tensor:
    """W h_{t−1} + b_hh, (N, B, G·H)."""
    import torch

    return torch.baddbmm(weights["bias_hh"][:, None], state[0], weights["weight_hh"].mT)


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


STEPS: Mapping[str, tuple[Driven, int]] = MappingProxyType({"elman": (_elman, 1), "lstm": (_lstm, 2), "gru": (_gru, 1)})
