"""Makes a case of contexts and an answer, and reads back what a sighting points at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True)
class Tally:
    """What became of a table: answers whose conflict is not found, right ones with one, and others than expected."""

    missed: list[str]
    flagged: list[str]
    misquoted: list[str]


def tally_of(rows: Iterable[tuple[Any, str, Any]], read: Callable[[Quoted], Any]) -> Tally:
    """Judges rows of a context, an answer and the conflicts that are expected, as `read` says them."""
    tally = Tally([], [], [])
    for context, answer, expected in rows:
        found = [read(one) for one in conflicts_of([context], answer)]
        if found != expected:
            (tally.flagged if not expected else tally.misquoted if found else tally.missed).append(answer)
    return tally
