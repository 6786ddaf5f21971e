"""Taking hold of a cell in a real Chromium: drag, keys, the ways back, the link, and what does not fit."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]


def gate(page: Page, signal: str) -> Locator:
    return page.locator(f".us-grip[data-signal={signal}]")


def token(page: Page, step: int) -> Locator:
    return page.locator(f".us-token-row [data-token-step='{step - 1}']")


def sentence(page: Page) -> Locator:
    return page.locator(".us-hold-sentence").first


def agreement(page: Page) -> Locator:
    return page.locator(".us-agreement")


def drag(page: Page, signal: str, pixels: int) -> None:
    gate(page, signal).evaluate("box => box.scrollIntoView({ block: 'center' })")
    box = gate(page, signal).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - pixels / 2, steps=3)
    page.mouse.move(x, y - pixels, steps=3)


def test_a_dragged_gate_moves_everything_settles_in_the_engine_and_is_taken_back(visit: Arrive) -> None:
    page = visit().open("/step?t=8").page
    expect(gate(page, "forget_gate")).to_have_attribute("role", "slider")
    drag(page, "forget_gate", 150)
    expect(sentence(page)).to_contain_text("You hold the forget gate at 1.00 from step 8 on.")  # while still held
    expect(page.locator("[data-equation=cell] [data-value=forget_gate]")).to_have_text(re.compile(r"^1\.0"))
    assert "hand=" not in page.url
    page.mouse.up()
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*1\*8-"))
    # The numbers of facts that were measured apart: three answers from step 12 on, four from step 22 on.
    expect(sentence(page)).to_contain_text("At step 12 the flag says “remember +”: the old “−” is not erased")
    expect(sentence(page)).to_contain_text("the answer is now “−” instead of “+”. 7 of 30 answers are wrong now.")
    expect(page.get_by_text("with your hand in it: states, gates and gradients equal to torch")).to_be_visible()
    expect(page.locator("[data-equation=forget_gate]")).to_contain_text("held at 1.00; by itself 0.24")
    with page.expect_download() as taken:  # no script has run since: what is taken away follows the hand all the same
        page.get_by_role("button", name="Trace as CSV").click()
    assert "# changed by hand: forget_gate*1*8-\n" in Path(taken.value.path()).read_text("utf-8")
    page.get_by_role("button", name="Undo").click()
    expect(sentence(page)).to_contain_text("Drag the knob")
    expect(page).not_to_have_url(re.compile("hand="))
    expect(page.locator("[data-equation=forget_gate]")).not_to_contain_text("held")

    # what a hand did is taken back and done again
    drag(page, "forget_gate", 150)
    expect(sentence(page)).to_contain_text("You hold the forget gate")
    page.keyboard.press("Escape")  # while it is still dragged
    expect(sentence(page)).to_contain_text("Drag the knob")
    page.mouse.up()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    pin = gate(page, "forget_gate").locator(".us-pin")
    expect(pin).to_be_hidden()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*0\.99\*8-"))
    expect(pin).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*1\*8-"))
    page.get_by_role("spinbutton", name="Steps").focus()
    page.keyboard.press("Control+z")  # a text field's own
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*1\*8-"))
    gate(page, "forget_gate").dblclick()
    expect(page).not_to_have_url(re.compile("hand="))
    page.keyboard.press("Control+z")
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*1\*8-"))
    page.keyboard.press("Control+z")
    expect(page).not_to_have_url(re.compile("hand="))
    page.keyboard.press("Control+Shift+z")
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*1\*8-"))
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page).not_to_have_url(re.compile("hand="))
    inputs_are_changed_where_they_stand_and_by_keys(page)


def inputs_are_changed_where_they_stand_and_by_keys(page: Page) -> None:
    token(page, 12).click()
    expect(sentence(page)).to_contain_text("At step 12 the bit is now −.")
    expect(token(page, 12)).to_have_attribute("aria-label", re.compile("^Step 12: bit −, flag up"))
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-step", "11")
    page.keyboard.press("f")
    expect(sentence(page)).to_contain_text("At step 12 the bit is now −, and the flag is down.")
    expect(page).to_have_url(re.compile(r"hand=input\*-1\*12\*1(,|%2C)input\*0\*12\*2"))
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    page.keyboard.press("ArrowRight")  # the keyboard goes on to the next token
    expect(token(page, 13)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(sentence(page)).to_contain_text("At step 12 the bit is now −.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")  # the bit as it was
    expect(page).not_to_have_url(re.compile("hand="))
    expect(token(page, 12)).not_to_have_class(re.compile("us-changed-token"))

    page.set_viewport_size({"width": 390, "height": 800})  # where columns are too narrow for a finger
    page.get_by_role("button", name="bit +, flip it").click()
    expect(page.get_by_role("button", name="bit −, flip it")).to_be_visible()
    expect(sentence(page)).to_contain_text("At step 12 the bit is now −.")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_keys_hold_and_let_go_and_a_link_shows_the_same_elsewhere(visit: Arrive) -> None:
    visitor = visit().open("/step?cell=gru&t=5")
    page = visitor.page
    expect(gate(page, "update_gate")).to_have_attribute("role", "slider")
    gate(page, "update_gate").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(gate(page, "update_gate")).to_have_attribute("aria-valuetext", "held at 0.01")
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    expect(page).to_have_url(re.compile(r"hand=update_gate\*0\.01\*5-"))
    assert page.get_by_test_id("stepper").first.get_attribute("data-step") == "4"  # the arrows were the gate's
    said, numbers = sentence(page).inner_text(), page.locator("table").first.inner_text()
    visitor.elsewhere(page.url.removeprefix(visitor.base))
    expect(sentence(page)).to_have_text(said)
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    assert page.locator("table").first.inner_text() == numbers
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page).not_to_have_url(re.compile("hand="))

    with visitor.asking():
        page.get_by_role("radio", name="RNN").click()
        # The answer to the reset may come meanwhile, and a GRU has a hidden state too.
        expect(page.locator(".us-diagram svg").first).to_have_attribute("aria-label", re.compile("^RNN cell"))
    expect(gate(page, "hidden")).to_have_attribute("role", "slider")  # what an RNN has to hold
    gate(page, "hidden").focus()
    page.keyboard.press("End")
    expect(sentence(page)).to_contain_text("You hold the hidden state at 1.00 from step 5 on.")
    expect(agreement(page)).to_have_attribute("data-agrees", "true")


def test_holds_that_do_not_fit_are_told_and_where_one_counts_can_be_chosen(visit: Arrive) -> None:
    page = visit().open("/step?t=8&hand=input_gate*7*8-,reset_gate*1*all,forget_gate*1*8-").page
    expect(page.get_by_text("lies between 0 and 1, and cannot be held at 7")).to_be_visible()
    expect(page.get_by_text(re.compile("no “reset.*gate” to hold"))).to_be_visible()
    expect(sentence(page)).to_contain_text("You hold the forget gate at 1.00 from step 8 on.")
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    page.get_by_role("button", name="only here").click()
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*1\*8(&|$)"))
    page.get_by_role("button", name="unit 1", exact=True).click()
    expect(page).to_have_url(re.compile(r"hand=forget_gate\*1\*8\*1(&|$)"))
    expect(sentence(page)).to_contain_text("of unit 1 at 1.00 at step 8")
    expect(agreement(page)).to_have_attribute("data-agrees", "true")


def test_a_suggestion_is_one_click_and_states_and_weights_are_held(visit: Arrive) -> None:
    visitor = visit()
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open("/step?t=12")
    suggestion = page.get_by_role("button", name="output gate shut")
    suggestion.click()
    ending = page.locator(".us-hold-ending")
    expect(ending).to_contain_text("yet c is still there: at the end unit 1 holds 0.67; before, 0.55.")
    expect(suggestion).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Copy the link").click()
    expect(agreement(page)).to_contain_text("Copied")
    link = page.evaluate("() => navigator.clipboard.readText()")
    said, numbers = sentence(page).inner_text(), page.locator("table").first.inner_text()
    gate(page, "forget_gate").focus()
    page.keyboard.press("End")
    expect(ending).to_be_empty()  # it was not about this
    expect(suggestion).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(ending).to_contain_text("yet c is still there")
    page.get_by_role("button", name="flag up at step 10").click()
    expect(ending).to_contain_text("another answer at 2 steps; 2 of them are right.")
    visitor.elsewhere(link.removeprefix(visitor.base))  # where nobody has held anything
    expect(sentence(page)).to_have_text(said)
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    assert page.locator("table").first.inner_text() == numbers
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page).not_to_have_url(re.compile("hand="))
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-step", "11")
    states_are_held_at_the_ends_of_their_belts_and_a_weight_in_its_sum(page)


def states_are_held_at_the_ends_of_their_belts_and_a_weight_in_its_sum(page: Page) -> None:
    expect(gate(page, "hidden")).to_have_attribute("role", "slider")
    page.get_by_role("button", name="only here").click()
    drag(page, "hidden", 300)
    page.mouse.up()
    expect(sentence(page)).to_contain_text("You hold the hidden state at 1.00 at step 12.")  # it ends there
    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile(r"hand=hidden\*1\*12(&|$)"))
    gate(page, "cell").focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(r"cell\*2\*12(&|$)"))  # half as far again as 0.95, or 1, in whole numbers
    page.keyboard.press("PageUp")
    expect(page).to_have_url(re.compile(r"cell\*2\.4\*12(&|$)"))  # keys go beyond
    expect(page.locator("[data-equation=hidden]")).to_contain_text("held at 1.00; by itself 0.98")  # tanh(2.4)
    expect(agreement(page)).to_have_attribute("data-agrees", "true")

    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page).not_to_have_url(re.compile("hand="))
    line = page.locator("[data-equation=forget_gate]")
    line.locator(".us-sum-button").click()
    names = line.locator(".us-term").all_inner_texts()
    field = line.get_by_role("spinbutton", name=re.compile("^Weight of V·x: flag in the forget gate of unit 1"))
    expect(field).to_have_value(re.compile("^−5.3"))
    dot, place = line.locator(".us-curve-dot"), "node => [parseFloat(node.style.left), parseFloat(node.style.top)]"
    before = dot.evaluate(place)
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 8, steps=5)
    expect(sentence(page)).to_contain_text(
        "from the input “flag” to the forget gate of unit 1 is −4.01 instead of −5.31."
    )
    right, down = dot.evaluate(place)
    assert right > before[0]  # the sum is larger
    assert down < before[1]  # and so is its σ
    page.keyboard.press("Escape")
    expect(sentence(page)).to_contain_text("Drag the knob")
    page.mouse.up()
    field.click()
    page.keyboard.type("1.25")
    page.keyboard.press("Enter")
    page.keyboard.press("PageDown")
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    expect(page).to_have_url(re.compile(r"hand=weight_ih\*1\.15\*3\*2(&|$)"))
    assert line.locator(".us-term").all_inner_texts() == names  # no row has moved
    page.keyboard.press("Control+z")
    expect(page).to_have_url(re.compile(r"hand=weight_ih\*1\.25\*3\*2(&|$)"))
    field.dblclick()
    expect(page).not_to_have_url(re.compile("hand="))
    expect(field).to_have_value(re.compile("^−5.3"))


def test_the_sentence_says_what_came_of_it(visit: Arrive) -> None:
    page = visit().open("/step?t=12&hand=cell*0.5*12*1").page
    expect(sentence(page)).to_contain_text("No answer is another one. The hidden state moves most at step ")
    expect(sentence(page)).to_contain_text(re.compile(r"instead of .* in unit \d\. 0 of 30 answers are wrong now\.$"))
    expect(page.locator(".us-narration").first).to_contain_text("Your hand holds the cell state of unit 1 at 0.50;")
    expect(page.locator(".us-held-outline").first).to_have_attribute("d", re.compile("^M"))
    expect(page.locator("[data-equation=cell]")).to_contain_text(re.compile(r"held at 0\.50; by itself 0\.55$"))


def test_a_run_too_large_to_follow_answers_when_the_hand_lets_go(visit: Arrive) -> None:
    page = visit().open("/step?network=fresh&units=65&t=8").page
    expect(sentence(page)).to_contain_text("too large to follow your hand (units: 65, steps: 30)")
    hidden = page.locator("[data-equation=hidden] b").last
    before = hidden.inner_text()
    drag(page, "output_gate", 300)
    expect(sentence(page)).to_contain_text("You hold the output gate at 1.00 from step 8 on. This run is too large")
    expect(hidden).to_have_text(before)
    page.mouse.up()
    expect(sentence(page)).to_contain_text("from step 8 on. No answer is another one. The hidden state moves most at")
    expect(agreement(page)).to_contain_text("recorded by the engine, equal to torch")
    expect(hidden).not_to_have_text(before)
    page.keyboard.press("Control+z")
    expect(hidden).to_have_text(before)


def finger(page: Page, *places: tuple[float, float]) -> None:
    """A finger goes down at the first of these places, moves through all of them, and is lifted."""
    touch = page.context.new_cdp_session(page)
    for kind, (x, y) in zip(("touchStart", *["touchMove"] * (len(places) - 1)), places, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_thumb_holds_by_the_sheet_or_by_the_boxes(visit: Arrive) -> None:
    page = visit(width=390, height=844, has_touch=True, is_mobile=True).open("/step?t=8").page
    page.get_by_role("button", name="Take hold").tap()
    slider = page.get_by_role("slider", name="forget gate: hold it at a value").last
    box = slider.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    expect(sentence(page)).to_contain_text("You hold the forget gate at 1.00 from step 8 on.")
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    page.get_by_role("button", name="Let go of the forget gate").tap()
    expect(page).not_to_have_url(re.compile("hand="))
    page.get_by_role("button", name="Close").tap()
    gate(page, "input_gate").scroll_into_view_if_needed()
    box = gate(page, "input_gate").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger(page, (x, y), (x, y - 40), (x, y - 90))
    expect(sentence(page)).to_contain_text("You hold the input gate at")
    expect(agreement(page)).to_have_attribute("data-agrees", "true")


def test_a_link_with_a_changed_input_and_weight_is_told_and_settles(visit: Arrive) -> None:
    page = visit().open("/step?t=8&hand=weight_hh*0.75*3*2,input*-1*12*1,input*1*13*2,input*7*3*1").page
    expect(page.get_by_text("A bit is −1 or 1, a flag 0 or 1; it cannot be 7.")).to_be_visible()
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    expect(sentence(page)).to_contain_text("At step 13 the flag is now up. Changed before that: 2.")
    page.get_by_role("button", name="Next step").click(click_count=5)
    expect(page.locator(".us-narration").first).to_contain_text("The flag is up: ")
    expect(page.locator(".us-diagram [data-text=token]")).to_have_text("= bit +, flag up")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.locator(".us-diagram [data-text=token]")).to_contain_text("no flag")


def test_letters_and_numbers_are_changed_where_they_stand(visit: Arrive) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/step?sequence=text&text=so%20we%20beat%20on")
    token(page, 5).click()
    page.keyboard.press("t")
    expect(sentence(page)).to_contain_text("At step 5 the input is now t instead of e.")
    page.keyboard.press("q")  # not of this alphabet
    page.keyboard.press(" ")
    expect(sentence(page)).to_contain_text("At step 5 the input is now ␣ instead of e.")
    expect(page).to_have_url(re.compile(r"hand=token\*3\*5(&|$)"))
    expect(agreement(page)).to_have_attribute("data-agrees", "true")

    visitor.open("/step?sequence=sine&hand=cell*1*12-")
    expect(sentence(page)).to_contain_text("The hidden state moves most at step 12: 0.73 instead of −0.95 in unit 2.")
    expect(page.locator("text.us-beyond, .us-beyond text").first).to_have_text(
        "2.40"
    )  # where the forecast leaves its axis
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page).not_to_have_url(re.compile("hand="))
    token(page, 12).scroll_into_view_if_needed()
    box = token(page, 12).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"], box["y"] - 10, steps=4)
    expect(sentence(page)).to_contain_text("At step 12 the input is now +")  # while still held
    page.keyboard.press("Escape")
    expect(sentence(page)).to_contain_text("Drag the knob")
    page.mouse.up()
    page.keyboard.press("PageUp")
    expect(agreement(page)).to_have_attribute("data-agrees", "true")
    expect(page).to_have_url(re.compile(r"hand=input\*-0\.32\*12\*1(&|$)"))
