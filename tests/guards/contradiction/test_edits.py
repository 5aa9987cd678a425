"""What an edit between a sentence of the answer and one of the context is: found, or agreed to in other words."""

from __future__ import annotations

import pytest

from guards.contradiction.copies.edits import FEATURES
from guards.contradiction.copies.near import CONFIDENT, confidence
from guards.contradiction.copies.reading import readings
from tests.guards.contradiction.cases import conflicts_of

OWNER = "Only trained staff may operate the crane."
SHIFT = "The tenant clears the snow and the landlord sweeps the stairs."
RULES = [
    # denials, also by another word, of a duty, and two that take each other back
    ("Dogs are banned from the garden.", "Visitors may walk dogs in the garden.", False),
    ("Cycling is forbidden in the park.", "Visitors may cycle in the park.", True),
    ("A licence is required for fishing here.", "You do not need a licence for fishing here.", True),
    ("The box holds a brush but no scales.", "You must bring scales yourself.", False),
    ("The training is optional for interns.", "Interns may take the training.", False),
    ("The courier failed to deliver the parcel.", "The courier delivered the parcel.", True),
    ("The gate is open at night.", "The gate is not closed at night.", False),
    ("The gate is closed at night.", "The gate is not open at night.", False),
    ("The report was not published in full.", "The report was published.", False),
    ("Members may or may not attend the dinner.", "Members may attend the dinner.", False),
    ("Not only members attend the dinner.", "Members attend the dinner.", False),
    ("It is a no-fly zone for drones.", "It is a zone for drones.", False),
    # quantifiers and exceptions
    (OWNER, "All staff may operate the crane.", True),
    (OWNER, "All visitors may operate the crane.", True),
    (OWNER, "Trained staff may operate the crane.", False),
    ("Some rooms have a balcony.", "All rooms have a balcony.", True),
    ("Not all rooms have a balcony.", "All rooms have a balcony.", True),
    ("All rooms have a balcony.", "Some rooms have a balcony.", False),
    ("All trains except the Comet stop in Harlow.", "The Comet train stops in Harlow.", True),
    ("All trains except the Comet stop in Harlow.", "The Comet train does not stop in Harlow.", False),
    ("All trains except the Comet stop in Harlow.", "The Arrow train stops in Harlow.", False),
    ("The office is open daily except on Sunday.", "The office is open on Sunday.", True),
    # opposites and order
    ("Sales rose sharply in the north.", "Sales fell sharply in the north.", True),
    ("The vaccine is harmless to children.", "The vaccine is harmful to children.", True),
    ("Wash the fruit before peeling it.", "Wash the fruit after peeling it.", True),
    # roles
    (SHIFT, "The landlord clears the snow.", True),
    (SHIFT, "The tenant clears the snow.", False),
    ("Bluepeak bought Vantio last spring.", "Vantio bought Bluepeak last spring.", True),
    ("Bluepeak bought Vantio last spring.", "Vantio was bought by Bluepeak last spring.", False),
    ("Bluepeak bought Vantio last spring.", "Bluepeak was bought by Vantio last spring.", True),
    ("Anna and Tom met in Rome last week.", "Tom and Anna met in Rome last week.", False),
]  # fmt: skip


@pytest.mark.parametrize(("context", "answer", "found"), RULES, ids=[f"{row[0]} | {row[1]}" for row in RULES])
def test_an_edit_is_found_and_what_says_the_same_is_not(context: str, answer: str, found: bool) -> None:
    conflicts = conflicts_of([context], answer)
    assert bool(conflicts) is found
    assert all(one.severity == "medium" for one in conflicts)


def test_a_sentence_that_says_it_as_it_is_outweighs_one_that_does_not() -> None:
    contexts = ["The gate is closed at night.", "The gate is open at night, as ever."]
    assert conflicts_of(contexts[:1], "The gate is open at night.") != []
    assert conflicts_of(contexts, "The gate is open at night.") == []


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("it does not offer a pool, sauna or gym.", "offer pool sauna gym"),
        ("it has no sauna but free parking.", "sauna"),
        ("the pool and the sauna are not.", "pool sauna"),
        ("smoking is forbidden on balconies.", "smok balcony"),
        ("whether or not it rains, they play.", ""),
    ],
)
def test_what_a_denial_covers(text: str, denied: str) -> None:
    whole = readings(text, text, 0, len(text))[0]
    covered = sorted({place for one in whole.denials for place in one.covers})
    assert " ".join(whole.tokens[place].stem for place in covered) == denied


def test_more_in_common_is_never_less_sure() -> None:
    least = [0.5, 0.3, 2.0, 2.0, 0.5, 1.0, 1.0, *[0.0] * (len(FEATURES) - 8), 0.0]
    for name, better in (
        ("cover", 1.0),
        ("both", 1.0),
        ("aligned", 8.0),
        ("kept", 1.0),
        ("inside", 0.0),
        ("left", 0.0),
    ):
        more = [better if one == name else value for one, value in zip(FEATURES, least, strict=True)]
        assert confidence(more) >= confidence(least)
    assert 0 < confidence(least) < CONFIDENT
