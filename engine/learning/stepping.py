"""Any cell in training, by its own `torch_step`: for one network as it stands, or for several at once.

PyTorch computes a step of a small network in a dozen small operations, and what they cost is being called. So the step
of several networks is written down once as a list of batched operations, without what does nothing to these shapes,
and the list is what runs: five networks in hardly more time than one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from engine import cells
from engine.cells.base import Cell

if TYPE_CHECKING:
    import torch

    Weights = Mapping[str, torch.Tensor]
    # weights, the input of a step, the state before → the state after it, and how far the cell is open for new values
    Step = Callable[[Weights, torch.Tensor, tuple[torch.Tensor, ...]], tuple[torch.Tensor, ...]]


# While torch writes operations down it changes `torch.nn.Module` for every thread, and puts back what it found.
WRITING = Lock()


def step_of(cell: Cell, *, with_write_gate: bool) -> Step:
    """One step of a cell: the state after it, and, if wanted, last the gate that writes, between 0 and 1.

    Weights are named without the layer: `weight_ih`.
    """
    name, writes_when_open = writing(cell) if with_write_gate else ("", True)

    def step(weights: Weights, x: torch.Tensor, state: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        seen: dict[str, torch.Tensor] = {}

        def see(signal: str, value: torch.Tensor) -> torch.Tensor:
            seen[signal] = value
            return value

        after = tuple(cell.torch_step(weights, x, state, see))
        if not with_write_gate:
            return after
        return *after, seen[name] if writes_when_open else 1 - seen[name]

    return step


def writing(cell: Cell) -> tuple[str, bool]:
    """The gate that writes, and whether it does so when it is open. Raises ValueError: the cell has none."""
    if cell.writes is None:
        there = ", ".join(name for name, one in cells.registry().items() if one.writes)
        raise ValueError(f"the cell {cell.name!r} has no gate that writes; there is one in {there}")
    return cell.writes


def run(
    step: Step,
    weights: Weights,
    inputs: torch.Tensor,
    states: int,
    units: int,
    initial: tuple[torch.Tensor, ...] | None = None,
) -> list[tuple[torch.Tensor, ...]]:
    """What every step returns.

    Args:
        step: of one network, or of N.
        weights: by name without the layer; of N networks with N as their first axis.
        inputs: (T, B, D), or (T, N, B, D).
        states, units: how many parts the state has, and H.
        initial: the state before the first step, zeros without it.
    """
    state = initial or tuple(inputs.new_zeros(*inputs.shape[1:-1], units) for _ in range(states))
    found = []
    for x in inputs:
        after = step(weights, x, state)
        state = after[:states]
        found.append(after)
    return found


def together(step: Step, weights: Weights, x: torch.Tensor, states: int, units: int) -> Step:
    """The same step for N networks at once, written down as operations for exactly these shapes.

    Args:
        step: of one network.
        weights, x: examples: weights (N, …) and an input (N, B, D).
        states, units: as for `run`.
    """
    import torch

    names = list(weights)

    def flat(*given: torch.Tensor) -> tuple[torch.Tensor, ...]:
        of_one = dict(zip(names, given, strict=False))
        return tuple(torch.func.vmap(step)(of_one, given[len(names)], given[len(names) + 1 :]))

    zeros = [x.new_zeros(*x.shape[:-1], units) for _ in range(states)]
    examples = [weight.detach() for weight in weights.values()]
    with WRITING:
        written: Any = torch.fx.experimental.proxy_tensor.make_fx(flat)(*examples, x, *zeros)
    without_idle_operations(written)

    def batched(weights: Weights, x: torch.Tensor, state: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        return tuple(written(*weights.values(), x, *state))

    return batched


def without_idle_operations(written: torch.fx.GraphModule) -> None:
    """Take out of a list of operations what changes neither shape nor value: to fold to the same shape, times 1."""
    import torch

    reshaping = {torch.ops.aten.expand.default, torch.ops.aten.view.default, torch.ops.aten._unsafe_view.default}
    for node in list(written.graph.nodes):
        if node.op != "call_function":
            continue
        same_shape = node.target in reshaping and list(node.args[0].meta["val"].shape) == list(node.args[1])
        times_one = node.target is torch.ops.aten.mul.Scalar and node.args[1] == 1
        if same_shape or times_one:
            node.replace_all_uses_with(node.args[0])
            written.graph.erase_node(node)
    written.recompile()
