"""The features of a sentence: each says what its name says."""

from __future__ import annotations

import pytest

from guards.contradiction.context import Context
from guards.contradiction.statements import read
from guards.contradiction.support.features import NAMES, features_of
from guards.contradiction.text.words import fold
from tests.guards.contradiction.cases import case_of

PLAN = "The Harbor plan covers 30 visits per year. Referrals are not needed in May. Anna Keller manages Lisbon."


def features(claim: str, context: str = PLAN) -> dict[str, float]:
    (sentence,) = read(fold(claim))
    grounds = Context.of(case_of([context], claim).passages).grounds
    row = features_of(sentence, claim, grounds, {}).row
    assert len(row) == len(NAMES)
    return dict(zip(NAMES, row, strict=True))


def test_what_the_context_says_is_covered_whole() -> None:
    found = features("The Harbor plan covers 30 visits per year.")
    assert {found[f"cover_{part}"] for part in ("best", "two", "all")} == {1.0}
    assert not any(
        found[name] for name in NAMES if name.startswith(("unmet", "unknown", "rival", "denial", "exclusive"))
    )


def test_what_stands_in_two_sentences_is_covered_by_two() -> None:
    found = features("The Harbor plan covers Lisbon visits.")
    assert found["cover_best"] < found["cover_two"] == found["cover_all"] == 1.0


def test_a_word_of_the_family_is_akin() -> None:
    found = features("Anna Keller is the management of Lisbon.")
    assert found["cover_all"] < found["akin_all"] == found["akin_best"] == 1.0


@pytest.mark.parametrize(
    ("claim", "named"),
    [
        ("The Harbor plan covers 45 visits per year.", {"unmet_number", "unknown_number", "rival_number"}),
        ("Anna Brandt manages Lisbon.", {"unmet_name", "unknown_name", "rival_name"}),
        ("Anna Keller visits Lisbon.", {"unmet_other", "rival_other"}),
        ("Referrals are not needed in June.", {"unmet_time", "unknown_time"}),
        ("Referrals are needed.", {"denial_odd", "denial_near", "denial_left"}),
        (
            "The Harbor plan never covers 30 visits per year.",
            {"denial_odd", "denial_near", "unmet_other", "unknown_other"},
        ),
    ],
)
def test_what_differs_is_told_by_its_kind(claim: str, named: set[str]) -> None:
    found = features(claim)
    told = {name for name in NAMES if found[name] > 0 and name.startswith(("unmet", "unknown", "rival", "denial"))}
    assert told == named


def test_words_that_exclude_each_other_are_told() -> None:
    assert features("The northern gate is open.", "The southern gate is open.")["exclusive"] == 1
    assert features("The northern gate is open.", "The wooden gate is open.")["exclusive"] == 0


def test_without_a_word_in_common_nothing_is_near() -> None:
    found = features("Otters sleep floating.")
    assert found["cover_best"] == found["cover_all"] == found["precise"] == 0.0
