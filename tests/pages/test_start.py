"""What the first page says of its network is so on the sequence that it shows."""

from tests.pages.opening import open_page
from ui.figures.part import FIRST
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings


def test_the_forget_gate_falls_exactly_where_the_flag_goes_up() -> None:
    app = open_page("start", {})
    assert any("exactly where the flag goes up" in text.value for text in app.markdown)
    run = make_run(StepSettings(length=20))
    gate, flags = FIRST.of(run.trace["forget_gate"]), sorted(run.sequence.flags)
    assert gate[flags].max() < 0.3
    assert gate[[step for step in range(20) if step not in flags]].min() > 0.8


def test_the_page_claims_no_more_than_its_badge_checks() -> None:
    said = " ".join(text.value for text in open_page("start", {}).markdown)
    assert "says what torch has" in said
    assert "very number is what PyTorch computes" not in said
