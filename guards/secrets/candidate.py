"""A secret in a text, and what finds one.

What enters a finder is plain text (`guards.secrets.plain`); what leaves are candidates with the span of the secret
alone, never of its name. `hint` is searched for in all text of an event; a finder is asked where it occurs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Candidate(NamedTuple):
    """A secret in a text, in code points."""

    rule: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Finder:
    """One way in which a secret shows. Without its hint in a text it finds nothing there."""

    hint: re.Pattern[str]
    find: Callable[[str], Iterator[Candidate]]
    head: str = ""
    """What stands wherever the hint matches, where `guards.secrets.heads` finds nothing rare enough. A line break
    stands before and behind every text."""
