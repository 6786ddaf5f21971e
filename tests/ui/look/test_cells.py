"""The table of cells: every kind is one of the engine's, and no two look alike."""

import itertools

import pytest

import engine
from tests.ui.look.test_charts import THEMES, contrast
from ui.look.cells import CELLS, FAMILIES, kind_of, kinds_of
from ui.look.palette import DARK, SIGNAL_COLOURS


@pytest.mark.parametrize("kind", CELLS)
def test_a_kind_is_a_cell_of_the_engine_and_looks_first_at_what_that_records(kind: str) -> None:
    look = CELLS[kind]
    cell = engine.cells.get(look.engine)
    assert set(look.main) <= {signal.name for signal in cell.signals}
    assert look.memory == ("c" if "cell" in cell.state else "h")
    assert kind_of(look.engine) == kind


def test_a_cell_s_own_name_comes_before_the_beginning_of_another_s() -> None:
    assert kind_of("elman_relu") == "rnn"
    assert kind_of("elman_skip") == "skip"
    assert kind_of("gru_reset_before") == "gru_before"
    with pytest.raises(KeyError, match="no kind of cell"):
        kind_of("perceptron")


def test_every_cell_of_the_engine_can_be_chosen() -> None:
    assert {kind_of(name) for name in engine.cells.names()} == set(CELLS)


def test_no_two_kinds_look_alike_and_families_share_a_colour() -> None:
    looks = list(CELLS.values())
    assert len({(look.colour, look.dash) for look in looks}) == len(looks)
    assert sorted(itertools.chain.from_iterable(map(kinds_of, FAMILIES))) == sorted(CELLS)
    colours = {family.colour for family in FAMILIES.values()}
    assert len(colours) == len(FAMILIES)
    assert not colours & set(SIGNAL_COLOURS.values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_family_s_colour_can_be_read(scheme: str) -> None:
    for family in FAMILIES.values():
        colour = DARK[family.colour] if scheme == "dark" else family.colour
        assert contrast(colour, THEMES[scheme]["backgroundColor"]) >= 4.5, family.title
