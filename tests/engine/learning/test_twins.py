"""What somebody typed, as an alphabet has it: twins, and nothing lost."""

from __future__ import annotations

import pytest

from engine.learning.corpora import corpus, names
from engine.learning.twins import typed

ENGLISH, RUSSIAN = corpus("dialogues_en").alphabet, corpus("dialogues_ru").alphabet
SIGNS = corpus("brackets").alphabet
STRAIGHT = ("\n", *"abcdeST \"'.-")


@pytest.mark.parametrize(
    ("alphabet", "given", "text", "unknown"),
    [
        (ENGLISH, 'Tom said: "Anna sees." "It is"', "Tom said: “Anna sees.” “It is”", 0),
        (ENGLISH, "«Tom sees» „Anna sees“ “so”", "“Tom sees” “Anna sees” “so”", 0),
        (ENGLISH, '"Tom\n"Anna"', "“Tom\n“Anna”", 0),  # a paragraph begins outside
        (RUSSIAN, 'Анна: "да" “нет” «он»', "Анна: «да» «нет» «он»", 0),
        (STRAIGHT, "“abe” «cab» „bad“ ’e—d", '"abe" "cab" "bad" \'e-d', 0),
        (STRAIGHT, "cab…\tST\r\nab\u00a0s", "cab... ST\nab S", 0),
        (SIGNS, "A+(B−C)", "a+(b-c)", 0),
        (("\n", *"еЕшл"), "Ёлё", "Еле", 0),
        (("\n", *"елш"), "ЁЛ", "ел", 0),
        (("\n", "й"), "и\u0306", "й", 0),
        (ENGLISH, "Tom 🙂 <script>", "Tom 🙂 <script>", 3),
        (SIGNS, "“a”\u202eb", "“a”\u202eb", 3),
        (ENGLISH, "", "", 0),
    ],
)
def test_letters_give_way_to_their_twins(alphabet: tuple[str, ...], given: str, text: str, unknown: int) -> None:
    found = typed(given, alphabet)
    assert (found.text, found.unknown) == (text, unknown)


@pytest.mark.parametrize("name", names())
def test_what_is_known_stays_as_it_is(name: str) -> None:
    text = corpus(name).held_out(2000)
    found = typed(text, corpus(name).alphabet)
    assert (found.text, found.unknown) == (text, 0)


def test_what_nobody_knows_is_counted_and_kept() -> None:
    hostile = "中文\x00\ufffd‮ß" * 50
    found = typed(hostile, ENGLISH)
    assert len(found.text) >= len(hostile)
    assert found.unknown == sum(letter not in ENGLISH for letter in found.text)
