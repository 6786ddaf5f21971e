"""Reading the answer: the arrows of the wiring, the gradients of the engine, and sentences that numbers bear out."""

import json

import numpy as np
import pytest

from engine.learning import gap_study, reader_networks
from engine.networks.wiring import Node
from engine.recording.record import input_gradients
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.reading.figure import accuracies_by_reading
from ui.lessons.architectures.reading.picture import COVERED, picture
from ui.lessons.architectures.reading.run import READINGS, ReadingRun, accuracies, averaged_shares, make_run
from ui.lessons.architectures.reading.telling import best, in_general, said_at, tasks
from ui.lessons.architectures.reading.view import VIEW, question
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.unrolled.component import unrolled_data
from ui.words import prose, t

DESK = 760  # pixels that a window of 1024 has for columns


def run_of(**changes: object) -> ReadingRun:
    settings = ArchitecturesSettings(view="reading", **changes)  # type: ignore[arg-type]
    return make_run(VIEW.of_run(settings))


@pytest.mark.parametrize("task", ["clue", "majority"])
@pytest.mark.parametrize("readout", READINGS)
def test_one_arrow_from_the_last_state_or_one_from_every_state(task: str, readout: str) -> None:
    run = run_of(task=task, readout=readout)
    drawn = picture(run, covered=False)
    arrows = {(drawn.boxes[one].node, drawn.boxes[other].node) for one, other in drawn.arrows}
    assert arrows == run.wiring.arrows
    read = {one.step for one, other in arrows if other.kind == "whole"}
    assert read == ({run.steps - 1} if readout == "last" else set(range(run.steps)))
    json.dumps(unrolled_data(drawn, "title"), allow_nan=False)
    assert drawn.columns * drawn.least <= DESK


@pytest.mark.parametrize("trained", [True, False])
@pytest.mark.parametrize("readout", READINGS)
def test_the_bars_are_the_shares_of_the_gradient(readout: str, trained: bool) -> None:
    run = run_of(readout=readout, trained=trained)
    norms = np.linalg.norm(input_gradients(run.trace)[:, 0], axis=-1)
    chosen = next(
        track for track in picture(run, covered=False).tracks if track.strong and len(track.told) and "%" in track.note
    )
    np.testing.assert_allclose(chosen.values, norms / norms.sum(), rtol=1e-9)
    assert all(abs(shares.sum() - 1) < 1e-9 for shares in run.shares.values())
    assert run.pull(Node("input", 3)) == pytest.approx(norms[3])


def test_every_unit_has_its_largest_value_framed_once_where_it_is() -> None:
    run = run_of(readout="max")
    framed = [(unit, box.node.step) for box in picture(run, covered=False).boxes for unit in box.won]
    assert sorted(framed) == list(enumerate(run.winners.tolist()))
    outputs = run.trace.outputs[:, 0]
    assert all(outputs[step, unit] == outputs[:, unit].max() for unit, step in framed)
    np.testing.assert_array_equal(run.whole, outputs.max(axis=0))
    weights = picture(run, covered=False).weights
    assert sum(weights.values()) == pytest.approx(1)
    assert not any(box.won for box in picture(run_of(readout="mean"), covered=False).boxes)


@pytest.mark.parametrize("readout", READINGS)
def test_the_loss_reaches_what_is_read_and_all_before_it(readout: str) -> None:
    run = run_of(readout=readout)
    direct = run.trace.parts[0, 0].direct_gradients["hidden"][:, 0]
    error = run.reader.readout.error(run.whole[None], np.array([run.right]))[0]
    assert run.pull(Node("whole")) == pytest.approx(np.linalg.norm(direct.sum(axis=0)))
    assert run.pull(Node("answer")) == pytest.approx(np.linalg.norm(error))


@pytest.mark.parametrize("readout", READINGS)
def test_a_covered_picture_gives_nothing_away(readout: str) -> None:
    drawn = picture(run_of(readout=readout), covered=True)
    assert not any([drawn.says, drawn.gradients, drawn.tracks, drawn.weights])
    assert not any(box.won or box.note or box.right is not None for box in drawn.boxes)
    assert {box.label for box in drawn.boxes if box.node.kind == "answer"} == {COVERED}


def test_what_would_be_said_earlier_is_what_a_shorter_sequence_gives() -> None:
    run = run_of(task="majority", readout="mean", seed=3)
    states = run.trace.outputs[:20]
    np.testing.assert_allclose(run.probabilities[19], run.reader.readout.probabilities(states.mean(axis=0))[0])
    assert "20" in said_at(run, 19)
    assert f"{run.tokens[:20].count('A')} A" in said_at(run, 19)


@pytest.mark.parametrize("task", ["clue", "majority"])
def test_before_training_the_last_state_has_its_gradient_at_the_end_and_the_others_do_not(task: str) -> None:
    tenth = run_of(task=task).tenth
    assert averaged_shares(task, "last", False)[-tenth:].sum() > 0.9
    for way in ("mean", "max"):
        assert averaged_shares(task, way, False)[-tenth:].sum() < 0.2


def test_pooling_helps_one_task_and_not_the_other_and_so_says_the_page() -> None:
    clue, majority = accuracies("clue"), accuracies("majority")
    assert len(clue["last"]) == len(reader_networks.SEEDS)
    assert max(clue["last"]) < 0.6 < 0.99 < min(*clue["mean"], *clue["max"])
    assert min(majority["last"]) > max(*majority["mean"], *majority["max"])
    assert best("majority") == "last"
    assert "not true in general" in in_general()
    for way in READINGS:
        assert percent(max(clue[way])) in in_general()


def test_the_same_cell_holds_a_clue_for_as_long_where_the_prose_says_so() -> None:
    said = prose("architectures", "reading_more")
    study = gap_study.load()
    runs = study.runs("gru_keep", 160)
    assert runs.solved.all()
    assert "over 160 others after at most 150 steps" in said
    assert runs.steps.max() == 150
    assert "a GRU of 16 units" in said
    assert "with a bias of 3" in said
    assert "each of ten seeds" in said
    kept = gap_study.VARIANTS["gru_keep"]
    assert (kept.cell, kept.forget_bias, study.setting.units, len(study.setting.seeds)) == ("gru", 3.0, 16, 10)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("readout", READINGS)
def test_the_answers_to_the_questions_are_computed(readout: str, seed: int) -> None:
    run = run_of(readout=readout, seed=seed)
    asked = question(ArchitecturesSettings(), run)
    if readout == "max":
        won = int((run.winners < run.tenth).sum())
        assert asked.answer == (0 if won <= 4 else 1 if won <= 8 else 2)
        assert str(won) in asked.explanation
    else:
        assert asked.answer == (0 if readout == "last" else 2)
    before = question(ArchitecturesSettings(), run_of(readout=readout, seed=seed, trained=False))
    assert before.answer == (2 if readout == "last" else 0)


def test_the_chart_has_a_point_for_each_seed_and_its_scale_holds_them() -> None:
    found = {str(way): values for way, values in accuracies("clue").items()}
    chart = accuracies_by_reading(found, {way: way for way in found}, "mean", t=t).to_dict()
    points = chart["layer"][1]
    assert len(points["data"]["values"]) == 3 * len(reader_networks.SEEDS)
    low, high = points["encoding"]["x"]["scale"]["domain"]
    assert all(low < value <= high for task in tasks() for values in accuracies(task).values() for value in values)


def test_the_scenes_show_what_they_say() -> None:
    assert list(VIEW.scenes) == [scene.name for scene in VIEW.told()]
    pooled = run_of(**VIEW.scenes["pooled"])
    assert pooled.answer == pooled.right
    assert (pooled.winners < pooled.tenth).sum() >= 9
    assert {run_of(**changes).task for changes in VIEW.scenes.values()} == set(tasks())
