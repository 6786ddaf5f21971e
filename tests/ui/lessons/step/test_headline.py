"""What the step page says of the network on show, for every cell on every task that it was trained on."""

import pytest

from ui.lessons.step.run import make_run
from ui.lessons.step.settings import TASKS, StepSettings
from ui.lessons.step.view import headline
from ui.look.cells import CELLS
from ui.runs.networks import trained_on


@pytest.mark.parametrize("kind", CELLS)
def test_a_trained_cell_is_introduced_with_what_it_can_do(kind: str) -> None:
    tasks = set(trained_on(kind)) & set(TASKS)
    assert {"latch", "first", "count", "toggle"} <= tasks
    for task in tasks:
        run = make_run(StepSettings(cell=kind, sequence=task))
        assert run.trained is not None
        said = headline(run)
        assert said.startswith(f"A trained {CELLS[kind].title} (units: {run.network.hidden_size})")
        if task == "count":
            assert f"off by {run.trained.metrics[f'rmse_{run.trained.lengths[1]}']:.2f}" in said
        elif run.trained.accuracy is not None:
            assert f"right in {run.trained.accuracy:.0%} of new cases" in said
