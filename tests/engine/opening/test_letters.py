"""An own model of letters: what it reads and writes is what torch computes, and what cannot be is explained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from engine.learning.character_model import CharacterModel
from engine.learning.tasks.sequence import InputProblem
from engine.networks.readout import Readout
from engine.opening.files import read
from engine.opening.finding import answers, embeddings, find
from engine.opening.layers import ASKED
from engine.opening.letters import alphabet, character_model, stand_ins
from engine.opening.tokens import Tokens
from engine.recording.interventions import Hold
from tests.engine.examples import module
from tests.engine.opening.saved import named, pickled
from ui.look.cells import kind_of
from ui.stepper.cells import has_live_half

LETTERS = Tokens(("\n", " ", "a", "b", "c", "<pad>"))
TEXT = "ab ca\nbcb a"


def opened(cell: str, embedding: int | None = 3, known: Tokens = LETTERS, **options: Any) -> tuple[Any, CharacterModel]:
    """A torch model of letters and what is made of its file."""
    letters = len(known)
    parts = {
        "emb.": torch.nn.Embedding(letters + 2, embedding) if embedding else None,
        "rnn.": module(cell, embedding or letters, 5, dtype=torch.float32, **options),
        "out.": torch.nn.Linear(5 * (2 if options.get("bidirectional") else 1), letters),
    }
    there = {prefix: part for prefix, part in parts.items() if part is not None}
    saved = pickled({name: tensor for prefix, part in there.items() for name, tensor in named(prefix, part).items()})
    file = read(saved, "letters.pt")
    (layer,) = find(file).layers
    answer = next(one for one in answers(file, layer) if len(one.matrix) == letters)
    matrix = embeddings(file, layer)[0].matrix if embedding else None
    return parts, character_model(layer.network(cell if cell in layer.cells else None), answer.readout(), known, matrix)


@pytest.mark.parametrize("embedding", [3, None])
@pytest.mark.parametrize("cell", ["lstm", "gru", "elman", "elman_relu"])
def test_the_next_letter_is_as_probable_as_in_torch(cell: str, embedding: int | None) -> None:
    parts, model = opened(cell, embedding)
    numbers = torch.tensor([LETTERS.numbers[letter] for letter in TEXT])
    inputs = parts["emb."].double()(numbers) if embedding else torch.eye(len(LETTERS)).double()[numbers]
    hidden, _ = parts["rnn."].double()(inputs)
    expected = torch.softmax(parts["out."].double()(hidden), dim=-1).detach().numpy()
    np.testing.assert_allclose(model.read(TEXT).probabilities, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_a_stack_is_asked_layer_by_layer(cell: str) -> None:
    parts, model = opened(cell, num_layers=3)
    below = torch.nn.LSTM(3, 5, 2) if cell == "lstm" else torch.nn.GRU(3, 5, 2)
    below.load_state_dict({name: w for name, w in parts["rnn."].state_dict().items() if not name.endswith("_l2")})
    inputs = parts["emb."](torch.tensor([LETTERS.numbers[letter] for letter in TEXT])).double()
    top, under = (part.double()(inputs)[0].detach().numpy() for part in (parts["rnn."], below))
    middle, last = (replace(model, layer=layer).read(TEXT) for layer in (1, 2))
    np.testing.assert_allclose(middle.signals["hidden"], under, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(last.signals["hidden"], top, rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(middle.probabilities, last.probabilities)
    held = replace(model, layer=1).read(TEXT, [Hold(model.memory, 0.5, units=[2], layer=1)])
    assert (held.signals[model.memory][:, 2] == 0.5).all()
    assert not np.allclose(held.probabilities, last.probabilities), "the layers above hear of it"
    with pytest.raises(ValueError, match="no layer 3; the layers are 0 to 2"):
        replace(model, layer=3)


def test_every_cell_that_a_file_may_hold_can_be_computed_by_a_browser() -> None:
    of_files = {"lstm", "gru", "gru_reset_before", *(cell for cells in ASKED for cell in cells)}
    assert all(has_live_half(kind_of(cell)) for cell in of_files)


def test_what_is_no_letter_has_a_sign_of_its_own() -> None:
    known = Tokens(("<pad>", "p", "□", "", "<unk>", "p", "[UNK]"))
    assert stand_ins(known) == {0: "◇", 3: "○", 4: "�", 5: "△", 6: "▽"}
    assert alphabet(known) == ("◇", "p", "□", "○", "�", "△", "▽")


def test_what_cannot_be_asked_says_why() -> None:
    with pytest.raises(InputProblem, match="tokens of several letters"):
        alphabet(Tokens(("a", "the")))
    with pytest.raises(InputProblem, match="reads both ways"):
        opened("gru", bidirectional=True)
    _, model = opened("gru", None)
    for readout, known in ((model.readout, Tokens(("a", "b"))), (Readout.fresh(5, 3, 0), LETTERS)):
        with pytest.raises(InputProblem, match="reads and writes the same letters"):
            character_model(model.network, readout, known, None)
    with pytest.raises(InputProblem, match="NaN or ∞"):
        character_model(model.network, model.readout, LETTERS, np.full((6, 6), np.nan))
    with pytest.raises(InputProblem, match="reads and writes the same letters"):
        character_model(model.network, model.readout, LETTERS, np.ones((4, 6)))
