"""A file is dropped, its layers are chosen and stepped through; another that means harm is refused, and all goes on."""

from __future__ import annotations

from collections.abc import Callable

import torch
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.engine.examples import module
from tests.engine.opening.saved import named, pickled, safetensors

Arrive = Callable[..., Visit]


def test_a_file_is_dropped_and_stepped_through(visit: Arrive) -> None:
    visited = visit().open("/own")
    page, stepper = visited.page, visited.page.get_by_test_id("stepper")
    expect(page.get_by_text("This is an example")).to_be_visible()
    place = page.locator("input[type=file]").first

    given = module("gru", 2, 5, num_layers=2, bidirectional=True, dtype=torch.float32)
    data = safetensors(named("<b>encoder</b>.rnn.", given))
    place.set_input_files({"name": "mine.safetensors", "mimeType": "application/octet-stream", "buffer": data})
    expect(page.get_by_text("mine.safetensors (safetensors): 16 tensors")).to_be_visible()
    expect(page.get_by_text("<b>encoder</b>.rnn · GRU · 2 → 5 units")).to_be_visible()
    expect(page.get_by_text("equal to torch.nn.GRU")).to_be_visible()
    with visited.asking():
        page.get_by_role("radio", name="← backward").click()
    step = visited.step
    page.get_by_role("button", name="Next step").click()
    expect(stepper).to_have_attribute("data-step", str(step + 1))
    expect(page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")).to_have_count(3)

    harmful = pickled(module("lstm"))
    place.set_input_files({"name": "harm.pt", "mimeType": "application/octet-stream", "buffer": harmful})
    expect(page.get_by_text("This file holds more than tensors")).to_be_visible()
    expect(page.get_by_text("mine.safetensors (safetensors)")).to_be_visible()
    visited.settled()
    page.get_by_role("button", name="Back to the example").click()
    expect(page.get_by_text("This is an example")).to_be_visible()
    visited.settled().fits(390, 844)
    assert not visited.errors
    assert not visited.outside
