"""Equations as the engine writes them, taken apart: symbols, terms, and what a term is multiplied by.

The engine's LaTeX is small: letters with indices, a few commands with or without braces, signs and parentheses.
"""

import re
from collections.abc import Iterator, Sequence

Atoms = tuple[str, ...]
TIMES = r"\circ"
_START = re.compile(r"\\[a-zA-Z]+|[A-Za-z]|\d+(?:\.\d+)?|[^\s]")
_PLAIN = re.compile(r"\\[a-zA-Z]+|[A-Za-z0-9]|\+|-")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_BINARY = frozenset({"+", "-", "=", "/", ",", TIMES, r"\cdot", r"\odot"})
_ALONE = frozenset({r"\sigma", r"\tanh", r"\exp", r"\log", r"\max", *_BINARY})


def atoms(latex: str) -> Atoms:
    r"""The symbols in their order: `f_t`, `h_{t-1}`, `\circ`, `\tanh`, `(`, a whole `\sqrt{…}` or `\mathrm{…}`."""
    return tuple(_atoms(latex))


def _atoms(latex: str) -> Iterator[str]:
    at = 0
    while found := _START.search(latex, at):
        start, at = found.span()
        if found[0].startswith("\\"):
            while latex[at : at + 1] == "{":
                at = _behind(latex, at)
        if found[0][0].isalnum() or (found[0].startswith("\\") and found[0] not in _BINARY):
            at = _indices(latex, at)
        yield latex[start:at]


def _indices(latex: str, at: int) -> int:
    """Where primes, indices and exponents end that begin at `at`."""
    while latex[at : at + 1] in ("'", "_", "^") and at < len(latex):
        if latex[at] == "'":
            at += 1
        elif latex[at + 1] == "{":
            at = _behind(latex, at + 1)
        else:
            plain = _PLAIN.match(latex, at + 1)
            at = plain.end() if plain else at + 1
    return at


def _behind(latex: str, at: int) -> int:
    """Where the braces end that open at `at`."""
    depth = 0
    for place in range(at, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[place], 0)
        if not depth:
            return place + 1
    raise ValueError(f"a brace is not closed in {latex!r}")


def right_side(equation: str) -> Atoms:
    """What stands behind the first equals sign."""
    found = atoms(equation)
    return found[found.index("=") + 1 :]


def terms(sides: Sequence[str]) -> list[Atoms]:
    """What is added up, outside of all parentheses; signs are left out."""
    found: list[list[str]] = [[]]
    depth = 0
    for atom in sides:
        depth += (atom in _OPENING) - (atom in _CLOSING)
        if not depth and atom in "+-":
            found.append([])
        else:
            found[-1].append(atom)
    return [tuple(term) for term in found if term]


def factor_of(term: Atoms, symbol: str) -> Atoms | None:
    """What a product multiplies `symbol` by: nothing where it stands alone, None where it is no factor of the term."""
    factors: list[list[str]] = [[]]
    depth = 0
    for atom in term:
        depth += (atom in _OPENING) - (atom in _CLOSING)
        if not depth and atom == TIMES:
            factors.append([])
        else:
            factors[-1].append(atom)
    if [symbol] not in factors:
        return None
    factors.remove([symbol])
    return tuple(atom for factor in factors for atom in factor)


def written(found: Sequence[str]) -> str:
    """Atoms as LaTeX again, a fragment that may begin or end with a sign."""
    if not found:
        return ""
    opening = "{}" if found[0] in _BINARY else ""
    closing = "{}" if found[-1] in _BINARY else ""
    return f"{opening}{' '.join(found)}{closing}"


def letter(symbol: str) -> str:
    """A symbol without its index: f of `f_t`."""
    return symbol.partition("_")[0]
