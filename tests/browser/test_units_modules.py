"""What units know, by itself in a real Chromium: read, ranked, shaded, painted and found, on a made-up network."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from engine.analysis import tracking
from tests.ui.units.made_up import TEXT, inside, model, ranking, told, weights
from ui.units import Asked, Reading, component
from ui.units.component import MOST_PAINTED

HOUSE = "/units/browser"
STYLE = component._component.css
STAND = """async ([data, style, place]) => {
  const [mount, { posts }, { keeping }] = await Promise.all(
    ["/units/browser/units.js", "posts.js", "/units/browser/keeping.js"].map((name) => load(name)))
  const parent = document.createElement("div")
  document.body.replaceChildren(parent)
  parent.innerHTML = '<style></style><div class="unrolled-units" data-testid="units" data-ready="false"></div>'
  parent.firstElementChild.textContent = style
  Object.assign(window, { told: [], rests: [], kept: [] })
  const from = document.createElement("i")
  let call = 0
  window.take = (changes, at = place) => {
    window.data = { ...(window.data ?? data), ...changes }
    const about = { name: "units", content: window.data.content, from, call: ++call }
    const post = { ...about, link: null, answers: 0, reports: true }
    const said = [
      { ...post, ...at, report: (place) => rests.push(place) },
      { ...post, report: (place) => kept.push(place) },
    ]
    posts.bring(said[0])
    keeping.bring(said[1])
    const setTriggerValue = (_, value) => told.push(value)
    const gone = mount.default({ data: window.data, parentElement: parent, setTriggerValue }, call)
    window.leave = () => {
      parent.remove()
      gone()
      posts.end(said[0])
      keeping.end(said[1])
    }
  }
  window.data = undefined
  take({})
}"""
PAINTED = Asked("painted", "two", "not painted", "painted")
Stand = Callable[..., Page]


def evaluate(page: Page, module: str, script: str, *given: Any) -> Any:
    """A script that is given a module and what else it wants."""
    return page.evaluate(f"async (given) => ({script})(await load('{HOUSE}/{module}'), ...given)", list(given))


@pytest.fixture
def stand(modules: Page) -> Iterator[Stand]:
    """Let the picture of what Python tells stand on a page of its own."""
    errors: list[str] = []

    def answer(route: Route) -> None:
        route.fulfill(body=weights(), content_type="application/json")

    def fell(error: Exception) -> None:
        errors.append(str(error))

    def up(step: int = 0, unit: int = 0, **changes: Any) -> Page:
        place = changes.pop("place", {})
        data = told(**changes)
        data["place"] |= place
        modules.evaluate(STAND, [data, STYLE, {"step": step, "unit": unit}])
        expect(modules.get_by_test_id("units")).to_have_attribute("data-ready", "true")
        return modules

    modules.route("**/units/made_up/*", answer)
    modules.on("pageerror", fell)
    yield up
    modules.evaluate("() => window.leave?.()")
    modules.unroute("**/units/made_up/*")
    modules.remove_listener("pageerror", fell)
    assert errors == []


def click_letter(page: Page, letter: int) -> None:
    """Where the letter lies on the page; for one that is no line break."""
    box = page.evaluate(
        """(n) => {
          const walker = document.createTreeWalker(document.querySelector(".un-page"), NodeFilter.SHOW_TEXT)
          for (let node; (node = walker.nextNode()); ) {
            for (let at = 0; at < node.length; n--) {
              const wide = String.fromCodePoint(node.data.codePointAt(at)).length
              const range = document.createRange()
              range.setStart(node, at); range.setEnd(node, (at += wide))
              const { left, top, width, height } = range.getBoundingClientRect()
              if (n === 0) return [left + width / 2, top + height / 2]
            }
          }
        }""",
        letter,
    )
    page.mouse.move(*box)


def test_the_best_unit_is_chosen_and_every_letter_can_be_gone_to(stand: Stand) -> None:
    page = stand()
    units, cell = page.get_by_test_id("units"), model().read(TEXT).signals["cell"]

    def stands(letter: int, unit: int, signal: Any = cell) -> None:
        expect(units).to_have_attribute("data-step", str(letter))
        expect(units).to_have_attribute("data-unit", str(unit))
        said = page.locator(".un-line b").last.inner_text()
        assert float(said.rstrip(".").replace("−", "-")) == pytest.approx(signal[letter, unit], rel=0.06, abs=0.006)

    expect(page.locator(".un-row[data-chosen]")).to_contain_text("unit 2")
    stands(int(np.argmax(inside())), 1)
    click_letter(page, 9)
    page.mouse.down()
    page.mouse.up()
    stands(9, 1)
    for key, letter in {"ArrowRight": 10, "ArrowDown": 19, "ArrowUp": 5, "End": len(TEXT) - 1, "Home": 0}.items():
        page.locator(".un-scroll").press(key)
        if key in ("ArrowDown", "ArrowUp"):  # of which letter lies above which, the font has a say
            expect(units).not_to_have_attribute("data-step", "10" if key == "ArrowDown" else "19")
        else:
            stands(letter, 1)
    page.get_by_role("button", name="unit 4: tracks").click()
    page.get_by_role("button", name="Shade by the hidden state h").click()
    stands(0, 3, model().read(TEXT).signals["hidden"])
    page.wait_for_function("() => rests.length && kept.length")
    assert page.evaluate("() => rests.at(-1)") | {"serial": 0} == {"step": 1, "unit": 4, "serial": 0}
    kept = page.evaluate("() => kept.at(-1)")
    assert kept["place"]["state"] == "hidden"
    assert "state=hidden" in page.url
    assert "unit=4" in page.url
    assert "luck" not in page.url  # what is as usual need not be said


def test_what_python_only_repeats_moves_nothing_and_what_it_wants_does(stand: Stand) -> None:
    page = stand(5, 3)
    units = page.get_by_test_id("units")
    expect(units).to_have_attribute("data-step", "4")
    expect(units).to_have_attribute("data-unit", "2")
    page.get_by_role("button", name="Next letter").click()
    page.wait_for_function("() => rests.length")
    page.evaluate("() => take({ content: 'b', key: 'b', covered: true }, { step: 6, unit: 3, answers: 1 })")
    expect(page.locator(".un-ranking")).to_have_attribute("data-tracks-only", "")  # covered: nothing of what it steers
    expect(units).to_have_attribute("data-step", "5")
    page.evaluate("() => take({ place: { ...data.place, state: 'hidden' } }, { step: 2, unit: 4, answers: 1 })")
    expect(units).to_have_attribute("data-step", "1")
    expect(units).to_have_attribute("data-unit", "3")
    expect(page.get_by_role("button", name="Shade by the hidden state h")).to_have_attribute("aria-pressed", "true")


def test_units_are_sorted_by_either_measure_and_gone_through_by_keys(stand: Stand) -> None:
    many = ranking(12)
    page = stand(ranking=many)
    order = "() => [...document.querySelectorAll('.un-row')].map((row) => Number(row.dataset.unit))"
    assert page.evaluate(order)[:3] == [1, 11, 10]
    page.get_by_role("button", name="Sort by how much units steer").or_(page.locator(".un-sort").last).last.click()
    by_effect = sorted(many.steers or (), key=lambda one: -abs(one.effect))
    assert page.evaluate(order)[:3] == [one.unit for one in by_effect[:3]]
    shown = page.locator(".un-row:visible")
    expect(shown).to_have_count(7)
    page.get_by_role("button", name="All 4 units").click()
    expect(shown).to_have_count(12)
    expect(page.locator(".un-verdict")).to_contain_text("Unit 2 tells 99 %")
    page.locator(".un-row[data-chosen] button").press("ArrowDown")
    expect(page.get_by_test_id("units")).to_have_attribute("data-unit", str(by_effect[1].unit))


def test_none_tracks_it_is_an_answer_and_no_label_another(stand: Stand) -> None:
    poor = ranking()
    page = stand(ranking=type(poor)(poor.state, 100, {"cell": 0.995, "hidden": 0.995}))
    expect(page.locator(".un-verdict")).to_contain_text("None tracks it")
    page = stand(ranking=type(poor)(poor.state, 100, {"cell": 0.6}, {"cell": 0.995}))
    expect(page.locator(".un-verdict")).to_have_text(
        re.compile("Unit 2 tells 99 %.*before training .* 99.5 %: to track it")
    )
    page = stand(ranking=None, reading=Reading("ab", np.array([np.nan, np.nan]), own=True))
    expect(page.locator(".un-verdict")).to_contain_text("nothing of what is asked")


def test_what_was_measured_of_other_letters_is_not_said_of_an_own_text(stand: Stand) -> None:
    page = stand(reading=Reading("a?b", np.array([0.0, 1.0, 1.0]), own=True))
    expect(page.locator(".un-notes")).to_contain_text("measured on 20,000 letters")
    expect(page.locator(".un-notes")).not_to_contain_text("of this text")
    page.get_by_role("button", name="First letter").click()
    page.get_by_role("button", name="Next letter").click()
    expect(page.locator(".un-strip-value").first).to_have_text("–")  # it has not been read, and no number is


def test_what_the_page_holds_itself_is_not_said_of_other_networks(stand: Stand) -> None:
    page = stand(place={"held": "2:0.6"})
    page.evaluate("() => take({ content: 'b', key: 'b', usual: { ...data.usual, held: '2:0.6' } })")
    page.get_by_role("button", name="Other luck").click()
    page.wait_for_function("() => kept.length")
    assert "luck=1" in page.url
    assert "held" not in page.url
    page.get_by_role("button", name="Let go", exact=True).click()
    page.wait_for_function("() => location.href.includes('held=free')")


def test_painted_letters_rank_the_units_as_the_engine_does(stand: Stand) -> None:
    page = stand(asked=PAINTED, reading=Reading(TEXT), ranking=None, can_measure=True)
    expect(page.locator(".un-verdict")).to_contain_text("Paint over some letters")
    expect(page.locator(".un-legend")).not_to_contain_text("painted")  # nothing is, so no mean is of it
    expect(page.locator(".uw-names")).to_contain_text("low ")
    click_letter(page, 4)
    page.mouse.down()
    click_letter(page, 7)
    page.mouse.up()
    expect(page.locator(".un-painted-count")).to_have_text(f"4 of {len(TEXT)} letters painted")
    page.locator(".un-scroll").press("Shift+ArrowRight")
    labels = np.zeros(len(TEXT))
    labels[4:9] = 1
    expect(page.locator(".un-painted-count")).to_have_text(f"5 of {len(TEXT)} letters painted")
    cell = model().read(TEXT).signals["cell"]
    found = tracking.tracked(cell, labels)
    assert found.best is not None
    expect(page.get_by_test_id("units")).to_have_attribute("data-unit", str(found.best))
    expect(page.locator(".un-row[data-chosen]")).to_contain_text(f"{found.tracks[found.best]:.2f}")
    page.get_by_role("button", name="Measure what they steer").click()
    assert page.evaluate("() => told") == [{"what": "measure", "value": "4-8"}]
    page.get_by_role("button", name="Erase").click()
    click_letter(page, 5)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function("() => kept.at(-1)?.place.painted === '4-4.6-8'")


def test_more_than_an_address_holds_is_not_painted(stand: Stand) -> None:
    long = "ab " * 1500
    painted = ".".join(f"{n}-{n}" for n in range(0, 1017, 4))
    assert len(painted) <= MOST_PAINTED < len(painted) + 10
    page = stand(asked=PAINTED, reading=Reading(long), ranking=None, place={"painted": painted})
    expect(page.locator(".un-painted-count")).to_contain_text("255 of")
    for key in ("End", "Shift+ArrowLeft"):
        page.locator(".un-scroll").press(key)
    expect(page.locator(".un-painted-count")).to_contain_text("the most that can be painted")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".un-painted-count")).to_contain_text("0 of")


def test_more_places_are_found_and_gone_to(stand: Stand) -> None:
    page = stand(place={"span": 2})
    page.locator(".un-find-title").click()
    cell, best = model().read(TEXT).signals["cell"], ranking().state["cell"][1]
    is_on = (cell[:, 1] - best.low) / (best.high - best.low) >= 0.5
    runs = np.flatnonzero(np.diff(np.concatenate(([0], is_on.astype(int), [0])))).reshape(-1, 2)
    long = [(a, b) for a, b in runs.tolist() if b - a >= 2]
    assert long  # else this test says nothing
    expect(page.locator(".un-place")).to_have_count(len(long))
    page.locator(".un-place").last.click()
    expect(page.get_by_test_id("units")).to_have_attribute("data-step", str(long[-1][0]))
    page.locator(".un-find input[type=number]").fill("200")
    expect(page.locator(".un-find-says")).to_contain_text("Nowhere")


def test_letters_of_either_label_and_of_none_are_told_apart(stand: Stand) -> None:
    labels = inside()
    labels[:3] = np.nan
    page = stand(reading=Reading(TEXT, labels))
    expect(page.locator(".un-legend .un-rule")).to_have_count(1)  # a hole is no label, and hides none
    expect(page.locator(".un-legend .un-dots")).to_have_count(1)
    page.locator(".un-scroll").press("Home")
    expect(page.locator(".un-line")).not_to_contain_text("(")


def test_a_hostile_text_is_text(stand: Stand) -> None:
    odd = "<script>bad()</script> שלום ab 👩‍👩‍👧 “c”\n\n\n" + "🙃" * 40 + "a" * 3000 + "\n"
    page = stand(reading=Reading(odd, np.zeros(len(odd)), own=True), ranking=None)
    assert page.locator(".un-page").inner_text().startswith("<script>bad()</script> שלום")
    assert page.locator(".un-page").text_content() == odd.replace("\n", "↵")
    unknown = sum(letter not in model().alphabet for letter in odd)
    expect(page.locator(".un-legend")).to_contain_text(f"({unknown})")
    expect(page.locator(".un-line")).to_contain_text("does not know it")
    page.locator(".un-scroll").press("End")
    expect(page.get_by_test_id("units")).to_have_attribute("data-step", str(len(odd) - 1))


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("kinds", [2, 3, 9])
def test_units_are_told_apart_as_by_the_engine_ties_and_holes_included(modules: Page, ties: bool, kinds: int) -> None:
    draw = np.random.default_rng(7)
    values = draw.normal(size=(90, 3)).round(0 if ties else 6)
    values[11] = np.nan
    labels = np.minimum(np.arange(90) % 13 // 2, kinds - 1).astype(float)
    labels[40:44] = np.nan
    script = """({ Order }, values, labels, many) => {
      const order = new Order(Float64Array.from(values, (one) => one ?? NaN), 3)
      const asked = labels.map((one) => one ?? NaN)
      return [order.ranked(asked, many), order.chance(asked)]
    }"""
    given = [[None if np.isnan(one) else one for one in part.ravel().tolist()] for part in (values, labels)]
    many = kinds > 2
    found, chance = evaluate(modules, "tracking.js", script, *given, many)
    engine = tracking.tracked(values, labels, many=many)
    for name in ("tracks", "low", "high"):
        assert [one[name] for one in found] == pytest.approx(getattr(engine, name).tolist(), rel=1e-12)
    assert [one["rises"] for one in found] == engine.rises.tolist()
    assert chance == pytest.approx(tracking.by_chance(values, labels, many=many), rel=1e-12)


@pytest.mark.parametrize(
    ("means", "shares"),
    [
        ((-1.0, 2.0), {0.0: 0.0, 2.0: 1.0, -1.0: -0.5, 9.0: 1.0}),  # two signs: from nothing, to either side
        ((0.5, 2.5), {0.5: 0.0, 1.5: 0.5, 2.5: 1.0, 0.1: 0.0, -2.5: -1.0}),  # one sign: from the nearer one
        ((-0.3, -2.0), {-0.3: 0.0, -2.0: -1.0, 1.0: 0.5}),
        ((1.0, 1.0), {1.0: 1.0, 0.0: 0.0}),
        ((0.0, 0.0), {0.0: 0.0, 2.0: 1.0}),
    ],
)
def test_a_colour_has_the_sign_of_its_value(
    modules: Page, means: tuple[float, float], shares: dict[float, float]
) -> None:
    script = "({ scaleOf }, low, high, values) => values.map(scaleOf({ low, high }))"
    found = evaluate(modules, "shading.js", script, *means, list(shares))
    assert [abs(one) if one == 0 else one for one in found] == pytest.approx(list(shares.values()))


def test_what_is_held_and_painted_is_spelled_and_read_alike(modules: Page) -> None:
    script = "({ readHeld, spellHeld }, spelled) => [readHeld(spelled), spellHeld(readHeld(spelled))]"
    held = evaluate(modules, "spelling.js", script, "9:-2.05,1:0.5,0:3,x,3:<b>")
    assert held == [{"0": 0.5, "8": -2.05}, "1:0.5,9:-2.05"]
    assert evaluate(modules, "spelling.js", script, "") == [{}, "free"]
    assert evaluate(modules, "spelling.js", script, "free") == [{}, "free"]
    script = "({ paintedLetters, spellPainted }, spelled) => spellPainted(paintedLetters(spelled, 20))"
    assert evaluate(modules, "painting.js", script, "3-5.6-6.18-99.a-b.9-8") == "3-6.18-19"
