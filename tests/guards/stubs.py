"""Guards that say what a test wants, and the events they speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from guards.case import Case, Sighting, Span, Verdict
from guards.pii import PiiGuard
from guards.texts import Text
from schemas.interaction import Interaction
from schemas.policy import Guards


@cache
def pii_guard() -> PiiGuard:
    """One for all tests: Presidio takes a second to build."""
    return PiiGuard()


def event(**fields: Any) -> Interaction:
    return Interaction.model_validate(fields)


def case(policy: dict[str, Any] | None = None, others: Sequence[Interaction] = (), **fields: Any) -> Case:
    return Case(event(**fields), Guards.model_validate(policy or {}), others=tuple(others))


class Saying:
    """A guard that answers each case with what a function says of it."""

    def __init__(self, say: Callable[[Case], Verdict] | Verdict | None = None, name: str = "stub") -> None:
        self.name = name
        self._say = say or Verdict()
        self.batches: list[int] = []

    def check(self, cases: Sequence[Case]) -> Sequence[Verdict]:
        self.batches.append(len(cases))
        return [self._say if isinstance(self._say, Verdict) else self._say(each) for each in cases]


def span_of(text: Text, start: int = 0, end: int | None = None) -> Span:
    return Span(text.pointer, start, len(text.value) if end is None else end, in_key=text.kind == "key")


def sightings_of(pattern: str, interaction: Interaction, kind: str = "EMAIL_ADDRESS") -> list[Sighting]:
    """What a finder that looks for a pattern sees, in every text of an event."""
    return list(_sightings(re.compile(pattern), Case(interaction).texts, kind))


def _sightings(pattern: re.Pattern[str], texts: Sequence[Text], kind: str) -> Iterator[Sighting]:
    for text in texts:
        for found in pattern.finditer(text.value):
            yield Sighting(kind, span_of(text, found.start(), found.end()), replace=kind)
