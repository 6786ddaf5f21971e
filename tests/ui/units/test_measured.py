"""What was counted, in tables of words and numbers."""

from engine.learning.steering import Row, Table
from ui.units import Asked, Counted
from ui.units.content import Column
from ui.units.measured import tables

QUOTES = Asked(
    "quotes",
    "two",
    "outside",
    "inside",
    (
        Counted("closed", "closed", ("”", "»"), tone="plus"),
        Counted("opened", "opened", ("“", "«"), tone="minus"),
        Counted("present", "present tense", ("says",), whole_words=True),
        Counted("past", "past tense", ("said",), whole_words=True),
    ),
)
ALPHABET = ("\n", "“", "”", "a")


def found(**changes: object) -> Table:
    others = ((3, Row((6, 8, 1, 3)), Row((7, 2, 2, 2))), (5, Row((7, 6, 1, 1)), Row((6, 9, 0, 0))))
    given = {
        "unit": 8,
        "values": (-0.3, 2.1),
        "counted": ("closed", "opened", "present", "past"),
        "letters": 2000,
        "free": Row((16, 17, 3, 1)),
        "low": Row((0, 36, 1, 9)),
        "high": Row((45, 3, 0, 0)),
        "others": others,
    }
    return Table(**(given | changes))  # type: ignore[arg-type]


def test_counts_are_shown_per_thousand_letters_and_tenses_as_a_share() -> None:
    (table,) = tables(found(), QUOTES, ALPHABET, 0.7)
    assert table.title == "Measured: unit 9"
    assert table.of == "per 1000 letters, of 2,000"
    assert table.columns == (Column("closed", "plus", "”"), Column("opened", "minus", "“"), Column("present tense"))
    assert [(row.title, row.weight, row.values) for row in table.rows] == [
        ("free", "", ("8.0", "8.5", "75 %")),
        ("held at “inside”", "strong", ("22.5", "1.5", "–")),
        ("held at “outside”", "strong", ("0.0", "18.0", "10 %")),
        ("2 other units, each held", "faint", ("3.0–3.5", "1.0–4.5", "25–50 %")),
    ]
    assert "temperature 0.7" in table.note


def test_whole_reviews_have_a_table_of_their_own() -> None:
    asked = Asked(
        "praise",
        "two",
        "complaint",
        "praise",
        (
            Counted("praise", "words of praise", ("good",), whole_words=True, tone="plus"),
            Counted("complaint", "words of complaint", ("bad",), whole_words=True, tone="minus"),
        ),
    )
    given = found(
        counted=("praise", "complaint"),
        free=Row((10, 12), (32, 28, 0)),
        high=Row((20, 0), (60, 0, 0)),
        low=Row((0, 22), (0, 59, 1)),
        others=((3, Row((9, 9), (32, 27, 1)), Row((9, 9), (34, 26, 0))),),
    )
    words, reviews = tables(given, asked, ALPHABET, 0.7)
    assert [column.sign for column in words.columns] == ["", ""]
    assert reviews.of == "of 60 that it wrote"
    assert [row.values for row in reviews.rows] == [
        ("32", "28", "0"),
        ("60", "0", "0"),
        ("0", "59", "1"),
        ("32–34", "26–27", "0–1"),
    ]


def test_what_has_no_name_is_only_compared_with() -> None:
    asked = Asked(
        "next_vowel",
        "two",
        "another next",
        "a vowel next",
        (Counted("vowels", "vowels", tuple("aeiou"), tone="plus"),),
    )
    rows = {name: Row((900, 1100)) for name in ("free", "low", "high")}
    (table,) = tables(found(counted=("vowels", "others"), others=(), **rows), asked, tuple("abcdeiou "), 1.0)
    assert table.columns == (Column("vowels", "plus", ""),)
    assert [row.values for row in table.rows] == [("450.0",)] * 3
