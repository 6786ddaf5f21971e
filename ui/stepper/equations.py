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
    """The sum behind a preactivation: the block's rows of V, W and both biases, as far as it has them.

    Attributes:
        total: the preactivation.
        gate: multiplies the recurrent half, W h + b_hh, as the GRU's reset gate does; without it both biases are one
            term.
        matrix: multiplies what is read in the place of V, H rows of its own.
        reads: what V multiplies, by feature or, if it is embedded, by unit.
        past: a reference to what W multiplies, by unit.
        plus: references to what is added as it is.
    """

    total: str
    gate: str | None = None
    matrix: str = ""
    reads: str = "inputs"
    past: str = "hidden@previous"
    plus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Equation:
    """One row: what it computes, its symbols, its tokens with live numbers, and the sum behind it if there is one."""

    signal: str
    mathml: str
    tokens: tuple[str | Read, ...]
    sum: Sum | None = None


def described_equations(
    rows: Iterable[Equation], caption: str, gates: str = "", *, sums: bool = True
) -> dict[str, Any]:
    """A cell's equations as JSON for the browser, with a caption: what its gates do, the convention they follow, and
    without `sums` that these are not taken apart."""
    untold = "" if sums else t("The sums have too many terms to be taken apart here.")
    said = " ".join(filter(None, (gates, t(caption) if caption else "", untold)))
    return {"rows": [asdict(equation) for equation in rows], "caption": said}


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


@dataclass(frozen=True)
class Factor:
    """Something that is multiplied: its symbol in MathML, and the reference to its number."""

    symbol: str
    read: str


def recorded(letter: str, signal: str) -> Factor:
    """f_t, in the colour of its signal."""
    return Factor(sub(letter, signal=signal), signal)


def previous(letter: str, before: str, signal: str) -> Factor:
    """h_{t-1} or c_{t-1}: what the step starts from."""
    return Factor(before_symbol(letter, before, signal), f"{signal}@previous")


INPUTS = Factor(sub("x", thing="inputs"), "inputs")
EMBEDDED = Factor(sub("e", thing="embedded_input"), "embedded_input")


def from_input(letter: str, signal: str, reads: Factor = INPUTS) -> str:
    """V_f x_t, or what else V multiplies."""
    return sub("V", f"<mi>{letter}</mi>", thing=f"weight_ih:{signal}") + reads.symbol


def from_state(letter: str, signal: str, past: str) -> str:
    """W_f h_{t-1}, or what else of the past W multiplies."""
    return sub("W", f"<mi>{letter}</mi>", thing=f"weight_hh:{signal}") + past


def embedding() -> Equation:
    """e_t = E x_t"""
    total = Sum(EMBEDDED.read, matrix="weight_embedding")
    symbols = math(EMBEDDED.symbol, op("="), part("weight_embedding:embedded_input", "<mi>E</mi>"), INPUTS.symbol)
    return Equation(EMBEDDED.read, symbols, ("= ", Read(EMBEDDED.read, "result")), total)


def bias(letter: str, signal: str) -> str:
    """b_f"""
    return sub("b", f"<mi>{letter}</mi>", thing=f"bias:{signal}")


def summed(letter: str, signal: str, function: str, total: Sum, *addends: str) -> Equation:
    """f_t = σ(…) = σ(1.32) = 0.79; what is added up stands in `addends`."""
    inner = part(total.total, op("+").join(addends))
    return Equation(
        signal,
        math(sub(letter, signal=signal), op("="), apply(function, inner)),
        (f"= {function}(", Read(total.total), ") = ", Read(signal, "result")),
        total,
    )


def linear(letter: str, signal: str) -> Equation:
    """n_t = V_n x_t + b_n = 0.30 + 0.05 = 0.35, of the parts `<signal>_from_input` and `<signal>_bias`."""
    index = f"<mi>{letter}</mi>"
    product = part(f"{signal}_from_input", from_input(letter, signal))
    added = sub("b", index, thing=f"{signal}_bias bias:{signal}")
    tokens = ("= ", Read(f"{signal}_from_input"), Read(f"{signal}_bias", "term"), " = ", Read(signal, "result"))
    symbols = math(sub(letter, signal=signal), op("="), product, op("+"), added)
    return Equation(signal, symbols, tokens, Sum(f"{signal}_preactivation"))


def blind_gate(letter: str, signal: str, reads: Factor = INPUTS) -> Equation:
    """z_t = σ(V_z x_t + b_z): a gate that does not see the past."""
    total = Sum(f"{signal}_preactivation", reads=reads.read)
    return summed(letter, signal, "σ", total, from_input(letter, signal, reads), bias(letter, signal))


def weighted(letter: str, signal: str, before: str, reads: Factor = INPUTS) -> tuple[str, str, str]:
    """V_f x_t, W_f h_{t-1} and b_f: what is added up where input and past both have weights."""
    past = from_state(letter, signal, before_symbol("h", before, "hidden"))
    return from_input(letter, signal, reads), past, bias(letter, signal)


def gate(letter: str, signal: str, function: str, before: str, reads: Factor = INPUTS) -> Equation:
    """f_t = σ(V_f x_t + W_f h_{t-1} + b_f) = σ(1.32) = 0.79"""
    total = Sum(f"{signal}_preactivation", reads=reads.read)
    return summed(letter, signal, function, total, *weighted(letter, signal, before, reads))


def left_of(gate: Factor) -> Factor:
    """(1 − z): what a gate leaves."""
    symbol = f'<mo stretchy="false">(</mo><mn>1</mn>{op("−")}{gate.symbol}<mo stretchy="false">)</mo>'
    return Factor(symbol, f"1-{gate.read}")


def mixed(letter: str, signal: str, *products: tuple[Factor, ...]) -> Equation:
    """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t = 0.79·(−0.30) + 0.16·0.45 = −0.16: a state that is a sum of products."""
    tokens: list[str | Read] = []
    for product in products:
        if tokens and len(product) == 1:
            tokens.append(Read(product[0].read, "term"))
            continue
        for index, factor in enumerate(product):
            tokens.append("·" if index else " + " if tokens else "= ")
            tokens.append(Read(factor.read, "factor" if index else "plain"))
    written = (
        part("*".join(factor.read for factor in product), op("∘").join(factor.symbol for factor in product))
        for product in products
    )
    symbols = math(sub(letter, thing=signal), op("="), op("+").join(written))
    return Equation(signal, symbols, (*tokens, " = ", Read(signal, "result")))
