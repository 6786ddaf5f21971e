"""A module in a notebook: its output is a page in a frame, and what cannot be shown is said in the engine's words."""

import html
import re

import numpy as np
import pytest
import torch

import engine
from tests.ui.standalone.test_document import data_of
from ui.notebook import explore
from ui.stepper.values import unbundle


def test_a_module_is_shown_in_a_frame_that_needs_nothing() -> None:
    module, x = torch.nn.GRU(2, 3), torch.randn(9, 1, 2)
    shown = explore(module, x, tokens=list("</srcdoc>"), loss=engine.losses.last_step(), height=500)
    output = shown._repr_html_()
    frame = re.fullmatch(
        r'<iframe srcdoc="([^"<>]*)" sandbox="([^"]*)" style="([^"]*)" onload="[^"]*"><p>([^<>]*)</p></iframe>', output
    )
    assert frame
    assert "allow-same-origin" not in frame[2]
    assert "trust this notebook" in frame[4], "where a notebook takes frames out, this is what is left"
    assert "height: 500px" in frame[3]
    page = html.unescape(frame[1]).encode()
    assert page == shown.page.html
    data, blocks = data_of(page)
    start, size = data["parts"][0]["at"]
    assert unbundle(blocks[start : start + size])["tokens"] == list("</srcdoc>")
    outputs = module(x)[0].detach().numpy()[:, 0]
    np.testing.assert_allclose(shown.trace["hidden"][0, 0, :, 0], outputs, atol=1e-6)
    assert repr(shown).startswith("Explorer(Trace(")


def test_several_stand_side_by_side() -> None:
    x = torch.randn(9, 1, 2)
    shown = explore({"before": torch.nn.LSTM(2, 3), "after": engine.network("gru", 2, 5)}, x)
    assert list(shown.runs) == ["before", "after"]
    assert [panel.title for panel in shown.page.payload.panels] == ["before", "after"]


@pytest.mark.parametrize(
    ("module", "x", "error"),
    [
        (torch.nn.Linear(2, 3), torch.randn(9, 1, 2), TypeError),
        (torch.nn.LSTM(2, 3), torch.randn(9, 1, 4), ValueError),
        ({}, torch.randn(9, 1, 2), ValueError),
        (torch.nn.LSTM(2, 3, proj_size=2), torch.randn(9, 1, 2), ValueError),
    ],
)
def test_what_cannot_be_shown_is_said_at_once(module: object, x: torch.Tensor, error: type[Exception]) -> None:
    with pytest.raises(error):
        explore(module, x)  # type: ignore[arg-type]
