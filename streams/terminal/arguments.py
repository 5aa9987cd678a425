"""Arguments with a unit: the text of an option enters, a time or a length of time leaves, or a PolicyError."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from schemas.errors import PolicyError
from schemas.policy import Duration


def milliseconds(text: str) -> int:
    """A time on the command line, in ms since 1970, UTC without an offset. Raises PolicyError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise PolicyError(f"{text!r} is no time: write it as 2026-03-01T00:00:00Z") from None
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def duration(option: str, text: str | None) -> timedelta | None:
    """An option that is a length of time. Raises PolicyError."""
    if text is None:
        return None
    try:
        found: timedelta = TypeAdapter(Duration).validate_python(text)
    except ValidationError:
        raise PolicyError(f"{option} is a number and a unit: 15 min, 1 h, 14 d") from None
    if found <= timedelta():
        raise PolicyError(f"{option} must be longer than nothing")
    return found
