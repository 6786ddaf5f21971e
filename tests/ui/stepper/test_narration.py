import re

import pytest

import engine
from tests.ui.stepper.runs import names_in, panel_of
from ui.stepper.cells import registry
from ui.stepper.narration import HOW_MUCH, NOT_FINITE, Words, described_narration


def word(words: Words, value: float) -> str:
    return next(text for bound, text in words.choices if bound is None or value < bound)


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        (0.0, "almost nothing"),
        (0.04, "almost nothing"),
        (0.16, "almost nothing"),
        (0.2, "a little"),
        (0.5, "about half"),
        (0.6, "most"),
        (0.86, "most"),
        (0.9, "almost all"),
        (0.97, "almost all"),
        (1.0, "almost all"),
    ],
)
def test_a_gate_in_words(gate: float, said: str) -> None:
    assert word(Words("forget_gate", HOW_MUCH), gate) == said


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("elman_relu", -0.3, "which ReLU cuts off to"),
        ("elman_relu", 0.3, "which ReLU passes on as"),
        ("elman_leaky_relu", -0.3, "which leaky ReLU shrinks to"),
        ("elman", 0.3, "which tanh turns into"),
    ],
)
def test_what_a_nonlinearity_does_to_the_sum(cell: str, value: float, said: str) -> None:
    assert word(registry()[cell].narration.words["turned"], value) == said


def test_a_saturated_tanh_is_called_flat() -> None:
    flat = registry()["elman"].narration.words["flat"]
    assert flat.magnitude
    assert word(flat, 1.9) == ""
    assert "flat" in word(flat, 2.1)


@pytest.mark.parametrize("cell", registry())
def test_every_field_of_a_sentence_can_be_read(cell: str) -> None:
    narration, recorded = registry()[cell].narration, panel_of(cell).arrays
    known = {"unit", *narration.words}
    for template in (narration.template, narration.first):
        assert template.count("**") % 2 == 0
        assert template[0].islower(), "a note may stand before it"
        for field in re.findall(r"\{(\w+)\}", template):
            signal = field.removesuffix("_before")
            assert field in known or signal in recorded, field
            assert not field.endswith("_before") or f"{signal}_initial" in recorded
    for words in narration.words.values():
        bounds = [bound for bound, _ in words.choices[:-1]]
        assert bounds == sorted(bound for bound in bounds if bound is not None)
        assert words.choices[-1][0] is None
        for reference in filter(None, (words.read, words.against)):
            assert all(name in recorded for name in names_in(reference))
    assert all(name in recorded for name in (*narration.watched, *names_in(narration.start)))


@pytest.mark.parametrize("cell", registry())
def test_all_that_a_cell_computes_is_watched_for_nan(cell: str) -> None:
    signals = {signal.name for signal in engine.cells.get(cell).signals if signal.kind != "preactivation"}
    assert signals <= set(registry()[cell].narration.watched)
    assert described_narration(registry()[cell].narration)["not_finite"] == NOT_FINITE
    assert set(re.findall(r"\{(\w+)\}", NOT_FINITE)) == {"what", "unit", "value"}
