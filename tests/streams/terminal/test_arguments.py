"""Arguments with a unit: what is taken, and what is refused in words that say how to write it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from schemas.errors import PolicyError
from streams.terminal.arguments import duration, milliseconds

DAY = 1_772_323_200_000  # 2026-03-01T00:00:00Z


@pytest.fixture(params=["UTC", "EST5", "JST-9"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own zone, which must not matter."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-01T00:00:00Z", DAY),
        ("2026-03-01", DAY),
        ("2026-03-01T00:00:00", DAY),
        ("2026-03-01T01:00:00+01:00", DAY),
        ("2026-02-28T19:00:00-05:00", DAY),
        ("2026-03-01T00:00:00.001Z", DAY + 1),
        ("1970-01-01", 0),
    ],
)
def test_a_time_is_in_utc_unless_it_says_otherwise(text: str, at: int) -> None:
    assert milliseconds(text) == at


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "1772323200000000", "2026-03-01T25:00:00"])
def test_what_is_no_time_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(PolicyError) as refused:
        milliseconds(text)
    assert str(refused.value) == f"{text!r} is no time: write it as 2026-03-01T00:00:00Z"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, None),
        ("15 min", timedelta(minutes=15)),
        ("1 h", timedelta(hours=1)),
        ("14 d", timedelta(days=14)),
        ("0.001 s", timedelta(milliseconds=1)),
    ],
)
def test_a_length_of_time_is_a_number_and_a_unit(text: str | None, found: timedelta | None) -> None:
    assert duration("--learn", text) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "--learn is a number and a unit: 15 min, 1 h, 14 d"),
        ("15", "--learn is a number and a unit: 15 min, 1 h, 14 d"),
        ("-1 h", "--learn is a number and a unit: 15 min, 1 h, 14 d"),
        ("1 year", "--learn is a number and a unit: 15 min, 1 h, 14 d"),
        ("0 s", "--learn must be longer than nothing"),
    ],
)
def test_what_is_no_length_of_time_is_told_by_its_option(text: str, says: str) -> None:
    with pytest.raises(PolicyError) as refused:
        duration("--learn", text)
    assert str(refused.value) == says
