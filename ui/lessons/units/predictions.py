"""Predict first: what each scene asks, answered by what was measured of the network; and what its twin says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import floor
from types import MappingProxyType

from engine.learning import units_study, writers_study
from engine.learning.ranking import Ranking
from engine.learning.steering import Row, Table
from engine.learning.units_study import Known
from ui.lessons.units.scenes import SCRIPT
from ui.lessons.units.settings import UnitsSettings
from ui.teaching.predictions import Question
from ui.words import t

NEARLY, ROUGHLY = 0.95, 0.8  # of the pairs told apart
MOST, FEW = 0.8, 0.2  # of the reviews
TWICE, LEAST = 2.0, 0.05
NEAR_ALL, MORE = 0.995, 0.9995


def question(scene: str) -> Question | None:
    """What a scene asks; None for what is none."""
    ask = _QUESTIONS.get(scene)
    return ask() if ask else None


def _of(scene: str) -> Known:
    settings = SCRIPT.settings_of(scene)
    return units_study.load()[settings.writer][settings.property]


def _twin(scene: str) -> Known:
    """The network that was trained likewise from another seed."""
    settings: UnitsSettings = SCRIPT.settings_of(scene)
    other = replace(settings, network=3 - settings.network)
    return units_study.load()[other.writer][other.property]


def _rate(table: Table, row: Row, name: str) -> float:
    """So many of a thousand letters."""
    return 1000 * row.counts[table.counted.index(name)] / table.letters


def _marks() -> Question:
    table = _of("marks").tables[0]
    rates = {
        side: {name: _rate(table, row, name) for name in ("opened", "closed")}
        for side, row in (("free", table.free), ("inside", table.high), ("outside", table.low))
    }
    options = (t("opens more than it closes"), t("closes more than it opens"), t("about as many of either"))
    each_to_the_other = rates["inside"]["closed"] / max(rates["inside"]["opened"], LEAST)
    answer = 1 if each_to_the_other > TWICE else 0 if each_to_the_other < 1 / TWICE else 2
    text = t(
        "Unit {unit} is held where it is inside the marks. Will the network open more marks than it closes, or close "
        "more?",
        unit=table.unit + 1,
    )
    each = "; ".join(
        t("{side}: {opened} opened, {closed} closed", side=side, **{n: f"{v:.1f}" for n, v in rates[key].items()})
        for key, side in (("free", t("free")), ("inside", t("held inside")), ("outside", t("held outside")))
    )
    why = t(
        "It writes as inside, and closes what it never opened. Per 1000 letters, of {letters} each: {each}.",
        letters=f"{table.letters:,}",
        each=each,
    )
    return Question(text, options, answer, f"{why} {_over_twin('marks')} {over_seeds('quotes_en')}")


def _verdict() -> Question:
    table = _of("verdict").tables[0]
    count = sum(table.free.reviews)
    free, high, low = (sum(row.reviews[:1]) for row in (table.free, table.high, table.low))
    options = (t("nearly all"), t("about as many as before"), t("hardly any"))
    answer = 0 if high >= MOST * count else 2 if high <= FEW * count else 1
    text = t("Unit {unit} is held on the side of praise. How many of {count} reviews that it writes will praise?",
             unit=table.unit + 1, count=count)  # fmt: skip
    others = [row.reviews[0] for _, *rows in table.others for row in rows if row.reviews]
    why = t(
        "Free, {free} of {count} praise; held on the side of praise {high}, on that of complaint {low}. With one of "
        "{units} other units held likewise it is {least} to {most}.",
        free=free, count=count, high=high, low=low, units=len(table.others), least=min(others), most=max(others),
    )  # fmt: skip
    return Question(text, options, answer, f"{why} {_over_twin('verdict')} {over_seeds('reviews_en')}")


def _guillemets() -> Question:
    options = (t("one unit does both"), t("one tracks, another steers most"), t("none tracks them well"))
    found = _of("guillemets").ranking
    best, steered = found.best, found.steered
    assert best is not None
    assert steered is not None
    tracks = found.states[found.memory].tracks
    answer = 2 if tracks[best] < NEARLY else 0 if steered.most == best else 1
    text = t("Another language, another network: is there again one unit that tracks the marks and steers them most?")
    most = steered.most
    assert most is not None
    one = t(
        "Unit {best} tells {tracks} % of the pairs apart and steers by {effect} doublings",
        best=best + 1, tracks=_percent(tracks[best]), effect=f"{steered.effect[best]:.1f}",
    )  # fmt: skip
    another = t("; the one that steers most is unit {most}, by {strongest}", most=most + 1,
                strongest=f"{steered.effect[most]:.1f}")  # fmt: skip
    why = f"{one}{another if most != best else t(', more than any other')}."
    return Question(text, options, answer, f"{why} {_over_twin('guillemets')}")


def _depth() -> Question:
    return _followed("depth", t("Does one unit follow how many brackets are open?"))


def _place() -> Question:
    found = _of("place").ranking
    options = (t("yes, better than that"), t("no, not better than that"))
    tracks, fresh = _best(found), found.untrained[found.memory]
    text = t(
        "Nobody asks how far along the line we are. Does a unit follow it, better than any unit of the same network "
        "before it has learned anything?"
    )
    best, steered = found.best, found.steered
    assert best is not None
    assert steered is not None
    effect, error = steered.effect[best], steered.error[best]
    why = t(
        "The best after training, unit {unit}, is higher (or lower) further along in {tracks} % of the pairs; the best "
        "before training in {fresh} %. From held early to held late, line ends per space double {effect} ± {error} "
        "times: {use}",
        unit=best + 1,
        tracks=_percent(tracks),
        fresh=_percent(fresh),
        effect=f"{effect:.1f}".replace("-", "−"),
        error=f"{error:.1f}",
        use=t("what it follows, it hardly uses.") if abs(effect) < 1 else t("what it follows, it uses, too."),
    )
    return Question(text, options, int(tracks <= fresh), f"{why} {_over_twin('place')}")


def _followed(scene: str, text: str) -> Question:
    """Whether one unit follows what is more or less, told by how many pairs it tells apart, and by chance."""
    found = _of(scene).ranking
    options = (t("yes, nearly exactly"), t("yes, roughly"), t("hardly, or none"))
    tracks = _best(found)
    answer = 0 if tracks >= NEARLY else 1 if tracks >= ROUGHLY else 2
    why = t(
        "The best, unit {unit}, is higher (or lower) where there is more of it in {tracks} % of the pairs of letters; "
        "on labels that are shifted along the text, the best of all units comes to {chance} %, and before training "
        "to {fresh} %.",
        unit=(found.best or 0) + 1,
        tracks=_percent(tracks),
        chance=_percent(found.shifted[found.memory]),
        fresh=_percent(found.untrained[found.memory]),
    )
    return Question(text, options, answer, f"{why} {_over_twin(scene)}")


def _best(found: Ranking) -> float:
    return 0.5 if found.best is None else float(found.states[found.memory].tracks[found.best])


def _percent(share: float) -> str:
    """What is measured is known to a thousandth: nobody knows of all."""
    return (
        str(floor(100 * share + 0.5))
        if share < NEAR_ALL
        else t("more than 99.9")
        if share > MORE
        else f"{100 * share:.1f}"
    )


def _over_twin(scene: str) -> str:
    """One network stands behind the answer, so what another seed gave is said, too."""
    found = _twin(scene).ranking
    steered = found.steered
    assert found.best is not None
    assert steered is not None
    return t(
        "That is one seed. In the network of the other one, the best is unit {unit}: it tells {tracks} % of the pairs "
        "apart and steers by {effect} doublings.",
        unit=found.best + 1,
        tracks=_percent(_best(found)),
        effect=f"{steered.effect[found.best]:.1f}",
    )


def over_seeds(studied: str) -> str:
    """How often one unit suffices."""
    runs = writers_study.load()[studied]
    return t(
        "Over {seeds} seeds, one unit tells at least {share} % of the pairs apart in {tracks}, and also steers more "
        "than any other in {suffices}.",
        seeds=len(runs),
        share=f"{100 * writers_study.TRACKS:.0f}",
        tracks=sum(run.tracks >= writers_study.TRACKS for run in runs),
        suffices=sum(run.suffices for run in runs),
    )


_QUESTIONS: Mapping[str, Callable[[], Question]] = MappingProxyType(
    {"marks": _marks, "verdict": _verdict, "guillemets": _guillemets, "depth": _depth, "place": _place}
)
