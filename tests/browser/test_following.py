"""A run that follows a hand in a real Chromium: all that a panel shows, as Python records it with the same changes."""

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

import engine
from engine.learning.tasks import Sequence
from engine.opening import data
from engine.opening.tokens import Tokens
from ui.figures.part import FIRST, Part
from ui.lessons.step.hand import live, settle, with_hand
from ui.lessons.step.run import Run, make_run
from ui.lessons.step.settings import StepSettings
from ui.lessons.step.stages import weights
from ui.lessons.step.view import step_payload, tokens
from ui.look.cells import CELLS
from ui.runs import hand
from ui.runs.hand import coding_of, read_hand, spell
from ui.stepper import Panel, StepperPayload, build_panel
from ui.stepper.component import _packed, to_browser

FOLLOW = """async ([packed, words, sent]) => {
  const { Recording, unbundle } = await load("values.js")
  const { Following } = await load("following.js")
  const { Hand } = await load("hand.js")
  const data = unbundle(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0)))
  const recording = new Recording(data.panels[0], data.values, data.steps)
  const { kind } = data.panels[0].live
  const cell = kind ? await load(`../cells/${kind}/live.js`) : null
  const following = new Following(data, recording, cell)
  const hand = new Hand()
  hand.take(words)
  const all = () => Object.fromEntries(Object.entries(recording.arrays).map(([name, { data }]) => [name, [...data]]))
  const before = JSON.stringify([all(), data.tokens, data.notes])
  if (sent) following.bring(hand.spelled, sent)
  following.follow(hand)
  const found = {
    arrays: all(), tokens: [...data.tokens], notes: [...data.notes], spelled: hand.spelled,
    wanted: [...following.wanted], answers: [...following.answers], wrong: [...following.wrong],
  }
  following.letGo()
  return { ...found, restored: JSON.stringify([all(), data.tokens, data.notes]) === before }
}"""


def changes(run: Run, seed: int) -> str:
    """Random words: two inputs, two weights and a bias, and a hold from some step on."""
    draw = np.random.default_rng(seed)
    size, weights = len(run.sequence.features), run.network.layer(0)
    units = run.network.hidden_size
    words = []
    for step in draw.choice(run.steps, 2, replace=False) + 1:
        if run.sequence.is_one_hot:
            words.append(f"token*{draw.integers(1, size + 1)}*{step}")
        elif coding_of(run.sequence) in ("count", "toggle"):
            words.append(f"input*{draw.integers(0, 2)}*{step}*{draw.integers(1, size + 1)}")
        elif size == 2:
            words += [f"input*{draw.choice([-1, 1])}*{step}*1", f"input*{draw.integers(0, 2)}*{step}*2"]
        else:
            words.append(f"input*{draw.normal():.17g}*{step}*1")
    for name in ("ih", "hh"):
        rows, columns = getattr(weights, f"weight_{name}").shape
        if rows:
            to, of = draw.integers(1, rows + 1), draw.integers(1, columns + 1)
            words.append(f"weight_{name}*{draw.normal():.17g}*{to}*{of}")
            words.append(f"bias_{name}*{draw.normal():.17g}*{draw.integers(1, rows + 1)}")
    words.append(f"hidden*0.25*{draw.integers(1, run.steps + 1)}-*{draw.integers(1, units + 1)}")
    return ",".join(words)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize(
    "given",
    [
        {"sequence": "latch"},
        {"sequence": "first", "length": 12},
        {"sequence": "hello"},
        {"sequence": "sine", "loss": "every"},
        {"sequence": "latch", "network": "fresh", "units": 5, "seed": 3, "loss": "unit"},
        {"sequence": "text", "text": "so we beat on", "units": 3, "seed": 1},
        {"sequence": "series", "units": 7, "loss": "step", "loss_step": 4},
    ],
    ids=lambda given: "-".join(map(str, given.values())),
)
def test_everything_answers_to_inputs_weights_and_holds_together(
    modules: Page, cell: str, given: dict[str, Any]
) -> None:
    check(modules, StepSettings(cell=cell, **given))


OTHERS = [kind for kind in CELLS if kind not in ("rnn", "lstm", "gru")]
SEQUENCES = ("latch", "count", "toggle")


@pytest.mark.parametrize(("cell", "sequence"), [(kind, SEQUENCES[at % 3]) for at, kind in enumerate(OTHERS)])
def test_so_it_does_in_every_other_cell_by_itself_or_by_what_python_sends(
    modules: Page, cell: str, sequence: str
) -> None:
    check(modules, StepSettings(cell=cell, sequence=sequence, length=9))


def check(modules: Page, settings: StepSettings) -> None:
    """What the browser makes of random changes in a run is what Python records."""
    run = make_run(settings)
    holds, problems = read_hand(changes(run, len(settings.cell) + run.steps), run.in_hand)
    assert problems == ()
    block = to_browser(step_payload(run.settings, "en"), "stepper")
    arrays = settle(settings, spell(holds)).arrays
    sent = None if arrays is None else {name: _packed(array) for name, array in arrays.items()}
    found = modules.evaluate(FOLLOW, [base64.b64encode(block).decode(), spell(holds), sent])
    changed = with_hand(run, holds)
    panel = build_panel(changed.network, changed.trace, features=changed.sequence.features, live=live(changed))
    for name, values in panel.arrays.items():
        largest = np.abs(values[np.isfinite(values)]).max(initial=0.0)
        np.testing.assert_allclose(found["arrays"][name], values.ravel(), rtol=0, atol=1e-11 * largest, err_msg=name)
    for name in ("inputs", "weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        np.testing.assert_array_equal(found["arrays"][name], panel.arrays[name].ravel())
    assert found["tokens"] == list(tokens(changed))
    assert found["notes"] == list(changed.sequence.notes)
    if changed.predictions is not None and changed.sequence.targets is not None:
        targets = changed.sequence.targets
        np.testing.assert_array_equal(found["wanted"], targets)
        np.testing.assert_allclose(found["answers"], changed.predictions.ravel(), rtol=1e-10, atol=1e-12)
        if changed.sequence.classes:
            guessed = changed.predictions.argmax(axis=1)
            assert found["wrong"] == np.flatnonzero((targets >= 0) & (guessed != targets)).tolist()
    assert read_hand(found["spelled"], run.in_hand) == (holds, ())
    assert found["restored"]


TEXT, KNOWN = "abcabcaabbcc", Tokens(tuple("abc"))
EMBEDDED = data.from_text(TEXT, KNOWN, 3, np.random.default_rng(0).standard_normal((3, 3)))


@pytest.mark.parametrize(
    ("sequence", "part", "changes"),
    [
        (data.random(3, 12, seed=1), FIRST, ",input*1.25*5*2,input*-2*5*3"),
        (data.random(3, 12, seed=1), Part(1, 1), ""),
        (data.continued(EMBEDDED, KNOWN, TEXT), FIRST, ",token*3*5,token*1*12,token*2*5"),
        (data.continued(EMBEDDED, KNOWN, TEXT), Part(0, 1), ",token*2*7"),
    ],
)
def test_a_part_of_an_own_model_follows_by_itself_or_by_what_python_sends(
    modules: Page, sequence: Sequence, part: Part, changes: str
) -> None:
    network = engine.network("lstm", 3, 4, num_layers=part.layer + 1, bidirectional=bool(part.direction))
    readout = engine.Readout.fresh(4 * (part.direction + 1), len(sequence.classes) or 1, 0)
    targets = sequence.targets
    loss = engine.losses.every_step() if targets is None else engine.losses.cross_entropy(targets, readout)
    trace = engine.record(network, sequence.inputs, loss)
    run = hand.InHand(trace, sequence, readout, part)

    def panel_of(one: hand.InHand) -> Panel:
        panel = build_panel(
            one.network,
            one.trace,
            features=sequence.features,
            layer=part.layer,
            direction=part.direction,
            live=hand.live(run, "" if targets is None else sequence.task),
        )
        return replace(panel, arrays={**panel.arrays, **hand.beside(one)})

    holds, problems = read_hand(f"forget_gate*0.5*4-*2,weight_hh*0.3*2*1{changes}", run)
    assert problems == ()
    changed = hand.with_hand(run, holds)
    sent = hand.settled(run, changed, engine.verify(changed.trace)).arrays
    payload = StepperPayload(12, (), (panel_of(run),), tokens=sequence.tokens, notes=sequence.notes)
    block = base64.b64encode(to_browser(payload, "own")).decode()
    packed = None if sent is None else {name: _packed(array) for name, array in sent.items()}
    found = modules.evaluate(FOLLOW, [block, spell(holds), packed])
    for name, values in panel_of(changed).arrays.items():
        np.testing.assert_allclose(found["arrays"][name], values.ravel(), rtol=0, atol=1e-12, err_msg=name)
    assert changed.predictions is not None
    np.testing.assert_allclose(found["answers"], changed.predictions.ravel(), rtol=1e-12)
    assert run.predictions is not None
    assert np.abs(np.subtract(found["answers"], run.predictions.ravel())).max() > 1e-3
    if changed.sequence.targets is not None:
        assert found["wanted"] == changed.sequence.targets.tolist()
    assert found["tokens"] == list(changed.sequence.tokens)
    assert found["restored"]


# The training's slider moves: another stage, a hand in it, back to the first.
BECOME = """async ([packed, weights, count, at, words]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  const { Recording, unbundle } = await load("values.js")
  const { Following } = await load("following.js")
  const { Hand } = await load("hand.js")
  const { stagesOf } = await load("training.js")
  const data = unbundle(bytes(packed))
  const recording = new Recording(data.panels[0], data.values, data.steps)
  const following = new Following(data, recording, await load(`../cells/${data.panels[0].live.kind}/live.js`))
  const all = () => Object.fromEntries(Object.entries(recording.arrays).map(([name, { data }]) => [name, [...data]]))
  const said = () => ({ arrays: all(), answers: [...following.answers], wrong: [...following.wrong] })
  const before = JSON.stringify(said())
  const hand = new Hand()
  hand.take(words)
  following.follow(hand)
  following.become(stagesOf(bytes(weights), count)[at])
  const alone = said()
  following.follow(hand)
  const held = said()
  following.letGo()
  const free = JSON.stringify(said()) === JSON.stringify(alone)
  following.become(null)
  return { alone, held, free, restored: JSON.stringify(said()) === before }
}"""


@pytest.mark.parametrize(
    ("cell", "sequence"), [("rnn", "hello"), ("lstm", "latch"), ("gru", "sine"), ("lstm", "first"), ("rnn", "sine")]
)
def test_a_stage_of_the_training_is_what_python_records_of_it_with_a_hand_in_it_or_without(
    modules: Page, cell: str, sequence: str
) -> None:
    settings = StepSettings(cell=cell, sequence=sequence, length=12)
    run = make_run(settings.of_run)
    payload = step_payload(run.settings, "en")
    assert payload.training is not None
    at = 5
    stage = make_run(replace(settings, training=payload.training.updates[at]).of_run)
    words = "hidden*0.25*3-*2"
    packed = base64.b64encode(to_browser(payload, "stepper")).decode()
    block = base64.b64encode(weights(cell, sequence)).decode()
    found = modules.evaluate(BECOME, [packed, block, len(payload.training.updates), at, words])
    for kind, shown in (("alone", stage), ("held", with_hand(stage, read_hand(words, stage.in_hand)[0]))):
        panel = build_panel(shown.network, shown.trace, features=shown.sequence.features, live=live(shown))
        for name, values in panel.arrays.items():
            largest = np.abs(values[np.isfinite(values)]).max(initial=0.0)
            of_browser = found[kind]["arrays"][name]
            np.testing.assert_allclose(of_browser, values.ravel(), rtol=0, atol=1e-11 * largest, err_msg=name)
        assert shown.predictions is not None
        np.testing.assert_allclose(found[kind]["answers"], shown.predictions.ravel(), rtol=1e-10, atol=1e-12)
    assert found["free"]
    assert found["restored"]


# A hand without a stepper.
EARLY = """async () => {
  const { Holding } = await load("holding.js")
  const { hands } = await load("posts.js")
  const nothing = () => {}
  const place = () => ({ step: 0, unit: 0 })
  const holding = new Holding({ place, begin: nothing, changed: nothing, offered: nothing, released: nothing })
  holding.view = { holds: { agree: nothing, end: nothing } }
  holding.following = { stage: null, follow: nothing, letGo: nothing, differenceFrom: () => 0 }
  Object.assign(holding, { data: { name: "early", content: "new" }, told: "", serial: 0 })
  hands.read("early", holding.hear)
  const told = []
  const report = (said) => told.push(said)
  const post = { name: "early", content: "new", held: "", answers: 0, link: "hand", report }
  hands.bring({ ...post, call: 1, content: "old" })
  holding.put("forget_gate*1*8-")
  const early = told.length
  hands.bring({ ...post, call: 2 }) // it knows of nothing held, and is not to undo what is
  return [early, told, holding.hand.spelled]
}"""


def test_what_is_let_go_of_before_python_can_hear_it_is_told_as_soon_as_it_can(modules: Page) -> None:
    assert modules.evaluate(EARLY) == [0, [{"held": "forget_gate*1*8-", "serial": 1}], "forget_gate*1*8-"]


# The same with two stages of one training, of which Python says what is held by another hand's side.
KEPT = """async (packed) => {
  const { Holding } = await load("holding.js")
  const { hands } = await load("posts.js")
  const { Recording, unbundle } = await load("values.js")
  const [one, other, another] = packed.map((text) => unbundle(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))))
  const [place, nothing] = [() => ({ step: 2, unit: 0 }), () => {}]
  let released = 0
  const stepper = { place, begin: nothing, changed: nothing, offered: nothing, released: () => released++ }
  const holding = new Holding(stepper)
  const holds = { agree: nothing, end: nothing, where: (first) => ({ first, last: null, unit: null }) }
  const view = { holds, showHand: nothing, takeHold: (panel, recording, following, on) => (view.on = on) }
  const offer = (data) => holding.offer(data, new Recording(data.panels[0], data.values, data.steps), view)
  const told = []
  const from = document.body
  let call = 0
  const say = (data, held, answers) => {
    const report = (said) => told.push([data.content === one.content ? "one" : "other", said.held, said.serial])
    const { content } = data
    hands.bring({ name: "stepper", from, call: ++call, content, link: "hand", held, answers, states: {}, report })
  }
  const move = (value) => {
    view.on.begin()
    view.on.move("forget_gate", value)
  }
  const seen = {}
  say(one, "", 0)
  await offer(one)
  move(1)
  say(one, "", 0) // as when its picture stands
  seen.moving = holding.hand.spelled
  seen.detains = [holding.detains(other), holding.detains(another)]
  view.on.end()
  seen.released = released
  say(other, "", 0) // the slider of the training had come to rest before
  await offer(other)
  seen.kept = holding.hand.spelled
  seen.back = holding.hand.past.length
  say(other, seen.kept, 1)
  say(one, "", 0)
  await offer(one) // as the browser's way back asks for it
  seen.heard = holding.hand.spelled
  move(0.5)
  view.on.end()
  say(other, "cell*0*all", 0) // and so a link, after the hand
  await offer(other)
  seen.linked = holding.hand.spelled
  holding.end()
  return { ...seen, told }
}"""


def test_no_word_of_python_takes_back_what_a_hand_did_after_it(modules: Page) -> None:
    wanted = (StepSettings(), StepSettings(training=100), StepSettings(cell="gru"))
    blocks = [to_browser(step_payload(each.of_run, "en"), "stepper") for each in wanted]
    seen = modules.evaluate(KEPT, [base64.b64encode(block).decode() for block in blocks])
    assert seen["moving"] == seen["kept"] == "forget_gate*1*3-"
    assert seen["detains"] == [True, False]
    assert seen["released"] == 1
    assert seen["back"] == 1
    assert seen["heard"] == ""
    assert seen["linked"] == "cell*0*all"
    of_hand = ["forget_gate*1*3-", 1]
    assert seen["told"] == [["one", *of_hand], ["other", *of_hand], ["one", "forget_gate*0.5*3-", 1]]
