"""What few read is written once somebody unfolds it."""

import pytest
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.testing.v1 import AppTest


def page() -> None:
    """Something to read."""
    from ui.teaching.reading import read_more

    if more := read_more("Read more"):
        more.markdown("It is long.")


def test_nothing_is_written_while_it_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    app = AppTest.from_function(page).run()
    assert app.expander[0].label == "Read more"
    assert not app.markdown
    monkeypatch.setattr(ExpanderContainer, "open", property(lambda _: True, lambda _, __: None))
    assert [told.value for told in app.run().expander[0].markdown] == ["It is long."]
