"""Words as numbers: what is the same word, whatever it looks like, and what is another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.contradiction.support import codes as kinds
from guards.contradiction.support.codes import RARITY_MAX, RARITY_SHIFT, TOKEN, WordCodes, hash_of, name_of
from guards.contradiction.support.layout import flat, hashes
from guards.contradiction.support.places import place_of

SAME = (
    "visits=visit;Visit=visit;1,500=1500;1500.0=1500;fifteen=15;3rd=third;Jan=January;5%=5 percent;$5=dollar 5;"
    "don’t=don't;movie=film;USD=$"
)


@pytest.mark.parametrize(("one", "other"), [pair.split("=") for pair in SAME.split(";")])
def test_the_same_word(one: str, other: str) -> None:
    words = WordCodes({})
    assert hashes(words.of(one)).tolist() == hashes(words.of(other)).tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("15", "16"), ("1,500", "1.5"), ("may", "May"), ("march", "March"), ("covered", "excluded"), ("1990s", "1990"),
        ("12345678901234567890", "12345678901234567891"), ("0.1", "0.10001"), ("1234567", "1234568"),
    ],
)  # fmt: skip
def test_another_word(one: str, other: str) -> None:
    words = WordCodes({})
    assert hashes(words.of(one)).tolist() != hashes(words.of(other)).tolist()


KINDS = {
    kinds.DENIAL: "not isn't cannot never",
    kinds.ALL: "all every",
    kinds.SOME: "some most",
    kinds.STOP_WORD: "the",
    kinds.NUMBER: "7 seven 7th $7",
    kinds.TIME: "Monday Jan May",
    kinds.UNIT: "km percent",
    kinds.CAPITAL: "Lisbon",
    kinds.OPPOSED: "covered",
    kinds.COMMAND: "click",
    kinds.FIRST: "Hello",
}


@pytest.mark.parametrize(("kind", "word"), [(kind, word) for kind, words in KINDS.items() for word in words.split()])
def test_the_kind_of_a_word(kind: int, word: str) -> None:
    code = WordCodes({}).of(word)[-1]
    assert code & kind
    (other,) = WordCodes({}).of("otter")
    assert not other & kind


def test_a_word_that_is_not_known_is_the_rarest() -> None:
    known, unknown = WordCodes({"plan": 3}).of("plan otter")
    assert (known >> RARITY_SHIFT) & RARITY_MAX == 3
    assert (unknown >> RARITY_SHIFT) & RARITY_MAX == RARITY_MAX


@given(st.text(max_size=300))
def test_any_text_is_read_the_same_whole_and_in_its_words(text: str) -> None:
    words = WordCodes({})
    names = [hash_of(name) for word in TOKEN.findall(flat(text)) if (name := name_of(word))]
    found = words.of(flat(text))
    assert hashes(found[(found & kinds.END) == 0]).tolist() == names
    assert found.tolist() == words.of(flat(text)).tolist() == WordCodes({}).of(flat(text)).tolist()
    assert (found > 0).all()


@given(st.lists(st.sampled_from(["plan", "covers", "30", "visits.", "year-old", "\n", "$5", "…", ""]), max_size=30))
def test_a_place_is_where_the_words_are(parts: list[str]) -> None:
    text = " ".join(parts)
    names = [word for word in TOKEN.findall(text) if name_of(word)]
    for first in range(len(names)):
        start, end = place_of(text, first, first + 1)
        assert text[start:end] == names[first]
