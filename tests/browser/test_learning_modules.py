"""The modules of the front of learning against the same computed in Python and numpy."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

STEPS, EVERY = 5, 4
ABOUT = {
    "cell": "gru", "steps": STEPS, "units": 2, "tokens": list("ABxyz"), "classes": ["A", "B"], "asked": [STEPS - 1],
    "chance": 0.5, "updates": 18, "every": EVERY, "seed": 0,
    "signals": [
        {"name": "update_gate", "symbol": "z_t", "kind": "gate", "low": 0, "high": 1},
        {"name": "cell", "symbol": "c_t", "kind": "state", "low": "-Infinity", "high": "Infinity"},
    ],
}  # fmt: skip
LEARN = """async ([about, rows]) => {
  const { Learned, span } = await load("/lessons/learning/front/learned.js")
  const { headlineOf } = await load("/lessons/learning/front/headline.js")
  const { reachPath } = await load("/lessons/learning/front/picture.js")
  const run = new Learned(about)
  for (const row of rows) run.take(row)
  return LOOK
}"""


def call(modules: Page, module: str, name: str, *arguments: Any) -> Any:
    script = f"async (given) => (await load('/lessons/learning/front/{module}')).{name}(...given)"
    return modules.evaluate(script, list(arguments))


def halves(values: Any) -> str:
    return base64.b64encode(np.asarray(values, dtype="<f2").tobytes()).decode()


def row(update: int, profile: list[Any], **more: Any) -> dict[str, Any]:
    return {"run": 0, "update": update, "loss": 0.7, "right": 0.5, "reach": None, "profile": profile} | more


def learned(modules: Page, look: str, *rows: dict[str, Any], **about: Any) -> Any:
    """What an expression on a run finds, once it has taken these rows."""
    return modules.evaluate(LEARN.replace("LOOK", look), [ABOUT | about, list(rows)])


def test_float16_is_decoded_as_numpy_does_every_one_of_them(modules: Page) -> None:
    bits = np.arange(65536, dtype="<u2")
    found = modules.evaluate(
        """async (letters) => {
          const { halves } = await load("/lessons/learning/front/decode.js")
          let bytes = ""
          for (const byte of new Uint8Array(halves(letters).buffer)) bytes += String.fromCharCode(byte)
          return btoa(bytes)
        }""",
        base64.b64encode(bits.tobytes()).decode(),
    )
    decoded = np.frombuffer(base64.b64decode(found), dtype="<f4")
    np.testing.assert_array_equal(decoded, bits.view("<f2").astype(np.float32))


@pytest.mark.parametrize(("given", "said"), [("NaN", "NaN"), ("Infinity", "Infinity"), ("-Infinity", "-Infinity")])
def test_what_json_does_not_know_comes_as_a_word(modules: Page, given: str, said: str) -> None:
    script = "async (given) => String((await load('/lessons/learning/front/decode.js')).number(given))"
    assert modules.evaluate(script, given) == said
    assert modules.evaluate(script, "twelve") == modules.evaluate(script, None) == "null"


def test_the_first_updates_are_found_and_stay_the_first(modules: Page) -> None:
    def at(update: int, first: Any, right: float | None) -> dict[str, Any]:
        return row(update, [first, 0.1, 0.1, 0.1, 2.0], right=right)

    rows = [at(0, 1e-9, 0.95 - 0.5), at(4, 2e-3, 0.89), at(8, 2.1e-3, 0.9), at(12, 1e-5, 0.3), at(16, 1.0, 1.0)]
    assert learned(modules, "[run.reached, run.solved]", *rows) == [8, 8]
    assert learned(modules, "[run.reached, run.solved]", *rows[:2]) == [None, None]
    broken = [at(0, "NaN", None), at(4, "Infinity", None)]
    assert learned(modules, "[run.reached, run.solved]", *broken) == [None, None]
    assert (
        learned(modules, "run.reached", *rows, asked=[2, 4]) is None
    )  # there is more than one answer to hold it against
    numbers = {"classes": [], "chance": 0.2}
    errors = [row(0, [1, 1, 1, 1, 1], right=None, loss=0.2), row(4, [1, 1, 1, 1, 1], right=None, loss=0.02)]
    assert learned(modules, "run.solved", *errors, **numbers) == 4  # a tenth of the error of whoever guesses


def test_the_sentence_has_no_number_missing(modules: Page) -> None:
    sentences = json.dumps({"both": "b", "reached": "g", "right": "r", "neither": "n"})
    far, near = [1e-9, 0, 0, 0, 1.0], [0.5, 0, 0, 0, 1.0]
    said = {
        (profile[0], right): learned(modules, f"headlineOf({sentences}, run)", row(0, profile, right=right))
        for profile in (far, near)
        for right in (0.5, 1.0)
    }
    assert said == {(1e-9, 0.5): "n", (1e-9, 1.0): "r", (0.5, 0.5): "g", (0.5, 1.0): "b"}


def test_what_was_right_once_and_is_not_any_more_is_said_where_there_are_words_for_it(modules: Page) -> None:
    right, wrong = row(0, [1.0] * STEPS, right=1.0), row(4, [1.0] * STEPS, right=0.5)
    sentences = {"both": "b", "reached": "g", "right": "r", "neither": "n"}
    telling = f"headlineOf({json.dumps(sentences | {'unlearned': 'u'})}, run)"
    assert learned(modules, telling, right, wrong) == "u"
    assert learned(modules, telling, right) != "u"
    assert learned(modules, telling, wrong) != "u"
    assert learned(modules, f"headlineOf({json.dumps(sentences)}, run)", right, wrong) == "b"


@pytest.mark.parametrize(("states", "live"), [(["done"], False), (["queued", "running", "done"], True)])
def test_only_what_was_heard_of_while_it_learned_was_live(modules: Page, states: list[str], live: bool) -> None:
    script = """async (states) => {
      const { Rows } = await load("/lessons/learning/front/rows.js")
      const rows = new Rows("nobody", { grew() {}, gone() {} })
      rows.dispose()
      for (const state of states) rows.take([JSON.stringify({ state })])
      return [rows.wasLive, rows.isOver]
    }"""
    assert modules.evaluate(script, states) == [live, True]


def test_rows_and_updates_find_each_other_while_rows_are_still_to_come(modules: Page) -> None:
    rows = [row(update, [1.0] * STEPS) for update in (0, 4, 8)]
    every = [0, 4, 8, 12, 16, 18]
    assert learned(modules, "run.expected", *rows) == len(every)
    for index, update in enumerate(every):
        assert learned(modules, f"run.updateOf({index})", *rows) == update
    for update in range(19):
        assert learned(modules, f"run.at({update})", *rows) == min(update // EVERY, 2)
        assert learned(modules, f"run.place({min(update, 8)})", *rows) == pytest.approx(min(update, 8) / EVERY)
    assert learned(modules, "run.at(7)") == -1  # nothing has come yet
    whole = [*rows, row(12, [1.0] * STEPS), row(16, [1.0] * STEPS), row(18, [1.0] * STEPS)]
    assert learned(modules, "[run.expected, run.place(18), run.place(17)]", *whole) == [6, 5, 4.5]


def test_a_gradient_is_a_share_of_that_at_the_answer_or_of_the_largest(modules: Page) -> None:
    profile = [1e-4, 4.0, 1e-2, 1.0, 2.0]
    assert learned(modules, "run.share(0, 0)", row(0, profile)) == pytest.approx(5e-5)
    assert learned(modules, "run.share(0, 0)", row(0, profile), asked=[1, 4]) == pytest.approx(2.5e-5)
    assert learned(modules, "span([run])", row(0, profile)) == {"low": -6, "high": 1}  # more than at the answer
    assert learned(modules, "span([run])", row(0, profile), asked=[1, 4]) == {"low": -6, "high": 0}
    strange = row(0, ["NaN", 0.0, "Infinity", 1.0, 1.0])
    assert learned(modules, "span([run])", strange) == {"low": -3, "high": 0}
    assert learned(modules, "String(run.share(0, 0))", strange) == "NaN"


def test_what_has_no_limit_is_coloured_up_to_the_largest_seen(modules: Page) -> None:
    cell = np.array([[0.5, -3.0]] * STEPS)
    signals = {"cell": halves(cell), "update_gate": halves(np.abs(cell) / 4)}
    look = "[run.limit(run.about.signals[0]), run.limit(run.about.signals[1]), Array.from(run.rows[0].signal('cell'))]"
    gate, state, values = learned(modules, look, row(0, [1.0] * STEPS, signals=signals))
    assert (gate, state) == (1, 3)
    np.testing.assert_array_equal(values, cell.ravel())


def test_the_line_of_the_longest_gap_goes_to_the_step_that_is_so_far_back(modules: Page) -> None:
    assert [call(modules, "learned.js", "reachStep", reach, 41) for reach in (None, 1, 39, 40, 99)] == [41, 39, 1, 0, 0]
    rows = [row(0, [1] * STEPS), row(4, [1] * STEPS, reach=1), row(8, [1] * STEPS, reach=4)]
    path = learned(modules, "reachPath(run)", *rows)
    assert path == "M5 0V1H3V2H0V3"


def test_a_curve_breaks_where_there_is_no_number_and_stays_inside(modules: Page) -> None:
    points = "[{ x: 0.5, y: 0.5 }, { x: NaN, y: 1.5 }, { x: 2, y: 2.5 }, { x: -1, y: 3.5 }]"
    found = modules.evaluate(f"async () => (await load('/lessons/learning/front/curves.js')).curve({points})")
    assert found == "M0.5 0.5M1 2.5L0 3.5"
    assert [call(modules, "curves.js", "roundUp", value) for value in (0.69, 1.0, 2.2, 0, 47)] == [0.8, 1, 2.5, 1, 50]
    updates = [call(modules, "curves.js", "between", 1, k, EVERY) for k in range(EVERY)]
    np.testing.assert_allclose(updates, [0.75, 1.0, 1.25, 1.5])  # the last of them leads to the row itself
    assert [call(modules, "curves.js", "onNorms", norm) for norm in (1e-9, 1e-3, 1.0, 1e3, 1e9)] == [0, 0, 0.5, 1, 1]


def test_what_is_wanted_is_marked_where_it_is_asked(modules: Page) -> None:
    assert [call(modules, "inside.js", "marked", answer, 3, 4) for answer in (-1, 2)] == ["", "M3 2h1v1h-1Z"]
    assert [call(modules, "inside.js", "marked", answer, 3, 2) for answer in (0, 1)] == ["M3 1h1", "M3 0h1"]


def test_ticks_and_words_have_room(modules: Page) -> None:
    assert call(modules, "learned.js", "ticks", 240, 7) == [0, 40, 80, 120, 160, 200, 240]
    assert call(modules, "learned.js", "ticks", 40, 5) == [0, 10, 20, 30, 40]
    for last in range(1, 3000, 7):
        found = call(modules, "learned.js", "ticks", last, 7) if last % 5 == 1 else [0, last]
        assert found[0] == 0
        assert found[-1] == last
        assert len(found) <= 9
    assert call(modules, "inside.js", "everyWord", list("abcdefghij"), 330) == 1
    assert call(modules, "inside.js", "everyWord", ["x"] * 100, 330) == 3
    assert call(modules, "inside.js", "everyWord", ["clouds"] * 4, 330) == 1


def test_the_state_of_a_job_is_said(modules: Page) -> None:
    text = {
        "queued": "place {place}", "running": "{done} of {total}", "rate": "{rate}/s", "left": "{seconds} s",
        "done": "{done} in {seconds}", "failed": "it: {why}", "lost": "lost", "paused": "at {done}",
    }  # fmt: skip

    def says(state: dict[str, Any], marks: list[Any] | None = None, lost: bool = False) -> Any:
        rows = {"state": state, "progress": {"done": 60, "total": 240}, "marks": marks or [], "isLost": lost}
        return call(modules, "state.js", "says", rows, text, {"At {update}.": "Bei {update}."})

    assert says({"state": "queued", "place": 2}) == "place 2"
    assert says({"state": "running"}) == "60 of 240"
    assert says({"state": "running"}, [{"ms": 0, "done": 20}, {"ms": 2000, "done": 60}]) == "60 of 240 · 20/s · 9 s"
    assert says({"state": "done", "seconds": 2.14}) == "60 in 2.1"
    assert says({"state": "failed", "template": "At {update}.", "values": {"update": 7}}) == "it: Bei 7."
    assert says({"state": "running"}, lost=True) == "lost"


def test_one_run_after_several_leaves_none_beside_it(modules: Page) -> None:
    cards = modules.evaluate(
        """async ([about, row]) => {
          const { Beside } = await load("/lessons/learning/front/beside.js")
          const { Learned } = await load("/lessons/learning/front/learned.js")
          const beside = new Beside(document.createElement("div"), () => {})
          const theme = { swap: (colour) => colour }
          const text = new Proxy({}, { get: () => "" })
          const scales = { ink: "#000000", surface: "#ffffff", exploding: "#ff0000", closed: "#ffffff" }
          const of = { title: "", kind: "gru", colour: "#00ff00" }
          return [3, 1].map((count) => {
            const runs = Array.from({ length: count }, () => new Learned(about))
            for (const run of runs) run.take(row)
            beside.draw({ text, scales, runs: runs.map(() => of) }, runs, { low: -3, high: 0 }, theme)
            beside.stand(0, 0, runs)
            return beside.cards.length
          })
        }""",
        [ABOUT, row(0, [1, 1, 1, 1, 1])],
    )
    assert cards == [3, 0]
