"""What an equation shows must be true: its numbers, put into its own formula, give the recorded value."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.ui.stepper.runs import FUNCTIONS, names_in, panel_of, reader
from ui.look.cells import CELLS
from ui.stepper import Panel
from ui.stepper.cells import on_screen, registry
from ui.stepper.equations import Equation, described_equations, step_before

PLACES = [(0, 0), (1, 1)]  # layer and direction


ROOT = Path(__file__).parents[3]
NAMED = ('"lstm"', '"gru"', '"elman"', '"rnn"', "elman_")  # a cell's name in code


def equations_of(cell: str, *, reverse: bool) -> tuple[Equation, ...]:
    return registry()[cell].equations(step_before(reverse=reverse))


def value_of(equation: Equation, panel: Panel, t: int, unit: int) -> tuple[float, float]:
    """What the formula gives, and what it says the result is."""
    read = reader(panel, t, unit)
    formula = ""
    for token in equation.tokens:
        if isinstance(token, str):
            formula += token
        elif token.style == "result":
            assert token is equation.tokens[-1]
            left = formula.strip().removeprefix("=").removesuffix("=").strip()
            if not left:  # a sum alone: its terms are held against it below
                return read(token.read), read(token.read)
            for sign, meant in (("·", "*"), ("−", "-"), ("√", "sqrt")):
                left = left.replace(sign, meant)
            return float(eval(left, {"__builtins__": {}}, FUNCTIONS)), read(token.read)
        else:
            formula += f"{'+' if token.style == 'term' else ''}({read(token.read)!r})"
    raise AssertionError("an equation ends with its result")


@pytest.mark.parametrize(
    "cell", ["elman", "elman_relu", "elman_leaky_relu", "elman_sigmoid", "elman_linear", "lstm", "gru"]
)
def test_every_cell_of_torch_has_equations_a_drawing_and_a_sentence(cell: str) -> None:
    known = on_screen(cell)
    assert known
    assert known.drawing
    assert known.equations(step_before(reverse=False))


@pytest.mark.parametrize(("layer", "direction"), PLACES)
@pytest.mark.parametrize("cell", registry())
def test_the_numbers_on_screen_give_the_recorded_value(cell: str, layer: int, direction: int) -> None:
    panel = panel_of(cell, layer=layer, direction=direction, batch=1)
    for equation in equations_of(cell, reverse=bool(direction)):
        for t in (0, 3, 6):  # with the first and the last step, where the initial state comes in
            for unit in (0, 4):
                computed, shown = value_of(equation, panel, t, unit)
                assert computed == pytest.approx(shown, abs=1e-12), (equation.signal, t, unit)
                assert shown == reader(panel, t, unit)(equation.signal)


@pytest.mark.parametrize(("layer", "direction"), PLACES)
@pytest.mark.parametrize("cell", registry())
def test_the_terms_of_a_sum_add_up_to_the_preactivation(cell: str, layer: int, direction: int) -> None:
    panel = panel_of(cell, layer=layer, direction=direction)
    arrays, units = panel.arrays, panel.units
    sums = [equation.sum for equation in equations_of(cell, reverse=bool(direction)) if equation.sum]
    summed = {one.total.removesuffix("_preactivation") for one in sums if not one.matrix}
    assert summed == {*panel.input_blocks, *panel.recurrent_blocks}
    for one in sums:
        block = one.total.removesuffix("_preactivation")
        for t, unit in ((0, 0), (3, 4), (6, 2)):
            read = reader(panel, t, unit)
            total = sum(read(reference) for reference in one.plus)
            if one.matrix:
                total += arrays[one.matrix][unit] @ arrays[one.reads][t]
            if block in panel.input_blocks:
                row = panel.input_blocks.index(block) * units + unit
                total += arrays["weight_ih"][row] @ arrays[one.reads][t] + arrays["bias_ih"][row]
            if block in panel.recurrent_blocks:
                row = panel.recurrent_blocks.index(block) * units + unit
                past = [reader(panel, t, k)(one.past) for k in range(units)]
                gate = read(one.gate) if one.gate else 1.0
                total += gate * (arrays["weight_hh"][row] @ past + arrays["bias_hh"][row])
            assert total == pytest.approx(arrays[one.total][t, unit], abs=1e-12)


@pytest.mark.parametrize("cell", registry())
def test_symbols_are_well_formed_and_name_the_state_before(cell: str) -> None:
    for reverse, sign in ((False, "−"), (True, "+")):
        rows = described_equations(equations_of(cell, reverse=reverse), "")["rows"]
        for row in rows:
            assert ElementTree.fromstring(row["mathml"]).tag.endswith("math")
        before = f"<mrow><mi>t</mi><mo>{sign}</mo><mn>1</mn></mrow>"
        assert any(before in row["mathml"] for row in rows)


def test_the_gru_says_whose_convention_it_follows() -> None:
    assert "PyTorch" in registry()["gru"].caption
    assert "z keeps" in registry()["gru"].caption
    assert "after the matrix product" in registry()["gru"].caption


@pytest.mark.parametrize("cell", registry())
def test_everything_in_a_diagram_is_recorded(cell: str) -> None:
    drawing = registry()[cell].drawing
    recorded = panel_of(cell).arrays
    references = re.findall(r'data-(?:signal|value)="([^"]+)"', drawing)
    assert references
    for reference in references:
        for name in names_in(reference):
            assert name in recorded, (cell, reference)
            assert all(f"{state}_initial" in recorded for state in re.findall(r"(\w+)@previous", reference))


@pytest.mark.parametrize(
    ("cell", "gates"),
    [
        ("lstm", ["forget_gate", "input_gate", "candidate", "output_gate"]),
        ("gru", ["reset_gate", "update_gate", "candidate"]),
    ],
)
def test_gates_stand_in_the_order_of_the_literature(cell: str, gates: list[str]) -> None:
    left = columns(cell)
    assert sorted(left, key=lambda name: left[name]) == gates


def columns(cell: str) -> dict[str, float]:
    """Where the boxes of a drawing stand, from left to right."""
    root = ElementTree.fromstring(registry()[cell].drawing)
    groups = [group for group in root.iter() if group.get("class") == "gate"]
    return {str(group.get("data-signal")): float(group[0].get("x", "nan")) for group in groups}


LIKE = {look.engine: look.family.name for look in CELLS.values() if look.family.name in ("lstm", "gru")}
LIKE |= {"slstm": "lstm", "min_lstm": "lstm", "min_gru": "gru"}


@pytest.mark.parametrize("cell", LIKE)
def test_the_same_gate_stands_in_the_same_place(cell: str) -> None:
    own, model = columns(cell), columns(LIKE[cell])
    shared = own.keys() & model.keys()
    assert "candidate" in shared
    assert {name: own[name] for name in shared} == {name: model[name] for name in shared}


def test_the_diagram_of_a_plain_rnn_names_its_own_nonlinearity() -> None:
    assert ">ReLU<" in registry()["elman_relu"].drawing
    assert ">tanh<" not in registry()["elman_relu"].drawing
    assert ">tanh<" in registry()["elman"].drawing


def test_one_folder_is_all_that_a_cell_costs() -> None:
    folders = {path.parent.name for path in (ROOT / "ui/stepper/cells").glob("*/drawing.svg")}
    elsewhere = [path for path in (ROOT / "ui/stepper").glob("*.py") if any(name in path.read_text() for name in NAMED)]
    assert folders == set(CELLS)
    assert elsewhere == []
