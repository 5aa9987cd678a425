"""How far a denial reaches: over the list behind it, up to a contrast or a verb of its own, and back with "is not"."""

from __future__ import annotations

from typing import Any

import pytest

from guards.contradiction.denials import denial_of
from guards.contradiction.text.words import fold
from tests.guards.contradiction.cases import conflicts_of

# The words that are denied, each once, of all that stand in brackets.
REACH = [
    ("The inn has no [pool], [sauna], [gym] or [spa].", "pool sauna gym spa"),
    ("The inn does not offer a [pool], a [sauna], or a heated [spa].", "pool sauna spa"),
    ("It has neither a [pool] nor a [sauna].", "pool sauna"),
    ("Guests stay without a [pool] or a [sauna].", "pool sauna"),
    ("There are no options for a [pool], an indoor [sauna], or a [spa].", "pool sauna spa"),
    ("The style is not classified as [rustic], [modern], or [grand].", "rustic modern grand"),
    ("There is a [pool] but not a [sauna], a [gym], or a [spa].", "sauna gym spa"),
    ("It does not have a [sauna] or [gym], but there is a [pool].", "sauna gym"),
    ("It does not have a [sauna]; a [pool] is on the roof.", "sauna"),
    ("It does not have a [sauna], though the [pool] is open.", "sauna"),
    ("It does not have a [sauna] and offers a [pool].", "sauna"),
    ("It does not have a [sauna], and the [pool] is open.", "sauna"),
    ("While it does not have a [sauna] or a [gym], the [pool] is heated.", "sauna gym"),
    ("It has a [pool] and does not have a [sauna].", "sauna"),
    ("A [pool], a [sauna] and a [gym] are not available.", "pool sauna gym"),
    ("[Pool] and [sauna] passes aren't sold.", "pool sauna"),
    ("The [pool] is open, and the [sauna] is not.", "sauna"),
    ("No [pool], [sauna] or [gym] is open.", "pool sauna gym"),
    ("The inn, with a [pool], does not allow dogs.", ""),
    ("It has not only a [pool] but a [sauna].", ""),
    ("No, a [pool] and a [sauna] are there.", ""),
    ("There is no lift, with a [pool] on the roof.", ""),
    ("There is no [lift], just a [pool].", "lift"),
]


@pytest.mark.parametrize(("marked", "expected"), REACH, ids=[row[0] for row in REACH])
def test_a_denial_covers_its_list_and_no_more(marked: str, expected: str) -> None:
    pieces = marked.replace("]", "[").split("[")
    text = fold("".join(pieces))
    places = [(sum(map(len, pieces[:n])), piece.lower()) for n, piece in enumerate(pieces) if n % 2]
    denied = [word for place, word in places if denial_of(text, 0, len(text), place) is not None]
    assert denied == expected.split()


INN = {"parking": {"valet": False, "garage": False, "covered": False, "street": True}, "has_pool": True, "spa": False}
STYLE = {"style": {"rustic": False, "modern": False, "grand": True}}

ANSWERS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    (INN, "There is street parking, but no garage, covered or valet parking.", []),
    (INN, "Valet and garage parking are not offered, though street parking is.", []),
    (INN, "It has a pool but not a spa.", []),
    (INN, "It has a pool and a spa.", [("spa", "false")]),
    (INN, "It does not have a spa or a pool.", [("pool", "true")]),
    (INN, "Parking on the street is available, and valet parking is not available.", []),
    (INN, "It offers street, garage and valet parking.", [("garage", "false"), ("valet", "false")]),
    (INN, "The pool and the spa are not available.", [("not available", "true")]),
    (STYLE, "The style is not rustic, modern, or plain.", []),
    (STYLE, "The style is not modern, rustic, or grand.", [("grand", "true")]),
    (STYLE, "The style is grand, but not modern or rustic.", []),
    (STYLE, "The style is grand and modern.", [("modern", "false")]),
]


@pytest.mark.parametrize(("context", "answer", "expected"), ANSWERS, ids=[row[1] for row in ANSWERS])
def test_each_item_of_a_denied_list_is_compared(context: Any, answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.said, one.known) for one in conflicts_of([context], answer)] == expected
