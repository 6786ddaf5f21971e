"""The badge: torch computes what every scene shows once more, and comes to the same numbers."""

import pytest

from engine.recording.differences import Differences
from ui.lessons.architectures.checked import check
from ui.lessons.architectures.scenes import SCRIPT
from ui.lessons.architectures.settings import SCENES
from ui.lessons.architectures.views import VIEWS
from ui.runs.agreement import EQUAL, agreement


@pytest.mark.parametrize("scene", SCENES)
def test_what_a_scene_shows_is_what_torch_computes(scene: str) -> None:
    settings = SCRIPT.settings_of(scene)
    found = check(VIEWS[settings.view].of_run(settings))
    assert found.largest <= EQUAL
    assert agreement(found).startswith(":green-background[✓ states")


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("states", "gates", "gradients"), "✓ states, gates and gradients equal to torch.nn.GRU to 2e-16"),
        (("states", "gradients"), "✓ states and gradients equal to torch.nn.GRU to 2e-16"),
        (("states", "gates"), "✓ states and gates equal to torch.nn.GRU to 2e-16"),
    ],
)
def test_only_what_was_compared_is_named(kinds: tuple[str, ...], said: str) -> None:
    assert said in agreement(Differences(dict.fromkeys(kinds, 2e-16), "torch.nn.GRU", "float64", {}))
    assert "differs from torch.nn.GRU" in agreement(
        Differences(dict.fromkeys(kinds, 1e-3), "torch.nn.GRU", "float64", {})
    )
