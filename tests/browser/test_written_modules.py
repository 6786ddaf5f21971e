"""What the stepper writes, by its modules alone in a real Chromium: numbers, formulas, sums and sentences."""

import base64
import itertools
import re
from dataclasses import asdict
from decimal import Decimal

import numpy as np
import pytest
from playwright.sync_api import Page

from engine.learning.tasks.sequence import Scale, called
from tests.ui.stepper.runs import FUNCTIONS, panel_of, reader
from ui.figures.stack import short
from ui.stepper import Panel, StepperPayload, to_browser
from ui.stepper.cells import registry
from ui.stepper.equations import Equation, Read, step_before


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0.16", "0.16"),
        ("-0.614", "−0.61"),
        ("0.9996", "1.00"),
        ("0.0047", "0.0047"),
        ("12.345", "12.3"),
        ("-250.4", "−250"),
        ("123456", "1.2·10⁵"),
        ("-1.2e-7", "−1.2·10⁻⁷"),
        ("1e-300", "1.0·10⁻³⁰⁰"),
        ("2.4e55", "2.4·10⁵⁵"),
        ("NaN", "NaN"),
        ("Infinity", "∞"),
        ("-Infinity", "−∞"),
    ],
)
def test_how_a_number_is_written(modules: Page, value: str, written: str) -> None:
    assert modules.evaluate(f"load('numbers.js').then((numbers) => numbers.format({value}))") == written


@pytest.mark.parametrize(("log", "written"), [(0, "1.00"), (-400.001, "1.0·10⁻⁴⁰⁰"), (399.999, "1.0·10⁴⁰⁰")])
def test_how_a_power_of_ten_is_written(modules: Page, log: float, written: str) -> None:
    assert modules.evaluate(f"load('numbers.js').then((numbers) => numbers.formatLog({log}))") == written


@pytest.mark.parametrize("value", [0, 1, -4.44, 87.3, 99.6, -250, 1234, 2.2e26, -1e200])
def test_a_tick_is_written_alike_here_and_in_python(modules: Page, value: float) -> None:
    written = modules.evaluate("(value) => load('numbers.js').then((numbers) => numbers.formatTick(value))", value)
    assert written == short(value)
    assert len(written) <= 6


def test_a_number_that_was_standardised_is_called_alike_here_and_in_python(modules: Page) -> None:
    ask = """([row, scales]) => load("inputs.js").then(({ described, own }) => {
      const coding = scales.length === 1 ? "number" : "numbers"
      return [own(row, scales), described(coding, row, [], {}, scales).sign]
    })"""
    for scales in (((49.25, 33.5),), ((0.0, 1.0), (0.0, 1.0)), ((1013.25, 7.5), (-0.5, 0.02), (1e5, 2e4), (3.0, 4.0))):
        for row in ([3.3, -1.2, 0.004, 0.0], [-2.0, 0.5, 1.5, 9.0], [700.0, -4013.0, 12.1, 1.0]):
            read = row[: len(scales)]
            own = called(np.array([Scale(*scale).own(value) for scale, value in zip(scales, read, strict=True)]))
            given = f" → {read[0]:.2f}".replace("-", "−") if len(scales) == 1 else ""
            assert modules.evaluate(ask, [read, scales]) == [own, own + given]


def references_of(cell: str, reverse: bool) -> list[str]:
    drawn = re.findall(r'data-(?:signal|value)="([^"]+)"', registry()[cell].drawing)
    tokens = [
        token for equation in registry()[cell].equations(step_before(reverse=reverse)) for token in equation.tokens
    ]
    return sorted({*drawn, *(token.read for token in tokens if isinstance(token, Read))})


def as_text(payload: StepperPayload) -> str:
    """What the browser gets, as base64."""
    return base64.b64encode(to_browser(payload, "")).decode()


READ = """async ([block, references, places]) => {
  const { Recording, unbundle } = await load("values.js")
  const data = unbundle(Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0)))
  const recording = new Recording(data.panels[0], data.values, data.steps)
  return references.map((reference) => places.map(([t, unit]) => recording.reader(reference)(t, unit)))
}"""


@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize("cell", registry())
def test_the_browser_reads_the_recorded_numbers_to_the_digit(modules: Page, cell: str, direction: int) -> None:
    panel = panel_of(cell, layer=1, direction=direction)
    block = as_text(StepperPayload(steps=7, panels=(panel,)))
    references = references_of(cell, bool(direction))
    places = list(itertools.product((0, 3, 6), (0, 4)))
    found = modules.evaluate(READ, [block, references, places])
    for reference, values in zip(references, found, strict=True):
        expected = [reader(panel, t, unit)(reference) for t, unit in places]
        np.testing.assert_allclose(values, expected, rtol=1e-15, err_msg=reference)


FORMULAS = """async (rows) => {
  const { writeFormula } = await load("formula.js")
  const { format } = await load("numbers.js")
  return rows.map(([tokens, values]) => [writeFormula(tokens, values), format(values[values.length - 1])])
}"""
ASCII = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


def in_python(written: str) -> str:
    """What is written, as an expression of Python: 1.2·10⁻⁷ is 1.2e-7."""
    return re.sub(r"·10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "e", written).translate(ASCII).replace("·", "*").replace("√", "sqrt")


def worked_out(formula: str) -> float:
    return float(eval(in_python(formula), {"__builtins__": {}}, FUNCTIONS))


def in_unit_interval(signal: str) -> bool:
    return signal.endswith("_gate") or signal == "decay"


def form(equation: Equation) -> tuple[object, ...]:
    """How a row is written, whatever its numbers are called: most rows of most cells are written alike."""
    names: list[str] = []
    found: list[object] = []
    for token in equation.tokens:
        if isinstance(token, str):
            found.append(token)
            continue
        name = token.read.removeprefix("1-")
        names += [] if name in names else [name]
        found.append((names.index(name), token.read.startswith("1-"), in_unit_interval(name), token.style))
    return tuple(found)


def random_row(equation: Equation, rng: np.random.Generator) -> list[float]:
    """Numbers for a row that hold exactly: gates between 0 and 1, often nearly there, and others of any size."""
    values: dict[str, float] = {}
    for token in equation.tokens:
        if isinstance(token, Read) and token.style != "result":
            name = token.read.removeprefix("1-")
            if name not in values:
                spread = 10 ** rng.uniform(-4, 1)
                gate = 1 / (1 + np.exp(rng.normal(0, 5)))
                values[name] = float(gate if in_unit_interval(name) else spread * rng.normal())
    places = [token for token in equation.tokens if isinstance(token, Read)][:-1]
    exact = [1 - values[p.read[2:]] if p.read.startswith("1-") else values[p.read] for p in places]
    numbers = iter(exact)
    formula = "".join(
        token if isinstance(token, str) else f"{'+' * (token.style == 'term')}({next(numbers)!r})"
        for token in equation.tokens[:-1]
    )
    return [*exact, worked_out(formula.strip(" ="))]


def test_every_formula_holds_as_it_is_written(modules: Page) -> None:
    rng = np.random.default_rng(1)
    shown = [row for cell in registry().values() for row in cell.equations(step_before(reverse=False))]
    forms = {form(row): row for row in shown if len(row.tokens) > 2}  # what is a sum alone has no formula
    assert 10 < len(forms) < len(shown) / 3
    rows = [row for row in forms.values() for _ in range(100)]
    values = [random_row(row, rng) for row in rows]
    tokens = [[part if isinstance(part, str) else asdict(part) for part in row.tokens] for row in rows]
    found = modules.evaluate(FORMULAS, [list(pair) for pair in zip(tokens, values, strict=True)])
    longest = 0
    for row, exact, (texts, result) in zip(rows, values, found, strict=True):
        written = iter(texts)
        formula = "".join(token if isinstance(token, str) else next(written) for token in row.tokens)
        left, _, right = formula.strip(" =").rpartition(" = ")
        digits = re.sub("[^0-9.e-]", "", in_python(right))
        assert right == result, (formula, exact)
        # Within half of the last digit: a tie, 1.625, is rounded up by the browser and to the even digit by Python.
        last = 10.0 ** int(Decimal(digits).as_tuple().exponent)
        assert abs(worked_out(left) - float(digits)) <= last * (0.5 + 1e-9), (formula, exact)
        longest = max(longest, len(formula))
        places = [token for token in row.tokens if isinstance(token, Read)]
        said: dict[tuple[str, str], str] = {}  # a number that stands there twice is written in one way
        for place, text in zip(places, texts, strict=True):
            assert said.setdefault((place.read, place.style), text) == text, (formula, exact)
    assert longest < 90


def test_a_gate_and_what_it_leaves_add_up_to_one(modules: Page) -> None:
    tokens = ["= ", asdict(Read("1-update_gate")), "·", asdict(Read("candidate", "factor")), " + "]
    tokens += [asdict(Read("update_gate")), "·", asdict(Read("hidden@previous", "factor")), " = "]
    tokens += [asdict(Read("hidden", "result"))]
    rows = [[tokens, [1 - z, 0.0049, z, 0.26, (1 - z) * 0.0049 + z * 0.26]] for z in (0.0047, 0.9996, 0.5, 3e-7, 0.995)]
    for texts, _ in modules.evaluate(FORMULAS, rows):
        assert worked_out(f"{texts[0]} + {texts[2]}") == pytest.approx(1, abs=1e-15), texts


TERMS = """async ([block, equation, places]) => {
  const { Recording, unbundle } = await load("values.js")
  const { Sum } = await load("sums.js")
  const data = unbundle(Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0)))
  const recording = new Recording(data.panels[0], data.values, data.steps)
  const line = document.createElement("div")
  const spec = data.panels[0].equations.rows[equation].sum
  const sum = new Sum(line, spec, data.panels[0], recording, data, true)
  return places.map(([t, unit]) => {
    sum.show(t, unit)
    const parts = (item) => [...item.querySelectorAll(".us-term, .us-product, .us-value")]
    const lines = [...line.querySelectorAll("li")].map((item) => parts(item).map((part) => part.textContent))
    return { lines, values: sum.terms(t, unit).map((term) => term.value), total: recording.reader(spec.total)(t, unit) }
  })
}"""


@pytest.mark.parametrize(
    ("cell", "equation", "units"),
    [(*of, ()) for of in (("lstm", 1), ("gru", 0), ("gru", 2), ("gru_reset_before", 2), ("elman", 0))]
    + [("lstm", 1, (3, 0, 4)), ("gru_reset_before", 2, (3, 0, 4))],
)
def test_the_terms_on_screen_add_up_and_keep_their_lines(
    modules: Page, cell: str, equation: int, units: tuple[int, ...]
) -> None:
    block = as_text(StepperPayload(steps=7, panels=(panel_of(cell, units=units),)))
    rounding = 1e-6 if units else 1e-12  # some units of a layer travel in single precision
    found = modules.evaluate(TERMS, [block, equation, [(t, 2) for t in range(7)]])
    sizes = np.mean([np.abs(step["values"]) for step in found], axis=0)
    assert (np.diff(sizes) <= 0).all()  # the largest over the whole run first
    for step in found:
        assert sum(step["values"]) == pytest.approx(step["total"], abs=rounding)
        *terms, (_, _, total) = step["lines"]
        assert [name for name, _, _ in terms] == [name for name, _, _ in found[0]["lines"][:-1]]
        # three features, five units and one or two biases: nine or ten terms
        assert len(terms) == 9
        assert ("smaller terms" in terms[-1][0]) == (len(sizes) > 9)
        written = sum(worked_out(value) for _, _, value in terms)
        assert f"{written:.{len(total.partition('.')[2])}f}" == in_python(total)
        for _, factors, value in terms:
            if factors:
                decimals = len(value.partition(".")[2])
                assert float(f"{worked_out(factors):.{decimals}f}") == worked_out(value), (factors, value)


SAY = """async ([block, t, unit]) => {
  const { Recording, unbundle } = await load("values.js")
  const { Narration } = await load("narration.js")
  const data = unbundle(Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0)))
  const recording = new Recording(data.panels[0], data.values, data.steps)
  const host = document.createElement("div")
  new Narration(host, data.panels[0], recording, data.notes).show(t, unit)
  return host.textContent
}"""


def lstm_with(**columns: list[float]) -> Panel:
    """One unit, three steps; what is not said is zero."""
    names = ("forget_gate", "input_gate", "candidate", "cell", "output_gate", "hidden")
    arrays = {name: np.array(columns.get(name, [0.0, 0.0, 0.0]))[:, None] for name in names}
    return Panel("lstm", "LSTM", 1, arrays | {"cell_initial": np.zeros(1), "hidden_initial": np.zeros(1)})


def say(page: Page, panel: Panel, step: int) -> str:
    payload = StepperPayload(steps=3, panels=(panel,), notes=("", "The flag is up", ""))
    return str(page.evaluate(SAY, [as_text(payload), step, 0]))


def test_the_narration_tells_the_numbers_of_the_step(modules: Page) -> None:
    panel = lstm_with(
        cell=[-0.61, 0.7, 0.69], forget_gate=[0.5, 0.16, 0.97], input_gate=[0.5, 0.86, 0.04], candidate=[-1, 0.93, 0.2]
    )
    assert say(modules, panel, 1) == (
        "The flag is up: the forget gate is 0.16, so almost nothing of the old cell state −0.61 stays; "
        "the input gate is 0.86, so most of the candidate 0.93 is written. Unit 1 now holds 0.70."
    )
    assert say(modules, panel, 2).startswith("The forget gate is 0.97, so almost all of the old cell state 0.70 stays;")
    assert "nothing to keep" in say(modules, panel, 0)


def test_what_the_sentence_adds_up_adds_up(modules: Page) -> None:
    panel = panel_of("elman")
    for step in range(1, 7):
        block = as_text(StepperPayload(steps=7, panels=(panel,)))
        said = str(modules.evaluate(SAY, [block, step, 1]))
        *parts, total = map(worked_out, re.findall("(?:adds|past|bias|together) (−?[0-9.]+)", said))
        assert len(parts) == 3, said
        assert f"{sum(parts):.2f}" == f"{total:.2f}", said


@pytest.mark.parametrize(("value", "written"), [(float("nan"), "NaN"), (float("inf"), "∞")])
def test_what_is_not_a_number_is_said_and_explained(modules: Page, value: float, written: str) -> None:
    said = say(modules, lstm_with(cell=[0.1, value, value]), 1)
    assert said.startswith(f"The flag is up: not a number: the cell state of unit 1 is {written} at this step.")
