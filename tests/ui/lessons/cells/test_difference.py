"""A difference says what is so: of every pair that there is, and the path that it names is the one that is computed."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest

import engine
from engine import cells
from ui.lessons.cells.difference import Edit, difference, direct_path, edit, memory_symbol, shown
from ui.lessons.cells.equations import convention
from ui.lessons.cells.family import FAMILY, KINDS, parent_of
from ui.lessons.cells.latex import atoms

PAIRS = list(permutations(KINDS, 2))


def test_every_pair_shows_each_equation_of_the_second_whole_and_drops_none_of_the_first() -> None:
    for a, b in PAIRS:
        first, second = FAMILY[a].engine, FAMILY[b].engine
        rows = difference(first, second)
        now = [tuple(atom for piece in row.pieces if piece.change != "removed" for atom in piece.atoms) for row in rows]
        assert [found for row, found in zip(rows, now, strict=True) if row.change != "removed"] == [
            atoms(signal.equation) for signal in shown(second)
        ]
        assert {row.signal for row in rows} == {signal.name for cell in (first, second) for signal in shown(cell)}
        for row in rows:
            kinds = {piece.change for piece in row.pieces}
            assert kinds == {row.change} if row.change != "changed" else kinds - {"same"}


def test_a_letter_that_is_only_written_otherwise_is_no_change() -> None:
    rows = {row.signal: row for row in difference("gru_reset_before", "lstm")}
    assert rows["candidate"].change == "changed"
    removed = [atom for piece in rows["candidate"].pieces if piece.change == "removed" for atom in piece.atoms]
    assert "V_n" not in removed
    assert "r_t" in removed


@pytest.mark.parametrize("kind", [kind for kind in KINDS if parent_of(kind)])
def test_a_card_names_the_gates_that_came_and_went(kind: str) -> None:
    parent, child = cells.get(FAMILY[parent_of(kind)].engine), cells.get(FAMILY[kind].engine)
    told = edit(parent.name, child.name)
    assert told.added or told.removed or told.changed
    came = {signal.name for signal in shown(child.name)} - {signal.name for signal in shown(parent.name)}
    said = {symbol for part in told.added if " in " not in part for symbol in part.split(", ")}
    assert len(said) == len(came)


def test_what_the_cards_say_of_some() -> None:
    assert edit("elman", "lstm_1997").added == ("i, g, o, c",)
    assert edit("lstm_1997", "lstm") == Edit(("f",), (), ("c",))
    assert edit("lstm", "lstm_peephole").added == ("c in i, f, o",)
    assert edit("gru_reset_before", "gru") == Edit((), (), ("n",))
    assert edit("elman", "elman_skip").removed == ("tanh in h",)
    assert edit("gru_reset_before", "mut1").added == ("e", "tanh(e) in n")
    assert edit("gru_reset_before", "min_gru").removed == ("r", "h in z, n", "tanh in n")
    assert edit("lstm", "slstm").added == ("m, n", "exp in i, f")


@pytest.mark.parametrize("kind", KINDS)
def test_the_direct_path_is_what_the_engine_computes(kind: str) -> None:
    name = FAMILY[kind].engine
    trace = engine.record(
        engine.network(name, 2, 3, seed=4),
        np.random.default_rng(0).standard_normal((6, 1, 2)),
        engine.losses.last_step(),
    )
    terms = engine.cell_gradient_terms(trace)
    direct = np.einsum("tuu->tu", terms["direct"])[1:]
    others = sum(term for path, term in terms.items() if path != "direct")
    assert bool(np.any(others)) == bool(cells.get(name).recurrent_blocks)  # what the page says of any other way
    path = direct_path(name)
    assert memory_symbol(name) == ("c" if "cell" in trace.signals else "h")
    if path is None:
        assert not direct.any()
        return
    symbols = {signal.symbol: trace.part().signals[signal.name][1:, 0] for signal in cells.get(name).signals}
    value: dict[str, Any] = {"1": 1.0, **symbols}
    value |= {f"1 - {symbol}": 1 - values for symbol, values in symbols.items()}
    np.testing.assert_allclose(direct, np.broadcast_to(value[path], direct.shape), rtol=1e-12)


def test_a_gate_that_keeps_here_and_writes_there_is_no_difference_by_itself() -> None:
    assert "1 − σ(a) = σ(−a)" in convention("gru_reset_before", "mut3")
    assert not convention("gru_reset_before", "gru")
    assert not convention("lstm", "gru")
