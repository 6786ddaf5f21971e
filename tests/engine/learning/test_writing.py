"""Networks that write: fed by their own letters, at any temperature, and where they leave a text."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.cells.base import Array
from engine.learning import pretrained
from engine.learning.feeding import Feeder
from engine.learning.tasks import HELLO, InputProblem
from engine.learning.writing import leaves, tempered, write
from engine.networks.network import Network, network
from engine.networks.readout import Readout
from engine.recording.record import record

LETTERS = "abcde"
SHARP = 4.0  # of the readout, so that its answers differ


def model(cell: str = "gru", layers: int = 1, seed: int = 3) -> tuple[Network, Readout]:
    fresh = Readout.fresh(6, len(LETTERS), seed)
    return network(cell, len(LETTERS), 6, layers, seed=seed), Readout(SHARP * fresh.weight, fresh.bias)


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru", "slstm", "mut1"])
@pytest.mark.parametrize("layers", [1, 2])
def test_a_network_that_is_fed_in_pieces_says_the_same_as_in_one(cell: str, layers: int) -> None:
    whole, inputs = network(cell, 3, 6, layers, seed=1), np.random.default_rng(0).normal(size=(9, 2, 3))
    feeder = Feeder(whole, sequences=2)
    pieces = [feeder.feed(piece) for piece in (inputs[:4], inputs[4:5], inputs[5:])]
    np.testing.assert_allclose(np.concatenate(pieces), record(whole, inputs).outputs, rtol=0, atol=1e-14)


@pytest.mark.parametrize("directions", ["both", "backward"])
def test_who_reads_backwards_cannot_go_on(directions: str) -> None:
    with pytest.raises(ValueError, match="reads backwards"):
        Feeder(network("gru", 5, 6, directions=directions))


def test_each_letter_is_fed_back_and_torch_says_the_same() -> None:
    net, readout = model("lstm")
    written = write(net, readout, LETTERS, "ab", count=12)
    module, text = net.to_torch(), "ab" + str(written)
    with torch.no_grad():
        outputs, _ = module(torch.eye(5, dtype=torch.float64)[[LETTERS.index(letter) for letter in text]][:, None])
        logits = outputs[1:-1, 0] @ torch.tensor(readout.weight).T + torch.tensor(readout.bias)
    np.testing.assert_allclose(written.probabilities, logits.softmax(-1), rtol=0, atol=1e-12)
    assert str(written) == "".join(LETTERS[index] for index in logits.argmax(-1))


def test_the_network_that_learned_hello_writes_it_greedily() -> None:
    trained = pretrained.load("hello", "lstm")
    assert str(write(trained.network, trained.readout, HELLO, "h", count=4)) == "ello"


def test_letters_are_drawn_as_often_as_they_are_likely() -> None:
    net, readout = model()
    first = [write(net, readout, LETTERS, "a", 1, temperature=0.5, seed=seed) for seed in range(3000)]
    shares = [sum(one.letters == (letter,) for one in first) / len(first) for letter in LETTERS]
    expected = tempered(first[0].probabilities[0], 0.5)
    assert expected.max() - expected.min() > 0.1
    np.testing.assert_allclose(shares, expected, atol=0.03)


def test_the_same_seed_is_the_same_text_and_another_is_another() -> None:
    net, readout = model()
    texts = [str(write(net, readout, LETTERS, "a", 60, temperature=1.0, seed=seed)) for seed in (0, 0, 1)]
    assert texts[0] == texts[1] != texts[2]


def test_a_low_temperature_writes_what_is_likeliest() -> None:
    net, readout = model()
    assert str(write(net, readout, LETTERS, "a", 30, 1e-6)) == str(write(net, readout, LETTERS, "a", 30, 0.0))


@pytest.mark.parametrize("temperature", [0.0, 1e-300, 0.3, 1.0, 2.0])
def test_temperature_is_softmax_of_logits_over_it(temperature: float) -> None:
    logits: Array = np.array([[0.3, -1.0, 2.0], [-800.0, 0.0, 5.0]])
    with np.errstate(all="ignore"):
        scaled = np.exp((logits - logits.max(-1, keepdims=True)) / temperature) if temperature else logits >= [[2], [5]]
    probabilities = np.exp(logits - np.logaddexp.reduce(logits, -1, keepdims=True))
    np.testing.assert_allclose(tempered(probabilities, temperature), scaled / scaled.sum(-1, keepdims=True), atol=1e-12)


@pytest.mark.parametrize(
    ("prompt", "written", "place"),
    [
        ("h", "ello", None),
        ("h", "ellooo", None),  # nothing is said about what comes after the end
        ("h", "elo", 2),
        ("he", "xlo", 0),
        ("l", "lo", None),  # after the first l
        ("l", "o", None),  # after the second
        ("l", "llo", 1),
        ("x", "ello", 0),
        ("hello", "hello", None),
    ],
)
def test_where_it_leaves_the_text(prompt: str, written: str, place: int | None) -> None:
    assert leaves(written, "hello", prompt) == place


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"prompt": ""}, "The text is empty"),
        ({"prompt": "abx"}, "knows only the characters a b c d e, and character 3 is “x”"),
        ({"count": 0}, "The number of letters must be a whole number from 1 to 500, and it is 0."),
        ({"count": 501}, "from 1 to 500"),
        ({"temperature": -0.1}, "The temperature must be a number from 0 to 5, and it is -0.1."),
        ({"temperature": float("nan")}, "and it is nan"),
        ({"temperature": 5.1}, "from 0 to 5"),
        ({"seed": -1}, "The seed must be"),
    ],
)
def test_what_cannot_be_written_is_told_so(arguments: dict[str, object], problem: str) -> None:
    given: dict[str, object] = {"prompt": "a", **arguments}
    with pytest.raises(InputProblem, match=problem):
        write(*model(), LETTERS, **given)  # type: ignore[arg-type]


def test_a_network_whose_numbers_ran_away_cannot_write() -> None:
    net, readout = model()
    with pytest.raises(InputProblem, match="no longer finite"):
        write(net, Readout(readout.weight * np.inf, readout.bias), LETTERS, "a")


def test_an_alphabet_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="4 letters do not fit 5 inputs"):
        write(*model(), "abcd", "a")
