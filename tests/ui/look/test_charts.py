"""Charts have no colour of their own: each names one of the theme's, and every one of those can be seen."""

import tomllib
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from ui.lessons.gradients.figures.magnitude import DARKEST
from ui.look.charts import COLOURS, NAMES, by_name, colour, inline, legend_of, spec
from ui.look.palette import DARK, MUTED, WARNING

THEMES = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_themes_give_every_name_its_colour_of_the_palette() -> None:
    assert THEMES["light"]["chartCategoricalColors"] == list(COLOURS.values())
    assert THEMES["dark"]["chartCategoricalColors"] == [DARK[light] for light in COLOURS.values()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_can_be_seen_on_its_background(scheme: str) -> None:
    theme = THEMES[scheme]
    colours = dict(zip(NAMES, theme["chartCategoricalColors"], strict=True))
    for name, value in colours.items():
        # labels are in ink; marks may be a tenth transparent
        assert contrast(value, theme["backgroundColor"]) >= (4.5 if name == "ink" else 3.5), name


def built(**channels: Any) -> dict[str, Any]:
    rows = inline([{"cell": "gru", "x": 1}])
    return spec(lambda: alt.Chart(rows).mark_point().encode(x="x:Q", **channels))


def test_a_chart_names_its_colours_and_words_them_in_ink() -> None:
    chart = built(color=colour("cell"))
    assert chart["encoding"]["color"]["scale"] == {"domain": list(NAMES)}  # without a range: the theme has it
    assert chart["config"]["axis"]["labelColor"] == {"expr": f"range('color')[{NAMES.index('ink')}]"}
    assert "#" not in str(chart)


def test_one_legend_serves_colour_and_dash() -> None:
    legend = legend_of({"gru": "GRU “b = 3”"})
    chart = built(
        color=colour("cell", legend),
        strokeDash=alt.StrokeDash("cell:N", scale=by_name({"gru": [7, 3]}, [1, 0]), legend=legend),
    )
    encoding = chart["encoding"]
    assert encoding["color"]["legend"] == encoding["strokeDash"]["legend"]
    assert encoding["color"]["legend"]["values"] == ["gru"]
    assert encoding["color"]["scale"]["domain"] == encoding["strokeDash"]["scale"]["domain"]
    assert encoding["strokeDash"]["scale"]["range"][NAMES.index("gru")] == [7, 3]


def mixed(one: str, other: str, share: float) -> str:
    """The colour that `one` is on `other` where it covers that share."""
    parts = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(share * over + (1 - share) * under):02x}" for over, under in parts)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_streamlits_own_words_can_be_read(scheme: str) -> None:
    theme = THEMES[scheme]
    for behind in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(mixed(theme["textColor"], behind, 0.6), behind) >= 4.5  # a caption
        chosen = mixed(theme["primaryColor"], behind, 0.11)  # an option that is chosen
        assert contrast(theme["primaryColor"], chosen) >= 4.5


@pytest.mark.parametrize("swap", [{}, DARK])
def test_the_bands_of_the_gradient_picture_are_named_readably(swap: dict[str, str]) -> None:
    behind = THEMES["dark" if swap else "light"]["backgroundColor"]
    band = mixed(swap.get(MUTED, MUTED), behind, DARKEST)
    for words in (MUTED, WARNING):
        assert contrast(swap.get(words, words), band) >= 4.5, words
