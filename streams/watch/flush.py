"""What a flush of `watch` writes: messages in steps, each of which is acknowledged before the next begins."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Write:
    """A message of a flush. Without a topic it goes to the changelog."""

    key: bytes
    value: bytes | None
    partition: int | None
    topic: str | None = None


Flush = list[list[Write]]
"""Steps in order: every message of one is acknowledged before the first of the next is sent."""
