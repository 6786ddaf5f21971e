"""Every recorded run that ships opens on the step page, at the row that a link names."""

import pytest

from engine.learning import recorded
from ui.lessons.step.run import check, make_run
from ui.lessons.step.settings import StepSettings
from ui.lessons.step.stages import weights
from ui.lessons.step.view import step_payload
from ui.runs.recorded import step_link
from ui.settings.parameters import read

EVERY = [(name, index) for name in recorded.names() for index in range(len(recorded.COURSES[name]))]


@pytest.mark.parametrize(("name", "index"), EVERY)
def test_a_link_leads_to_the_network_of_its_row(name: str, index: int) -> None:
    rows = recorded.load(name).runs[index]
    row = rows[len(rows) // 3]
    link = step_link(name, index).format(update=row.update, t=2)
    settings, problems = read(StepSettings, dict(part.split("=") for part in link.partition("?")[2].split("&")))
    assert problems == ()
    run = make_run(settings.of_run)
    assert run.network == row.network
    assert check(run.settings).largest <= 1e-9
    payload = step_payload(run.settings, "en")
    assert payload.training is not None
    assert payload.training.updates[payload.training.at] == row.update
    assert payload.training.url.split("/")[2:4] == [settings.cell, f"{name}.{index + 1}"]
    assert len(weights(settings.cell, f"{name}.{index + 1}")) > len(rows) * row.readout.weight.size
