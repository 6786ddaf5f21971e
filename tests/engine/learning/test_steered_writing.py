"""Writing with held units: letter by letter as it is defined, whatever is written at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

import numpy as np
import pytest

from engine.learning.character_model import CharacterModel
from engine.learning.luck import numbers
from engine.learning.steered_writing import FREE, TOGETHER, choose, held_at, luck, write, write_rows
from engine.learning.tasks import InputProblem
from engine.networks.network import network
from engine.networks.readout import Readout
from engine.recording.interventions import Hold
from engine.recording.record import record

ALPHABET = ("\n", *"abcdef ")


def model(
    cell: str = "lstm", begins: str | None = "\n", seed: int = 4, layers: int = 1, layer: int = 0
) -> CharacterModel:
    fresh = Readout.fresh(5, len(ALPHABET), seed)
    sharp = Readout(6 * fresh.weight, np.array([3.0, *[0.0] * 7]))  # which often begins a paragraph
    return CharacterModel(network(cell, len(ALPHABET), 5, layers, seed=seed), sharp, ALPHABET, begins, layer)


def by_definition(
    made: CharacterModel, count: int, temperature: float, seed: int, stream: int, holds: Mapping[int, float]
) -> str:
    """Everything since the last "\\n" is recorded anew for every letter, and drawn in plain Python."""
    written, since = "", ALPHABET[0]
    interventions = [Hold(made.memory, value, units=[unit], layer=made.layer) for unit, value in holds.items()]
    for number in numbers(seed, stream, count):
        coded = np.eye(len(ALPHABET))[[ALPHABET.index(letter) for letter in since]]
        hidden = record(made.network, coded, interventions=interventions).outputs[-1, 0]
        logits = made.readout.logits(hidden).tolist()
        if temperature == 0:
            letter = ALPHABET[logits.index(max(logits))]
        else:
            weights = [exp((logit - max(logits)) / temperature) for logit in logits]
            running, letter = 0.0, ""
            for candidate, weight in zip(ALPHABET, weights, strict=True):
                running += weight
                if running > number * sum(weights):
                    letter = candidate
                    break
        written += letter
        since = letter if letter == made.begins else since + letter
    return written


@pytest.mark.parametrize("cell", ["lstm", "gru", "elman", "slstm"])
@pytest.mark.parametrize(("temperature", "holds"), [(1.0, {}), (0.7, {1: 0.9}), (1.5, {0: -0.5, 3: 2.0}), (0.0, {})])
def test_it_writes_what_the_definition_writes(cell: str, temperature: float, holds: dict[int, float]) -> None:
    made = model(cell)
    texts = write(made, 40, temperature, 11, holds=holds, streams=2)
    assert texts == tuple(by_definition(made, 40, temperature, 11, stream, holds) for stream in range(2))
    if temperature == 1:
        assert "\n" in "".join(texts).strip("\n")  # so that the emptied memory was seen, too


@pytest.mark.parametrize(("cell", "layers", "layer"), [("lstm", 2, 0), ("lstm", 2, 1), ("gru", 3, 1)])
def test_a_stack_writes_with_a_unit_of_any_layer_held(cell: str, layers: int, layer: int) -> None:
    made, holds = model(cell, layers=layers, layer=layer), {1: 1.5}
    assert write(made, 40, 0.9, 11, holds=holds) == (by_definition(made, 40, 0.9, 11, 0, holds),)


def test_a_network_without_paragraphs_goes_on_with_what_it_has() -> None:
    made = model("gru", begins=None)
    assert write(made, 60, 1.5, 2) == (by_definition(made, 60, 1.5, 2, 0, {}),)


def test_rows_do_not_notice_each_other() -> None:
    made, rows = model(), TOGETHER + 9
    held = np.full((rows, 5), np.nan)
    held[::2, 1], held[::3, 4] = 0.7, -1.2
    numbers = luck(3, rows, 12)
    together = write_rows(made, 0.9, numbers, held)
    alone = [write_rows(made, 0.9, numbers[[row]], held[[row]])[0] for row in range(rows)]
    np.testing.assert_array_equal(together, alone)


def test_the_same_luck_gives_the_same_text_and_another_another() -> None:
    made = model()
    assert write(made, 80, 1.0, 5) == write(made, 80, 1.0, 5) != write(made, 80, 1.0, 6)
    assert write(made, 80, 1.0, 5, streams=3)[:1] == write(made, 80, 1.0, 5)
    assert write(made, 80, 1.0, 5)[0][:30] == write(made, 30, 1.0, 5)[0]
    assert write(made, 80, 1.0, 5) != write(made, 80, 1.0, 5, holds={2: 3.0})


def test_luck_takes_the_first_letter_whose_sum_exceeds_it() -> None:
    logits = np.log(
        np.array([[0.25, 0.25, 0.0, 0.5]]) + 0.0, where=[[True, True, False, True]], out=np.full((1, 4), -1e9)
    )
    chosen = [
        int(choose(logits, 1.0, np.array([number]))[0]) for number in (0.0, 0.2499, 0.25, 0.4999, 0.5, 1 - 2**-32)
    ]
    assert chosen == [0, 0, 1, 1, 3, 3]
    assert choose(np.zeros((1, 4)), 0.0, np.zeros(1)) == [0]  # the first of equals
    assert choose(np.array([[0.0, 1e3, 1e3, 0.0]]), 1e-300, np.array([0.6])) == [2]


def test_what_cannot_be_written_is_refused() -> None:
    made = model()
    for holds, problem in (({5: 0.0}, "there is no unit 5"), ({0: np.inf}, "a finite number")):
        with pytest.raises(ValueError, match=problem):
            write(made, 3, 1.0, 0, holds=holds)
    with pytest.raises(ValueError, match="at least 0"):
        write(made, 3, -0.1, 0)
    broken = CharacterModel(made.network, Readout(made.readout.weight * np.nan, made.readout.bias), ALPHABET)
    with pytest.raises(InputProblem, match="cannot write"):
        write(broken, 3, 1.0, 0)
    assert np.isnan(held_at(made, FREE)).all()
