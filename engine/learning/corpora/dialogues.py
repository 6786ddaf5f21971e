"""Dialogues: told in the past, quoted in the present, in English (“ ”) and Russian (« »).

Whoever guesses the next letter has to know whether a quotation is open: from it follow the tense of every verb, and
whether a quotation may begin or end. A sentence that is kept from training is kept from it in both tenses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple

from engine.learning.corpora.grammar import LONGEST, Corpus, Draw, Tongue, capital, listed, sides

PARTS = (2, 3, 4)  # of a paragraph: a sentence that is told, or a quotation
QUOTED = 0.55  # so many of them are quotations
SAID = (1, 2, 2, 3)  # sentences of a quotation
EXCLAIMED = 0.15  # so much of what is no question
DEEDS, STATES = 0.65, 0.2  # so many sentences say what somebody did, or how something was; the others ask

Mark = Literal[".", "!", "?"]
Gender = Literal[0, 1]  # of who does it, where the past depends on that: he, she
Verb = tuple[str, str, str]  # his past, hers, and the present
Person = tuple[str, Gender]
Speech = Callable[[str, str, str, Mark], str]  # from who, the verb of speaking, what is said, and the mark at its end


class Sentence(NamedTuple):
    """A sentence in both tenses, without the mark at its end."""

    past: str
    present: str


@dataclass(frozen=True)
class Grammar:
    """What can be told and said in a language.

    Attributes:
        people: who does things, and speaks.
        deeds, states, questions: all sentences.
        verbs: of those sentences.
        spoke: verbs of speaking, for each mark.
        speeches: how a quotation is written: who speaks before it, after it, or unnamed.
    """

    people: tuple[Person, ...]
    deeds: tuple[Sentence, ...]
    states: tuple[Sentence, ...]
    questions: tuple[Sentence, ...]
    verbs: tuple[Verb, ...]
    spoke: Mapping[Mark, tuple[Verb, ...]]
    speeches: tuple[Speech, ...]

    def corpus(self, name: str, tongue: Tongue) -> Corpus:
        """The corpus that is written so."""
        kinds = tuple(sides(kind, lambda one: one.past) for kind in (self.deeds, self.states, self.questions))

        def sentence(draw: Draw, kept: bool, tense: int) -> tuple[str, Mark]:
            number = draw.number()
            kind = 0 if number < DEEDS else 1 if number < DEEDS + STATES else 2
            mark: Mark = "?" if kind == 2 else "!" if draw.chance(EXCLAIMED) else "."
            return draw.one(kinds[kind][kept])[tense], mark

        def quotation(draw: Draw, kept: bool) -> str:
            *others, (last, mark) = [sentence(draw, kept, 1) for _ in range(draw.one(SAID))]
            who, gender = draw.one(self.people)
            said = " ".join([*map("".join, others), last])
            return draw.one(self.speeches)(who, draw.one(self.spoke[mark])[gender], said, mark)

        def paragraph(draw: Draw, kept: bool) -> str:
            while True:
                parts = [
                    quotation(draw, kept) if draw.chance(QUOTED) else "".join(sentence(draw, kept, 0))
                    for _ in range(draw.one(PARTS))
                ]
                if len(text := " ".join(parts)) <= LONGEST:
                    return text

        every = {form for kind in (self.deeds, self.states, self.questions) for one in kind for form in one}
        spoken = (
            speech(who, verb[gender], "", mark)
            for mark, verbs in self.spoke.items()
            for speech, verb, (who, gender) in product(self.speeches, verbs, self.people)
        )
        letters = "".join(sorted({*"".join(every), *"".join(spoken), *" .!?"}))
        past = tuple(dict.fromkeys(form for verb in self.verbs for form in verb[:2]))
        present = tuple(dict.fromkeys(form for *_, form in self.verbs if form))
        return Corpus(name, tongue, len(every), letters, paragraph, present=present, past=past)


def english() -> Corpus:
    """“Who is here?” asked Tom. Nobody answered."""
    people = _people("Anna | Tom | Peter | Mary | the old man | the girl | the boy | his sister | my friend", 0)
    things = listed("the boat | the key | the letter | the box | the lamp | the jug | the prize | the bird")
    places = listed("the door | the house | the street | the garden | the room | the water | the tea")
    ways = listed("open | cold | empty | quiet | dark | old | ready")
    seen = _verbs(
        "saw sees | found finds | lost loses | kept keeps | wanted wants | forgot forgets | painted paints | hid hides"
    )
    done = {
        "laughed laughs": "", "slept sleeps": "", "waited waits": "for the train", "heard hears": "the bell",
        "closed closes": "the door", "sat sits": "by the fire", "went goes": "to the garden", "had has": "no money",
    }  # fmt: skip
    (was,) = _verbs("was is")
    deeds = [(verb, thing) for verb, thing in product(seen, things)]
    deeds += [(verb, rest) for forms, rest in done.items() for verb in _verbs(forms)]
    deeds += [(was, "very tired"), (was, "here")]
    questions = [_both("who {} " + what, verb) for verb, what in product(seen, things)]
    questions += [_both("where {} " + what, was) for what in (*things, *(who for who, _ in people))]
    questions += [_both(f"why {{}} {what} {how}", was) for what, how in product(places, ways)]
    states = [_both(f"{what} {{}} {how}", was) for what, how in product(places, ways)]
    states += [_both(f"it {{}} {how}", was) for how in listed("late | Sunday | over | cold | very dark")]
    return Grammar(
        people,
        _deeds(people, deeds, listed("again | at last | that night | in the morning | on Sunday")),
        tuple(states),
        tuple(questions),
        (*seen, *(verb for forms in done for verb in _verbs(forms)), was),
        {".": _verbs("said says | whispered whispers"), "!": _verbs("cried cries"), "?": _verbs("asked asks")},
        (
            lambda who, spoke, said, mark: f"{capital(who)} {spoke}: “{said}{mark}”",
            lambda who, spoke, said, mark: f"“{said}{',' if mark == '.' else mark}” {spoke} {who}.",
            lambda who, spoke, said, mark: f"“{said}{mark}”",
        ),
    ).corpus("dialogues_en", "en")


def russian() -> Corpus:
    """«Кто здесь?» — спросил Иван. Старик молчал."""
    people = (
        *_people("Иван | Павел | старик | мальчик | мой друг", 0),
        *_people("Анна | Мария | девочка | его сестра", 1),
    )
    things = listed("лодку | ключ | письмо | фонарь | лампу | кувшин | птицу | подарок")
    sought: Mapping[Gender, str] = {0: "ключ | фонарь | кувшин | подарок | поезд", 1: "лодка | лампа | птица | собака"}
    places: Mapping[Gender, str] = {0: "дом | сад | подъезд | берег", 1: "улица | комната | дверь"}
    ways: Mapping[Gender, str] = {
        0: "открыт | пуст | темен | красив | хорош | виден | знаком",
        1: "открыта | пуста | темна | красива | хороша | видна | знакома",
    }
    seen = _verbs(
        "видел видела видит | искал искала ищет | прятал прятала прячет | терял теряла теряет | "
        "хранил хранила хранит | рисовал рисовала рисует | забывал забывала забывает | приносил приносила приносит"
    )
    done = {
        "смеялся смеялась смеется": "", "спал спала спит": "", "молчал молчала молчит": "",
        "ждал ждала ждет": "поезд", "слышал слышала слышит": "эхо", "закрывал закрывала закрывает": "дверь",
        "сидел сидела сидит": "у огня", "шел шла идет": "в сад", "думал думала думает": "о доме",
        "стоял стояла стоит": "у окна",
    }  # fmt: skip
    (was,) = _verbs("был была -")
    deeds = [(verb, thing) for verb, thing in product(seen, things)]
    deeds += [(verb, rest) for forms, rest in done.items() for verb in _verbs(forms)]
    questions = [_both("кто {} " + what, verb) for verb, what in product(seen, things)]
    states = []
    for gender in (0, 1):
        questions += [_both(f"где {{}} {what}", was, gender) for what in listed(sought[gender])]
        questions += [_both(f"где {{}} {who}", was, gender) for who, of in people if of == gender]
        for what, how in product(listed(places[gender]), listed(ways[gender])):
            questions.append(_both(f"почему {what} {{}} {how}", was, gender))
            states.append(_both(f"{what} {{}} {how}", was, gender))
    return Grammar(
        people,
        _deeds(people, deeds, listed("снова | наконец | ночью | утром | в субботу")),
        tuple(states),
        tuple(questions),
        (*seen, *(verb for forms in done for verb in _verbs(forms)), was),
        {
            ".": _verbs("сказал сказала говорит | шепнул шепнула шепчет"),
            "!": _verbs("крикнул крикнула кричит"),
            "?": _verbs("спросил спросила спрашивает"),
        },
        (
            lambda who, spoke, said, mark: f"{capital(who)} {spoke}: «{said}" + ("»." if mark == "." else f"{mark}»"),
            lambda who, spoke, said, mark: f"«{said}" + ("»," if mark == "." else f"{mark}»") + f" — {spoke} {who}.",
            lambda who, spoke, said, mark: f"«{said}" + ("»." if mark == "." else f"{mark}»"),
        ),
    ).corpus("dialogues_ru", "ru")


def _people(names: str, gender: Gender) -> tuple[Person, ...]:
    return tuple((who, gender) for who in listed(names))


def _verbs(forms: str) -> tuple[Verb, ...]:
    """Of `past present`, or `his hers present` where the past depends on who; `-` where no verb is written."""
    split = ([form.strip("-") for form in verb.split()] for verb in listed(forms))
    return tuple((verb[0], verb[-2], verb[-1]) for verb in split)


def _both(text: str, verb: Verb, gender: Gender = 0) -> Sentence:
    """A sentence from one with a gap for its verb; without a verb no gap is left."""
    past, present = (capital(" ".join(text.format(form).split())) for form in (verb[gender], verb[2]))
    return Sentence(past, present)


def _deeds(people: Iterable[Person], deeds: Iterable[tuple[Verb, str]], when: Iterable[str]) -> tuple[Sentence, ...]:
    """Whoever does it, whatever, at any time or at none that is told."""
    return tuple(
        _both(f"{who} {{}} {what} {time}", verb, gender)
        for (who, gender), (verb, what), time in product(people, deeds, ("", *when))
    )
