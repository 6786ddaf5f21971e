"""The plain cell's equations: one sum, and a nonlinearity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.cells.base import LayerWeights
from ui.stepper.cells.base import Array
from ui.stepper.equations import Equation, Read, Sum, apply, before_symbol, math, op, part, sub


@dataclass(frozen=True)
class Activation:
    """A nonlinearity on screen: its name in the diagram, and how it stands around the symbol a_t and its number."""

    name: str
    symbols: Callable[[str], str]
    opening: str
    closing: str


def _named(name: str) -> Activation:
    return Activation(name, lambda inner: apply(name, inner), f"= {name}(", ") = ")


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "elman": _named("tanh"),
        "elman_relu": _named("ReLU"),
        "elman_leaky_relu": _named("LeakyReLU"),
        "elman_sigmoid": _named("σ"),
        "elman_linear": Activation("=", lambda inner: inner, "= ", " = "),
    }
)


def equations(activation: Activation, before: str) -> tuple[Equation, ...]:
    """What input, past and bias add up to, and what the nonlinearity makes of the sum."""
    a = sub("a", thing="hidden_preactivation")
    from_input = part("hidden_from_input", part("weight_ih:hidden", "<mi>V</mi>"), sub("x", thing="inputs"))
    from_state = part("hidden_from_state", part("weight_hh:hidden", "<mi>W</mi>"), before_symbol("h", before, "hidden"))
    products = from_input + op("+") + from_state + op("+") + part("hidden_bias bias:hidden", "<mi>b</mi>")
    return (
        Equation(
            "hidden_preactivation",
            math(a, op("="), products),
            (
                "= ",
                Read("hidden_from_input"),
                Read("hidden_from_state", "term"),
                Read("hidden_bias", "term"),
                " = ",
                Read("hidden_preactivation", "result"),
            ),
            Sum("hidden_preactivation"),
        ),
        Equation(
            "hidden",
            math(sub("h", thing="hidden"), op("="), activation.symbols(a)),
            (activation.opening, Read("hidden_preactivation"), activation.closing, Read("hidden", "result")),
        ),
    )


def parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """V x_t and W h_{t-1}, (T, H) each, and b, (H,)."""
    return {
        "hidden_from_input": arrays["inputs"] @ weights.weight_ih.T,
        "hidden_from_state": before @ weights.weight_hh.T,
        "hidden_bias": arrays["bias_ih"] + arrays["bias_hh"],
    }
