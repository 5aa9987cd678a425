"""A stretch of text and how sure a rule is of it: what every rule here gives."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Start and end in code points, and a score of 0 to 1."""

    start: int
    end: int
    score: float
