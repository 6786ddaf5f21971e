"""What was counted in many more letters than the browser writes, as tables of words and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from engine.learning.steering import Row as Counts
from engine.learning.steering import Table as Found
from ui.units.content import Asked, Column, Counted, Line, Table
from ui.words import t

FEW = 3  # signs that a heading can show
SEEN: Mapping[str, str] = MappingProxyType({"\n": "↵", " ": "␣"})  # instead of signs that nobody sees


def tables(found: Found, asked: Asked, alphabet: Sequence[str], temperature: float) -> tuple[Table, ...]:
    """The tables of one unit that was held: how much of everything counted was written, and whole reviews.

    Args:
        found: what was counted, of which that is shown which `asked` gives a name.
        alphabet: the letters that the network can write.
        temperature: at which it wrote.
    """
    counted = {each.name: each for each in asked.counted}
    told = [counted[name] for name in found.counted if name in counted]
    made = [_of_letters(found, told, asked, alphabet, temperature)]
    if found.free.reviews:
        made.append(_of_reviews(found, asked, temperature))
    return tuple(made)


def _of_letters(
    found: Found, told: Sequence[Counted], asked: Asked, alphabet: Sequence[str], temperature: float
) -> Table:
    """Per 1000 letters; of the tenses, which have no mark, the share of the first."""
    toned = [each for each in told if each.tone]
    tenses = [each for each in told if not each.tone]
    share = tenses if len(tenses) == 2 else []

    def numbers(counts: Counts) -> tuple[float, ...]:
        of = dict(zip(found.counted, counts.counts, strict=True))
        rates = [1000 * of[each.name] / found.letters for each in toned]
        if share:
            both = sum(of[each.name] for each in share)
            rates.append(100 * of[share[0].name] / both if both else float("nan"))
        return tuple(rates)

    def spelled(place: int, values: Sequence[float]) -> str:
        known = [value for value in values if value == value]
        is_share = place >= len(toned)
        words = [f"{value:.0f}" if is_share else f"{value:.1f}" for value in known]
        least, most = (words[known.index(min(known))], words[known.index(max(known))]) if known else ("–", "–")
        return (least if least == most else f"{least}–{most}") + (" %" if is_share and known else "")

    columns = [Column(each.title, each.tone, _sign(each, alphabet)) for each in toned]
    columns += [Column(each.title) for each in share[:1]]
    return Table(
        t("Measured: unit {unit}", unit=found.unit + 1),
        t("per 1000 letters, of {letters}", letters=f"{found.letters:,}"),
        tuple(columns),
        tuple(
            Line(title, weight, tuple(spelled(place, [row[place] for row in rows]) for place in range(len(columns))))
            for title, weight, rows in (
                (title, weight, [numbers(one) for one in counts])
                for title, weight, counts in _rows(found, asked.high, asked.low)
            )
        ),
        _likewise(temperature),
    )


def _of_reviews(found: Found, asked: Asked, temperature: float) -> Table:
    """Of so many whole reviews, how many praise and how many complain."""

    def spelled(place: int, counts: Sequence[Counts]) -> str:
        values = [one.reviews[place] for one in counts if one.reviews]
        return f"{min(values)}–{max(values)}" if min(values) < max(values) else str(values[0])

    return Table(
        t("Measured: whole reviews, unit {unit}", unit=found.unit + 1),
        t("of {count} that it wrote", count=sum(found.free.reviews)),
        (Column(t("praise"), "plus"), Column(t("complaint"), "minus"), Column(t("neither"))),
        tuple(
            Line(title, weight, tuple(spelled(place, counts) for place in range(3)))
            for title, weight, counts in _rows(found, asked.high, asked.low)
        ),
        _likewise(temperature),
    )


def _rows(found: Found, high: str, low: str) -> list[tuple[str, str, list[Counts]]]:
    """What is held, how much it weighs in the table, and what was counted then."""
    rows = [
        (t("free"), "", [found.free]),
        (t("held at “{side}”", side=high), "strong", [found.high]),
        (t("held at “{side}”", side=low), "strong", [found.low]),
    ]
    others = [side for _, *sides in found.others for side in sides]
    if others:
        rows.append((t("{count} other units, each held", count=len(found.others)), "faint", others))
    return rows


def _likewise(temperature: float) -> str:
    return t(
        "Written at temperature {temperature}, each with the same luck. The other units were chosen by chance, and "
        "each was held at either of its own two means: from the least to the most that came of it.",
        temperature=f"{temperature:g}",
    )


def _sign(counted: Counted, alphabet: Sequence[str]) -> str:
    """The signs that are counted, if a heading can show them."""
    signs = [] if counted.whole_words else [SEEN.get(sign, sign) for sign in counted.strings if sign in alphabet]
    return "".join(signs) if len(signs) <= FEW else ""
