from ui.words import languages, plain, prose, t


def test_a_sentence_without_a_translation_is_said_in_english() -> None:
    assert t("step {step} of {steps}", step=3, steps=9) == "step 3 of 9"


def test_braces_in_what_was_typed_are_not_filled_in() -> None:
    assert t("You typed {typed}", typed="{steps}") == "You typed {steps}"


def test_english_is_always_there() -> None:
    assert languages()[0] == "en"


def test_prose_is_found_by_page_and_section() -> None:
    assert "forget gate" in prose("step", "lstm")


def test_plain_text_is_shortened_and_escaped() -> None:
    assert plain("**bold** <b>") == "\\*\\*bold\\*\\* \\<b\\>"
    assert plain("x" * 100).endswith("…")
    assert len(plain("x" * 100)) == 40
