"""What a layer is given to read: tables, arrays, texts and drawn numbers, and what is said where they do not fit."""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np
import pytest

from engine.learning.answers import with_inputs
from engine.learning.tasks import InputProblem
from engine.opening import data
from engine.opening.data import MAX_STEPS, from_array, from_table, from_text
from engine.opening.tokens import MAX_FILE, MAX_TOKENS, Tokens, tokens
from tests.engine.opening.saved import npy

TABLE = b"day,a,b,name\n1,10,5,x\n2,20,5,y\n3,30,5,z\n"


def test_columns_become_features() -> None:
    found = from_table(TABLE, 2)
    assert (found.features, found.tokens, found.task) == (("a", "b"), ("10, 5", "20, 5", "30, 5"), "numbers")
    np.testing.assert_array_equal(found.inputs[:, 0], [[10, 5], [20, 5], [30, 5]])
    other_order = from_table(TABLE, 3, ("b", "day", "a"))
    np.testing.assert_array_equal(other_order.inputs[:, 0], [[5, 1, 10], [5, 2, 20], [5, 3, 30]])
    one = from_table(TABLE, 1, ("a",), standardise=True)
    assert one.tokens == ("10", "20", "30"), "a step is still called what stood in the table"
    np.testing.assert_allclose(one.inputs[:, 0, 0], [-(1.5**0.5), 0, 1.5**0.5])
    both = from_table(TABLE, 2, ("a", "b"), standardise=True)
    for column, scale in enumerate(both.scales):
        own = [scale.own(read) for read in both.inputs[:, 0, column]]
        np.testing.assert_allclose(own, from_table(TABLE, 2, ("a", "b")).inputs[:, 0, column])
    changed = both.inputs.copy()
    changed[1, 0] = 0.0
    mean = ", ".join(f"{scale.mean:.2g}" for scale in both.scales)
    assert with_inputs(both, changed).tokens == (both.tokens[0], mean, *both.tokens[2:]), "in the numbers of the table"
    assert not from_table(TABLE, 1, ("b",), standardise=True).inputs.any(), "what does not change is 0"


def test_arrays_of_any_type_and_order_of_memory() -> None:
    values = np.arange(12.0).reshape(4, 3)
    for given in (values, values.astype("f4"), values.astype(">i2"), np.asfortranarray(values), values[:, None]):
        found = from_array(npy(given), "x.npy", 3)
        assert found.inputs.shape == (4, 1, 3)
        np.testing.assert_array_equal(found.inputs[:, 0], values)
    series = from_array(npy(np.array([0.25, -1.5])), "x.npy", 1)
    assert series.tokens == ("0.25", "−1.5")
    np.testing.assert_array_equal(series.inputs[:, 0, 0], [0.25, -1.5])


def test_drawn_numbers_are_the_same_for_the_same_seed() -> None:
    first, again, other = (data.random(3, 20, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.inputs, again.inputs)
    assert not np.array_equal(first.inputs, other.inputs)
    assert first.inputs.shape == (20, 1, 3)
    assert data.random(5, 1, 1).tokens[0].count(",") == 3
    assert data.random(5, 1, 1).tokens[0].endswith(", …")
    with pytest.raises(InputProblem, match="number of steps must be a whole number from 1 to 1000"):
        data.random(3, MAX_STEPS + 1)


def test_a_text_goes_through_an_embedding_or_is_coded_by_itself() -> None:
    known = Tokens(("a", "b", "\n", " "))
    assert known.are_letters
    embedding = np.arange(8.0).reshape(4, 2).astype(np.float16)
    found = from_text("ba\r\n b", known, 2, embedding)
    assert (found.tokens, found.task) == (("b", "a", "⏎", "␣", "b"), "embedded")
    np.testing.assert_array_equal(found.inputs[:, 0], [[2, 3], [0, 1], [4, 5], [6, 7], [2, 3]])
    alone = from_text("ba", known, 4)
    assert (alone.features, alone.task, alone.is_one_hot) == (("a", "b", "⏎", "␣"), "tokens", True)
    np.testing.assert_array_equal(alone.inputs[:, 0], [[0, 1, 0, 0], [1, 0, 0, 0]])


def test_words_are_read_as_the_vocabulary_writes_them() -> None:
    known = Tokens(("<pad>", "the", "cat", "Paris"))
    assert not known.are_letters
    assert known.read("The cat  \n Paris").tolist() == [1, 2, 3]
    with pytest.raises(InputProblem, match="has 4 tokens, and not “dog”, “<b>”: please choose others"):
        known.read("the dog <b> dog")
    assert Tokens((*known.tokens, "<unk>")).read("the dog").tolist() == [1, 4]
    assert Tokens(("<unk>", "a", "b")).read("abz").tolist() == [1, 2, 0], "letters and marks"
    assert Tokens(("a", "b", "a")).read("ab").tolist() == [0, 1], "the first of two"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a", "b"], ("a", "b")),
        ({"b": 1, "a": 0}, ("a", "b")),
        ({"1": "b", "0": "a"}, ("a", "b")),
        ({"1": 1, "0": 0}, ("0", "1")),
        ({"the": 1, "cat": 3}, ("", "the", "", "cat")),
        ({"stoi": {"a": 0}, "epoch": 3}, ("a",)),
        ({"version": "1.0", "model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1}}}, ("a", "b")),
        ({"vocab": 0, "model": 1}, ("vocab", "model")),
        ("a\nb\n \n", ("a", "b", " ")),
        ("a\r\nb", ("a", "b")),
        ("\ufeffя\n[\n{\n", ("я", "[", "{")),
    ],
)
def test_a_vocabulary_is_read_from_json_or_from_lines(given: Any, expected: tuple[str, ...]) -> None:
    text = given if isinstance(given, str) else json.dumps(given)
    assert tokens(text.encode()).tokens == expected


@pytest.mark.parametrize(
    "given",
    [b"", b"\n\n", b"[]", b"{}", b"[1, 2]", b"5", b'{"a": "b"}', b'{"a": -1}', b'{"a": 1.5}', b'{"a": true}',
     b"\xff\xfe\x00", b"a\0b", b'{"1": "a", "2": 3}', b'{"a": 99999999999}',
     b'{"a": %d}' % MAX_TOKENS, b"x\n" * (MAX_TOKENS + 1),
     b"x" * (MAX_FILE + 1), b'{"a": ' + b"9" * 5000 + b"\0}"],
)  # fmt: skip
def test_what_is_no_vocabulary_is_refused(given: bytes) -> None:
    with pytest.raises(InputProblem, match="vocabulary"):
        tokens(given)


def test_brackets_without_end_are_a_token_like_others() -> None:
    assert tokens(b"[" * 100_000).tokens == ("[" * 100_000,)


REFUSED: dict[str, tuple[Any, str]] = {
    "no such column": (lambda: from_table(TABLE, 1, ("c",)), "There is no column “c”"),
    "words": (lambda: from_table(TABLE, 1, ("name",)), "Row 2 of the column “name” says “x”, which is not a number"),
    "a gap": (lambda: from_table(b"a,b\n1,2\n,3\n", 2, ("a", "b")), "Row 3 of the column “a” is empty"),
    "too few": (lambda: from_table(TABLE, 5), r"reads 5 numbers at each step, and 2 columns are chosen \(a, b\)"),
    "too long": (lambda: from_array(npy(np.ones((1001, 2))), "x", 2), "There are 1,001 steps: .* from 1 to 1,000"),
    "none": (lambda: from_array(npy(np.ones((0, 2))), "x", 2), "There are 0 steps"),
    "other width": (lambda: from_array(npy(np.ones((4, 3))), "x", 2), "reads 2 numbers at each step, and there are 3"),
    "other axes": (lambda: from_array(npy(np.ones((2, 3, 4))), "x", 4), r"has the shape \(2, 3, 4\): .* \(steps, 4\)"),
    "one axis": (lambda: from_array(npy(np.ones(4)), "x", 2), r"has the shape \(4,\)"),
    "NaN": (lambda: from_array(npy([[1.0, np.nan]]), "x", 2), "Number 2 of step 1 is nan"),
    "infinite": (lambda: from_array(npy([[1.0], [np.inf]]), "x", 1), "Number 1 of step 2 is inf"),
    "too large": (lambda: from_array(npy([[-1e13]]), "x", 1), "is -10000000000000.0: .* between −1e.12 and 1e.12"),
    "complex": (lambda: from_array(npy(np.ones((2, 1), complex)), "x", 1), "complex"),
    "objects": (lambda: from_array(npy(np.array([None])), "x", 1), "holds Python objects"),
    "text": (lambda: from_array(b"1 2 3", "x.npy", 1), "“x.npy” is no array of NumPy's"),
    "nothing typed": (lambda: from_text("", Tokens(("a",)), 1), "The text is empty"),
    "a long text": (lambda: from_text("a" * 1001, Tokens(("a",)), 1), "There are 1,001 steps"),
    "no embedding": (lambda: from_text("a", Tokens(("a",)), 3), "the vocabulary has 1 tokens"),
    "a small embedding": (lambda: from_text("ab", Tokens(("a", "b")), 2, np.ones((1, 2))), "“b” has the number 1, and"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_in_a_sentence(case: str) -> None:
    make, sentence = REFUSED[case]
    with pytest.raises(InputProblem, match=sentence) as refused:
        make()
    assert refused.value.template.format(**refused.value.values) == str(refused.value)


def test_an_array_of_objects_is_not_unpickled(tmp_path: Any) -> None:
    made = tmp_path / "made"

    class Runs:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return os.mkdir, (str(made),)

    harmful = npy(np.array([Runs()], dtype=object))
    with pytest.raises(InputProblem):
        from_array(harmful, "x.npy", 1)
    assert not made.exists()


def test_what_is_read_may_have_right_answers() -> None:
    wave = data.sine(50, seed=4)
    np.testing.assert_array_equal(wave.inputs[1:, 0, 0], np.asarray(wave.targets)[:-1])
    assert (wave.features, len(wave.tokens)) == (("value",), 50)
    known = Tokens(("a", "b", " "))
    text = data.continued(from_text("ab a", known, 3), known, "ab a")
    assert text.classes == ("a", "b", "␣")
    assert np.asarray(text.targets).tolist() == [1, 2, 0, -1]
