"""What the browser may fetch from us: by path, so that modules of two folders may have the same name."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from ui import assets, plotly_js

UI = Path(assets.__file__).parent
USED = {  # kinds of traces in our pictures; a shape may be a line or a rectangle, and an error bar has data
    kind
    for path in UI.rglob("*.py")
    if "figures" in path.parts
    for kind in re.findall(r'"type": "(\w+)"', path.read_text("utf-8"))
} - {"line", "rect", "data"}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stepper of three modules, two of them namesakes."""
    for path, text in {
        "stepper/browser/stepper.js": 'import("../cells/lstm/live.js")',
        "stepper/cells/lstm/live.js": "export const cell = 'lstm'",
        "stepper/cells/gru/live.js": "export const cell = 'gru'",
        "stepper/cells/gru/equations.py": "secret = 1",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(assets, "_HOUSE", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    for cached in (assets.module_url, assets._root, assets._files, assets.read):
        cached.cache_clear()


def test_namesakes_in_two_folders_are_two_files(house: Path) -> None:
    entry = assets.module_url("stepper/browser/stepper.js")
    root = entry.removesuffix("/stepper/browser/stepper.js")
    assert root != entry
    assert assets.read(f"{root}/stepper/cells/lstm/live.js").body == b"export const cell = 'lstm'"
    assert assets.read(f"{root}/stepper/cells/gru/live.js").body == b"export const cell = 'gru'"
    assert assets.read(entry).media_type.startswith("text/javascript")


@pytest.mark.parametrize(
    "path", ["live.js", "stepper/cells/gru/equations.py", "../assets.py", "stepper/browser/../cells/gru/live.js"]
)
def test_nothing_else_is_served(house: Path, path: str) -> None:
    root = assets.module_url("stepper/browser/stepper.js").removesuffix("/stepper/browser/stepper.js")
    with pytest.raises(KeyError):
        assets.read(f"{root}/{path}")


def test_a_moved_file_changes_the_address(house: Path) -> None:
    before = assets.module_url("stepper/browser/stepper.js")
    (house / "stepper/cells/lstm/live.js").rename(house / "stepper/cells/lstm/alive.js")
    _forget()
    assert assets.module_url("stepper/browser/stepper.js") != before


def test_of_plotly_comes_what_the_pictures_are_drawn_with() -> None:
    whole = files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")
    part = plotly_js.only(plotly_js.KINDS, whole)
    assert len(part) < len(whole) / 4
    assert {kind for kind in ("scatter", *plotly_js.KINDS) if f'moduleType:"trace",name:"{kind}"' in part} == USED
    assert plotly_js.only(("no such kind",), whole) == whole
    for what in (".register([", "return t||e"):  # put together in another way
        other = whole.replace(what, "other")
        assert plotly_js.only(plotly_js.KINDS, other) == other


def test_a_module_stays_where_anything_that_stays_asks_for_it() -> None:
    trace = (
        'var {0}=W((e,t)=>{{t.exports={{moduleType:"trace",name:"{1}"}};{2}}});var {0}_=W((e,t)=>{{t.exports={0}()}});'
    )
    script = (
        "var Plotly=(()=>{var W=(e,t)=>()=>{try{return t||e((t={exports:{}}).exports,t)}};"
        + trace.format("a", "bar", "shared();newer()")
        + trace.format("b", "pie", "alone()")
        + 'var shared=W(()=>{1});var alone=W(()=>{2});function g(){}var newer=H(()=>{"use strict";3});'
        + "var core=W((e,t)=>{t.exports={register(){}}});"
        + "var z=W((e,t)=>{var p=core();p.register([a_(),b_()]);t.exports=p});return z();})();"
    )
    part = plotly_js.only(("bar",), script)
    assert part == script.replace(trace.format("b", "pie", "alone()"), "").replace(",b_()", "")
    assert "alone=" in part, "it stands in one piece with what is asked for"
    assert "shared=" not in plotly_js.only(("pie",), script)
