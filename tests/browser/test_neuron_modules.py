"""The modules of the one neuron in Chromium: its model against the engine, and its sentences against numpy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from ui.lessons.gradients.neuron.neuron import neuron_of, recorded
from ui.lessons.gradients.neuron.words import words
from ui.lessons.gradients.settings import PULSE, STEPS, GradientSettings

Array = NDArray[np.float64]
AHEAD = 4000  # steps, as far as the sentences look
TWICE = "1000100000000000"
OTHERS: list[dict[str, Any]] = [
    {"f": f, "b": b, "v": v, "x": x}
    for f in ("linear", "tanh")
    for b, v, x in (
        (0.0, 1.0, PULSE), (0.5, 1.0, PULSE), (-2.0, 2.0, TWICE), (0.0, 0.01, PULSE), (0.0, 0.0, PULSE),
        (0.7, 0.3, "0" * STEPS), (0.0, -1.3, TWICE), (1.0, 1.0, "0" * 9 + "1" * 7),
    )
]  # fmt: skip
SLIDER = [cent / 100 for cent in range(-150, 151)]
USUAL = {"u": 1.0, "by": 0.0, "fy": "linear"}

RUNS = """async (all) => {
  const { run } = await load("/lessons/gradients/neuron/model.js")
  return all.map((settings) => {
    const { hidden, factors, running, outputs, toOutput } = run(settings)
    const plain = { hidden, factors: factors.slice(1), running, outputs, to_output: [toOutput] }
    return Object.fromEntries(Object.entries(plain).map(([name, values]) => [name, [...values]]))
  })
}"""

SAID = """async ([all, text]) => {
  const { run } = await load("/lessons/gradients/neuron/model.js")
  const { facts } = await load("/lessons/gradients/neuron/facts.js")
  const say = await load("/lessons/gradients/neuron/sentences.js")
  return all.map((settings) => {
    const found = run(settings)
    const is = facts(settings, found)
    const silent = run({ ...settings, x: "0".repeat(settings.x.length) }).hidden
    return {
      headline: say.headline(settings, is, text).replaceAll("**", ""),
      memory: say.memory(settings, found.hidden, silent, text),
      product: say.product(found, is),
      result: say.result(is, settings.x.length - 1),
      notes: say.notes(settings, found, is, text),
    }
  })
}"""

ZONES = """async (all) => {
  const { zones } = await load("/lessons/gradients/neuron/facts.js")
  return all.map((settings) => zones(settings))
}"""


def number(said: str) -> float:
    """0.035, −0.8, 438 or 2·10⁻⁹ as a number."""
    said = said.replace("−", "-").removeprefix("≈")
    assert re.fullmatch(r"(-?[\d.]*)·?(10)?([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*)", said), said
    mantissa, ten, power = re.fullmatch(r"(-?[\d.]*)·?(10)?([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*)", said).groups()  # type: ignore[union-attr]
    if power and not ten:  # the mantissa took the 10 with it
        mantissa, ten = mantissa[: -len("10")], "10"
    sign = -1.0 if mantissa == "-" else 1.0
    exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)
    return (float(mantissa) if mantissa not in ("", "-") else sign) * 10.0**exponent


def truths(of: Sequence[dict[str, Any]], steps: int = AHEAD + 1) -> tuple[Array, Array, Array]:
    """States, slopes and log10 of what is left of a nudge at step 1 after 0, 1, … steps, from the equations alone:
    (settings, steps) each, for settings that share f and the pulses."""
    (f,), (x,) = {settings["f"] for settings in of}, {settings["x"] for settings in of}
    w, b, v = (np.array([settings[name] for settings in of], dtype=np.float64) for name in ("w", "b", "v"))
    h, hidden, slopes = np.zeros(len(of)), np.zeros((len(of), steps)), np.ones((len(of), steps))
    for t in range(steps):
        a = b + w * h + v * (int(x[t]) if t < STEPS else 0)
        h = np.clip(a, -1e200, 1e200) if f == "linear" else np.tanh(a)
        hidden[:, t] = h
        if f != "linear":
            slopes[:, t] = np.cosh(a) ** -2
    with np.errstate(divide="ignore"):
        logs = np.log10(np.abs(w[:, None] * slopes[:, 1:]))
    return hidden, slopes, np.concatenate([np.zeros((len(of), 1)), np.cumsum(logs, axis=1)], axis=1)


def truth(settings: dict[str, Any], steps: int = AHEAD + 1) -> tuple[Array, Array, Array]:
    """The same for one neuron, (steps,) each."""
    hidden, slopes, logs = truths([settings], steps)
    return hidden[0], slopes[0], logs[0]


def near(said: str, value: float) -> bool:
    """Whether a number is said as it is, to two digits."""
    return abs(number(said) - value) <= 0.052 * abs(value)


def test_numbers_are_read_back() -> None:
    assert [number(said) for said in ("2·10⁻⁹", "10⁻⁷", "−0.8", "438", "10", "−3·10⁵")] == [
        2e-9,
        1e-7,
        -0.8,
        438,
        10,
        -3e5,
    ]


def test_the_browser_computes_what_the_engine_records(modules: Page) -> None:
    draw = np.random.default_rng(0)
    all_settings = [
        other | {"w": w, "u": float(draw.uniform(-2, 2)), "by": float(draw.uniform(-2, 2)), "fy": fy}
        for other in OTHERS
        for w in (-1.5, -1.0, -0.37, 0.0, 0.5, 0.8, 1.0, 1.1, 1.5)
        for fy in ("linear", "sigmoid")
    ]
    for settings, found in zip(all_settings, modules.evaluate(RUNS, all_settings), strict=True):
        engine = recorded(neuron_of(GradientSettings(**settings)))
        for name, mine in found.items():
            theirs = np.atleast_1d(getattr(engine, name))
            assert np.abs(np.array(mine) - theirs).max() <= 1e-12 * np.abs(theirs).max(), (name, settings)


@dataclass(frozen=True)
class Said:
    """What is said at one place of the slider, beside what is true there: see `truths`."""

    settings: dict[str, Any]
    told: dict[str, Any]
    hidden: Array
    slopes: Array
    logs: Array


@pytest.fixture(scope="module")
def said(modules: Page) -> list[Said]:
    """Every place of the slider with other settings, and everything that is said there."""
    found = []
    for other in OTHERS:
        grid = [other | USUAL | {"w": w} for w in SLIDER]
        told = modules.evaluate(SAID, [grid, dict(words("en"))])
        hidden, slopes, logs = truths(grid)
        few = (hidden[:, :STEPS].copy(), slopes[:, :STEPS].copy())  # the long ones are many numbers
        found += [Said(*one) for one in zip(grid, told, *few, logs, strict=True)]
    return found


def test_the_headline_is_true_wherever_the_slider_can_stand(said: list[Said]) -> None:
    kinds = set()
    for one in said:
        w, line, slopes, logs = one.settings["w"], one.told["headline"], one.slopes, one.logs
        factors, log = w * slopes[1:STEPS], logs[STEPS - 1]
        assert "{" not in line, line
        assert line.startswith(f"With w = {w:g}".replace("-", "−")), line
        if w == 0:
            assert "Nothing of a small nudge" in line
            continue
        assert ("flip" in line) == (w < 0), line
        by = re.search(r"multiplies by (?:w·f′, here )?(?:(?:from|about) )?(\S+?)(?: to (\S+?))?[:,] ", line)
        assert by, line
        if "w·f′" not in line:
            assert np.unique(factors).size == 1
            assert number(by[1]) == factors[0]
        low, high = sorted(factors, key=abs)[:: STEPS - 2]
        assert near(by[1], low), line
        assert near(by[2] or by[1], high), line
        if "and any later step" in line:
            kinds.add("keeps")
            assert np.abs(logs).max() == 0, line
            continue
        share = re.search(r"(only )?(\S+)( %)? of a small nudge at step 1 still", line)
        times = re.search(r"arrives at step 16 (\S+) times", line)
        if share:
            kinds.add("fades")
            assert log < 0
            assert near(share[2], (100 if share[3] else 1) * 10**log), line
            assert share[2] != "100"
            assert bool(share[1]) == (10**log < 0.2), line
        else:
            assert times, line
            kinds.add("grows")
            assert log > 0
            assert near(times[1], 10**log), line
            assert times[1] != "1"
        gap = re.search(r"after (\d+) steps (.*)\.$", line)
        if gap is None:
            kinds.add("plain")
            assert logs.min() >= -3, line
            continue
        at, ending = int(gap[1]), gap[2]
        kinds.add(ending)
        assert ("already" in ending) == (at < STEPS), line
        if "thousand times" in ending:
            assert logs[at] > 3 >= logs[:at].max(), line
        elif "more than a thousandth" in ending:
            assert logs[: at + 1].min() >= -3, line
        else:
            assert logs[at] < -3 - 1e-9 or w in (0.1, -0.1), line
            assert logs[:at].min() >= -3 - 1e-9, line
    assert {"keeps", "fades", "grows", "it was already less than a thousandth", "be less than a thousandth"} <= kinds


def test_what_is_said_of_the_memory_is_true(said: list[Said]) -> None:
    seen = set()
    for one in said:
        settings, line, hidden = one.settings, one.told["memory"], one.hidden
        silent = truth(settings | {"v": 0.0}, STEPS)[0]
        heard = settings["v"] != 0 and "1" in settings["x"]
        seen.add(line[:14])
        assert "{" not in line
        for name, value in (
            ("h₁ = ", hidden[0]),
            ("h₁₆ = ", hidden[-1]),
            ("it h₁₆ is ", hidden[-1]),
            ("would be ", silent[-1]),
        ):
            for found in re.findall(re.escape(name) + r"(\S+?)[,.:]?(?:\s|$)", line):
                assert near(found, value), (line, value)
        assert ("stays empty" in line) == (not hidden.any())
        assert ("then silence. What" in line) == (
            settings["x"] == PULSE and settings["b"] == 0 and settings["w"] != 0 and settings["v"] != 0
        )
        if "no pulse" in line:
            assert not heard
        if "nothing can be seen" in line:
            assert heard
            assert abs(hidden[-1] - silent[-1]) <= 0.1 * abs(silent[-1])
        if "Nothing goes round" in line:
            assert settings["w"] == 0
        if settings["b"] != 0 and settings["w"] != 0:
            assert line.startswith("b = ")
    assert len(seen) >= 5


def test_the_product_is_written_out_as_it_is(said: list[Said]) -> None:
    for at in said:
        settings, told, slopes, logs = at.settings, at.told, at.slopes, at.logs
        factors = settings["w"] * slopes[1:STEPS]
        written = [one.strip("()") for one in told["product"].split(" = ")[0].split(" × ")]
        for one, factor in zip((*written[:2], written[3]), factors[[-1, -2, 0]], strict=True):
            assert near(one, factor), (told, factors)
        if settings["w"]:
            assert near(told["result"].lstrip("−"), 10 ** logs[STEPS - 1]), told
        assert told["result"].startswith("−") == (settings["w"] < 0)
        assert ("¹⁵" in told["product"]) == (np.unique(factors).size == 1)
        flat = [re.search(r"Saturated at (\d+) of 16", note) for note in told["notes"]]
        assert [int(found[1]) for found in flat if found] == [n for n in [int((slopes[:STEPS] < 0.2).sum())] if n]


def test_the_zones_are_where_the_product_says(modules: Page) -> None:
    settings = [other | USUAL | {"w": 0.3} for other in OTHERS]
    for other, found in zip(settings, modules.evaluate(ZONES, settings), strict=True):
        assert (found[0]["from"], found[-1]["to"]) == (-1.5, 1.5)
        for zone, after in zip(found, [*found[1:], None], strict=True):
            assert after is None or zone["to"] == after["from"]
            for w in SLIDER:
                if zone["from"] < w < zone["to"]:
                    log = truth(other | {"w": w}, STEPS)[2][-1]
                    assert zone["flips"] == (w < 0)
                    assert zone["grows"] == (log > 0), (other, w, log)
        if other["f"] == "tanh" and other["v"] == 1 and other["b"] == 0:
            assert not any(zone["grows"] for zone in found)  # one pulse, and nothing explodes
        if other["f"] == "linear":
            assert [(zone["from"], zone["grows"]) for zone in found] == [
                (-1.5, True),
                (-1, False),
                (0, False),
                (1, True),
            ]
