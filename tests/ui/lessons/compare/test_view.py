"""What the compare page hands to the stepper, and the sentences over it."""

import subprocess
import sys
from dataclasses import replace

import pytest

from ui.lessons.compare.run import compare
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.view import compare_payload, initialised, verdict

SETTINGS = CompareSettings(sequence="text", text="hello", seed=7, units=5)
IN_A_FRESH_PROCESS = f"""
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.view import compare_payload
print(compare_payload({SETTINGS!r}.of_the_run(), "en", False, False).key)
"""


def test_a_link_gives_the_same_picture_to_the_digit() -> None:
    done = subprocess.run([sys.executable, "-c", IN_A_FRESH_PROCESS], capture_output=True, text=True, check=True)
    here = compare_payload(SETTINGS.of_the_run(), "en", False, False).key
    assert done.stdout.strip() == here
    assert compare_payload(replace(SETTINGS, seed=8).of_the_run(), "en", False, False).key != here


@pytest.mark.parametrize("start", ["open", "plain"])
@pytest.mark.parametrize("network", ["trained", "fresh"])
def test_how_they_began_is_said_in_words_of_its_own(start: str, network: str) -> None:
    said = initialised(compare(CompareSettings(start=start, network=network, gap=20).of_the_run()))
    assert "efault initialisation" in said
    assert "PyTorch draws" not in said
    assert "decides" not in said
    assert ("$b_f = 3$" in said) == (start == "open")


@pytest.mark.parametrize("gap", [5, 40, 80, 81])
def test_the_verdict_counts_sequences_and_speaks_of_correct_answers(gap: int) -> None:
    said = verdict(compare(CompareSettings(gap=gap).of_the_run()))
    assert "On 300 new sequences of this length correct answers come from" in said
    assert "right" not in said


def test_colours_are_explained_above_the_rows_and_marks_where_there_are_some() -> None:
    def explained(settings: CompareSettings) -> tuple[str, ...]:
        return compare_payload(settings.of_the_run(), "en", False, False).figures[0].legend

    assert explained(SETTINGS) == ("signed",)
    assert explained(CompareSettings(sequence="latch")) == ("answers", "signed")
