"""What a network makes of a text, letter by letter: as `record` and torch have it, paragraph by paragraph."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch

from engine.learning.character_model import CharacterModel, ReadText
from engine.networks.network import network
from engine.networks.readout import Readout
from engine.recording.interventions import Hold
from engine.recording.record import record

ALPHABET = ("\n", *"abcdef ")
TEXT = "abba fee\nf\n\nbead deaf cab fade bee dad\nabba fee a\ncab"


def model(cell: str = "lstm", units: int = 5, begins: str | None = "\n", seed: int = 4) -> CharacterModel:
    fresh = Readout.fresh(units, len(ALPHABET), seed)
    sharp = Readout(5 * fresh.weight, fresh.bias)
    return CharacterModel(network(cell, len(ALPHABET), units, seed=seed), sharp, ALPHABET, begins)


def one_hot(letters: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.eye(len(ALPHABET))[[ALPHABET.index(letter) for letter in letters]]


def by_paragraph(made: CharacterModel, text: str, holds: tuple[Hold, ...] = ()) -> dict[str, list[list[float]]]:
    """The definition: each paragraph by itself, led by its "\\n", from a state of zeros."""
    found: dict[str, list[list[float]]] = {name: [] for name in made.signals}
    for number, paragraph in enumerate(text.split("\n")):
        trace = record(made.network, one_hot("\n" + paragraph), interventions=holds)
        for name, values in found.items():
            values += trace.signals[name][0, 0, int(number == 0) :, 0].tolist()
    return found


@pytest.mark.parametrize("cell", ["lstm", "gru", "elman", "slstm", "rg_lru"])
def test_every_signal_is_that_of_its_paragraph_read_alone(cell: str) -> None:
    made = model(cell)
    read, truth = made.read(TEXT), by_paragraph(made, TEXT)
    assert set(read.signals) == set(truth)
    assert not any("preactivation" in name for name in truth)
    for name, values in truth.items():
        np.testing.assert_allclose(read.signals[name], values, rtol=0, atol=1e-14)
    np.testing.assert_allclose(
        read.probabilities, made.readout.probabilities(read.signals["hidden"]), rtol=1e-14, atol=0
    )
    assert read.known.all()


def test_an_lstm_says_what_torch_says() -> None:
    made = model("lstm")
    module = made.network.to_torch()
    with torch.no_grad():
        outputs = [module(torch.tensor(one_hot("\n" + part)))[0] for part in TEXT.split("\n")]
    np.testing.assert_allclose(made.read(TEXT).signals["hidden"], torch.cat(outputs)[1:], rtol=0, atol=1e-14)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_held_units_change_what_comes_after_as_when_they_are_recorded(cell: str) -> None:
    made = model(cell)
    holds = (Hold(made.memory, 0.8, units=[2]), Hold(made.memory, -0.3, units=[0, 4]))
    read, truth = made.read(TEXT, holds), by_paragraph(made, TEXT, holds)
    for name, values in truth.items():
        np.testing.assert_allclose(read.signals[name], values, rtol=0, atol=1e-14)
    assert (read.signals[made.memory][:, 2] == 0.8).all()


def test_a_hold_counts_the_letters_of_the_text() -> None:
    made, text = model(), "ab☃ba"
    read = made.read(text, [Hold("cell", 0.5, units=[1], steps=[3])])
    free = made.read(text)
    np.testing.assert_array_equal(read.signals["cell"][:2], free.signals["cell"][:2])
    assert read.signals["cell"][3, 1] == 0.5 != free.signals["cell"][3, 1]
    assert (read.signals["hidden"][4] != free.signals["hidden"][4]).all()


def test_letters_that_it_does_not_know_are_passed_over() -> None:
    made = model()
    marked, plain = made.read("ab☃ba 🙂\nΩfee"), made.read("abba \nfee")
    assert marked.known.tolist() == [letter in ALPHABET for letter in marked.text]
    for seen, of in (*((marked.signals[name], plain.signals[name]) for name in made.signals),
                     (marked.probabilities, plain.probabilities)):  # fmt: skip
        np.testing.assert_array_equal(seen[marked.known], of)
        assert np.isnan(seen[~marked.known]).all()
    np.testing.assert_array_equal(marked.nats[marked.known], plain.nats)


def test_the_nats_of_a_letter_are_those_of_the_guess_before_it() -> None:
    made = model()
    read = made.read(TEXT)
    guesses = np.concatenate((made.read("\n").probabilities, read.probabilities[:-1]))
    given = guesses[np.arange(len(TEXT)), made.coded(TEXT)]
    np.testing.assert_allclose(read.nats, -np.log(given), rtol=1e-12)
    assert np.isnan(made.read("\nab").nats).tolist() == [True, False, False]


def test_a_text_that_begins_with_its_paragraph_is_read_from_there() -> None:
    made = model()
    led, plain = made.read("\nabba"), made.read("abba")
    np.testing.assert_array_equal(led.signals["cell"][1:], plain.signals["cell"])


def test_a_network_without_paragraphs_carries_its_state_through_everything() -> None:
    made = model("gru", begins=None)
    trace = record(made.network, one_hot(TEXT))
    np.testing.assert_allclose(made.read(TEXT).signals["hidden"], trace.signals["hidden"][0, 0, :, 0], atol=1e-14)


@pytest.mark.parametrize("text", ["", "☃", "\n", "\n\n\n", "Ω\nΩ"])
@pytest.mark.parametrize("begins", ["\n", None])
def test_a_text_of_nearly_nothing_is_read_too(text: str, begins: str | None) -> None:
    made = model(begins=begins)
    read: ReadText = made.read(text)
    assert {values.shape for values in read.signals.values()} == {(len(text), 5)}
    assert (np.isnan(read.signals["cell"]).all(axis=1) == ~read.known).all()


def test_paragraphs_of_all_lengths_need_little_room() -> None:
    text = "\n" * 3000 + "abba " * 600  # padded to one length this would be 9 million letters
    read = model().read(text, only=["cell"])
    assert set(read.signals) == {"cell"}
    np.testing.assert_array_equal(read.signals["cell"][:2999] - read.signals["cell"][0], 0)


@pytest.mark.parametrize(
    ("cell", "memory", "states"),
    [("lstm", "cell", ("cell", "hidden")), ("gru", "hidden", ("hidden",)), ("slstm", "cell", ("cell", "hidden"))],
)
def test_it_says_where_it_keeps_what_it_knows(cell: str, memory: str, states: tuple[str, ...]) -> None:
    assert (model(cell).memory, model(cell).states) == (memory, states)


def test_it_is_a_value_that_travels() -> None:
    made = model()
    again = pickle.loads(pickle.dumps(made))
    np.testing.assert_array_equal(again.read(TEXT).signals["cell"], made.read(TEXT).signals["cell"])
    with pytest.raises(ValueError, match="read-only"):
        made.read(TEXT).probabilities[0] = 0


def test_what_does_not_fit_is_refused() -> None:
    made = model()
    with pytest.raises(ValueError, match="do not fit"):
        CharacterModel(made.network, made.readout, ALPHABET[1:])
    with pytest.raises(ValueError, match="each of them once"):
        CharacterModel(made.network, made.readout, (*ALPHABET[:-1], "a"))
    with pytest.raises(ValueError, match="no letter of the alphabet"):
        CharacterModel(made.network, made.readout, ALPHABET, begins="¶")
    both = network("lstm", len(ALPHABET), 5, directions="both")
    with pytest.raises(ValueError, match="read forwards"):
        CharacterModel(both, Readout.fresh(10, len(ALPHABET), 0), ALPHABET)
    with pytest.raises(ValueError, match="no signal 'cellar'"):
        made.read("a", only=["cellar"])
