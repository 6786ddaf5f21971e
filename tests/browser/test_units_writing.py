"""Units held by a hand, and what is written then, by itself in a real Chromium: as the engine writes and counts."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from engine.learning import writers
from engine.learning.character_model import CharacterModel
from engine.learning.corpora import corpus
from engine.learning.properties import find, fitting
from engine.learning.steered_writing import write
from engine.networks.readout import Readout
from tests.ui.units.made_up import model, told, weights
from ui.units import Asked, Counted
from ui.units.content import Column, Line, Table

HOUSE = "/units/browser"
HOSTILE = "<b>“a”</b>\n«Ёж» \u202e“”💬”” good Good GOOD goodness no-good\n(([{]})) \0" * 4
STAND = """async ([data, model, place, reaches]) => {
  const { Writing } = await load("/units/browser/writing.js")
  const network = await (await load("/units/browser/network.js")).load(model)
  const root = document.createElement("div")
  document.body.replaceChildren(root)
  window.told = []
  window.reaches = reaches
  window.writing = new Writing(root, {
    tell: (...said) => told.push(said), reachOf: (unit) => window.reaches[unit], asked: () => writing.data.property })
  window.stand = (changes, place) => {
    writing.take({ ...data, ...changes }, data.text)
    writing.model(network)
    writing.stand(place)
    writing.choose(1)
  }
  stand({}, place)
}"""
REACH = {"low": -0.2, "high": 0.6, "least": -0.9, "most": 0.9}
PLACE = {"held": {}, "temperature": 0.7, "luck": 3}
STANDS = ".uw-root[data-state=stands]"


@pytest.fixture
def bare(modules: Page) -> Iterator[Page]:
    """A page without anything, and without an error."""
    errors: list[str] = []

    def fell(error: Exception) -> None:
        errors.append(str(error))

    modules.on("pageerror", fell)
    yield modules
    modules.evaluate("() => { window.writing?.dispose(); document.body.replaceChildren() }")
    modules.emulate_media(reduced_motion="no-preference")
    modules.remove_listener("pageerror", fell)
    assert errors == []


def stand(page: Page, given: CharacterModel, place: dict[str, Any] = PLACE, **changes: Any) -> None:
    data = told(**changes)
    alphabet = {"alphabet": list(given.alphabet), "begins": given.begins, "units": given.network.hidden_size}
    sent = {**data["model"], **alphabet, "weights": json.loads(weights(given))}
    page.evaluate(STAND, [data, sent, place, [REACH] * 4])
    expect(page.locator(STANDS)).to_be_attached()


def texts(page: Page) -> list[str]:
    """What is written free, and held."""
    expect(page.locator(STANDS)).to_be_attached()
    return [str(page.locator(".uw-page").nth(side).evaluate("(node) => node.textContent")) for side in (0, 1)]


def written(given: CharacterModel, holds: dict[int, float], temperature: float = 0.7, luck: int = 3) -> str:
    return write(given, 400, temperature, luck, holds=holds)[0]


def test_what_is_counted_is_what_the_engine_counts(bare: Page) -> None:
    for name in writers.names():
        writer = writers.load(name)
        has_read = corpus(writer.recipe.corpus)
        texts = (*write(writer.model, 400, 0.9, 0), HOSTILE)
        counted = [each for known in fitting(has_read) for each in find(known, has_read).counted]
        sent = [asdict(Counted(str(place), "", each.strings, each.whole_words)) for place, each in enumerate(counted)]
        script = f"""async ([texts, counted]) => {{
          const {{ counts }} = await load('{HOUSE}/counting.js')
          return texts.map((text) => Object.values(counts(text, counted)))
        }}"""
        expected = [[each.count(text) for each in counted] for text in texts]
        assert bare.evaluate(script, [texts, sent]) == expected


def test_a_hand_holds_units_and_the_network_writes_at_once(bare: Page) -> None:
    given = model()
    stand(bare, given)
    free = written(given, {})
    assert texts(bare) == [free, ""]
    slider = bare.get_by_label("Hold unit 2 at", exact=True)
    slider.fill("0.5")
    assert bare.evaluate("told.at(-1)") == ["held", {"1": 0.2}]
    assert texts(bare) == [free, written(given, {1: 0.2})]
    bare.get_by_role("button", name="inside").click()
    expect(slider).to_have_attribute("aria-valuetext", "c = 0.60, inside")
    expect(bare.get_by_role("heading", name="With unit 2 held at “inside”")).to_be_visible()
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "c = 1.40, beyond")
    expect(bare.get_by_role("heading", name="With unit 2 held beyond, at 1.40")).to_be_visible()
    assert texts(bare)[1] == written(given, {1: 1.4})
    bare.evaluate("writing.choose(3)")  # another one beside it
    bare.get_by_role("button", name="outside").click()
    assert texts(bare)[1] == written(given, {1: 1.4, 3: -0.2})
    bare.get_by_role("button", name="Let unit 2 go").click()
    assert texts(bare)[1] == written(given, {3: -0.2})
    bare.get_by_role("button", name="Let go").press("Enter")
    expect(bare.get_by_label("Hold unit 4 at", exact=True)).to_be_focused()  # the button has gone
    assert texts(bare) == [free, ""]
    assert bare.evaluate("told.at(-1)") == ["held", {}]
    expect(slider).to_have_count(0)
    expect(bare.get_by_label("Hold unit 4 at", exact=True)).to_have_attribute("aria-valuetext", "free")


def test_the_same_luck_writes_the_same_and_another_one_something_else(bare: Page) -> None:
    given = model()
    stand(bare, given, {"held": {"0": -0.5}, "temperature": 1, "luck": 9999})
    before = texts(bare)
    assert before == [written(given, holds, 1, 9999) for holds in ({}, {0: -0.5})]
    bare.get_by_role("button", name="Write 400 letters").click()
    bare.wait_for_function("document.querySelectorAll('.uw-to-come').length === 2")  # the others keep their room
    assert texts(bare) == before
    bare.emulate_media(reduced_motion="reduce")
    bare.get_by_role("button", name="Other luck").click()
    assert texts(bare) == [written(given, holds, 1, 0) for holds in ({}, {0: -0.5})]
    assert bare.evaluate("told.at(-1)") == ["luck", 0]
    bare.get_by_label("Temperature").fill("0")
    assert texts(bare) == [written(given, holds, 0) for holds in ({}, {0: -0.5})]
    assert bare.evaluate("told.at(-1)") == ["temperature", 0]
    expect(bare.get_by_role("button", name="Other luck")).to_be_disabled()  # nothing is drawn


def test_what_is_counted_is_marked_by_a_shape_and_told_per_thousand_letters(bare: Page) -> None:
    given = model()

    def stands(closed: str, opened: str) -> str:
        counted = (
            Counted("plus", "closed", (closed,), tone="plus"),
            Counted("minus", "opened", (opened,), tone="minus"),
        )
        stand(bare, given, asked=Asked("quotes", "two", "outside", "inside", counted))
        text = texts(bare)[0]
        said = " ".join(bare.locator(".uw-count").all_inner_texts())
        assert f"{2.5 * text.count(closed):.1f}" in said
        assert f"{2.5 * text.count(opened):.1f}" in said
        return text

    text = stands("c“", "b.")
    for tone, signs in (("plus", "c“"), ("minus", "b.")):
        assert bare.locator(f".uw-page .uw-mark.uw-{tone}").all_inner_texts() == [signs] * text.count(signs)
        assert 0 < text.count(signs) < 32
    expect(bare.locator("[aria-live]")).to_contain_text("Free: per 1000 letters: closed")
    text = stands("“", "b.")  # a crowd, and a few
    assert text.count("“") > 32
    assert bare.locator(".uw-page .uw-faint").all_inner_texts() == ["“"] * text.count("“")
    assert bare.locator(".uw-page .uw-mark").all_inner_texts() == ["b."] * text.count("b.")
    text = stands("\n", "“")  # what nobody sees, and a crowd of what is not looked for
    assert bare.locator(".uw-page [data-break]").count() == text.count("\n") > 0
    assert bare.locator(".uw-page .uw-minus").count() == 0


def test_letters_that_look_like_a_tag_are_letters(bare: Page) -> None:
    made, letters = model(), ("\n", "<", "b", ">", "<", "/", "“", "”")
    given = CharacterModel(made.network, made.readout, (*letters[:4], "i", *letters[5:]))
    words = (Counted("tags", "<i>tags</i>", ("<",), tone="plus"),)
    table = Table("<b>t</b>", "<i>of</i>", (Column("<u>c</u>", "plus", "<"),), (Line("<s>l</s>", "", ("<q>v</q>",)),))
    stand(bare, given, asked=Asked("own", "two", "<b>low", "<b>high", words), measured=(table,))
    assert texts(bare)[0] == written(given, {})
    assert "<" in texts(bare)[0]
    assert bare.locator(".uw-page *:not(span), .uw-table-card :is(i, u, s, q), .uw-bar b b").count() == 0
    expect(bare.get_by_role("cell", name="<q>v</q>")).to_be_visible()


def test_what_steering_does_is_not_seen_before_somebody_has_predicted_it(bare: Page) -> None:
    given = model()
    table = Table("measured", "", (), ())
    stand(bare, given, {**PLACE, "held": {"1": 0.6}}, covered=True, measured=(table,))
    assert texts(bare) == ["", ""]
    expect(bare.get_by_text("measured")).to_be_hidden()
    expect(bare.get_by_role("button", name="Write 400 letters")).to_be_disabled()
    bare.evaluate("(place) => stand({ covered: false }, place)", {**PLACE, "held": {"1": 0.6}})
    assert texts(bare) == [written(given, {}), written(given, {1: 0.6})]
    expect(bare.get_by_text("measured")).to_be_visible()


def test_a_network_without_finite_answers_says_so(bare: Page) -> None:
    made = model()
    given = CharacterModel(made.network, Readout(made.readout.weight, np.full(8, np.nan)), made.alphabet)
    stand(bare, given)
    expect(bare.get_by_text("The network cannot write: its answers are no longer finite numbers.")).to_be_visible()


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (REACH, {"from": -1, "to": 2, "least": -0.875, "most": 1.375}),
        ({"low": 2, "high": -2, "least": -2, "most": 3}, {"from": -1, "to": 2, "least": -0.25, "most": 1}),
        ({"low": 0, "high": 0.1, "least": -1, "most": 1}, {"from": -10, "to": 10, "least": -10, "most": 10}),
        ({"low": 0, "high": 1e-9, "least": -1, "most": 1}, {"from": -40, "to": 40, "least": -1e9, "most": 1e9}),
        ({"low": 1, "high": 1, "least": 1, "most": 1}, {"from": -1, "to": 2, "least": 0, "most": 0}),
    ],
)
def test_the_slider_goes_as_far_as_the_unit_and_beyond_its_means(
    bare: Page, reach: dict[str, float], expected: dict[str, float]
) -> None:
    found = bare.evaluate(f"async (reach) => (await load('{HOUSE}/holding.js')).span(reach)", reach)
    assert found == pytest.approx(expected)


def test_a_mean_is_one_with_two_decimals_too(bare: Page) -> None:
    reach = {"low": 0.6524, "high": 0.1661, "least": 0, "most": 1}
    sides = f"""async ([values, reach]) => {{
      const {{ sideOf }} = await load('{HOUSE}/holding.js')
      return values.map((value) => sideOf(value, reach))
    }}"""
    values = [0.17, 0.1661, 0.65, 0.66, 0.16, 0.18, 0.64]
    found = bare.evaluate(sides, [values, reach])
    assert found == ["high", "high", "low", "", "", "", ""]
    close = {"low": 0.501, "high": 0.503, "least": 0, "most": 1}
    assert bare.evaluate(sides, [[0.5], close]) == [""], "it is neither of them"
