"""The equations of each cell: symbols in MathML, the same with live numbers, and the sums behind the gates.

Notation of the lectures: V are input weights, W recurrent weights, b the sum of both of PyTorch's biases.

A number on screen is a `Read` of a reference, which the browser (`values.js`) and the tests evaluate alike: a product
of factors like `forget_gate*cell@previous`, where a factor is a signal, a signal one step earlier, `1-` a signal, or
`tanh()` of a signal.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

from ui.words import t


@dataclass(frozen=True)
class Read:
    """A live number. As a `factor` a negative one stands in parentheses; as a `term` it brings its own + or −."""

    read: str
    style: Literal["plain", "factor", "term", "result"] = "plain"


@dataclass(frozen=True)
class Sum:
    """The sum behind a preactivation: the rows of block number `block` of V, W and both biases.

    `gate` multiplies the recurrent half, W h + b_hh, as the GRU's reset gate does; without it the biases are one term.
    """

    total: str
    block: int
    gate: str | None = None


@dataclass(frozen=True)
class Equation:
    """One row: what it computes, its symbols, its tokens with live numbers, and the sum behind it if there is one."""

    signal: str
    mathml: str
    tokens: tuple[str | Read, ...]
    sum: Sum | None = None


def described_equations(cell: str, *, reverse: bool = False) -> dict[str, Any]:
    """The equations of a cell as JSON for the browser, with a caption on the convention they follow."""
    return {"rows": [asdict(equation) for equation in equations(cell, reverse=reverse)], "caption": t(caption(cell))}


def equations(cell: str, *, reverse: bool = False) -> tuple[Equation, ...]:
    """The equations of a cell in the order in which it computes them. Raises ValueError for a cell without any here."""
    before = _before(reverse)
    if cell == "lstm":
        return _lstm(before)
    if cell == "gru":
        return _gru(before)
    if cell in ACTIVATIONS:
        return _elman(before, ACTIVATIONS[cell])
    raise ValueError(f"there are no equations for the cell {cell!r}; there are for {', '.join(CELLS)}")


def caption(cell: str) -> str:
    """Which of the conventions in use the equations follow."""
    if cell == "gru":
        return (
            "PyTorch's convention: z keeps, h = (1 − z)∘n + z∘h; and r acts after the matrix product, r∘(W h + b). "
            "Other texts swap z and 1 − z, or apply r before the product, W (r∘h)."
        )
    return ""


# MathML, written by hand so that it needs no library; every symbol here is ours, nothing comes from a person's input.


def _sub(letter: str, index: str = "<mi>t</mi>", signal: str = "") -> str:
    """A letter with an index, in the colour of its signal."""
    colour = f' style="color:var(--us-ink-{signal})"' if signal else ""
    return f"<msub{colour}><mi>{letter}</mi>{index}</msub>"


def _before(reverse: bool) -> str:
    sign = "+" if reverse else "−"
    return f"<mrow><mi>t</mi><mo>{sign}</mo><mn>1</mn></mrow>"


def _op(sign: str) -> str:
    return f"<mo>{sign}</mo>"


def _apply(function: str, inner: str) -> str:
    return f'<mi>{function}</mi><mo stretchy="false">(</mo>{inner}<mo stretchy="false">)</mo>'


def _math(*parts: str) -> str:
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>{"".join(parts)}</mrow></math>'


def _weighted(gate: str, before: str) -> str:
    """V_f x_t + W_f h_{t-1} + b_f"""
    index = f"<mi>{gate}</mi>"
    inputs, state = _sub("V", index) + _sub("x"), _sub("W", index) + _sub("h", before)
    return inputs + _op("+") + state + _op("+") + _sub("b", index)


def _gate(letter: str, signal: str, function: str, block: int, before: str) -> Equation:
    """f_t = σ(V_f x_t + W_f h_{t-1} + b_f) = σ(1.32) = 0.79"""
    preactivation = f"{signal}_preactivation"
    return Equation(
        signal,
        _math(_sub(letter, signal=signal), _op("="), _apply(function, _weighted(letter, before))),
        (f"= {function}(", Read(preactivation), ") = ", Read(signal, "result")),
        Sum(preactivation, block),
    )


def _lstm(before: str) -> tuple[Equation, ...]:
    f, i, g, o = (
        _sub(letter, signal=signal)
        for letter, signal in (("f", "forget_gate"), ("i", "input_gate"), ("g", "candidate"), ("o", "output_gate"))
    )
    c, c_before = _sub("c"), _sub("c", before)
    return (
        _gate("f", "forget_gate", "σ", 1, before),
        _gate("i", "input_gate", "σ", 0, before),
        _gate("g", "candidate", "tanh", 2, before),
        _gate("o", "output_gate", "σ", 3, before),
        Equation(
            "cell",
            _math(c, _op("="), f, _op("∘"), c_before, _op("+"), i, _op("∘"), g),
            (
                "= ",
                Read("forget_gate"),
                "·",
                Read("cell@previous", "factor"),
                " + ",
                Read("input_gate"),
                "·",
                Read("candidate", "factor"),
                " = ",
                Read("cell", "result"),
            ),
        ),
        Equation(
            "hidden",
            _math(_sub("h"), _op("="), o, _op("∘"), _apply("tanh", c)),
            ("= ", Read("output_gate"), "·tanh(", Read("cell"), ") = ", Read("hidden", "result")),
        ),
    )


def _gru(before: str) -> tuple[Equation, ...]:
    r, z, n = (
        _sub(letter, signal=signal)
        for letter, signal in (("r", "reset_gate"), ("z", "update_gate"), ("n", "candidate"))
    )
    h_before = _sub("h", before)
    from_input = _sub("V", "<mi>n</mi>") + _sub("x") + _op("+") + _sub("b", "<mrow><mi>i</mi><mi>n</mi></mrow>")
    from_state = _sub("W", "<mi>n</mi>") + h_before + _op("+") + _sub("b", "<mrow><mi>h</mi><mi>n</mi></mrow>")
    gated = r + _op("∘") + f'<mo stretchy="false">(</mo>{from_state}<mo stretchy="false">)</mo>'
    return (
        _gate("r", "reset_gate", "σ", 0, before),
        _gate("z", "update_gate", "σ", 1, before),
        Equation(
            "candidate",
            _math(n, _op("="), _apply("tanh", from_input + _op("+") + gated)),
            (
                "= tanh(",
                Read("candidate_from_input"),
                " + ",
                Read("reset_gate"),
                "·",
                Read("candidate_from_state", "factor"),
                ") = ",
                Read("candidate", "result"),
            ),
            Sum("candidate_preactivation", 2, gate="reset_gate"),
        ),
        Equation(
            "hidden",
            _math(
                _sub("h"),
                _op("="),
                f'<mo stretchy="false">(</mo><mn>1</mn>{_op("−")}{z}<mo stretchy="false">)</mo>',
                _op("∘"),
                n,
                _op("+"),
                z,
                _op("∘"),
                h_before,
            ),
            (
                "= ",
                Read("1-update_gate"),
                "·",
                Read("candidate", "factor"),
                " + ",
                Read("update_gate"),
                "·",
                Read("hidden@previous", "factor"),
                " = ",
                Read("hidden", "result"),
            ),
        ),
    )


@dataclass(frozen=True)
class Activation:
    """A nonlinearity on screen: its name in the diagram, and how it stands around the symbol a_t and its number."""

    name: str
    symbols: Callable[[str], str]
    opening: str
    closing: str


def _named(name: str) -> Activation:
    return Activation(name, lambda inner: _apply(name, inner), f"= {name}(", ") = ")


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "elman": _named("tanh"),
        "elman_relu": _named("ReLU"),
        "elman_leaky_relu": _named("LeakyReLU"),
        "elman_sigmoid": _named("σ"),
        "elman_linear": Activation("=", lambda inner: inner, "= ", " = "),
    }
)
CELLS = (*ACTIVATIONS, "lstm", "gru")


def _elman(before: str, activation: Activation) -> tuple[Equation, ...]:
    a, products = _sub("a"), _sub_products(before)
    return (
        Equation(
            "hidden_preactivation",
            _math(a, _op("="), products),
            (
                "= ",
                Read("hidden_from_input"),
                Read("hidden_from_state", "term"),
                Read("hidden_bias", "term"),
                " = ",
                Read("hidden_preactivation", "result"),
            ),
            Sum("hidden_preactivation", 0),
        ),
        Equation(
            "hidden",
            _math(_sub("h"), _op("="), activation.symbols(a)),
            (activation.opening, Read("hidden_preactivation"), activation.closing, Read("hidden", "result")),
        ),
    )


def _sub_products(before: str) -> str:
    """V x_t + W h_{t-1} + b"""
    return f"<mi>V</mi>{_sub('x')}{_op('+')}<mi>W</mi>{_sub('h', before)}{_op('+')}<mi>b</mi>"
