"""Sequences: what is typed is shown as it is or refused in a sentence; tasks have the answers they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import tasks
from engine.learning.answers import right_answers, with_inputs
from engine.learning.tasks import InputProblem


def values(sequence: tasks.Sequence) -> list[float]:
    return list(sequence.inputs[:, 0, 0])


@given(st.text(alphabet=st.characters(), min_size=1, max_size=tasks.MAX_TYPED).filter(lambda typed: "\r" not in typed))
def test_a_text_is_one_hot_in_order_of_first_appearance(typed: str) -> None:
    sequence = tasks.text(typed)
    alphabet = list(dict.fromkeys(typed))
    assert sequence.inputs.shape == (len(typed), 1, len(alphabet))
    assert [alphabet[index] for index in sequence.inputs[:, 0].argmax(axis=-1)] == list(typed)
    assert set(np.unique(sequence.inputs.sum(axis=-1))) == {1.0}
    assert len(sequence) == len(sequence.tokens) == len(sequence.notes) == len(typed)
    assert len(sequence.features) == len(alphabet)
    assert sequence.targets is None


@given(st.characters())
def test_every_character_has_something_to_show(character: str) -> None:
    shown = tasks.visible(character)
    assert shown.strip()
    shown.encode("utf-8")  # a lone surrogate could not be sent to a browser


def test_white_space_and_the_invisible_are_shown_by_signs() -> None:
    assert tasks.text("a b\r\nc\td").tokens == ("a", "␣", "b", "⏎", "c", "⇥", "d")
    assert tasks.text("\u200d\u00a0\ufe0f\ud800\u0301").tokens == ("U+200D", "U+00A0", "U+FE0F", "U+D800", "◌\u0301")
    assert tasks.text("<script>🙂ש").tokens == tuple("<script>🙂ש")


def test_a_text_of_one_repeated_letter_has_one_feature() -> None:
    assert tasks.text("aaaa").inputs.tolist() == [[[1.0]]] * 4


def test_a_text_can_be_coded_over_a_known_alphabet() -> None:
    sequence = tasks.text("hole", alphabet=tasks.HELLO)
    assert sequence.features == ("h", "e", "l", "o")
    assert sequence.inputs[:, 0].argmax(axis=-1).tolist() == [0, 3, 2, 1]
    with pytest.raises(InputProblem, match="knows only the characters h e l o, and character 3 is “!”"):
        tasks.text("he!", alphabet=tasks.HELLO)


@pytest.mark.parametrize(
    ("typed", "says"), [("", "empty.* at most 200"), ("x" * 10_000, "10000 characters: .* at most 200")]
)
def test_a_text_without_or_beyond_measure_is_refused(typed: str, says: str) -> None:
    with pytest.raises(InputProblem, match=says):
        tasks.text(typed)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1 2 3", [1, 2, 3]),
        ("1, 2, 3,", [1, 2, 3]),
        ("1,2,3", [1, 2, 3]),
        ("1.5;-2;+3e2\n", [1.5, -2, 300]),
        (" 1\t2\r\n3 ; 4 ", [1, 2, 3, 4]),
        ("−1.5 .5", [-1.5, 0.5]),
        ("7", [7]),
        ("1,2,3\n4,5,6", [1, 2, 3, 4, 5, 6]),
        ("1000000 -1e6", [1e6, -1e6]),
    ],
)
def test_numbers_are_read_with_any_separator(typed: str, numbers: list[float]) -> None:
    assert values(tasks.series(typed)) == numbers


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "no numbers yet"),
        ("  \n ", "no numbers yet"),
        (" , ; ", "no numbers yet"),
        ("1 2 three 4 five", "Value 3, “three”, is not a number"),
        ("3 apples", "Value 2, “apples”"),
        ("1_000", "Value 1, “1_000”, is not a number"),
        ("0x10", "Value 1"),
        ("1 nan 2", "Value 2 is “nan”"),
        ("NaN", "Value 1 is “NaN”"),
        ("1 2 -inf", "Value 3 is “-inf”"),
        ("Infinity", "Value 1 is “Infinity”"),
        ("1e400", "Value 1, 1e400, is too large.*1,000,000"),
        ("1 -1000001", "Value 2.*between −1,000,000 and 1,000,000"),
        ("1,5 2,5", r"“1,5” can be read in two ways.*\(1\.5\).*\(1, 5\)"),
        ("1,5", "two ways"),
        ("-0,25; 3", "“-0,25” can be read in two ways"),
        ("1.5, 2,25", "“2,25” can be read in two ways"),
        ("1,,3", "Value 2 is missing"),
        (",1 2", "Value 1 is missing"),
        ("1; ;2", "Value 2 is missing"),
        ("9 " * 201, "201 values.* at most 200"),
        ("1 " + "z" * 5000, "Value 2, “z{19}…”"),
        ("<script>alert(1)</script>", "Value 1, “<script>alert"),
        ("{word} %s", "Value 1, “{word}”"),
    ],
)
def test_what_is_not_a_series_is_refused_by_its_first_fault(typed: str, says: str) -> None:
    with pytest.raises(InputProblem, match=says) as caught:
        tasks.series(typed)
    assert len(str(caught.value)) < 300
    assert caught.value.template.format(**caught.value.values) == str(caught.value)


def test_a_series_can_be_given_as_numbers() -> None:
    assert values(tasks.series(np.array([1.0, -2.5]))) == [1.0, -2.5]
    assert values(tasks.series([0.1 + 0.2])) == [0.1 + 0.2]
    with pytest.raises(InputProblem, match="Value 2 is “nan”"):
        tasks.series([1.0, float("nan")])
    with pytest.raises(InputProblem, match="no numbers"):
        tasks.series([])


def test_a_series_can_be_standardised_and_keeps_its_names() -> None:
    sequence = tasks.series("100 300 -200.5", standardise=True)
    assert np.mean(values(sequence)) == pytest.approx(0)
    assert np.std(values(sequence)) == pytest.approx(1)
    assert sequence.tokens == ("100", "300", "−200.5")
    (scale,) = sequence.scales
    assert [scale.own(read) for read in values(sequence)] == pytest.approx([100, 300, -200.5])
    assert values(tasks.series("5 5 5", standardise=True)) == [0, 0, 0]
    assert not tasks.series("5 5 5").scales


def test_hello_asks_for_the_next_letter() -> None:
    sequence = tasks.hello()
    assert sequence.tokens == tuple("hell")
    assert sequence.targets is not None
    assert [sequence.classes[target] for target in sequence.targets.astype(int)] == list("ello")
    assert [sequence.features[index] for index in sequence.inputs[:, 0].argmax(axis=-1)] == list("hell")


@pytest.mark.parametrize("seed", range(20))
def test_the_latch_asks_for_the_last_flagged_bit(seed: int) -> None:
    sequence = tasks.latch(30, seed)
    assert sequence.targets is not None
    assert sequence.flags[0] == 0
    held = ""
    for step, (bit, flag) in enumerate(sequence.inputs[:, 0]):
        assert sequence.tokens[step] == ("+" if bit == 1 else "−")
        assert flag == (step in sequence.flags)
        assert (sequence.notes[step] == "The flag is up") == bool(flag)
        held = sequence.tokens[step] if flag else held
        assert sequence.classes[int(sequence.targets[step])] == held


def test_bits_are_even_and_flags_as_rare_as_promised() -> None:
    inputs = tasks.latch_batch(100, 500, np.random.default_rng(0)).inputs
    assert inputs[..., 0].mean() == pytest.approx(0, abs=0.02)
    assert inputs[1:, :, 1].mean() == pytest.approx(tasks.FLAG_PROBABILITY, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("gap", [1, 2, 80])
def test_the_first_symbol_is_asked_for_at_the_end_only(gap: int, seed: int) -> None:
    sequence = tasks.first_symbol(gap, seed)
    assert len(sequence) == gap + 1
    assert sequence.targets is not None
    assert sequence.targets[:-1].tolist() == [-1] * gap
    assert sequence.classes[int(sequence.targets[-1])] == sequence.tokens[0]
    assert set(sequence.tokens[1:]) <= set("wxyz")
    assert [sequence.features[index] for index in sequence.inputs[:, 0].argmax(axis=-1)] == list(sequence.tokens)
    assert [bool(note) for note in sequence.notes] == [True, *[False] * (gap - 1), True]


@pytest.mark.parametrize("seed", range(10))
def test_count_asks_for_the_ones_since_the_last_reset(seed: int) -> None:
    sequence = tasks.count(60, seed)
    assert sequence.targets is not None
    ones = 0
    for step, (one, reset) in enumerate(sequence.inputs[:, 0]):
        ones = 0 if reset else ones + int(one)
        assert sequence.targets[step] == ones
        assert not (one and reset)
        assert sequence.tokens[step] == ("↺" if reset else str(int(one)))
        assert reset == (step in sequence.flags)
        assert (sequence.notes[step] == "The count starts again at 0") == bool(reset)
    assert sequence.targets.max() > 2


@pytest.mark.parametrize("seed", range(10))
def test_toggle_asks_for_the_parity_of_the_flags(seed: int) -> None:
    sequence = tasks.toggle(40, seed)
    assert sequence.targets is not None
    for step, flag in enumerate(sequence.inputs[:, 0, 0]):
        assert sequence.classes[int(sequence.targets[step])] == str(sum(at <= step for at in sequence.flags) % 2)
        assert sequence.tokens[step] == ("↑" if flag else "·")
        assert flag == (step in sequence.flags)
        assert (sequence.notes[step] == "The flag is up") == bool(flag)


def test_resets_and_toggling_flags_are_as_rare_as_promised_and_ones_as_frequent_as_zeros() -> None:
    one, reset = np.moveaxis(tasks.TASKS["count"].batch(100, 500, np.random.default_rng(0)).inputs, -1, 0)
    assert reset.mean() == pytest.approx(tasks.FLAG_PROBABILITY, abs=0.01)
    assert one[reset == 0].mean() == pytest.approx(0.5, abs=0.01)
    flags = tasks.toggle_batch(100, 500, np.random.default_rng(0)).inputs
    assert flags.mean() == pytest.approx(tasks.FLIP_PROBABILITY, abs=0.01)


def test_the_sine_asks_for_the_next_value() -> None:
    sequence = tasks.sine(40, seed=3)
    assert sequence.targets is not None
    assert sequence.classes == ()
    np.testing.assert_array_equal(sequence.targets[:-1], sequence.inputs[1:, 0, 0])
    assert sequence.tokens[0] == f"{sequence.inputs[0, 0, 0]:+.2f}".replace("-", "−")


def test_the_sine_is_a_sine_with_noise_of_the_stated_size() -> None:
    batch = tasks.sine_batch(200, 12, np.random.default_rng(1))
    residuals = []
    for series in batch.inputs[..., 0].T:
        fits = []
        for period in np.linspace(*tasks.SINE_PERIODS, 601):
            angle = 2 * np.pi * np.arange(200) / period
            basis = np.stack([np.sin(angle), np.cos(angle)], axis=1)
            fits.append(series - basis @ np.linalg.lstsq(basis, series)[0])
        residuals.append(min(fits, key=np.var))
    assert np.std(residuals) == pytest.approx(tasks.SINE_NOISE, rel=0.05)


@pytest.mark.parametrize(
    ("task", "length"), [("latch", 12), ("first", 12), ("hello", 4), ("sine", 12), ("count", 12), ("toggle", 12)]
)
def test_a_batch_has_the_shapes_that_its_task_names(task: str, length: int) -> None:
    kind = tasks.TASKS[task]
    batch = kind.batch(length, 7, np.random.default_rng(0))
    assert batch.inputs.shape == (length, 7, len(kind.features))
    assert batch.targets.shape == (length, 7)
    if kind.classes:
        assert -1 <= batch.targets.min() <= batch.targets.max() < kind.answers


@pytest.mark.parametrize("build", [tasks.latch, tasks.first_symbol, tasks.sine, tasks.count, tasks.toggle])
def test_a_seed_is_a_sequence(build: type[tasks.Sequence]) -> None:
    first, again, other = build(20, 5), build(20, 5), build(20, 6)  # type: ignore[call-arg, arg-type]
    np.testing.assert_array_equal(first.inputs, again.inputs)
    assert not np.array_equal(first.inputs, other.inputs)


@pytest.mark.parametrize("build", [tasks.latch, tasks.first_symbol, tasks.sine, tasks.count, tasks.toggle])
@pytest.mark.parametrize(
    ("length", "seed", "says"),
    [
        (0, 0, "from 1 to (299|300), and it is 0"),
        (-5, 0, "it is -5"),
        (10**30, 0, "1 to (299|300), and it is 10000"),
        (2.5, 0, "whole number"),
        (True, 0, "whole number"),
        (20, -1, "seed must be a whole number from 0"),
        (20, 10**12, "seed must be"),
    ],
)
def test_lengths_and_seeds_out_of_range_are_refused(
    build: type[tasks.Sequence], length: int, seed: int, says: str
) -> None:
    with pytest.raises(InputProblem, match=says):
        build(length, seed)  # type: ignore[call-arg, arg-type]


def test_the_shortest_and_the_longest_are_allowed() -> None:
    assert len(tasks.latch(1)) == 1
    assert len(tasks.sine(tasks.MAX_LENGTH)) == tasks.MAX_LENGTH
    assert len(tasks.first_symbol(tasks.MAX_LENGTH - 1)) == tasks.MAX_LENGTH


def test_a_sequence_cannot_be_changed() -> None:
    sequence = tasks.latch()
    assert sequence.targets is not None
    for array in (sequence.inputs, sequence.targets):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize("task", tasks.TASKS)
@pytest.mark.parametrize("seed", range(5))
def test_the_right_answers_to_unchanged_inputs_are_the_task_s_own(task: str, seed: int) -> None:
    batch = tasks.TASKS[task].batch(24, 1, np.random.default_rng(seed))
    forgotten = batch.targets[:, 0].copy()
    forgotten[:-1] = -1
    if task == "first":
        forgotten[-1] = -1
    np.testing.assert_array_equal(right_answers(task, batch.inputs, forgotten), batch.targets[:, 0])


def test_a_lowered_first_flag_asks_for_nothing_and_another_letter_for_itself() -> None:
    latch = tasks.latch(6, 3)
    inputs = latch.inputs.copy()
    inputs[0, 0, 1] = 0
    assert latch.targets is not None
    assert right_answers("latch", inputs, latch.targets)[0] == -1
    hello = tasks.hello()
    inputs = hello.inputs.copy()
    inputs[1, 0] = [1, 0, 0, 0]
    assert hello.targets is not None
    assert right_answers("hello", inputs, hello.targets).tolist() == [0, 2, 2, 3]
    first = tasks.first_symbol(4, 1)
    inputs = first.inputs.copy()
    inputs[0, 0] = np.eye(6)[4]
    assert first.targets is not None
    assert right_answers("first", inputs, first.targets)[-1] == -1
    with pytest.raises(ValueError, match="no task 'text'"):
        right_answers("text", inputs, first.targets)


def test_a_one_or_a_flag_more_changes_every_answer_up_to_the_next_reset_and_what_its_step_is_called() -> None:
    count = tasks.count(30, 2)
    inputs = count.inputs.copy()
    zero = count.tokens.index("0", count.flags[0])
    inputs[zero, 0, 0] = 1
    changed = with_inputs(count, inputs)
    assert count.targets is not None
    assert changed.targets is not None
    more = changed.targets - count.targets
    following = next((flag for flag in count.flags if flag > zero), len(count))
    assert more.tolist() == [0] * zero + [1] * (following - zero) + [0] * (len(count) - following)
    assert (count.tokens[zero], changed.tokens[zero]) == ("0", "1")
    inputs = inputs.copy()
    inputs[zero, 0, 1] = 1  # both at once: the reset counts
    changed = with_inputs(count, inputs)
    assert changed.targets is not None
    assert (changed.targets[zero], changed.tokens[zero], zero in changed.flags) == (0, "↺", True)
    assert changed.notes[zero] == "The count starts again at 0"
    toggle = tasks.toggle(20, 1)
    inputs = toggle.inputs.copy()
    inputs[5] = 1 - inputs[5]
    changed = with_inputs(toggle, inputs)
    assert toggle.targets is not None
    assert changed.targets is not None
    assert np.flatnonzero(changed.targets != toggle.targets).tolist() == list(range(5, 20))
    assert set(changed.flags) ^ set(toggle.flags) == {5}
