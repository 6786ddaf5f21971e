"""The weights of a gate as a picture, and in a line."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import engine
from engine.opening.layers import Layer
from engine.opening.statistics import Block, blocks
from ui.lessons.own.figures.weights import weight_rows, weight_spread
from ui.lessons.own.view import layer_name, said_of


def say(sentence: str, **values: object) -> str:
    return sentence.format(**values)


def gates() -> dict[str, Block]:
    return {block.name: block for block in blocks(engine.network("lstm", 3, 4, init=engine.Init(forget_bias=2.0)))}


@pytest.mark.parametrize("name", ["forget_gate", "candidate"])
def test_every_bin_of_both_matrices_is_drawn(name: str) -> None:
    block = gates()[name]
    rows = weight_rows(block)
    assert block.from_state is not None
    in_colour = [row for row in rows if row["name"] != "muted"]
    np.testing.assert_allclose([row["share"] for row in in_colour], block.from_state.counts / 16)
    for colour in ("muted", "forget_gate" if name == "forget_gate" else "ink"):
        assert sum(row["share"] for row in rows if row["name"] == colour) == pytest.approx(1)
    chart = weight_spread(block, t=say).to_dict()  # Altair checks every value
    for axis, field in (("x", "weight"), ("y", "share")):  # without its rows, which come later, it has ends already
        low, high = chart["encoding"][axis]["scale"]["domain"]
        assert chart["encoding"][axis]["field"] == field
        assert low <= min(row[field] for row in rows) < max(row[field] for row in rows) == high


def test_the_line_says_what_the_weights_are() -> None:
    block = gates()["forget_gate"]
    said = said_of(block, is_memory=True)
    assert block.radius is not None
    assert f"ρ(W) = **{block.radius:.3g}**" in said
    assert "open 88% at rest" in said
    assert "at rest" not in said_of(block, is_memory=False)
    assert block.from_state is not None
    lost = dataclasses.replace(block, from_state=dataclasses.replace(block.from_state, lost=0.25))
    assert "**25.0% of W are NaN or ∞**" in said_of(lost, is_memory=False)
    assert "of V are" not in said_of(lost, is_memory=False), "the weights of the input are whole"
    assert said_of(dataclasses.replace(block, radius=None, norm=None, bias=None), is_memory=True) == ""


def test_a_layer_is_named_by_its_place_and_sizes() -> None:
    layer = Layer("a.rnn", "PyTorch", ("elman", "elman_relu"), 3, 40, 2, 2, True, 0, {"w": np.zeros((50, 20))}, ("w",))
    assert layer_name(layer) == "a.rnn · RNN · 3 → 40 units · 1,000 parameters · 2 layers · both directions"
    assert layer_name(dataclasses.replace(layer, path="", proj_size=5)).startswith("RNN · ")
    assert layer_name(dataclasses.replace(layer, proj_size=5)).endswith("projected to 5")
