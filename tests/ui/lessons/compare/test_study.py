"""A number of one trained network is said to be of one, and what the study's seeds do stands beside it."""

import pytest

from engine.learning import gap_study
from ui.lessons.compare.run import compare
from ui.lessons.compare.settings import STARTS, CompareSettings
from ui.lessons.compare.study import KINDS, learned, other_seeds, variant
from ui.lessons.compare.view import verdict


@pytest.mark.parametrize(("start", "gap"), [("open", 80), ("plain", 40), ("plain", 39)])
def test_beside_one_networks_accuracy_stands_what_other_seeds_do(start: str, gap: int) -> None:
    comparison = compare(CompareSettings(start=start, gap=gap).of_the_run())
    said, study = verdict(comparison), gap_study.load()
    assert "one trained network" in said
    assert f"Of the {len(study.setting.seeds)} seeds" in said
    for run in comparison.runs:
        at = STARTS[start][1]  # where these networks were trained
        assert f"{run.title} {int(study.runs(variant(run.kind, start), at).solved.sum())}" in said
        assert run.trained is not None
        assert f"{run.title} {run.trained.steps:,} steps" in said


def test_a_network_of_another_task_is_one_of_one_seed_too() -> None:
    comparison = compare(CompareSettings(sequence="latch").of_the_run())
    said = verdict(comparison)
    assert "one trained network" in said
    assert "study" not in said
    for run in comparison.runs:
        assert run.trained is not None
        assert f"{run.title} from seed {run.trained.seed}, {run.trained.steps:,} steps" in said
    assert "differences" not in said  # they are all correct: there are none


def test_nothing_is_said_of_fresh_networks() -> None:
    assert other_seeds(compare(CompareSettings(network="fresh").of_the_run())) == ""


def test_variants_are_those_of_the_study() -> None:
    names = {variant(kind, start) for kind in ("lstm", "gru", "rnn") for start in STARTS}
    assert names == set(KINDS) == set(gap_study.VARIANTS)
    for name, kind in KINDS.items():
        assert variant(kind, "open" if name.endswith("_keep") else "plain") == name
    assert learned(gap_study.load(), "lstm_keep", 5) == len(gap_study.load().setting.seeds)
