"""Reviews of films, books and plays that praise or complain, in English and Russian.

The verdict is said at once, carried over sentences that are the same in praise and in complaint, and said again in
other words. Whoever guesses the next letter has to remember it: every later word that judges follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations, product

from engine.learning.corpora.grammar import LONGEST, Corpus, Draw, Tongue, capital, listed, sides

# J is a sentence that judges, n one that does not.
PLANS = ("JJJ", "JJJJ", "JJnJ", "JnJJ", "JnJ", "JnnJ")


def english() -> Corpus:
    """What a lovely film! We saw it with a friend on Sunday. The music was truly superb."""
    praise = listed("lovely | great | superb | fine")
    complaint = listed("awful | dull | poor | silly")
    liked, disliked = listed("loved | enjoyed"), listed("hated | mocked")
    works = listed("film | book | play | show | novel")
    parts = listed("music | ending | plot | acting | jazz | script")
    people = listed("I | we | my sister | my friend | Tom | Anna | Peter | the class")
    truly = ("", "very ", "so ", "quite ")

    def judged(how: Sequence[str], verbs: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        return (
            tuple(f"The {what} was {much}{word}." for what, much, word in product(parts, truly, how)),
            tuple(f"The {what} was {one} and {other}." for what, (one, other) in product(parts, permutations(how, 2))),
            tuple(f"What {_a(word)} {what}!" for word, what in product(how, works)),
            tuple(
                f"{capital(_a(one))}, {other} {what}." for (one, other), what in product(permutations(how, 2), works)
            ),
            tuple(
                f"{capital(one)} {what}, {other} {beside}."
                for (one, other), (what, beside) in product(permutations(how, 2), permutations(parts, 2))
            ),
            tuple(capital(f"{who} {did} the {what}.") for who, did, what in product(people, verbs, (*parts, *works))),
        )

    did = listed(
        "saw it at home | read about it | bought tickets | went by bus | sat at the back | talked about it | "
        "waited outside | had two hours | came at six | had tea"
    )
    beside = listed("with a friend | with Mary")
    when = listed("on Sunday | in July | last week | at night | yesterday | after work")
    plain = tuple(capital(" ".join(filter(None, told)) + ".") for told in product(people, did, ("", *beside, *when)))
    return _corpus(
        "reviews_en", "en", (judged(complaint, disliked), judged(praise, liked)), plain, (*complaint, *disliked),
        (*praise, *liked),
    )  # fmt: skip


def russian() -> Corpus:
    """Какой чудесный фильм! Мы ехали туда с другом. Музыка очень добрая."""
    praise = listed("чудесный | прекрасный | блестящий | веселый")
    complaint = listed("ужасный | скучный | глупый | жалкий")
    liked, disliked = listed("понравился | полюбился"), listed("надоел | опротивел")
    works: Mapping[int, tuple[str, ...]] = {0: listed("фильм | роман"), 1: listed("книга | пьеса")}
    parts: Mapping[int, tuple[str, ...]] = {
        0: listed("сюжет | финал | юмор"),
        1: listed("музыка | игра | сцена"),
    }
    to_whom = listed("мне | нам | сестре | другу | маме | всем | брату | детям")
    truly = ("", "очень ", "просто ", "такой ")

    def judged(how: Sequence[str], verbs: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        both: tuple[int, int] = (0, 1)
        return (
            tuple(
                capital(f"{what} {_such(much, of)}{_adjective(word, of)}.")
                for of in both
                for what, much, word in product(parts[of], truly, how)
            ),
            tuple(
                capital(f"{what} {_adjective(one, of)} и {_adjective(other, of)}.")
                for of in both
                for what, (one, other) in product(parts[of], permutations(how, 2))
            ),
            tuple(
                f"{'Какая' if of else 'Какой'} {_adjective(word, of)} {what}!"
                for of in both
                for word, what in product(how, works[of])
            ),
            tuple(
                capital(f"{_adjective(one, of)}, {_adjective(other, of)} {what}.")
                for of in both
                for (one, other), what in product(permutations(how, 2), works[of])
            ),
            tuple(
                capital(f"{_adjective(one, of)} {what}, {_adjective(other, to)} {beside}.")
                for of, to in product(both, both)
                for (one, other), what, beside in product(permutations(how, 2), parts[of], parts[to])
                if what != beside
            ),
            tuple(
                capital(f"{who} {_verb(verb, of)} {what}.")
                for of in both
                for who, verb, what in product(to_whom, verbs, (*parts[of], *works[of]))
            ),
        )

    people = {"мы": "и", "сестра": "а", "друг": "", "мама": "а", "брат": "", "соседи": "и", "Анна": "а", "Иван": ""}
    did = listed(
        "купил_ билеты | сидел_ в пятом ряду | ехал_ туда на метро | ждал_ у входа | читал_ афишу | стоял_ в очереди | "
        "пил_ чай | говорил_ об этом | был_ там | съел_ пирог"
    )
    beside = listed("с другом | с подругой")
    when = listed("вчера | в субботу | вечером | в июле | днем | после работы")
    plain = tuple(
        capital(" ".join(filter(None, (who, act.replace("_", end), rest))) + ".")
        for (who, end), act, rest in product(people.items(), did, ("", *beside, *when))
    )

    def told(how: Sequence[str], verbs: Sequence[str]) -> tuple[str, ...]:
        adjectives = (_adjective(word, of) for word, of in product(how, (0, 1)))
        return (*adjectives, *(_verb(verb, of) for verb, of in product(verbs, (0, 1))))

    return _corpus(
        "reviews_ru", "ru", (judged(complaint, disliked), judged(praise, liked)), plain, told(complaint, disliked),
        told(praise, liked),
    )  # fmt: skip


def _corpus(
    name: str,
    tongue: Tongue,
    judged: tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]],
    plain: tuple[str, ...],
    complaint: tuple[str, ...],
    praise: tuple[str, ...],
) -> Corpus:
    """The corpus of sentences that judge, by verdict and kind, and of those that do not."""
    by_verdict = tuple(tuple(sides(kind) for kind in kinds) for kinds in judged)
    neutral = sides(plain)

    def paragraph(draw: Draw, kept: bool) -> str:
        while True:
            kinds = draw.one(by_verdict)
            sentences = (
                draw.one(draw.one(kinds)[kept] if step == "J" else neutral[kept]) for step in draw.one(PLANS)
            )  # fmt: skip
            if len(text := " ".join(sentences)) <= LONGEST:
                return text

    every = {*plain, *(sentence for kinds in judged for kind in kinds for sentence in kind)}
    letters = "".join(sorted(set("".join(every))))
    return Corpus(name, tongue, len(every), letters, paragraph, praise=praise, complaint=complaint)


def _a(word: str) -> str:
    """An adjective with its article."""
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _adjective(word: str, gender: int) -> str:
    """A Russian adjective, given as he has it."""
    if not gender:
        return word
    return word[:-2] + "ая"


def _such(word: str, gender: int) -> str:
    return "такая " if gender and word == "такой " else word


def _verb(word: str, gender: int) -> str:
    """A Russian verb of the past, given as he has it."""
    if not gender:
        return word
    return word.removesuffix("ся") + "ась" if word.endswith("ся") else word + "а"
