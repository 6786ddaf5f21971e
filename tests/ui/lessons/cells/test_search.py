"""The published figures agree with themselves, and what is said of them follows from them."""

from math import exp

import pytest

from ui.lessons.cells.sections.search import PUBLISHED, Published, doubt, reading, table


@pytest.mark.parametrize("one", [one for one in PUBLISHED if one.name != "LSTM-f"], ids=lambda one: one.name)
def test_a_perplexity_is_e_to_the_power_of_its_loss(one: Published) -> None:

    assert exp(one.large) == pytest.approx(one.perplexity, abs=0.1)


def test_the_one_slip_of_the_print_is_told() -> None:
    assert doubt() == (
        "The perplexity printed for LSTM-f is 100.8, and e to the power of 4.606 is 100.1: one of the two is a slip of "
        "the print."
    )


def test_what_is_read_off_the_table() -> None:
    said = reading()
    assert "costs 0.207 nats a word for the forget gate, 0.045 for the input gate, 0.012 for the output gate" in said
    assert "Last of all is LSTM-f, first is LSTM-b" in said
    assert table().splitlines()[2].startswith("| **LSTM-b** |")
