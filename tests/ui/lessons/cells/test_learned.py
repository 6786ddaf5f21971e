"""The table of what each cell learned says what the shipped networks say of themselves, and leads to them."""

from engine.learning import family
from ui.lessons.cells.family import FAMILY, KINDS
from ui.lessons.cells.results import result, titles
from ui.lessons.cells.sections.learned import how, reading, step_link, table
from ui.lessons.cells.sections.search import agreement
from ui.lessons.cells.settings import TASKS


def test_every_cell_has_a_row_and_every_task_a_column() -> None:
    lines = table().splitlines()
    assert len(lines) == 2 + len(KINDS)
    for kind, line in zip(KINDS, lines[2:], strict=True):
        entries = [entry.strip() for entry in line.strip("|").split("|")]
        assert entries[0] == f"**{FAMILY[kind].title}**"
        for task, entry in zip(TASKS, entries[1:], strict=True):
            found = result(kind, task)
            if found is None:
                assert entry == "–"
                continue
            assert f"[{sum(found.learned)}/{len(family.SEEDS)}]" in entry


def test_an_entry_leads_to_its_network_on_its_task() -> None:
    assert step_link("min_gru", "toggle") == "step?cell=min_gru&sequence=toggle"
    assert "](step?cell=lstm&sequence=count)" in table()


def test_what_is_read_off_the_table_is_in_it() -> None:
    said = reading()
    for task in TASKS:
        none = [kind for kind in KINDS if (found := result(kind, task)) is not None and not any(found.learned)]
        if none:
            assert f"in no seed:** {titles(none)}." in said
    assert "nothing tuned for a cell" in how()
    assert "**Agrees:** the forget gate matters" in agreement()
