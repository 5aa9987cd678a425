"""What a form found: a typed span and how sure it is, the shape that Presidio's results are turned into too."""

from __future__ import annotations

from typing import NamedTuple


class Entity(NamedTuple):
    """A typed span of one text, in code points, with Presidio's score."""

    type: str
    start: int
    end: int
    score: float
