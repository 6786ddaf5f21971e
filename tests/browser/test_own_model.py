"""A file is dropped, its layers are chosen and stepped through; another that means harm is refused, and all goes on."""

from __future__ import annotations

import re
from collections.abc import Callable

import torch
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.engine.examples import module
from tests.engine.opening.saved import named, pickled, safetensors

Arrive = Callable[..., Visit]


def test_a_file_is_dropped_and_stepped_through(visit: Arrive) -> None:
    visited = visit().open("/own?t=31")
    page, stepper = visited.page, visited.page.get_by_test_id("stepper")
    expect(page.get_by_text("This is an example")).to_be_visible()
    place = page.locator("input[type=file]").first
    sentence, agreement = page.locator(".us-hold-sentence").first, page.locator(".us-agreement")
    page.locator(".us-grip[data-signal=forget_gate]").press("End")
    expect(sentence).to_contain_text("You hold the forget gate at 1.00 from step 31 on.")
    expect(agreement).to_contain_text("✓ browser = engine")
    expect(page.get_by_text("with your hand in it: states, gates and gradients equal to torch")).to_be_visible()
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*1\*31-"))

    given = module("gru", 2, 5, num_layers=2, bidirectional=True, dtype=torch.float32)
    data = safetensors(named("<b>encoder</b>.rnn.", given))
    place.set_input_files({"name": "mine.safetensors", "mimeType": "application/octet-stream", "buffer": data})
    expect(page.get_by_text("mine.safetensors (safetensors): 16 tensors")).to_be_visible()
    expect(page.get_by_text("<b>encoder</b>.rnn · GRU · 2 → 5 units")).to_be_visible()
    expect(page.get_by_text("equal to torch.nn.GRU")).to_be_visible()
    expect(agreement).to_be_empty()
    page.get_by_role("spinbutton", name="2", exact=True).press("PageUp")
    expect(sentence).to_contain_text("At step 31 the input “2” is now −1.07 instead of −1.17.")
    expect(agreement).to_contain_text("✓ recorded by the engine, equal to torch")
    with visited.asking():
        page.get_by_role("radio", name="← backward").click()
    page.locator(".us-grip[data-signal=update_gate]").press("End")
    expect(sentence).to_contain_text(
        "You hold the update gate at 1.00 from step 31 on. Changed before that: 1. The hidden"
    )
    expect(agreement).to_contain_text("✓ recorded by the engine, equal to torch")
    step = visited.step
    page.get_by_role("button", name="Next step").click()
    expect(stepper).to_have_attribute("data-step", str(step + 1))
    expect(page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")).to_have_count(3)

    expect(page).to_have_url(re.compile(rf"\bt={step + 2}\b"))
    for name in ("Influence", "forward →"):  # the second brings other numbers into the same pictures
        with visited.asking():
            page.get_by_role("radio", name=name).click()
    expect(stepper).to_have_attribute("data-unit", str(step + 1))
    page.get_by_role("slider", name="Effect at step t =").press("ArrowLeft")
    expect(page.locator(".us-reading")).to_contain_text(f"to step t = {step + 1}: ‖∂hₜ/∂hₖ‖ = ")
    expect(page).to_have_url(re.compile(rf"look=influence.*t={step + 1}\b"))

    large = named("", module("lstm", 1, 130, dtype=torch.float32))
    with visited.asking():
        place.set_input_files({"name": "large", "mimeType": "application/octet-stream", "buffer": safetensors(large)})
    row, unit = page.locator("[data-row=cell]"), page.get_by_label("Unit", exact=True)
    row.hover(position={"x": 60, "y": 90}, force=True)
    label = page.locator(".us-label:not(.us-lit-label):visible")
    expect(label).to_contain_text(" units ")
    of_band = label.inner_text()
    row.click(position={"x": 60, "y": 90}, force=True)
    chosen = unit.input_value()
    assert re.search(rf"units .*\b{chosen}\b.*:", of_band)
    expect(page).to_have_url(re.compile(rf"unit={chosen}\b"))
    with visited.asking():
        page.get_by_role("button", name="Open the chosen band").click()
    expect(page.get_by_role("radio", name="65–128")).to_be_checked()
    expect(unit).to_have_value(chosen)
    expect(page).to_have_url(re.compile(rf"block=2&.*unit={chosen}\b"))

    projected = named("", module("lstm", 1, 12, proj_size=3, dtype=torch.float32))
    with visited.asking():
        place.set_input_files(
            {"name": "large", "mimeType": "application/octet-stream", "buffer": safetensors(projected)}
        )
    unit.fill("7")  # there is no cell in which a unit could be chosen
    unit.press("Enter")
    expect(stepper).to_have_attribute("data-unit", "6")
    expect(page.locator(".us-narration").first).to_contain_text("Unit 7 now holds")

    lost = named("", module("lstm", 1, 2, dtype=torch.float32))
    lost["weight_ih_l0"].fill_(torch.nan)
    with visited.asking():  # of what is no number nothing is drawn that the browser complains of
        place.set_input_files({"name": "large", "mimeType": "application/octet-stream", "buffer": safetensors(lost)})
    expect(page.locator(".us-diagram")).to_contain_text("NaN")

    harmful = pickled(module("lstm"))
    place.set_input_files({"name": "harm.pt", "mimeType": "application/octet-stream", "buffer": harmful})
    expect(page.get_by_text("This file holds more than tensors")).to_be_visible()
    expect(page.get_by_text("large (safetensors)")).to_be_visible()
    visited.settled()
    page.get_by_role("button", name="Try with an example").click()
    expect(page.get_by_text("This is an example")).to_be_visible()
    visited.settled().fits(390, 844)
    assert not visited.errors
    assert not visited.outside
