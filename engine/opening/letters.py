"""A layer out of a file as a network that reads letters and guesses the next: embedding, layer and answers in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.character_model import CharacterModel
from engine.learning.tasks.sequence import InputProblem, shorten
from engine.learning.tasks.typed import visible
from engine.networks.network import Network
from engine.networks.readout import Readout
from engine.opening.tokens import MARK, UNKNOWN, Tokens

UNREAD = "\ufffd"  # the sign for a letter that nobody knows, which every font has
_FIRST = "□◇○△▽■◆●▲▼"


def character_model(
    network: Network,
    readout: Readout,
    known: Tokens,
    embedding: NDArray[Any] | None,
    begins: str | None = None,
    layer: int = 0,
) -> CharacterModel:
    """The network with an input for every letter: what an embedding (V, D) feeds it is taken into its weights.

    V e_k, with e_k the k-th row of the embedding, is what column k of V Eᵀ brings: (G·H, D)(D, K), in float64.

    Args:
        embedding: its first rows are the letters; None for a network whose inputs are one-hot.
        begins: the letter before which its memory is empty; None for one that carries it on.
        layer: whose units are asked.

    Raises:
        InputProblem: it reads backwards, projects, has weights that are no numbers, or does not fit.
    """
    check_reads_and_writes(set(network.layer_directions) == {"forward"}, network.proj_size)
    letters = alphabet(known)
    weights = {name: np.asarray(values, np.float64) for name, values in network.weights.items()}
    rows = network.input_size if embedding is None else len(embedding)
    if rows < len(letters) or (embedding is None and rows > len(letters)) or len(readout.bias) != len(letters):
        raise InputProblem(
            "The vocabulary has {count} letters; the network reads {rows} and answers with one of {answers}: to be "
            "asked what its units know, it reads and writes the same letters.",
            count=len(letters),
            rows=rows,
            answers=len(readout.bias),
        )
    if embedding is not None:
        weights["weight_ih_l0"] = weights["weight_ih_l0"] @ np.asarray(embedding[: len(letters)], np.float64).T
    arrays = (*weights.values(), readout.weight, readout.bias)
    if not all(np.isfinite(values).all() for values in arrays):
        raise InputProblem("Some of its weights are NaN or ∞: it can neither read nor write.")
    of_letters = replace(network, weights=weights, input_size=len(letters))
    return CharacterModel(of_letters, readout, letters, begins, layer)


def check_reads_and_writes(forwards: bool, proj_size: int) -> None:
    """Raise InputProblem for a network that reads backwards or projects, whatever its letters are."""
    if not forwards:
        raise InputProblem(
            "What units know is asked of a network that reads forwards and could write. This one reads both ways: "
            "where it guesses a letter it has read what follows, and it cannot write."
        )
    if proj_size:
        raise InputProblem("This LSTM projects its hidden state, and what units know cannot be asked of it yet.")


def alphabet(known: Tokens) -> tuple[str, ...]:
    """The letters in their order; a sign of its own stands for what is no letter, see `stand_ins`.

    Raises:
        InputProblem: there are tokens of several letters.
    """
    if not known.are_letters:
        long = next(token for token in known.tokens if len(token) > 1 and not MARK.fullmatch(token))
        raise InputProblem(
            "What units know is asked letter by letter, and this vocabulary has tokens of several letters, such as "
            "“{token}”.",
            token=shorten("".join(map(visible, long))),
        )
    signs = stand_ins(known)
    return tuple(signs.get(place, token) for place, token in enumerate(known.tokens))


def stand_ins(known: Tokens) -> dict[int, str]:
    """By number, a sign for every token that is no letter: a mark such as <pad>, a number nobody uses, a letter again.

    That of <unk> is �, unless it is a letter there; the others are shapes that nothing else is.
    """
    taken = {token for token in known.tokens if len(token) == 1}
    seen, found = set[str](), dict[int, str]()
    for place, token in enumerate(known.tokens):
        if len(token) == 1 and token not in seen:
            seen.add(token)
            continue
        first = (UNREAD,) if token in UNKNOWN else ()
        found[place] = next(sign for sign in chain(first, _signs()) if sign not in taken)
        taken.add(found[place])
    return found


def _signs() -> Iterator[str]:
    """Shapes, the plainest first, and then signs that nobody has given a meaning."""
    return chain(_FIRST, map(chr, chain(range(0x25A0, 0x2600), range(0xE000, 0xF900))))
