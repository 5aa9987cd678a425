"""Near-copies with the sign turned or one word swapped, clause by clause; and arithmetic that explains a figure."""

from __future__ import annotations

import pytest

from guards.contradiction.copies.lexicon import EXCLUSIVES, exclude
from tests.guards.contradiction.cases import conflicts_of

COVER = "Parts are covered for 2 years. Labor is covered for 12 months."
VILLAGE = "The village lies north of the river. All of its houses were built before the war, and none has a cellar."


@pytest.mark.parametrize(
    ("context", "answer", "said"),
    [
        # one word swapped for one that excludes it
        (VILLAGE, "The village lies south of the river.", "south"),
        (VILLAGE, "The village lies north of the river.", None),
        (VILLAGE, "The town lies south of the lake.", None),
        ("A man in a red shirt plays the guitar.", "A man in a blue shirt plays the guitar.", "blue"),
        ("A man in a red shirt plays the guitar.", "A man in a red shirt plays the drums.", "drums"),
        ("The shirt comes in red or blue cotton.", "The shirt comes in blue cotton.", None),
        ("A man in a red shirt plays the guitar.", "A man in a fine shirt plays the guitar.", None),
        # clauses, quantifiers, denials of a noun
        (VILLAGE, "All of its houses were built after the war.", "after"),
        (VILLAGE, "None of its houses were built before the war.", "None of its houses"),
        ("Most of the hotels have a pool.", "None of the hotels have a pool.", "None of the hotels"),
        ("Auditors found no errors in it.", "Auditors found errors in it.", "errors"),
        ("The auditor found no errors in the accounts.", "No errors in the accounts were found by the auditor.", None),
        ("A visit to a doctor costs $15 in copay.", "A visit to a doctor costs $15 in copay, and no referral.", None),
        ("Trading remains suspended.", "Trading is no longer suspended.", "no longer suspended"),
        ("Towels are not provided.", "Towels are provided.", "provided"),
        ("It confirmed that dividends will be paid in June.", "Dividends will not be paid in June.", "not be paid"),
        # the direction of a change
        ("Emissions fell by 5.4% in 2020.", "Emissions rose by 5.4% in 2020.", "rose"),
        ("Emissions fell by 5.4% in 2020.", "Emissions dropped by 5.4% in 2020.", None),
        # the closer of two facts
        (COVER, "Labor is covered for 24 months.", "24 months"),
        (COVER, "Parts are covered for 24 months.", None),
        # the ends of a period, scores, durations of three parts
        ("The lease runs from 1 May 2024 to 30 April 2025.", "The lease ends on 30 April 2026.", "30 April 2026"),
        ("The lease runs from 1 May 2024 to 30 April 2025.", "The lease ends on 30 April 2025.", None),
        ("The council voted 7-2 to approve the bond.", "The council voted 6-3 to approve the bond.", "6-3"),
        ("The council voted 7-2 to approve the bond.", "The council voted 7 to 2 to approve the bond.", None),
        # arithmetic
        ("15% had no preference.", "85% had a preference.", None),
        ("Each tablet contains 325 mg of salt.", "Two tablets contain 650 mg of salt.", None),
        ("Each tablet contains 325 mg of salt.", "Each tablet contains 325 g of salt.", "325 g"),
        ("Admission is $18 for adults and $12 for seniors.", "Two adults and one senior pay $48 for admission.", None),
        ("The pass was issued on 3 May 2021 and is valid for 10 years.", "The pass is valid until May 2031.", None),
        ("The forecast is between $9.1 billion and $9.3 billion.", "The forecast is $9.1-9.3 billion.", None),
        ("Processing takes at least 15 days.", "Processing takes at least two weeks.", None),
    ],
    ids=lambda value: value,
)  # fmt: skip
def test_what_is_turned_is_found_and_what_follows_is_not(context: str, answer: str, said: str | None) -> None:
    assert [one.said for one in conflicts_of([context], answer)] == ([] if said is None else [said])


def test_exclusion_holds_both_ways_and_never_of_a_word_itself() -> None:
    for word, others in EXCLUSIVES.items():
        assert word not in others
        assert all(exclude(other, word) for other in others)
