"""Settings come from URLs that anybody may have typed."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.settings.parameters import Choice, Flag, Number, Several, Whole, Words, parameter, read, write


@dataclass(frozen=True, slots=True)
class Example:
    cell: str = parameter("lstm", Choice(("rnn", "lstm")))
    units: int = parameter(8, Whole(1, 64))
    radius: float = parameter(1.0, Number(0.1, 3.0))
    text: str = parameter("hello", Words(10))
    hidden: bool = parameter(False, Flag())
    others: tuple[str, ...] = parameter((), Several(("gru", "mut1", "slstm"), 2))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"cell": "transformer"}, "rnn, lstm"),
        ({"units": "-3"}, "from 1 to 64"),
        ({"units": "99999999999999999999999999"}, "from 1 to 64"),
        ({"units": "many"}, "whole number"),
        ({"units": "3.5"}, "whole number"),
        ({"radius": "nan"}, "from 0.1 to 3"),
        ({"radius": "inf"}, "from 0.1 to 3"),
        ({"text": "x" * 11}, "at most 10"),
        ({"hidden": "yes"}, "1 (on) or 0 (off)"),
        ({"others": "gru,lstm"}, "at most 2 of these, with commas between them: gru, mut1, slstm"),
        ({"others": "gru,mut1,slstm"}, "at most 2 of these"),
        ({"flavour": "vanilla"}, "no setting called “flavour”"),
    ],
)
def test_a_bad_parameter_gets_a_sentence_and_the_usual_value(query: dict[str, str], says: str) -> None:
    settings, problems = read(Example, query)
    assert settings == Example()
    assert len(problems) == 1
    assert says in problems[0]


def test_several_names_are_read_in_any_order_and_written_in_one() -> None:
    settings, problems = read(Example, {"others": " slstm, gru,"})
    assert (settings.others, problems) == (("gru", "slstm"), ())
    assert write(settings) == {"others": "gru,slstm"}
    assert read(Example, {"others": ""})[0] == Example()


def test_a_bad_parameter_leaves_the_good_ones_alone() -> None:
    settings, problems = read(Example, {"units": "5", "cell": "x"})
    assert settings.units == 5
    assert len(problems) == 1


def test_what_was_typed_cannot_become_markup() -> None:
    _, problems = read(Example, {"cell": "<script>alert(1)</script>![a](http://x)"})
    assert "<script>" not in problems[0]
    assert "![a](" not in problems[0]


def test_the_usual_settings_need_no_query() -> None:
    assert write(Example()) == {}


def test_language_and_embedding_are_no_settings_of_a_page() -> None:
    assert read(Example, {"lang": "ru", "embed": "true"}) == (Example(), ())


@given(
    st.builds(
        Example,
        cell=st.sampled_from(["rnn", "lstm"]),
        units=st.integers(1, 64),
        radius=st.floats(0.1, 3.0),
        text=st.text(max_size=10),
        hidden=st.booleans(),
    )
)
def test_a_link_reads_back_to_the_digit(settings: Example) -> None:
    assert read(Example, write(settings)) == (settings, ())
