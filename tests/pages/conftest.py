"""Whatever can be unfolded on a page is, so that all of it is tried."""

import pytest
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer


@pytest.fixture(autouse=True)
def unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExpanderContainer, "open", property(lambda _: True, lambda _, __: None))
