from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import words
from ui.words import languages, plain, prose, t

CACHED = (words.languages, words._catalogue, words._sections)


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of words with one more language, in which one sentence and one page are translated."""
    (tmp_path / "de.json").write_text('{"Play {what}": "{what} abspielen"}', "utf-8")
    for code, said in (("en", "the cell"), ("de", "die Zelle")):
        (tmp_path / code).mkdir()
        (tmp_path / code / "page.md").write_text(f"## part\n\n{said}\n", "utf-8")
    (tmp_path / "en" / "other.md").write_text("## part\n\nnot translated\n", "utf-8")
    monkeypatch.setattr(words, "_HERE", tmp_path)
    for function in CACHED:
        function.cache_clear()
    yield
    for function in CACHED:
        function.cache_clear()


def saying() -> None:
    import streamlit as st

    from ui.words import language, prose, t

    for text in (language(), t("Play {what}", what="3"), t("Pause"), prose("page", "part"), prose("other", "part")):
        st.text(text)


def said(locale: str, **query: str) -> list[str]:
    app = AppTest.from_function(saying)
    app.context = {"locale": locale}
    for name, value in query.items():
        app.query_params[name] = value
    return [text.value for text in app.run().text]


@pytest.mark.usefixtures("german")
def test_a_language_is_a_catalogue_and_a_folder_and_what_they_lack_is_said_in_english() -> None:
    translated = ["de", "3 abspielen", "Pause", "die Zelle", "not translated"]
    english = ["en", "Play 3", "Pause", "the cell", "not translated"]
    assert languages() == ("en", "de")
    assert said("de-AT") == translated
    assert said("en-GB") == said("fr-FR") == english
    assert said("en-GB", lang="de") == translated
    assert said("de-DE", lang="xx") == translated
    assert said("de-DE", lang="en") == english


def test_a_sentence_without_a_translation_is_said_in_english() -> None:
    assert t("step {step} of {steps}", step=3, steps=9) == "step 3 of 9"


def test_braces_in_what_was_typed_are_not_filled_in() -> None:
    assert t("You typed {typed}", typed="{steps}") == "You typed {steps}"


def test_prose_is_found_by_page_and_section() -> None:
    assert "forget gate" in prose("step", "lstm")


def test_plain_text_is_shortened_and_escaped() -> None:
    assert plain("**bold** <b>") == "\\*\\*bold\\*\\* \\<b\\>"
    assert plain("x" * 100).endswith("…")
    assert len(plain("x" * 100)) == 40
