"""Names and words of fields in a sentence: the longest at a place, by a word of their own, and names of nobody."""

from __future__ import annotations

import pytest

from guards.contradiction.bind.mentions import Phrases
from guards.contradiction.text.words import fold, tokens_of

PHRASES = Phrases([("silver",), ("silver", "choic"), ("lydia", "frobisher"), ("lydia", "moss"), ("due",), ("12",)])


def said(raw: str, known: frozenset[str] = frozenset()) -> list[tuple[str, str, str]]:
    """What is said: as it stands, as it is known, and whether as a name."""
    tokens = [one for one in tokens_of(fold(raw)) if one.is_content]
    found = PHRASES.said(raw, tokens, known)
    return [(raw[one.start : one.end], one.text, one.unit) for one in found]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        # the longest first, and on from its end
        ("You have Silver Choice.", [("Silver Choice", "silver choic", "name")]),
        ("You have Silver.", [("Silver", "silver", "name")]),
        ("You have silver choice or silver.",
         [("silver choice", "silver choic", ""), ("silver", "silver", "")]),
        # a word that one phrase alone has stands for it, written as a name
        ("We met Frobisher.", [("Frobisher", "lydia frobisher", "name")]),
        ("We met frobisher.", []),
        ("We met Lydia Moss.", [("Lydia Moss", "lydia moss", "name")]),
        # numbers are no names
        ("We have 12.", []),
        ("", []),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_phrases_of_fields(raw: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(raw, frozenset(tokens.stem for tokens in tokens_of(fold(raw)))) == expected


def test_a_word_that_two_phrases_share_stands_for_neither() -> None:
    assert said("We met Lydia.", frozenset(("lydia",))) == []


def test_a_name_of_which_nobody_said_a_word_is_a_stranger() -> None:
    assert said("We met Bo Lind in Rome.", frozenset(("rome",))) == [("Bo Lind", "bo lind", "name")]
    assert said("We met Bo Lind.", frozenset(("lind",))) == []
    assert said("Lind met us.") == []  # the first word has a capital anyway


def test_no_more_than_some_are_read() -> None:
    assert len(said("silver, " * 1_000)) <= 12
