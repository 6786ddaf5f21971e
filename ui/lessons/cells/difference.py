"""Two cells, equation by equation: what one added to the other, took away and changed, read off their own equations."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from engine import cells
from engine.cells.base import Signal, preactivation_name
from ui.lessons.cells.latex import Atoms, atoms, factor_of, letter, right_side, terms, written

Change = Literal["same", "added", "removed", "changed"]
SEEN = {"x_t": "x", "e_t": "x", "h_{t-1}": "h", "c_{t-1}": "c", "c_t": "c"}  # what a gate may look at
ALIKE = 0.6  # of two equations that have less in common, the whole right side is shown twice
FUNCTIONS = {r"\tanh": "tanh", r"\sigma": "σ", r"\exp": "exp", "e": "exp"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an equation that both cells have, or one of them."""

    change: Literal["same", "added", "removed"]
    atoms: Atoms

    @property
    def latex(self) -> str:
        """As LaTeX."""
        return written(self.atoms)


@dataclass(frozen=True, slots=True)
class Row:
    """One equation of the pair: the signal that it computes, and its pieces."""

    signal: str
    change: Change
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a cell added to another and what it took away, in a few symbols, and which equations only changed."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def shown(cell: str) -> tuple[Signal, ...]:
    """What a cell computes, without the sums before a nonlinearity, which the equations say in full."""
    return tuple(signal for signal in cells.get(cell).signals if signal.kind != "preactivation")


@cache
def difference(before: str, after: str) -> tuple[Row, ...]:
    """All equations of the two cells (names of the engine), in the order of the second, the removed where they were."""
    first = {signal.name: signal for signal in shown(before)}
    second = {signal.name: signal for signal in shown(after)}
    called = _renamed(first, second)
    rows = [_row(name, first.get(name), signal, called) for name, signal in second.items()]
    place = 0
    for name, signal in first.items():
        if name in second:
            place = next(at for at, row in enumerate(rows) if row.signal == name) + 1
        else:
            rows.insert(place, Row(name, "removed", (Piece("removed", atoms(signal.equation)),)))
            place += 1
    return tuple(rows)


def _row(name: str, old: Signal | None, new: Signal, called: Mapping[str, str]) -> Row:
    now = atoms(new.equation)
    if old is None:
        return Row(name, "added", (Piece("added", now),))
    was = _indexed(tuple(_rename(atom, called) for atom in atoms(old.equation)), now)
    if was == now:
        return Row(name, "same", (Piece("same", now),))
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    if matcher.ratio() < ALIKE:
        side = now.index("=") + 1
        return Row(
            name, "changed", (Piece("same", now[:side]), Piece("removed", was[side:]), Piece("added", now[side:]))
        )
    pieces: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", now[k:m]))
            continue
        if j > i:
            pieces.append(Piece("removed", was[i:j]))
        if m > k:
            pieces.append(Piece("added", now[k:m]))
    return Row(name, "changed", tuple(pieces))


def _renamed(first: Mapping[str, Signal], second: Mapping[str, Signal]) -> dict[str, str]:
    """The letters that the second cell writes otherwise: a candidate is g in an LSTM and n in a GRU."""
    pairs = ((letter(first[name].symbol), letter(second[name].symbol)) for name in first if name in second)
    return {old: new for old, new in pairs if old != new}


def _rename(atom: str, called: Mapping[str, str]) -> str:
    """`g_t` → `n_t`, `V_g` → `V_n`."""
    base, mark, index = atom.partition("_")
    if index == "t" or index == "{t-1}":
        return f"{called.get(base, base)}{mark}{index}"
    return f"{base}{mark}{called.get(index, index)}"


def _indexed(was: Atoms, now: Atoms) -> Atoms:
    """V, W and b of a cell with one block as the other cell writes them, which has to tell blocks apart."""
    return tuple(_with_index(atom, now) if atom in ("V", "W", "b") else atom for atom in was)


def _with_index(matrix: str, now: Atoms) -> str:
    found = {atom for atom in now if letter(atom) == matrix}
    return found.pop() if len(found) == 1 else matrix


@cache
def edit(before: str, after: str) -> Edit:
    """In short what one cell (names of the engine) added to another: `f`, or `c in i, f, o`."""
    first = {signal.name: signal for signal in shown(before)}
    second = {signal.name: signal for signal in shown(after)}
    called = _renamed(first, second)
    added = [_plain(signal.symbol) for name, signal in second.items() if name not in first]
    removed = [_plain(signal.symbol) for name, signal in first.items() if name not in second]
    gained: dict[str, list[str]] = {}
    lost: dict[str, list[str]] = {}
    changed = []
    for name, new in second.items():
        if name not in first:
            continue
        was, now = _features(before, first[name]), _features(after, new)
        for feature in _beside(now - was, added if new.kind == "state" else ()):
            gained.setdefault(feature, []).append(_plain(new.symbol))
        for feature in _beside(was - now, removed if new.kind == "state" else ()):
            lost.setdefault(feature, []).append(_plain(new.symbol))
        row = _row(name, first[name], new, called)
        if row.change == "changed":
            changed.append(_plain(new.symbol))
    return Edit(
        (*_joined(added), *(f"{what} in {', '.join(where)}" for what, where in sorted(gained.items()))),
        (*_joined(removed), *(f"{what} in {', '.join(where)}" for what, where in sorted(lost.items()))),
        tuple(changed),
    )


def _joined(symbols: Sequence[str]) -> tuple[str, ...]:
    return (", ".join(symbols),) if symbols else ()


def _beside(features: set[str], symbols: Sequence[str]) -> set[str]:
    """Without those that come or go with a symbol: tanh(c) with c."""
    return {feature for feature in features if feature.partition("(")[2].rstrip(")") not in symbols}


def _features(cell: str, signal: Signal) -> set[str]:
    """What a gate or candidate looks at, also in its sum, and through which functions; of a state only those."""
    equation = atoms(signal.equation)
    functions = set()
    for at, symbol in enumerate(equation):
        atom = symbol.partition("^")[0]  # e^{…}
        if atom not in FUNCTIONS:
            continue
        inner = equation[at + 2] if equation[at + 3 : at + 4] == (")",) else ""  # of a single symbol
        functions.add(f"{FUNCTIONS[atom]}({_plain(inner)})" if inner in SEEN else FUNCTIONS[atom])
    if signal.kind == "state":
        return functions
    sums = (one for one in cells.get(cell).signals if one.name == preactivation_name(signal.name))
    seen = {atom for one in (signal, *sums) for atom in atoms(one.equation)}
    through = {"V"} if any(letter(atom) == "V" for atom in seen) else set()
    return functions | through | {said for atom, said in SEEN.items() if atom in seen}


def _plain(symbol: str) -> str:
    """A symbol without index or LaTeX, for a card: `f_t` → f, `f'_t` → f′."""
    return re.sub(r"\\tilde\{?(\w)\}?", r"\1~", letter(symbol)).replace("'", "′").replace("{", "").replace("}", "")


@cache
def direct_path(cell: str) -> str | None:
    r"""What the memory of one step is multiplied by on its way to the next, as LaTeX: `f_t`, `1`, `1 - z_t`.

    The memory is c where there is one, else h. None where it only passes through a matrix and a nonlinearity.
    """
    signals = {signal.name: signal for signal in cells.get(cell).signals}
    memory = signals.get("cell", signals["hidden"])
    before = f"{letter(memory.symbol)}_{{t-1}}"
    for term in terms(right_side(memory.equation)):
        factor = factor_of(term, before)
        if factor is not None:
            return written(_unwrapped(factor)) or "1"
    return None


def _unwrapped(factor: Atoms) -> Atoms:
    """`(1 - z_t)` without its parentheses."""
    whole = len(factor) > 1 and factor[0] == "(" and factor[-1] == ")" and "(" not in factor[1:-1]
    return factor[1:-1] if whole else factor


def memory_symbol(cell: str) -> str:
    """c or h: what a cell carries on."""
    return "c" if "cell" in {signal.name for signal in cells.get(cell).signals} else "h"
