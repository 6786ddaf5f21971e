"""What callers may give to the analysis: a trace, or, as in older code, its network first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar, cast, overload

from engine.networks.network import Network
from engine.networks.torch_module import from_torch
from engine.recording.trace import Trace

if TYPE_CHECKING:
    import torch

P = ParamSpec("P")
Result = TypeVar("Result", covariant=True)


class OfTrace(Protocol[P, Result]):
    """A function of a trace, which may also be called with the trace's network before it."""

    @overload
    def __call__(self, trace: Trace, /, *args: P.args, **kwargs: P.kwargs) -> Result: ...
    @overload
    def __call__(
        self, network: torch.nn.Module | Network, trace: Trace, /, *args: P.args, **kwargs: P.kwargs
    ) -> Result: ...


def of_trace(function: Callable[Concatenate[Trace, P], Result]) -> OfTrace[P, Result]:
    """Let a function of a trace be called with the trace's own network in front; another network is refused."""

    @wraps(function)
    def call(first: Any, *rest: Any, **options: Any) -> Result:
        if isinstance(first, Trace):
            return function(first, *rest, **options)
        if not rest or not isinstance(rest[0], Trace):
            kind = type(first).__name__
            raise TypeError(f"{function.__name__} is asked of a trace, as engine.record returns it, not of a {kind}")
        refuse_foreign(first, rest[0])
        return function(*rest, **options)

    return cast(OfTrace[P, Result], call)


def refuse_foreign(network: torch.nn.Module | Network, trace: Trace) -> None:
    """Raise ValueError unless the network is the one that was recorded, down to its last weight."""
    own = network if isinstance(network, Network) else from_torch(network)
    if own != trace.network:
        raise ValueError(
            "this trace is not of this network: their cells, sizes or weights differ. A trace holds its network: give "
            "the trace alone"
        )
