"""What is said of little and much data is counted in the study."""

import re

import numpy as np
import pytest

from engine.learning import data_study
from engine.learning.data_study import VARIANTS, DataStudy, Runs, Setting
from engine.learning.studies import Found
from ui.lessons.compare.sections.match import (
    MATCHES,
    data_chart,
    data_verdict,
    how,
    medians,
    spread_verdict,
    telling_size,
    who,
)

SHIPPED = data_study.load()
TINY = Setting(sizes=(4, 64), seeds=(0, 1, 2, 3, 4))


def study(fitted: float = 1.0, **accuracy: list[list[float]]) -> DataStudy:
    """Two sizes of training set; all that is not given is solved."""
    found = {}
    for name in VARIANTS:
        values = np.array(accuracy.get(name, [[1.0] * 5] * 2))
        runs = Runs(values, np.full(values.shape, fitted))
        found[name] = Found(runs, np.array([0.01, 0.01]), runs)
    return DataStudy(TINY, found)


@pytest.mark.parametrize("equal", MATCHES)
def test_the_shipped_study_is_said_with_its_own_numbers(equal: str) -> None:
    said = data_verdict(SHIPPED, equal)
    little = telling_size(SHIPPED, equal)
    row = SHIPPED.setting.sizes.index(little)
    assert f"**With {little} training sequences" in said
    for kind, value in medians(SHIPPED, equal).items():
        told = re.search(rf"(\d+(?:\.\d)?) % \({kind.upper()}\)", said)
        assert told is not None
        assert abs(float(told[1]) - 100 * value[row]) <= 0.5
    assert "with 1,024 each of them gets 99 % or more" in said
    assert min(values[-1] for values in medians(SHIPPED, equal).values()) >= 0.99
    fitted = np.concatenate([SHIPPED.found[name].runs.fitted[row] for name in MATCHES[equal].values()])
    assert f"{int((fitted >= 0.99).sum())} of the {fitted.size} networks" in said


@pytest.mark.parametrize("equal", MATCHES)
def test_two_cells_are_said_to_differ_just_where_the_middle_halves_of_their_seeds_do_not_touch(equal: str) -> None:
    lines = spread_verdict(SHIPPED, equal).splitlines()
    assert len(lines) == 3
    for line in lines:
        one, other = (MATCHES[equal][kind.lower()] for kind in re.findall(r"LSTM|GRU|RNN", line)[:2])
        told = {int(size.replace(",", "")) for size in re.findall(r"\b\d[\d,]*\b", line.partition("more than")[2])}
        for size in SHIPPED.setting.sizes:
            first, second = SHIPPED.accuracy(one, size), SHIPPED.accuracy(other, size)
            touch = np.quantile(first, 0.25) <= np.quantile(second, 0.75)
            touch &= np.quantile(second, 0.25) <= np.quantile(first, 0.75)
            assert (size in told) == (not touch), (line, size)


def test_what_is_within_the_spread_is_said_to_be() -> None:
    wide = [[0.6, 0.7, 0.8, 0.9, 1.0]] * 2
    said = spread_verdict(study(lstm=wide, gru=wide, rnn=[[0.5] * 5] * 2), "units")
    assert "**LSTM and GRU**: the difference is within the spread at every size." in said
    assert "**LSTM and RNN**: they differ by more than the spread at every size." in said


def test_who_has_not_learned_it_with_much_data_is_not_said_to_have() -> None:
    said = data_verdict(study(rnn=[[0.5] * 5, [0.9962] * 4 + [0.6]], fitted=0.9), "units")
    assert "with 64 each of them gets 99 % or more" in said
    assert "0 of the 15 networks" in said
    said = data_verdict(study(rnn=[[0.5] * 5, [0.9, 0.92, 0.94, 0.96, 1.0]]), "units")
    assert "with 64 they get 100 % (LSTM), 100 % (GRU) and 94 % (RNN)" in said


def test_nearly_all_is_not_called_all() -> None:
    said = data_verdict(study(rnn=[[0.9962] * 5, [1.0] * 5]), "units")
    assert "99.6 % (RNN)" in said


def test_the_networks_are_told_from_those_that_race_and_how_they_were_made_is_said() -> None:
    said = who(SHIPPED, "parameters")
    assert "not the networks that race above" in said
    for name in MATCHES["parameters"].values():
        assert f"{VARIANTS[name].units()} units, {VARIANTS[name].parameters():,} parameters" in said
    told = how(SHIPPED)
    for part in ("10 seeds", "500 optimizer steps", "0.003 or 0.01 or 0.03 or 0.1", "3 other seeds", "data_study"):
        assert part in told


def test_every_network_is_a_dot() -> None:
    band, dots, line = data_chart("units", "en")["layer"]
    sizes, seeds = len(SHIPPED.setting.sizes), len(SHIPPED.setting.seeds)
    assert len(dots["data"]["values"]) == 3 * sizes * seeds
    assert len(line["data"]["values"]) == len(band["data"]["values"]) == 3 * sizes
