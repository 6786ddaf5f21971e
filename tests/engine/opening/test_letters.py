"""An own model of letters: what it reads and writes is what torch computes, and what cannot be is explained."""

from __future__ import annotations

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
    for options in ({"num_layers": 2}, {"bidirectional": True}):
        with pytest.raises(InputProblem, match="one layer that reads forwards"):
            opened("gru", **options)
    _, model = opened("gru", None)
    for readout, known in ((model.readout, Tokens(("a", "b"))), (Readout.fresh(5, 3, 0), LETTERS)):
        with pytest.raises(InputProblem, match="reads and writes the same letters"):
            character_model(model.network, readout, known, None)
    with pytest.raises(InputProblem, match="NaN or ∞"):
        character_model(model.network, model.readout, LETTERS, np.full((6, 6), np.nan))
    with pytest.raises(InputProblem, match="reads and writes the same letters"):
        character_model(model.network, model.readout, LETTERS, np.ones((4, 6)))
