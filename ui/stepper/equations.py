"""What equations on screen are made of: symbols in MathML, the same with live numbers, and the sums behind the gates.

Each cell's own are in its folder below `cells/`.

Notation of the lectures: V are input weights, W recurrent weights, b the sum of both of PyTorch's biases.

A number on screen is a `Read` of a reference, which the browser (`values.js`) and the tests evaluate alike: a product
of factors like `forget_gate*cell@previous`, where a factor is a signal, a signal one step earlier, `1-` a signal, or
`tanh()` of a signal.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
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


def described_equations(rows: Iterable[Equation], caption: str) -> dict[str, Any]:
    """A cell's equations as JSON for the browser, with a caption on the convention they follow."""
    return {"rows": [asdict(equation) for equation in rows], "caption": t(caption) if caption else ""}


# MathML, written by hand so that it needs no library; every symbol here is ours, nothing comes from a person's input.


def sub(letter: str, index: str = "<mi>t</mi>", *, signal: str = "", thing: str = "") -> str:
    """A letter with an index, in the colour of its signal; without one, `thing` is what it stands for."""
    colour = f' style="color:var(--us-ink-{signal})"' if signal else ""
    return f'<msub{colour} data-thing="{thing or signal}"><mi>{letter}</mi>{index}</msub>'


def part(thing: str, *inner: str) -> str:
    """A part of a formula that is a thing of its own, such as a product that the drawing shows as a wire."""
    return f'<mrow data-thing="{thing}">{"".join(inner)}</mrow>'


def before_symbol(letter: str, before: str, signal: str) -> str:
    """h_{t-1} or c_{t-1}: what the step starts from."""
    return sub(letter, before, thing=f"{signal}@previous")


def step_before(*, reverse: bool) -> str:
    """The index of the state that a step starts from: t−1, or t+1 where the sequence is read backwards."""
    sign = "+" if reverse else "−"
    return f"<mrow><mi>t</mi><mo>{sign}</mo><mn>1</mn></mrow>"


def op(sign: str) -> str:
    """An operator between two symbols."""
    return f"<mo>{sign}</mo>"


def apply(function: str, inner: str) -> str:
    """A function and what it is applied to, in parentheses."""
    return f'<mi>{function}</mi><mo stretchy="false">(</mo>{inner}<mo stretchy="false">)</mo>'


def math(*parts: str) -> str:
    """A whole formula."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>{"".join(parts)}</mrow></math>'


def _weighted(letter: str, signal: str, before: str) -> str:
    """V_f x_t + W_f h_{t-1} + b_f"""
    index = f"<mi>{letter}</mi>"
    inputs = sub("V", index, thing=f"weight_ih:{signal}") + sub("x", thing="inputs")
    state = sub("W", index, thing=f"weight_hh:{signal}") + before_symbol("h", before, "hidden")
    return inputs + op("+") + state + op("+") + sub("b", index, thing=f"bias:{signal}")


def gate(letter: str, signal: str, function: str, block: int, before: str) -> Equation:
    """f_t = σ(V_f x_t + W_f h_{t-1} + b_f) = σ(1.32) = 0.79"""
    preactivation = f"{signal}_preactivation"
    return Equation(
        signal,
        math(
            sub(letter, signal=signal), op("="), apply(function, part(preactivation, _weighted(letter, signal, before)))
        ),
        (f"= {function}(", Read(preactivation), ") = ", Read(signal, "result")),
        Sum(preactivation, block),
    )
