"""Both directions: what a reader can know is read off its arrows, and what it says off its weights."""

import json

import numpy as np
import pytest

import engine
from engine.learning import words
from engine.learning.tasks.sequence import InputProblem
from engine.networks.wiring import Node
from ui.lessons.architectures.both.drawing import COVERED, cards, drawing
from ui.lessons.architectures.both.question import question
from ui.lessons.architectures.both.run import READERS, BothRun, examples, make_run, usual
from ui.lessons.architectures.both.sentences import says
from ui.lessons.architectures.both.view import VIEW, accuracies
from ui.lessons.architectures.scenes import SCRIPT
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.unrolled.component import unrolled_data


def run_of(tongue: str = "en", sentence: str = "") -> BothRun:
    return make_run(VIEW.of_run(ArchitecturesSettings(view="both", tongue=tongue, sentence=sentence)))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("tongue", words.LANGUAGES)
def test_the_picture_has_the_arrows_of_the_reader_and_one_answer_at_the_word(tongue: str, reader: str) -> None:
    run = run_of(tongue)
    picture = drawing(run, reader, covered=False)
    arrows = {(picture.boxes[one].node, picture.boxes[other].node) for one, other in picture.arrows}
    assert arrows == run.reads[reader].graph.arrows
    (answer,) = (box for box in picture.boxes if box.node.kind == "answer")
    assert answer.node.step == run.sentence.at
    assert answer.right == run.is_right(reader)
    marked = {box.node for box in picture.boxes if box.marked}
    assert {node.step for node in marked} == {run.sentence.at}
    assert len(marked) == (3 if reader == "both" else 2)
    assert len(picture.says) == picture.steps
    json.dumps(unrolled_data(picture, "title"), allow_nan=False)


@pytest.mark.parametrize("reader", READERS)
def test_a_word_reaches_an_answer_if_and_only_if_another_word_changes_it(reader: str) -> None:
    run = run_of()
    read, at = run.reads[reader], run.sentence.at
    inputs = words.coded("en", run.sentence).inputs
    for step in range(len(inputs)):
        changed = inputs.copy()
        changed[step] = np.roll(changed[step], 1, axis=-1)
        outputs = engine.record(read.trained.reader.network, changed).outputs
        probabilities = read.trained.reader.probabilities(outputs)[at, 0]
        assert (np.abs(probabilities - read.probabilities).max() > 1e-12) == (step in read.seen)
        assert (read.norm(Node("input", step)) > 0) == (step in read.seen)


@pytest.mark.parametrize("tongue", words.LANGUAGES)
@pytest.mark.parametrize("clue", ["before", "after"])
def test_every_example_is_new_and_who_has_seen_its_clue_is_right(tongue: words.Language, clue: words.Clue) -> None:
    assert len(examples(tongue, clue)) == 4
    for text in examples(tongue, clue):
        run = run_of(tongue, text)
        assert run.sentence.new
        assert run.sentence.clue == clue
        asked = question(run)
        assert asked is not None
        alone = "forward" if clue == "before" else "backward"
        assert [reader for reader in READERS if run.can_know(reader)] == [alone, "both"]
        assert asked.options[asked.answer] == f"{alone}s, and both ways"
        assert run.is_right(alone)
        assert run.is_right("both")


def test_in_the_scenes_the_reader_that_cannot_know_is_wrong() -> None:
    for scene, blind in (("clue_before", "backward"), ("clue_after", "forward"), ("zamok", "forward")):
        settings = SCRIPT.settings_of(scene)
        run = make_run(VIEW.of_run(settings))
        assert settings.reader == blind
        assert run.is_right(blind) is False
        assert run.sentence.new
        assert run.sentence.clue == ("before" if scene == "clue_before" else "after")
    assert make_run(VIEW.of_run(SCRIPT.settings_of("zamok"))).word == "замок"


def test_a_forward_reader_is_said_to_have_seen_the_words_up_to_the_word() -> None:
    run = run_of()
    at = run.sentence.at
    said = says(run, "forward")
    assert f"words 1 to {at + 1}," in said[at]
    assert f"“{' '.join(run.sentence.words[at + 1 :])}” does not reach it" in said[at]
    assert all("Too late" in each for each in said[at + 1 :])
    assert f"all {len(run.sentence.words)} words" in "".join(says(run, "both"))


def test_a_covered_picture_gives_no_answer_away() -> None:
    picture = drawing(run_of(), "backward", covered=True)
    assert not picture.says
    assert not picture.gradients
    (answer,) = (box for box in picture.boxes if box.node.kind == "answer")
    assert (answer.label, answer.note, answer.right) == (COVERED, "", None)


def test_the_cards_say_what_each_reader_computes() -> None:
    run = run_of()
    for card in cards(run, "backward")["cards"]:
        read = run.reads[card["name"]]
        assert [word["seen"] for word in card["words"]] == [k in read.seen for k in range(len(run.sentence.words))]
        assert sum(len(state["values"]) for state in card["states"]) == 12
        assert card["shown"] == (card["name"] == "backward")
        assert sum(share["share"] for share in card["shares"]) == pytest.approx(1, abs=0.01)
        assert max(share["share"] for share in card["shares"]) == pytest.approx(read.probabilities.max(), abs=1e-4)


def test_a_sentence_that_was_typed_has_no_right_answer_and_no_question() -> None:
    run = run_of("en", "The BANK, i saw!")
    assert run.sentence.words == ("the", "bank", "i", "saw")
    assert question(run) is None
    assert all(run.is_right(reader) is None for reader in READERS)
    assert run_of("en", usual("en", "after").upper()).sentence.meaning is not None


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("i stood at the moon", "moon"),
        ("he went to the game", "two meanings"),
        ("the bat in the bank", "please leave one"),
        ("🙂", "🙂"),
        ("the " * 40 + "bank", "shorten"),
        ("...", "no word"),
    ],
)
def test_what_cannot_be_read_is_told_kindly(sentence: str, says: str) -> None:
    with pytest.raises(InputProblem, match=says):
        run_of("en", sentence)


@pytest.mark.parametrize("tongue", words.LANGUAGES)
def test_the_prose_tells_the_recipes(tongue: str) -> None:
    of = {reader: read.trained for reader, read in run_of(tongue).reads.items()}
    assert {reader: trained.recipe.units for reader, trained in of.items()} == {
        "forward": 12,
        "backward": 12,
        "both": 6,
    }
    assert {trained.recipe.steps for trained in of.values()} == {250}
    assert of["both"].reader.parameter_count < min(of[one].reader.parameter_count for one in ("forward", "backward"))


def test_the_table_is_what_was_measured() -> None:
    table = accuracies(run_of())
    for reader in READERS:
        measured = run_of().reads[reader].trained.accuracies
        before, after = (", ".join(f"{100 * one:.0f}" for one in measured[clue]) for clue in ("before", "after"))
        assert f"| {before} | {after} |" in table
