"""Units with their signs turned are the same network."""

import numpy as np
import pytest

import engine
from engine import Readout, cells, losses
from engine.networks.unit_signs import flipped, flipped_readout, speaking_against

INPUTS = np.random.default_rng(0).normal(size=(15, 2, 3))
UNITS = np.array([True, False, True, True, False])
ODD = [name for name in cells.names() if cells.get(name).odd is not None]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("cell", ODD)
def test_all_but_the_signs_is_as_before(cell: str, bias: bool) -> None:
    network, readout = engine.network(cell, 3, 5, seed=1, bias=bias), Readout.fresh(5, 2, 0)
    other, other_readout = flipped(network, UNITS), flipped_readout(readout, UNITS)
    targets = np.arange(15) % 2
    one = engine.record(network, INPUTS, losses.cross_entropy(targets, readout))
    two = engine.record(other, INPUTS, losses.cross_entropy(targets, other_readout))
    np.testing.assert_allclose(other_readout.logits(two.outputs), readout.logits(one.outputs), rtol=0, atol=1e-14)
    assert one.loss == pytest.approx(two.loss, rel=1e-14)
    odd = {*(cells.get(cell).odd or ()), "hidden", "cell"}
    for name, values in one.signals.items():
        signs = np.where(UNITS, -1.0, 1.0) if name.removesuffix("_preactivation") in odd else 1.0
        np.testing.assert_allclose(two[name], values * signs, atol=1e-14, err_msg=name)
        np.testing.assert_allclose(two.gradients[name], one.gradients[name] * signs, atol=1e-14, err_msg=name)
    assert flipped(other, UNITS) == network
    assert other != network


def test_those_that_speak_against_an_answer_speak_for_it_afterwards() -> None:
    for answers in (1, 2):
        readout = Readout(np.random.default_rng(answers).normal(size=(answers, 6)), np.zeros(answers))
        for answer in range(answers):
            against = speaking_against(readout, answer)
            assert 0 < against.sum() < 6
            turned = flipped_readout(readout, against).weight
            assert (turned[answer] > (turned[1 - answer] if answers == 2 else 0)).all()
    with pytest.raises(ValueError, match="with 3 answers"):
        speaking_against(Readout(np.ones((3, 6)), np.zeros(3)), 0)


def test_what_has_a_sign_of_its_own_is_refused() -> None:
    for cell in ("elman_relu", "elman_sigmoid", "elman_leaky_relu"):
        with pytest.raises(ValueError, match="have a sign of their own"):
            flipped(engine.network(cell, 3, 5), UNITS)
    for options in ({"num_layers": 2}, {"bidirectional": True}, {"proj_size": 2}):
        with pytest.raises(ValueError, match="one layer in one direction"):
            flipped(engine.network("lstm", 3, 5, **options), UNITS)
