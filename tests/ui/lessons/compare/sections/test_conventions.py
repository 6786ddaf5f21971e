"""What the GRU's other conventions change is measured on the run."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.conventions import reset_before, z_writes
from ui.lessons.compare.run import compare
from ui.lessons.compare.sections.conventions import EQUAL, both_verdict
from ui.lessons.compare.settings import CompareSettings

EXPONENT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number(said: str) -> float:
    mantissa, _, power = said.partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(EXPONENT) or 0)


@given(
    seed=st.integers(0, 9999),
    data_seed=st.integers(0, 9999),
    gap=st.integers(1, 60),
    start=st.sampled_from(["open", "plain"]),
    network=st.sampled_from(["trained", "fresh"]),
)
def test_one_leaves_the_states_as_they_are_and_the_other_moves_them(
    seed: int, data_seed: int, gap: int, start: str, network: str
) -> None:
    settings = CompareSettings(seed=seed, data_seed=data_seed, gap=gap, start=start, network=network)
    comparison = compare(settings.of_the_run())
    gru = comparison.of("gru")
    assert gru is not None
    inputs = comparison.sequence.inputs
    said = both_verdict(comparison)
    told = re.findall(r"differ by (?:up to )?(\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)", said)
    same, *moved = (number(found) for found in told)
    assert same <= EQUAL
    np.testing.assert_allclose(same, z_writes(gru.network, inputs).largest, rtol=0.5)
    largest = reset_before(gru.network, inputs).largest
    assert bool(moved) == (largest > EQUAL)
    if moved:
        np.testing.assert_allclose(moved[0], largest, rtol=0.5)
    else:
        assert "makes no difference to this run" in said
