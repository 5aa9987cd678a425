"""What the policy makes of a value that was found: redact, report or leave alone.

What enters are a section of the policy and a value with its type and score; what leaves is an action. Shared by the
guards that find: `pii` and `secrets`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import regex

from guards.scanning.limits import TooSlow
from guards.scanning.words_pattern import words_pattern
from schemas.policy import EntityAction, PersonalPolicy, PiiPolicy

# For all matches of one pattern of an allow-list or all words of a deny-list in one text.
_LIMIT_S = 1.0


class Denied(NamedTuple):
    """A word of a deny-list, and the type to redact it as."""

    type: str
    start: int
    end: int


def action_for(policy: PiiPolicy, kind: str, score: float, value: str, default: EntityAction) -> EntityAction:
    """What to do with a value."""
    action = policy.entities.get(kind, default)
    if action == "ignore" or score < policy.threshold_of(kind) or value in policy.allow:
        return "ignore"
    return "ignore" if policy.allow_patterns and _is_allowed(value, policy.allow_patterns) else action


def _is_allowed(value: str, patterns: tuple[str, ...]) -> bool:
    try:
        return any(each.fullmatch(value, timeout=_LIMIT_S) for each in _compiled(patterns))
    except TimeoutError as error:
        raise TooSlow("a pattern took longer than it may") from error


@lru_cache(maxsize=256)
def _compiled(patterns: tuple[str, ...]) -> list[Any]:
    return [regex.compile(each, regex.IGNORECASE | regex.DOTALL) for each in patterns]


def denied(policy: PersonalPolicy, text: str) -> Iterator[Denied]:
    """Every word of the deny-lists."""
    try:
        for kind, words in policy.deny.items():
            for found in _words(words).finditer(text, timeout=_LIMIT_S):
                yield Denied(kind, found.start(), found.end())
    except TimeoutError as error:
        raise TooSlow("a list of words took longer than it may") from error


@lru_cache(maxsize=256)
def _words(words: tuple[str, ...]) -> Any:
    return words_pattern(words)
