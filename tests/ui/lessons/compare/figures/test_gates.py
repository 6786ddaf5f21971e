"""Two bars for each gate: how much of the time it is open, and how much closed."""

from ui.lessons.compare.figures.gates import Shares, gate_bars, gate_rows

GATES = [
    Shares("lstm", "forget_gate", 1.0, 0.0),
    Shares("lstm", "input_gate", 0.126, 0.5),
    Shares("gru", "update_gate", 0.64, 0.0),
]


def test_a_gate_has_two_bars_with_their_percentages() -> None:
    rows = gate_rows(GATES)
    assert [(row["gate"], row["side"], row["says"]) for row in rows] == [
        ("forget_gate", "open", "100 %"),
        ("forget_gate", "closed", "0 %"),
        ("input_gate", "open", "13 %"),
        ("input_gate", "closed", "50 %"),
        ("update_gate", "open", "64 %"),
        ("update_gate", "closed", "0 %"),
    ]
    assert [row["share"] for row in rows] == [1.0, 0.0, 0.126, 0.5, 0.64, 0.0]


def test_the_chart_is_valid_and_tells_the_full_bar_from_the_hollow_one() -> None:
    words = {name: name for shares in GATES for name in (shares.cell, shares.gate)}
    chart = gate_bars(GATES, words, t=lambda text, **_: text).to_dict()
    opened, closed, _ = chart["layer"]
    assert opened["mark"]["fillOpacity"] == 1.0
    assert closed["mark"]["fillOpacity"] == 0.0
    assert {row["side"] for row in opened["data"]["values"]} == {"open"}
    assert {row["side"] for row in closed["data"]["values"]} == {"closed"}
    assert '"gru|update_gate": "gru update_gate"' in opened["encoding"]["y"]["axis"]["labelExpr"]
