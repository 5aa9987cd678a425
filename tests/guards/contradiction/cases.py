"""Makes a case of contexts and an answer, and reads back what a sighting points at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from guards.case import Case, Sighting, Verdict
from guards.contradiction import ContradictionGuard
from schemas.interaction import Interaction

GUARD = ContradictionGuard()


@dataclass(frozen=True)
class Quoted:
    """A conflict as a reader sees it."""

    rule: str
    severity: str
    said: str
    known: str


def case_of(contexts: list[Any], answer: str, asked: str = "") -> Case:
    """One exchange: a context item per entry, JSON values as JSON."""
    context = [{"id": f"c{number}", "text": text} for number, text in enumerate(contexts)]
    return Case(Interaction.model_validate({"messages": asked or "?", "context": context, "output": answer}))


def verdict_of(contexts: list[Any], answer: str, asked: str = "") -> Verdict:
    """What the guard says of one exchange."""
    return GUARD.check([case_of(contexts, answer, asked)])[0]


def conflicts_of(contexts: list[Any], answer: str, asked: str = "") -> list[Quoted]:
    """The conflicts of one exchange, both sides quoted."""
    case = case_of(contexts, answer, asked)
    return [quoted(case, one) for one in GUARD.check([case])[0].sightings if one.outcome == "violation"]


def quoted(case: Case, sighting: Sighting) -> Quoted:
    """Both sides of a conflict."""
    answers = {quote.span.pointer: quote.text for quote in case.answers}
    passages = {passage.span.pointer: passage.text for passage in case.passages}
    said = answers[sighting.span.pointer][sighting.span.start : sighting.span.end]
    other = sighting.evidence[0].span
    return Quoted(sighting.rule, sighting.severity, said, passages[other.pointer][other.start : other.end])


def params(rows: Iterable[tuple[Any, ...]], wrong: Mapping[str, str], said: int = 1) -> list[Any]:
    """The rows of a table by their answers; those that are judged wrongly today are expected to fail, and say why."""
    marked = [(row, wrong.get(row[said])) for row in rows]
    return [
        pytest.param(*row, id=row[said], marks=[pytest.mark.xfail(strict=True, reason=why)] if why else [])
        for row, why in marked
    ]
