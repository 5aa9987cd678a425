"""What is told of one sentence and its nearest: each kind of difference is seen as what it is."""

from __future__ import annotations

import pytest

from guards.contradiction.support.codes import WordCodes
from guards.contradiction.support.features import NAMES, features_of
from guards.contradiction.support.layout import Item, lay_out
from guards.contradiction.support.nearest import meet

CONTEXT = (
    "Birds sing in spring. In May 1998 the Oslo club of Anna Keller was not allowed to open its largest museum for all "
    "visitors. It costs 40 dollars."
)


def features(claim: str, context: str = CONTEXT) -> dict[str, float]:
    answer, other = lay_out([Item((claim,), (context,))], WordCodes({}))
    (row,) = features_of(answer, other, meet(answer, other))
    return dict(zip(NAMES, row.tolist(), strict=True))


SAME = "In May 1998 the Oslo club of Anna Keller was not allowed to open its largest museum for all visitors."


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        (SAME.replace("1998", "1999"), "replaced_number"),
        (SAME.replace("1998", "1999"), "unknown_number"),
        (SAME.replace("1998", "1999"), "rival_number"),
        (SAME.replace("1998", "40"), "elsewhere_number"),
        (SAME.replace("May", "June"), "replaced_time"),
        (SAME.replace("Oslo", "Denver"), "replaced_name"),
        (SAME.replace("Anna Keller", "Mei Tanaka"), "rival_name"),
        (SAME.replace("was not allowed", "was allowed"), "left_denial"),
        (SAME.replace("was not allowed", "was allowed"), "denial_odd"),
        (SAME.replace("was not allowed", "was allowed"), "denial_near"),
        (SAME.replace("to open", "not to open"), "added_denial"),
        (SAME.replace("largest", "smallest"), "opposite"),
        (SAME.replace("largest", "red"), "replaced_other"),
        (SAME.replace("all visitors", "some visitors"), "replaced_quantity"),
        (SAME.replace("all visitors", "some visitors"), "all_for_some"),
        (SAME.replace("40", "50"), "close"),
        ("In May 1998 the Keller club of Anna Oslo was not allowed to open its largest museum.", "names_turned"),
        (SAME.replace("club of", "club by"), "by_odd"),
    ],
)
def test_a_difference_is_seen_as_what_it_is(claim: str, name: str) -> None:
    assert features(claim)[name] > 0


@pytest.mark.parametrize(
    "name",
    [name for name in NAMES if name.startswith(("replaced", "added", "left", "unmet", "unknown", "rival", "elsewhere"))]
    + ["denial_odd", "opposite", "all_odd", "some_odd", "names_turned", "turned", "by_odd", "worst_all", "worst_best"],
)
def test_a_copy_differs_in_nothing(name: str) -> None:
    assert features(SAME)[name] == 0


def test_a_copy_is_covered_wholly_and_an_unrelated_sentence_not_at_all() -> None:
    assert {features(SAME)[name] for name in ("cover_best", "cover_two", "cover_all", "close")} == {1.0}
    assert {features("Otters float.")[name] for name in ("cover_best", "cover_all", "akin_all", "close")} == {0.0}


def test_words_of_one_family_are_akin() -> None:
    said = features("The author directed a film.", "The director wrote a film.")
    assert said["cover_best"] < 0.5
    assert said["akin_best"] == pytest.approx(1.0)


def test_a_sentence_made_of_two_is_covered_by_both() -> None:
    said = features("Birds sing in spring and the museum costs 40 dollars.")
    assert said["cover_best"] < said["cover_two"]
