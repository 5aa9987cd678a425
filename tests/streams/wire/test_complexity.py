"""The bounds of one event, each at its last value that passes and its first that does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import InputError, NotJson, TooComplex
from streams.wire.complexity import MAX_DEPTH, MAX_POINTERS, MAX_VALUES, check_complexity, may_be_complex, read_json

COMMA = b","


def lists(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def objects(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


def sized(values: int, length: int) -> bytes:
    """Bytes that count as so many values, of a length."""
    return (b"[" + COMMA * (values - 2)).ljust(length)


def test_the_bounds_are_those_that_are_documented() -> None:
    assert (MAX_DEPTH, MAX_VALUES, MAX_POINTERS) == (64, 20_000, 16_777_216)


@pytest.mark.parametrize(
    ("raw", "complex_"),
    [
        (b"1", False),
        (b"{" * 64, False),
        (b"{" * 65, True),
        (b"[" * 64, False),
        (b"[" * 65, True),
        (b"{" * 32 + b"[" * 32, False),  # both kinds of brackets count
        (b"{" * 32 + b"[" * 33, True),
        (b"{" * 33 + b"[" * 32, True),
        (b"}" * 65 + b"]" * 65, False),
        (sized(1024, 16_384), False),
        (sized(1024, 16_385), True),
        (sized(1025, 16_384), True),
        (sized(64, 262_144), False),
        (sized(64, 262_145), True),
    ],
)
def test_bytes_prove_a_value_simple_or_leave_it_open(raw: bytes, complex_: bool) -> None:
    assert may_be_complex(raw) is complex_


def test_bytes_count_values_by_brackets_and_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound on pointers is reached before that on values where each is a byte, so it is lifted here."""
    monkeypatch.setattr("streams.wire.complexity.MAX_POINTERS", 10**12)
    assert not may_be_complex(sized(20_000, 0))
    assert may_be_complex(sized(20_001, 0))
    assert not may_be_complex(b"{" * 10 + b"[" * 10 + COMMA * 19_979)
    assert may_be_complex(b"{" * 10 + b"[" * 10 + COMMA * 19_980)


# A key of this length over two values makes pointers of exactly MAX_POINTERS: thrice the key and its slash, and
# twice a slash and an index.
LONG = (MAX_POINTERS - 2 * 5) // 3 - 1


@pytest.mark.parametrize(
    ("fits", "does_not"),
    [
        (lists(64), lists(65)),
        (objects(64), objects(65)),
        ([0] * 19_999, [0] * 20_000),
        ({str(number): 0 for number in range(19_999)}, {str(number): 0 for number in range(20_000)}),
        ([[0] * 9_999, [0] * 9_998], [[0] * 9_999, [0] * 9_999]),
        ({"k" * (MAX_POINTERS - 1): 0}, {"k" * MAX_POINTERS: 0}),
        ({"k" * LONG: [0, 0]}, {"k" * LONG: [0, 0], "": 0}),
    ],
    ids=["lists", "objects", "values of a list", "values of an object", "values of two", "a key", "a key over values"],
)
def test_a_value_fits_up_to_its_bound(fits: object, does_not: object) -> None:
    check_complexity(fits)
    with pytest.raises(TooComplex):
        check_complexity(does_not)


@pytest.mark.parametrize("value", [None, 1, "text", {}, [], {"a": []}])
def test_little_is_never_complex(value: object) -> None:
    check_complexity(value)


@pytest.mark.parametrize(
    ("text", "error"),
    [("[" * 300 + "]" * 300, TooComplex), ("[NaN]", NotJson), ("[-Infinity]", NotJson), ("{", NotJson), ("", NotJson)],
)
def test_text_that_is_no_json_is_told_from_text_that_is_too_deep(text: str, error: type[InputError]) -> None:
    with pytest.raises(InputError) as caught:
        read_json(text)
    assert type(caught.value) is error
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (rb'"\ud83d"', "\ufffd"),
        (rb'"a\udc4db"', "a\ufffdb"),
        (rb'"\uD83D\u2026 \ud83d\ud83d\ude00"', "\ufffd\u2026 \ufffd\U0001f600"),
        (rb'"\ude00\ud83d"', "\ufffd\ufffd"),
        (rb'{"\udfff": ["\ud800", 1]}', {"\ufffd": ["\ufffd", 1]}),
        # a whole pair, and a backslash that is one of the text, stay
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (rb'["\\ud83d", "\ud83d"]', ["\\ud83d", "\ufffd"]),
        (rb'["\\\ud83d"]', ["\\\ufffd"]),
        (r'"\ud83d"', "\ufffd"),
    ],
)
def test_half_a_surrogate_pair_is_one_lost_character(raw: bytes | str, read: Any) -> None:
    assert read_json(raw) == read


@pytest.mark.parametrize("raw", [rb'"\ud83d', rb'"\ud83"', rb'{"a": \ud83d}', rb'"\udc4d" x', b'"\xed\xa0\xbd"'])
def test_what_is_no_json_for_another_reason_stays_unread(raw: bytes) -> None:
    with pytest.raises(NotJson):
        read_json(raw)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=())), max_size=4))
def test_every_text_that_python_can_escape_is_read(texts: list[str]) -> None:
    """Offsets count code points: each half is one, as it was one escape."""
    assert read_json(json.dumps(texts)) == [_whole(text) for text in texts]


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
