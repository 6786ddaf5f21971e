"""What the browser gets of a race: its arrays, its answers and its words."""

import json

import pytest

from ui.lessons.compare.race.component import LONGEST, race_data
from ui.lessons.compare.race.lanes import race
from ui.lessons.compare.settings import CompareSettings
from ui.settings.parameters import ParameterProblem, Whole


@pytest.mark.parametrize(
    "settings",
    [
        CompareSettings(gap=20),
        CompareSettings(gap=41, start="plain", cells="lstm-rnn"),
        CompareSettings(sequence="latch"),
        CompareSettings(sequence="text", text="a"),
        CompareSettings(sequence="series", series="4 4 4"),
        CompareSettings(network="fresh", units=1, gap=199),
    ],
)
def test_it_is_json_with_the_numbers_of_the_runs(settings: CompareSettings) -> None:
    shown = race(settings.of_the_run())
    data = json.loads(json.dumps(race_data(shown), allow_nan=False))
    assert len(data["tokens"]) == shown.steps
    assert data["gap"] == (shown.steps - 1 if settings.sequence == "first" else 0)
    for told, lane in zip(data["lanes"], shown.lanes, strict=True):
        assert told["widths"] == lane.widths.tolist()
        assert (told["answer"] is None) == (not data["asked"])
        if data["asked"]:
            assert lane.right is not None
            assert told["right"] == lane.right.tolist()
            assert told["answer"]["is_right"] == lane.is_right
            assert ("luck" in told["answer"]["verdict"]) == (lane.is_right and lane.ending != "knows")


def test_another_run_is_another_content_and_the_same_one_is_not() -> None:
    def content(settings: CompareSettings) -> str:
        return str(race_data(race(settings.of_the_run()))["content"])

    assert content(CompareSettings(gap=20)) == content(CompareSettings(gap=20, t=7, tab="costs"))
    assert content(CompareSettings(gap=20)) != content(CompareSettings(gap=21))


def test_the_slider_reaches_what_the_setting_takes_and_no_more() -> None:
    gap = CompareSettings.__dataclass_fields__["gap"].metadata["parameter"]
    assert isinstance(gap, Whole)
    assert gap.parse("gap", str(LONGEST)) == LONGEST
    with pytest.raises(ParameterProblem):
        gap.parse("gap", str(LONGEST + 1))
