"""A text in pieces is redacted as the whole text is, wherever it is cut, and little is held back."""

from __future__ import annotations

import random
import re
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.judge import Judge
from guards.redaction import Pseudonyms
from guards.redaction.cuts import Cut, applied
from guards.redaction.stream import HELD_LEAST, HELD_MAX, DeltaRedactor, Find, finder
from guards.secrets import SecretsGuard
from schemas.policy import Guards
from tests.guards.stubs import case, event, pii_guard

# Digits, blanks within them and a word around; a long one, and one that is known only at its end.
PATTERN = re.compile(r"\b\d(?:[\d ]*\d)?\b|K[a-z]+K|<<.*?(?:>>|\Z)", re.DOTALL)


def by_pattern(text: str) -> list[Cut]:
    return [Cut(found.start(), found.end(), f"<{found[0][:1]}>", "X") for found in PATTERN.finditer(text)]


def streamed(find: Find, chunks: list[str], held_max: int = HELD_MAX) -> str:
    redactor = DeltaRedactor(find, held_max)
    said = []
    for chunk in chunks:
        said.append(redactor.feed(chunk))
        assert redactor.held <= held_max
    said.append(redactor.close())
    assert redactor.held == 0
    return "".join(said)


def cut_at(text: str, places: list[int]) -> list[str]:
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[start:end] for start, end in pairwise(ends)]


PIECES = st.sampled_from(
    [
        "word ",
        "a ",
        "4111 1111",
        "7",
        " ",
        "\n",
        "KabcK",
        "Kk",
        "é",
        "e\u0301",
        "😀",
        "👩🏽‍🚀",
        "\ud83d",
        "\ude00",
        "אב",
        ".",
        "x" * 40,
        "K" + "y" * 90,
        "<<",
        ">>",
    ]
)
TEXTS = st.lists(PIECES, max_size=120).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 10_000), max_size=12))
def test_the_output_is_the_same_wherever_the_text_is_cut(text: str, places: list[int]) -> None:
    whole = streamed(by_pattern, [text], HELD_LEAST)
    assert streamed(by_pattern, cut_at(text, places), HELD_LEAST) == whole
    assert streamed(by_pattern, list(text), HELD_LEAST) == whole


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(["word ", "4111 1111 ", "KabcK ", "é, ", "😀 ", "Kx ", "\n", "7"]), max_size=150).map(
        "".join
    )
)
def test_it_is_that_of_the_whole_text_where_values_are_within_the_window(text: str) -> None:
    cuts = by_pattern(text)
    longest = DeltaRedactor(by_pattern, HELD_LEAST).longest
    if all(cut.end - cut.start <= longest for cut in cuts):
        assert streamed(by_pattern, list(text), HELD_LEAST) == applied(text, cuts)


@pytest.mark.parametrize("length", [10, 60, 64, 65, 200, 1_000, 10_000])
def test_a_value_that_is_longer_than_the_window_is_replaced_once_and_its_rest_swallowed(length: int) -> None:
    text = "before << " + "secret " * (length // 7) + ">> after " + "and on " * 40
    assert streamed(by_pattern, list(text), HELD_LEAST) == "before <<> after " + "and on " * 40


def test_what_shows_itself_too_late_is_out_as_far_as_it_must_be() -> None:
    """The forced release: 300 letters between two signs, of which the second says what they are."""
    text = "K" + "a" * 300 + "K end"
    said = streamed(by_pattern, list(text), HELD_LEAST)
    assert said.startswith("Kaa")
    assert said.endswith("<K> end")
    assert len(said) < len(text)


def test_halves_of_a_surrogate_pair_in_two_chunks_are_one_character() -> None:
    assert streamed(by_pattern, ["a \ud83d", "\ude00 7"]) == "a 😀 <7>"
    assert streamed(by_pattern, ["\ud83d"]) == "\ud83d"


def test_a_failed_reading_sends_nothing() -> None:
    def fails(text: str) -> list[Cut]:
        raise RuntimeError

    redactor = DeltaRedactor(fails, HELD_LEAST)
    with pytest.raises(RuntimeError):
        redactor.feed("x" * 500)
    with pytest.raises(ValueError, match="at least 128"):
        DeltaRedactor(by_pattern, HELD_LEAST - 1)


def test_memory_is_bounded_however_long_the_stream() -> None:
    redactor = DeltaRedactor(by_pattern)
    for _ in range(2_000):
        redactor.feed("some words and 4111 1111 << " if redactor.held else "x ")
        assert len(redactor._raw) < 20_000


# --- With the guards themselves -------------------------------------------------------------------------------------

VALUES = [
    "ada@example.com", "4111 1111 1111 1111", "212-555-0147", "DE89 3704 0044 0532 0130 00", "10.1.2.3", "078-05-1123",
    "ada (at) example (dot) com", "YWRhQGV4YW1wbGUuY29t", "аda@exаmple.com", "my password is hunter2!x,",
    "ghp_" + "a1B2c3D4e5F6" * 3, "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
]  # fmt: skip
WORDS = [
    "the",
    "plan",
    "covers",
    "two",
    "visits",
    "a",
    "year",
    "and",
    "nothing",
    "else,",
    "said",
    "the",
    "👩🏽\u200d🚀",
    "of",
    "étoile;",
    "call,",
    "write",
    "or",
    "pay.",
    "שלום",
]


PLAIN = Guards.model_validate({"pii": {"names": "off"}})


@cache
def guards() -> list[Any]:
    return [pii_guard(), SecretsGuard()]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("key", [b"", b"0123456789abcdef"])
def test_the_guards_redact_a_stream_as_they_do_the_whole(seed: int, key: bytes) -> None:
    chance = random.Random(seed)
    words = [chance.choice(VALUES) if chance.random() < 0.15 else chance.choice(WORDS) for _ in range(160)]
    text = " ".join(words)
    policy = {"pii": {"names": "off", "time_limit": "1 h"}, "secrets": {"time_limit": "1 h"}}
    one = case(policy, tenant="t", output=[{"content": text}])
    judgement = Judge(guards(), Pseudonyms(key)).judge([one])[0]
    find = finder(guards(), PLAIN, event(tenant="t"), Pseudonyms(key))
    at, chunks = 0, []
    while at < len(text):
        size = chance.randint(1, 9)
        chunks.append(text[at : at + size])
        at += size
    assert streamed(find, chunks) == judgement.redacted.output[0].content


def test_a_private_key_is_swallowed_whole() -> None:
    chance = random.Random(7)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = "\n".join("".join(chance.choices(letters, k=64)) for _ in range(40))
    text = (
        f"Here it is:\n-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\nand that was it. " + "ok " * 100
    )
    said = streamed(finder(guards(), PLAIN, event()), [text[at : at + 5] for at in range(0, len(text), 5)])
    assert said == "Here it is:\n<PRIVATE_KEY>\nand that was it. " + "ok " * 100


def test_a_guard_in_shadow_redacts_no_stream() -> None:
    find = finder(guards(), Guards.model_validate({"pii": {"mode": "shadow"}}), event())
    assert streamed(find, ["write to ada@example.com"]) == "write to ada@example.com"
