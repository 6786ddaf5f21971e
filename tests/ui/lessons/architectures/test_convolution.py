"""The view of convolutions: what stands on screen is what torch computes, and what its sentences claim."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from engine.learning import convolution_networks, motifs
from engine.learning.readers import Reader
from engine.learning.tasks import InputProblem
from engine.networks.convolutional import ConvolutionalNetwork
from engine.networks.wiring import Node
from ui.lessons.architectures.convolution.figures.cost import WIDTHS, dense, recurrent, stacked
from ui.lessons.architectures.convolution.picture import finder_drawing, norms, won
from ui.lessons.architectures.convolution.questions import question
from ui.lessons.architectures.convolution.run import FinderRun, make_run, network_name, starts
from ui.lessons.architectures.convolution.sections import lengths
from ui.lessons.architectures.convolution.telling import note
from ui.lessons.architectures.convolution.view import NEAR_LETTERS, VIEW
from ui.lessons.architectures.convolution.window import window_data
from ui.lessons.architectures.scenes import SCRIPT
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.words import prose

USUAL = ArchitecturesSettings(view="convolution")
SLIDING: list[dict[str, Any]] = [
    {},
    {"filters": "1"},
    {"filters": "several"},
    {"filters": "several", "padding": 3, "stride": 2, "dilation": 2, "pool": 2},
    {"filters": "7", "padding": 6, "stride": 3},
    {"filters": "2", "letters": NEAR_LETTERS, "dilation": 4, "pool": 3},
    {"search": "order"},
    {"search": "order", "reach": "25"},
    {"search": "order", "reach": "dilated"},
    {"search": "order", "dilation": 3, "stride": 2},
]


def found(**changes: Any) -> FinderRun:
    return make_run(VIEW.of_run(replace(USUAL, **changes)))


def in_torch(run: FinderRun) -> list[torch.Tensor]:
    """What `torch.nn.Conv1d` finds, of each bank the last stage, (T', F)."""
    results = []
    for bank in run.network.banks:
        x = torch.tensor(run.sequence.inputs).permute(1, 2, 0)
        for index, stage in enumerate(bank):
            f = stage.filters
            layer = torch.nn.Conv1d(
                x.shape[1], len(f.bias), f.width, f.stride, f.padding, f.dilation, dtype=torch.float64
            )
            layer.load_state_dict({"weight": torch.tensor(f.weight), "bias": torch.tensor(f.bias)})
            with torch.no_grad():
                y = layer(x).relu()
                x = torch.nn.functional.max_pool1d(y, stage.pool) if stage.pool > 1 else y
                if index == len(bank) - 1:
                    results.append(y[0].T)
    return results


@pytest.mark.parametrize("changes", SLIDING, ids=str)
def test_what_is_found_is_what_conv1d_finds_and_every_arrow_is_the_wirings(changes: dict[str, Any]) -> None:
    run = found(**changes)
    picture = finder_drawing(run)
    nodes = [box.node for box in picture.boxes]
    assert {(nodes[one], nodes[other]) for one, other in picture.arrows} == run.wiring.arrows
    theirs = in_torch(run)
    for bank, of_bank in enumerate(theirs):
        np.testing.assert_allclose(run.convolving.banks[bank][-1].found[:, 0], of_bank.numpy(), atol=1e-12)
    largest = max(float(stage.found.max()) for bank in run.convolving.banks for stage in bank)
    for box in picture.boxes:
        if box.node.kind == "found" and box.node.layer == len(run.network.banks[box.node.bank]) - 1:
            assert box.values is not None
            expected: list[float] = (theirs[box.node.bank][box.node.step] / largest).tolist()
            assert box.values.tolist() == pytest.approx(expected, abs=1e-12)
    for line, bank_found in zip(lengths(run)[-len(theirs) :], theirs, strict=True):
        ((above, stride, places),) = re.findall(r"\\frac\{(.+?)\}\{(\d)\} \\right\\rfloor \+ 1 = (\d+)", line)
        terms = re.fullmatch(r"(\d+) \+ 2 \\cdot (\d+) - (\d+)\\,\((\d+) - 1\) - 1", above)
        assert terms, above
        letters, padding, dilation, width = map(int, terms.groups())
        computed = (letters + 2 * padding - dilation * (width - 1) - 1) // int(stride) + 1
        assert int(places) == computed == len(bank_found)


@pytest.mark.parametrize("changes", SLIDING, ids=str)
def test_a_box_stands_over_the_middle_of_what_it_reads(changes: dict[str, Any]) -> None:
    run = found(**changes)
    picture = finder_drawing(run)
    at = {box.node: box.x for box in picture.boxes}
    assert min(at.values()) >= 0
    checked = 0
    for node in (*run.wiring.of("found"), *run.wiring.of("pooled")):
        read = [at[one] for one, reader in run.wiring.arrows if reader == node]
        stage = run.network.banks[node.bank][node.layer]
        if len(read) == (stage.filters.width if node.kind == "found" else stage.pool):  # none of it is padding
            assert at[node] == pytest.approx(np.mean(read))
            checked += 1
    assert checked


@pytest.mark.parametrize("changes", SLIDING, ids=str)
def test_the_sum_of_a_place_is_its_products_and_the_bias(changes: dict[str, Any]) -> None:
    run = found(**changes)
    picture = finder_drawing(run)
    data = window_data(run, picture)
    bank, unit = run.bank_of(run.chosen)
    stages, of_bank = run.network.banks[bank], in_torch(run)[bank][:, unit]
    assert len(data["places"]) == len(of_bank)
    for step, place in enumerate(data["places"]):
        assert sum(place["taps"]) + data["bias"] == pytest.approx(place["sum"], abs=1e-4)
        assert place["found"] == pytest.approx(max(place["sum"], 0)) == pytest.approx(float(of_bank[step]), abs=1e-4)
        node = Node("found", step, len(stages) - 1, bank=bank)
        read = {picture.boxes[one].node for one, other in picture.arrows if picture.boxes[other].node == node}
        assert {picture.boxes[box].node for box in place["boxes"] if box >= 0} == read
        for k, feature in enumerate(place["features"]):
            assert place["taps"][k] == (data["weights"][feature][k] if feature >= 0 else 0)
    assert [data["filters"][run.chosen][name] for name in ("number", "place", "chosen")] == [
        run.chosen + 1, int(of_bank.argmax()) + 1, True
    ]  # fmt: skip


@pytest.mark.parametrize("changes", SLIDING, ids=str)
def test_the_loss_comes_back_to_the_places_that_won_and_to_no_others(changes: dict[str, Any]) -> None:
    run = found(**changes)
    inputs = torch.tensor(run.sequence.inputs, requires_grad=True)
    weights = {name: torch.tensor(value) for name, value in run.network.parameters.items()}
    logits = run.network.in_torch(weights, inputs)
    torch.nn.functional.cross_entropy(logits, torch.tensor([run.loss_on])).backward()  # type: ignore[no-untyped-call]
    assert inputs.grad is not None
    error = logits.softmax(1).detach().numpy() - np.eye(2)[[run.loss_on]]
    norm, expected = norms(run), inputs.grad.norm(dim=2)[:, 0].numpy() / np.linalg.norm(error)
    np.testing.assert_allclose([norm(node) for node in run.wiring.of("input")], expected, rtol=1e-6, atol=1e-9)
    winners = set()
    for bank, theirs in enumerate(in_torch(run)):
        most, place = theirs.max(dim=0)
        layer = len(run.network.banks[bank]) - 1
        # a pooling window that is not whole leaves some places out of the running
        pool = run.network.banks[bank][-1].pool
        most, place = theirs[: len(theirs) // pool * pool].max(dim=0)
        winners |= {Node("found", int(p), layer, bank=bank) for p, m in zip(place, most, strict=True) if m > 0}
    assert set(won(run)) == winners


def test_the_loss_of_the_gru_comes_back_through_its_states() -> None:
    run = found(search="order", reach="gru")
    assert isinstance(run.model, Reader)
    weights = {name: torch.tensor(value) for name, value in run.model.parameters.items()}
    inputs = torch.tensor(run.sequence.inputs, requires_grad=True)
    own = {name: weights[name] for name in run.model.network.weights}
    states, _ = torch.func.functional_call(run.model.network.to_torch().double(), own, (inputs,))
    logits = states.amax(0) @ weights["readout.weight"].T + weights["readout.bias"]
    torch.nn.functional.cross_entropy(logits, torch.tensor([run.loss_on])).backward()  # type: ignore[no-untyped-call]
    assert inputs.grad is not None
    error = np.linalg.norm(logits.softmax(1).detach().numpy() - np.eye(2)[[run.loss_on]])
    picture = finder_drawing(run)
    (shown,) = picture.gradients.values()
    on_screen = [norm for norm, box in zip(shown, picture.boxes, strict=True) if box.node.kind == "input"]
    np.testing.assert_allclose(on_screen, inputs.grad.norm(dim=2)[:, 0].numpy() / error, rtol=1e-6, atol=1e-9)
    assert shown[picture.index(Node("answer"))] == pytest.approx(1)


def test_of_two_letters_farther_apart_than_the_window_no_place_sees_both() -> None:
    for reach, window in (("5", 5), ("25", 25), ("dilated", 29)):
        for gap in (1, window - 1, window, 40):
            run = found(search="order", reach=reach, gap=gap)
            assert run.network.window == window
            assert bool(run.seeing) == (gap < window)
            assert ("none of the" in note(run, alone=False)) == (gap >= window)
    run = found(search="order", reach="gru", gap=40)
    assert run.seeing
    assert "none of the" not in note(run, alone=False)


def test_accuracy_falls_to_chance_as_soon_as_the_gap_exceeds_the_window_and_the_grus_does_not() -> None:
    for name in ("order_5", "order_25", "order_dilated"):
        finder = convolution_networks.load(name)
        assert isinstance(finder.model, ConvolutionalNetwork)
        for gap, accuracy in finder.accuracies.items():
            assert accuracy > 0.95 if gap < finder.model.window else abs(accuracy - 0.5) < 0.08, (name, gap)
    assert min(convolution_networks.load("order_gru").accuracies.values()) > 0.95


def test_what_the_prose_says_of_a_gru_is_what_was_measured() -> None:
    said = prose("architectures", "convolution_more")
    last = convolution_networks.load("motif_gru_last")
    assert "of three seeds that read the motif from the last state, one did not" in said
    assert [seed > 0.95 for seed in sorted(last.seeds)] == [False, True, True]
    assert "trained for 500 steps on gaps of 20 alone" in said
    assert convolution_networks.ALONE_STEPS == 500
    assert abs(convolution_networks.load("order_gru").alone[20] - 0.5) < 0.05
    assert "twelve\nfilters or units" in said
    assert {convolution_networks.load(name).recipe.units for name in convolution_networks.names()} == {12}


def test_the_scenes_show_what_they_say() -> None:
    def staged(scene: str) -> tuple[ArchitecturesSettings, FinderRun]:
        settings = SCRIPT.settings_of(scene)
        return settings, make_run(VIEW.of_run(settings))

    settings, run = staged("motif")
    assert run.favourite(run.chosen) == motifs.MOTIF  # "one of them looks for FACE"
    (start,) = starts("".join(run.sequence.tokens))
    assert int(run.found(run.chosen).argmax()) == start
    assert run.is_right
    asked = question(settings, run)
    assert asked is not None
    assert asked.options[asked.answer] == f"place {start + 1}: FACE"
    settings, run = staged("near")
    assert not starts(NEAR_LETTERS)
    assert run.answer == 1  # it says that the motif is there
    assert run.is_right is False
    asked = question(settings, run)
    assert asked is not None
    assert asked.options[asked.answer] == "there"
    settings, run = staged("order")
    assert not run.seeing
    asked = question(settings, run)
    assert asked is not None
    assert asked.options[asked.answer] == "about 50"


def test_a_covered_picture_gives_nothing_away() -> None:
    for changes in ({}, {"search": "order"}, {"search": "order", "reach": "gru"}):
        picture = finder_drawing(found(**changes), covered=True)
        assert [box.label for box in picture.boxes if box.node.kind == "answer"] == ["?"]
        assert not picture.gradients
        assert not picture.says
        assert all(box.values is None for box in picture.boxes if box.node.kind in ("found", "whole"))
    assert not any(box.marked or box.note for box in finder_drawing(found(), covered=True).boxes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"letters": "FAC"}, "letters at once"),
        ({"letters": "FACEX"}, "knows only the characters"),
        ({"letters": "🙂" * 5}, "knows only the characters"),
        ({"letters": "A" * 300}, "shorten"),
        ({"letters": "FACE", "dilation": 4}, "reaches over 13 places"),
        ({"letters": "FACEA", "pool": 3}, "nothing is left"),
    ],
)
def test_what_leaves_nothing_is_told_kindly(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputProblem, match=said):
        found(**changes)


def test_letters_may_be_typed_large_or_small_and_without_a_clue_nothing_is_right() -> None:
    assert found(letters="b face d").sequence.tokens == tuple("BFACED")
    run = found(search="order", clues="wxAyzwx")
    assert run.target is None
    assert run.is_right is None
    assert "no A or no B" in note(run, alone=False)
    assert question(replace(USUAL, search="order"), run) is None


def test_what_slides_otherwise_than_it_was_trained_says_so() -> None:
    assert "not to be relied on" in note(found(stride=2), alone=False)
    assert "not to be relied on" not in note(found(), alone=False)
    assert found(search="order", reach="dilated", stride=2).slides_anew is False  # it has none of these switches
    assert network_name(replace(USUAL, filters="several")) in convolution_networks.names()


def test_a_filter_that_is_not_there_is_told_and_the_one_that_says_most_stands() -> None:
    run = found(filter=40)
    assert run.chosen == found().chosen
    assert "no filter 40" in note(run, alone=False)
    assert found(filter=3).chosen == 2
    assert found(filters="several", filter=40).chosen == 39


def test_a_long_text_is_asked_about_with_few_options() -> None:
    run = found(letters="FACD" * 8 + "FACE" + "GACE" * 8)
    asked = question(USUAL, run)
    assert asked is not None
    assert 2 <= len(asked.options) <= 4
    assert asked.options[asked.answer] == "place 33: FACE"


def test_what_a_window_costs_is_counted_from_networks() -> None:
    assert [cost.window for cost in dense()] == list(WIDTHS)
    assert [cost.window for cost in stacked()] == [5, 13, 29, 61, 125]
    by_window = {cost.window: cost.weights for cost in (*dense(), *stacked())}
    for name in ("order_5", "order_25", "order_dilated"):
        shipped = convolution_networks.load(name).model
        assert isinstance(shipped, ConvolutionalNetwork)
        assert by_window[shipped.window] == shipped.parameter_count
    assert recurrent() == convolution_networks.load("order_gru").model.parameter_count
