"""Playing backwards: curves that are drawn from the last step to the first while a person watches."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rider:
    """One curve: its array among the payload's numbers, what it is called, and how it looks.

    `colour` is a name of the palette, such as `rnn`; `dotted` as its line is.
    """

    signal: str
    title: str
    colour: str
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is said on the way; {cell}, {count} and {step} are filled in by the browser.

    Attributes:
        start, one, many: before the first step back, after one, and after {count} of them.
        first: what the first number of the product is.
        said_one, said: above the product, after one factor and after {count}.
        said_start: above its first number, while there is no factor yet.
        zero: the curve is exactly zero since {step}, and stays so; `anew`: it was, and is not any more.
        nan, inf: it is not a number, or infinite, since {step}.
    """

    start: str
    one: str
    many: str
    first: str
    said_start: str
    said_one: str
    said: str
    zero: str
    anew: str
    nan: str
    inf: str


@dataclass(frozen=True, slots=True)
class Travel:
    """Play goes from the last step to the first and draws the curves of one figure as it goes.

    The curves are decimal logarithms. The figure opens whole; what its annotations called `ending` tell is out of sight
    on the way.

    Attributes:
        figure: which of the payload's figures.
        riders: the curves, each with a chip that carries its present value.
        focus: the rider whose running product is written out: its value at the last step, times the ratio of each
            step's to the one after it.
        note: what those ratios are, in lines.
    """

    figure: str
    riders: tuple[Rider, ...]
    focus: Rider
    words: Phrases
    note: tuple[str, ...] = ()

    def described(self) -> dict[str, Any]:
        """As JSON for the browser."""
        return asdict(self)
