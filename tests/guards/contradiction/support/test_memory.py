"""What was said of a pair before: found again by its words, bounded, and no text is held."""

from __future__ import annotations

import pytest

from guards.contradiction.support.opinions import Memory
from guards.contradiction.support.second import Pair

CANARY = "Zyxwortham"


def test_what_was_kept_is_found_and_nothing_else() -> None:
    memory = Memory()
    said = {Pair("a", "b"): 0.0, Pair(f"{CANARY} \ud83d", "b"): 0.75}
    memory.keep(said)
    assert memory.recalled([*said, Pair("b", "a"), Pair("", "")]) == said


@pytest.mark.parametrize(
    "other", [Pair("a", "bc"), Pair("abc", ""), Pair("", "abc"), Pair("AB", "c"), Pair("ab", "c ")]
)
def test_where_the_claim_ends_is_part_of_a_pair(other: Pair) -> None:
    memory = Memory()
    memory.keep({Pair("ab", "c"): 0.5})
    assert memory.recalled([other]) == {}


def test_the_one_longest_unused_is_forgotten_first() -> None:
    memory = Memory(entries_max=2)
    first, second, third = (Pair(str(number), "") for number in range(3))
    memory.keep({first: 0.1, second: 0.2})
    memory.recalled([first])
    memory.keep({third: 0.3})
    assert memory.recalled([first, second, third]) == {first: 0.1, third: 0.3}


def test_no_text_is_held_and_digests_are_this_processs_own() -> None:
    one, other = Memory(), Memory()
    for memory in (one, other):
        memory.keep({Pair(CANARY, CANARY): 0.5})
    assert CANARY not in repr(vars(one))
    assert not one._scores.keys() & other._scores.keys()
    assert {len(digest) for digest in one._scores} == {16}
