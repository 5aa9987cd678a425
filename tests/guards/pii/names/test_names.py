"""Names, places, organisations, dates, ages and titles: where they stand in every manner of writing."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator

import pytest
from presidio_analyzer import EntityRecognizer, RecognizerRegistry

from guards.pii.names.choice import names_recognizer
from guards.pii.names.dates import dates_in
from guards.pii.names.groups import groups_in
from guards.pii.names.layout import is_sign, steps
from guards.pii.names.model import Tagger, tagger
from guards.pii.names.persons import ages_in, titles_in
from guards.pii.names.recognizer import ENTITIES, NamesRecognizer
from guards.pii.names.tokens import tokens_of
from tests.guards.stubs import case, pii_guard

RECOGNIZER = NamesRecognizer()


def found(text: str, *entities: str) -> list[tuple[str, str]]:
    results = RECOGNIZER.analyze(text, list(entities or ("PERSON", "LOCATION")))
    return [(result.entity_type, text[result.start : result.end]) for result in results if result.score >= 0.4]


P, L = "PERSON", "LOCATION"

NAMED = [
    ("My name is Margaret Holloway and I live in Leeds.", [(P, "Margaret Holloway"), (L, "Leeds")]),
    ("Dear Dr. Okonkwo, thank you for your letter.", [(P, "Okonkwo")]),
    ("hi this is sarah from manchester", [(P, "sarah"), (L, "manchester")]),
    ("my name is david miller and i live in boston", [(P, "david miller"), (L, "boston")]),
    ("PLEASE CALL MARIA GONZALEZ IN MADRID", [(P, "MARIA GONZALEZ"), (L, "MADRID")]),
    ("Best regards,\n\nJohn Smith\nSenior Engineer\n", [(P, "John Smith")]),
    ('{"name": "Laura Bianchi", "city": "Milano"}', [(P, "Laura Bianchi"), (L, "Milano")]),
    ("Name: Peter Novak\nCity: Prague", [(P, "Peter Novak"), (L, "Prague")]),
    ("Ship it to 221B Baker Street, London NW1 6XE please", [(L, "221B Baker Street, London NW1 6XE")]),
    ("I live at 1600 Maple Avenue, Springfield, IL 62704.", [(L, "1600 Maple Avenue, Springfield, IL 62704")]),
    ("Меня зовут Иван Петров.", [(P, "Иван Петров")]),
    ("我叫王小明。", [(P, "王小明")]),
    ("שמי דוד כהן", [(P, "דוד כהן")]),
    ("👩🏽‍🚀👩🏽‍🚀 My name is Anna Kowalska 🙂", [(P, "Anna Kowalska")]),
    ("Customer: Zoe\u0308 Bru\u0308ckner", [(P, "Zoe\u0308 Bru\u0308ckner")]),
    ("I spoke to Mary-Jane O'Neill yesterday.", [(P, "Mary-Jane O'Neill")]),
    ("Robert's phone is broken.", [(P, "Robert")]),
    ("thx, this is priya from mumbai", [(P, "priya"), (L, "mumbai")]),
    ("ATTN: JAMES WALKER, 14 HIGH STREET, OXFORD", [(P, "JAMES WALKER"), (L, "14 HIGH STREET, OXFORD")]),
    ("--\nIngrid Sørensen\nHead of Sales\nOslo, Norway", [(P, "Ingrid Sørensen"), (L, "Oslo"), (L, "Norway")]),
    ('{"customer": {"first_name": "Chidi", "city": "Lagos"}}', [(P, "Chidi"), (L, "Lagos")]),
    ("2024-05-01 12:00:00 INFO login user='Pedro Alves' from=Lisbon", [(P, "Pedro Alves"), (L, "Lisbon")]),
    (
        "I flew from Buenos Aires to New York with Anne-Marie.",
        [(L, "Buenos Aires"), (L, "New York"), (P, "Anne-Marie")],
    ),
    ("Lieferung an Müllerstraße 5, 10115 Berlin", [(L, "Müllerstraße 5, 10115 Berlin")]),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_names_are_found_where_they_stand(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


PLAIN = [
    "",
    " \n\t\n",
    "The quick brown fox jumps over the lazy dog.",
    "1. Preheat the oven to 350 degrees.\n2. Mix the flour and sugar.",
    "Temperatures range from 25°C (77°F) to 29°C (84°F).",
    "for i in range(len(items)):\n    print(items[i])",
    "2, 4, 8, 16, 32 and 64 are powers of two.",
    "how do i reset my password",
    "Advantages:\n- Low cost\n- High speed\n- Easy setup",
    '{"type": "object", "properties": {"total": {"type": "number"}}}',
    "The plan covers Dental, Vision and Hearing at no extra cost.",
    "SELECT name, city FROM users WHERE id = 7;",
    "def __init__(self, name: str) -> None:\n    self.name = name",
    "Will you hope for the best? Grace under pressure, joy in work.",
    "STEP 1: OPEN THE APP AND PRESS SETTINGS",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_left_alone(text: str) -> None:
    assert found(text, *ENTITIES) == []


def dated(text: str) -> list[str]:
    return [text[start:end] for start, end, score in sorted(dates_in(text)) if score >= 0.4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("born on 5 March 1980", ["5 March 1980"]),
        ("due December 1st, 2024.", ["December 1st, 2024"]),
        ("on the 3rd of May", ["3rd of May"]),
        ("in Sept 2021", ["Sept 2021"]),
        ("Tuesday, 14 Feb 2023 at 10:30 am", ["Tuesday, 14 Feb 2023 at 10:30 am"]),
        ("at 2024-01-31T23:59:59Z", ["2024-01-31T23:59:59Z"]),
        ("at 2024-01-31 23:59:59.123+02:00", ["2024-01-31 23:59:59.123+02:00"]),
        ("DOB 31.12.1999", ["31.12.1999"]),
        ("DOB: 12/31/1999,", ["12/31/1999"]),
        ("between 9:00 AM and 5 p.m.", ["9:00 AM", "5 p.m."]),
        ("3:00 PM: lab", ["3:00 PM"]),
        ("see you on Friday night", ["Friday night"]),
        ("since 1998", ["1998"]),
        ("the summer of the 1990s (1996-1998)", ["1990s", "1996-1998"]),
        ("card expires 05/27", ["05/27"]),
        ("in August", ["August"]),
        ("2024年3月5日", ["2024年3月5日"]),
        ("it may rain; march on; 12 may apply", ["12 may"]),
        ("version 1.2.3, 10.0.0.1, 3:2 ratio, 1-800-555-0199", []),
        ("in today's world", []),
        ("chapter 5, page 1998", []),
        ("5/Mar/2020:10:30:00 +0000", ["5/Mar/2020:10:30:00 +0000"]),
        ("Tue, 05 Mar 2024 10:30:00 +0000", ["Tue, 05 Mar 2024 10:30:00 +0000"]),
        ("Tue Mar  5 10:30:00 2024 up", ["Tue Mar  5 10:30:00 2024"]),
        ("ts=20240131T235959Z x", ["20240131T235959Z"]),
        ("5. März 2020, 5 de marzo de 2020, 5 мая 2020", ["5. März 2020", "5 de marzo de 2020", "5 мая 2020"]),
        ("le 1er janvier 2021", ["1er janvier 2021"]),
        ("2024년 3월 5일 / 3月5日", ["2024년 3월 5일", "3月5日"]),
        ("Q3 2023, 3Q23, FY2021, H1 2020", ["Q3 2023", "3Q23", "FY2021", "H1 2020"]),
        ("5-7 March 2020 or March 5-7, 2020", ["5-7 March 2020", "March 5-7, 2020"]),
        ("between 1990 and 1995, 2001-2003", ["1990 and 1995", "2001-2003"]),
        ("the twenty-first of June, 2020", ["twenty-first of June, 2020"]),
        ("may the fourth be with you on the 5th", ["may the fourth", "the 5th"]),
        ("half past ten, 3 o'clock, 5-6 pm, 10h30", ["half past ten", "3 o'clock", "5-6 pm", "10h30"]),
        ("DOB 1/2/80 and 5. 3. 2024", ["1/2/80", "5. 3. 2024"]),
        ("visa 4111111111111111 05/27 cvv 123", ["05/27"]),
        ("The 1996 film was seen 2012.", ["1996", "2012"]),
        ("SUMMER OF 1997, CLASS OF 99", ["SUMMER OF 1997"]),
        ('{"date_of_birth": "1980-12-31", "port": 2000}', ["1980-12-31"]),
        ("1/2 cup, 3/4 inch, 24/7, 05/27 of them", []),
        ("2000 calories, 1998 people, port 2000, x = 2000, $2000, Windows 2000", []),
        ("192.168.1.12, 20-12-34-56, version 10.12.13", []),
        ("he sat in the sun, since march, as they may", []),
        ("June Carter sang", []),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize("text", ["yesterday", "two weeks ago", "next Friday", "Tomorrow morning", "the 80s"])
def test_what_is_said_of_today_scores_below_the_threshold(text: str) -> None:
    assert [(text[start:end], score < 0.4) for start, end, score in dates_in(text)] == [
        (text.removeprefix("the "), True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am 34 years old", ["34"]),
        ("a 4-year-old boy", ["4"]),
        ("Patient, 67 y/o, male", ["67"]),
        ("aged 21 and over", ["21"]),
        ("Age: 45", ["45"]),
        ("she is 12, he's 40.", ["12", "40"]),
        ("I'm 100 km away", []),
        ("he is 5 feet tall", []),
        ("page 12, old 3", []),
    ],
)
def test_ages(text: str, expected: list[str]) -> None:
    assert [text[place.start : place.end] for place in ages_in(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm Nigerian and my wife is Dutch", ["Nigerian", "Dutch"]),
        ("i am catholic, he's a Swedish nurse", ["Swedish", "catholic"]),
        ("Kenyans and Muslims met a South African singer", ["Kenyans", "Muslims", "South African"]),
        ('"religion": "Hindu"', ["Hindu"]),
        ("a Thai restaurant, the Roman Empire", []),
        ("a South African citizen", ["South African"]),
        ("nationality: Polish", ["Polish"]),
        ("French fries and Swiss cheese", []),
        ("it is Italian food", []),
    ],
)
def test_groups_of_people(text: str, expected: list[str]) -> None:
    assert [text[place.start : place.end] for place in groups_in(text)] == expected


def test_titles_stand_before_capitals() -> None:
    text = "Mrs. Ito met Prof Lee and the miss of a shot. Miss World? dr. no; DR NO. 5 ms later, General terms, a mr"
    assert [text[place.start : place.end] for place in titles_in(text)] == ["Mrs.", "Prof", "Miss", "dr.", "DR"]


@pytest.mark.parametrize("text", [text for text, _ in NAMED] + PLAIN)
def test_tokens_stand_where_they_say(text: str) -> None:
    tokens = tokens_of(text)
    for index, word in enumerate(tokens.words):
        if word[0] != "\n":
            assert text[tokens.starts[index] : tokens.end(index)] == word
    missed = set(range(len(text))) - {at for i, s in enumerate(tokens.starts) for at in range(s, tokens.end(i))}
    assert all(text[at].isspace() or unicodedata.category(text[at])[0] in "CM" for at in missed)


@pytest.mark.parametrize("text", [text for text, _ in NAMED] + PLAIN[2:])
def test_only_promising_stretches_are_decoded_and_nothing_is_lost_by_it(text: str) -> None:
    model, tokens = tagger(), tokens_of(text)
    scores = model.scores(tokens)
    whole = model.decoder.decode(scores, [(0, len(scores) - 1)])
    assert [(x.label, x.first, x.last) for x in model.find(tokens)] == [(x.label, x.first, x.last) for x in whole]


def test_places_around_a_word_are_those_that_training_saw() -> None:
    words = tokens_of("Dear Ms. Ada,\n(call Bob!)").words
    stepped = steps(words)
    for index in range(len(words)):
        before = [i for i in range(index) if not is_sign(words[i])][::-1]
        after = [i for i in range(index + 1, len(words)) if not is_sign(words[i])]
        for size in range(3):
            assert stepped[f"p{size + 1}"][index] == (before[size] if len(before) > size else -1)
        for size in range(2):
            assert stepped[f"n{size + 1}"][index] == (after[size] if len(after) > size else -1)


def test_memory_of_words_is_bounded_and_forgetting_changes_nothing() -> None:
    model = Tagger()
    tokens = tokens_of(NAMED[0][0])
    before = model.find(tokens)
    for number in range(40):
        model.find(tokens_of(" ".join(f"w{chr(97 + number % 26)}{letters(number * 1_000 + i)}" for i in range(1_000))))
    assert len(model._known) <= len(model._sums)
    assert model.find(tokens) == before


def letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


def test_a_text_of_more_words_than_the_memory_holds_is_read() -> None:
    text = " ".join(f"q{letters(number)}" for number in range(60_000)) + ". My name is Margaret Holloway."
    assert found(text)[-1] == (P, "Margaret Holloway")


@pytest.mark.parametrize("unit", ["a", "a.", "1:", "A ", "12/", "@", "\n", "é\u0301", "https://", "Mr. ", "5 may "])
def test_hostile_texts_take_linear_time(unit: str) -> None:
    began = time.process_time()
    RECOGNIZER.analyze(unit * (100_000 // len(unit)), list(ENTITIES))
    assert time.process_time() - began < 20


def test_any_registry_takes_it_without_artifacts() -> None:
    registry = RecognizerRegistry(recognizers=[NamesRecognizer()], supported_languages=["en"])
    asked: list[EntityRecognizer] = registry.get_recognizers("en", entities=["PERSON"])
    assert [recognizer.name for recognizer in asked] == ["NamesRecognizer"]
    assert [r.entity_type for r in asked[0].analyze("I am Margaret Holloway", ["PERSON"], None)] == [P]  # type: ignore[arg-type]


def test_only_what_is_asked_for_is_given() -> None:
    assert found("Mr. Holloway of Leeds, aged 40", "AGE") == [("AGE", "40")]


def test_the_guard_redacts_names_where_the_policy_says_so() -> None:
    def rules(policy: dict[str, object]) -> Iterator[tuple[str, str | None]]:
        seen = pii_guard().check([case(policy, messages="My name is Margaret Holloway.")])[0].sightings
        return ((sighting.rule, sighting.replace) for sighting in seen)

    assert [*rules({})] == [(P, P)]
    assert [*rules({"pii": {"names": "builtin"}})] == [(P, P)]
    assert [*rules({"pii": {"names": "off"}})] == []


def test_a_name_that_nobody_registers_is_refused() -> None:
    with pytest.raises(ValueError, match="builtin, off"):
        names_recognizer("gliner")


def test_more_words_than_the_memory_holds_are_read_as_the_first_ones_were() -> None:
    tagger = Tagger()
    before = tagger.find(tokens_of("Dear Ada Lovelace, thank you."))
    for part in range(8):
        tagger.find(tokens_of(" ".join(f"Wörd{part}x{number}" for number in range(6_000))))
    assert tagger.find(tokens_of("Dear Ada Lovelace, thank you.")) == before
