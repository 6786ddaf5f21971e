"""Scenes of any lesson: short links, what may change without leaving one, and the way from one to the next."""

from dataclasses import dataclass, replace

from ui.settings.parameters import Choice, Flag, Whole, parameter
from ui.teaching.predictions import nearest
from ui.teaching.scenes import Script


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a lesson that does not exist."""

    scene: str = parameter("", Choice(("", "low", "high")))
    level: int = parameter(5, Whole(0, 9))
    step: int = parameter(0, Whole(0, 9), place=True)
    present: bool = parameter(False, Flag())
    predict: bool = parameter(True, Flag())
    cover: bool = parameter(False, Flag())


SCRIPT = Script(Settings(), {"low": {"level": 1}, "middle": {}, "high": {"level": 9}}, free=("step",))


def test_a_name_is_enough_for_a_link() -> None:
    assert SCRIPT.expand(Settings(scene="low")) == Settings(scene="low", level=1)
    assert SCRIPT.expand(Settings(scene="low", step=3, present=True)) == Settings("low", 1, 3, present=True)
    assert SCRIPT.expand(Settings(scene="low", level=7)) == Settings(scene="low", level=7)  # said otherwise
    assert SCRIPT.expand(Settings(level=7)) == Settings(level=7)


def test_how_it_is_told_and_where_one_looks_do_not_leave_a_scene() -> None:
    low = SCRIPT.settings_of("low")
    assert SCRIPT.current(replace(low, step=4, present=True, predict=False, cover=True)) == "low"
    assert SCRIPT.current(replace(low, scene="")) == "low"  # found by its picture
    assert SCRIPT.current(replace(low, level=2)) == ""


def test_the_way_goes_round_and_starts_at_the_first_or_the_last() -> None:
    low, high, nowhere = SCRIPT.settings_of("low"), SCRIPT.settings_of("high"), Settings(level=2)
    assert [SCRIPT.beside(settings, 1) for settings in (low, high, nowhere)] == ["middle", "low", "low"]
    assert [SCRIPT.beside(settings, -1) for settings in (low, high, nowhere)] == ["high", "middle", "high"]


def test_a_scene_of_its_own_is_known_by_its_name_and_meant_by_an_address_that_says_nothing() -> None:
    script = Script(Settings(), {"low": {}, "middle": {}, "high": {"level": 9}}, own={"low": ("step",)})
    assert script.expand(Settings()) == Settings(scene="low")
    assert script.expand(Settings(step=3)) == Settings(scene="low", step=3)
    assert script.expand(Settings(), opens=False) == Settings()
    assert script.expand(Settings(present=True)) == Settings(scene="low", present=True)
    assert script.named(Settings(present=True)) == Settings(scene="middle", present=True)
    for said in (Settings(level=7), Settings(cover=True, step=3), Settings(scene="middle")):
        assert script.expand(said) == said
    assert [script.current(Settings(scene=name)) for name in ("low", "middle", "")] == ["low", "middle", "middle"]
    assert script.named(Settings()) == Settings(scene="middle")  # back at the usual settings the picture stays
    assert script.named(Settings(scene="low", level=7)) == Settings(level=7)
    for settled in (Settings(scene="low", step=3), Settings(scene="middle"), Settings(level=7), Settings(cover=True)):
        assert script.named(settled) == settled


def test_the_nearest_option_is_nearest_in_factors() -> None:
    assert nearest(5.4, (3, 10, 30)) == 0
    assert nearest(5.6, (3, 10, 30)) == 1
