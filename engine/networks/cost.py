"""What a cell costs: parameters, multiply-adds, time; and how many units make two cells equally large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from statistics import median
from time import perf_counter

from engine import cells
from engine.networks.network import network


def parameter_count(cell: str, input_size: int, hidden_size: int) -> int:
    """The number of weights and biases of one layer as PyTorch stores them.

    H · (D + 1) for every block that reads the input, H · (H + 1) for every one that reads the state, and the own.
    """
    return sum(prod(parameter.shape) for parameter in cells.get(cell).parameters(input_size, hidden_size))


def multiply_adds(cell: str, input_size: int, hidden_size: int) -> int:
    """Multiplications with an addition each, of one step of one sequence: of all matrices, and the elementwise."""
    kind = cells.get(cell)
    shapes = (parameter.shape for parameter in kind.parameters(input_size, hidden_size))
    return sum(prod(shape) for shape in shapes if len(shape) == 2) + kind.products * hidden_size


def matching_size(cell: str, input_size: int, parameters: int) -> int:
    """The number of units for which a cell has as nearly as possible this many parameters (the smaller, if tied).

    Raises:
        ValueError: fewer parameters than one unit has.
    """
    if parameters < parameter_count(cell, input_size, 1):
        raise ValueError(f"one unit of a {cells.get(cell).title} has more than {parameters} parameters")
    units = 1
    while parameter_count(cell, input_size, units + 1) <= parameters:
        units += 1
    below = parameters - parameter_count(cell, input_size, units)
    above = parameter_count(cell, input_size, units + 1) - parameters
    return units if below <= above else units + 1


@dataclass(frozen=True, slots=True)
class StepTime:
    """Measured seconds per timestep: the median over rounds, and the fastest and slowest."""

    median: float
    fastest: float
    slowest: float


def measure_step_times(
    sizes: Mapping[str, int],
    input_size: int,
    *,
    steps: int = 50,
    batch: int = 16,
    rounds: int = 15,
    training: bool = True,
) -> dict[str, StepTime]:
    """Time `torch.nn` on this machine, one thread, float32: a forward pass, and with `training` the backward one too.

    The cells take turns within each round, so that a busy moment hits all of them.

    Args:
        sizes: cell → number of units; cells that `torch.nn` has.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        inputs = torch.zeros(steps, batch, input_size)
        modules = {cell: network(cell, input_size, units).to_torch().float() for cell, units in sizes.items()}
        times: dict[str, list[float]] = {cell: [] for cell in sizes}
        with torch.inference_mode(False), torch.set_grad_enabled(training):
            for number in range(rounds + 2):
                for cell, module in modules.items():
                    start = perf_counter()
                    outputs, _ = module(inputs)
                    if training:
                        outputs.sum().backward()
                    if number >= 2:  # the first rounds warm up
                        times[cell].append((perf_counter() - start) / steps)
    finally:
        torch.set_num_threads(threads)
    return {cell: summary(measured) for cell, measured in times.items()}


def summary(times: Sequence[float]) -> StepTime:
    """Median and range."""
    return StepTime(median(times), min(times), max(times))
