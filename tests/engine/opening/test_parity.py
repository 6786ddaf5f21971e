"""A module saved and opened again computes what it computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine.opening.files import read
from engine.opening.finding import find
from engine.opening.statistics import blocks
from tests.engine.examples import numbers
from tests.engine.opening.saved import FORMATS, named, random_module


@pytest.mark.parametrize("number", range(30))
def test_a_saved_module_is_found_and_records_what_torch_computes(number: int) -> None:
    cell, prefix, module = random_module(number)
    beside = {"head.weight": torch.ones(3, 2), "head.bias": torch.ones(3), "steps": torch.tensor(7)}
    for kind, save in FORMATS.items():
        opened = read(save(named(prefix, module) | beside), "model")
        assert kind.startswith(opened.kind) or (kind, opened.kind) == ("a checkpoint", "PyTorch")
        found = find(opened)
        assert not found.unclear
        (layer,) = found.layers
        assert layer.path.removeprefix("model.").rstrip(".") == prefix.rstrip(".") or layer.path == "model"
        assert (layer.question is not None) == cell.startswith("elman")
        network = layer.network(cell if layer.question else None)
        assert network == engine.from_torch(module)
        assert layer.parameter_count == network.parameter_count

        inputs = numbers(7, 2, layer.input_size, seed=number)
        outputs, _ = module.double()(inputs)
        recorded = engine.record(network, inputs.numpy())
        np.testing.assert_allclose(recorded.outputs, outputs.detach().numpy(), rtol=1e-9, atol=1e-9)
        assert len(blocks(network, *network.keys[-1])) == len(network.cell_of(0).blocks)


@pytest.mark.parametrize(("cell", "torch_cell"), [("lstm", "LSTMCell"), ("gru", "GRUCell"), ("elman", "RNNCell")])
def test_a_single_cell_of_torch_is_a_layer(cell: str, torch_cell: str) -> None:
    given = getattr(torch.nn, torch_cell)(3, 4, dtype=torch.float64)
    (layer,) = find(read(FORMATS["PyTorch"](named("net.cell.", given)), "model")).layers
    network = layer.network(cell)
    x = numbers(5, 1, 3)
    state: Any = None
    for x_t in x:
        state = given(x_t, state)
    hidden = state[0] if isinstance(state, tuple) else state
    np.testing.assert_allclose(engine.record(network, x.numpy()).outputs[-1], hidden.detach().numpy(), atol=1e-12)


def test_several_layers_are_found_in_their_order() -> None:
    cells = {"encoder.": torch.nn.LSTM(2, 3), "decoder.": torch.nn.GRU(3, 4), "ema.decoder.": torch.nn.GRU(3, 4)}
    tensors = {name: tensor for prefix, module in cells.items() for name, tensor in named(prefix, module).items()}
    layers = find(read(FORMATS["PyTorch"](tensors), "model")).layers
    assert [(layer.path, layer.cells, layer.input_size, layer.hidden_size) for layer in layers] == [
        ("encoder", ("lstm",), 2, 3),
        ("decoder", ("gru",), 3, 4),
        ("ema.decoder", ("gru",), 3, 4),
    ]
