"""Rows as the contradiction guard judges them. What enters are rows; what leaves are the conflicts that it reports, as
places and fixed reasons, and whether people's labels agree. Knows nothing of the engine behind the guard.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bench.contradiction_figures import overlaps
from bench.contradiction_rows import Row
from guards.case import Span
from guards.contradiction import ContradictionGuard
from guards.contradiction.bind.model import Model

BATCH = 64


class Finding(NamedTuple):
    """A conflict that the guard reported: both places."""

    rule: str
    severity: str
    reason: str
    span: Span
    other: Span | None


@dataclass(frozen=True)
class Judged:
    """What became of a row."""

    row: Row
    findings: tuple[Finding, ...]
    support: float
    """1 where the guard gives no score: nothing speaks against the answer."""

    @property
    def flagged(self) -> bool:
        """Whether there is a conflict."""
        return bool(self.findings)

    @property
    def texts(self) -> dict[str, str]:
        """Every text of the case that a conflict can point to, by its pointer."""
        case = self.row.case
        texts = {passage.span.pointer: passage.text for passage in case.passages}
        return texts | {quote.span.pointer: quote.text for quote in (*case.answers, *case.asked)}

    @property
    def held(self) -> bool:
        """Whether there is one that `hold_from: high` holds."""
        return any(one.severity == "high" for one in self.findings)


def judge(rows: Sequence[Row], model: Model | None = None) -> tuple[list[Judged], float]:
    """Every row as the guard judges it, and the microseconds of CPU time per row: one guard for the rows of a
    source, which may remember contexts that come again, as in service. `model` are other weights than the shipped."""
    guard = ContradictionGuard(model=model)
    cases = [row.case for row in rows]
    begun = time.process_time()
    verdicts = [one for at in range(0, len(cases), BATCH) for one in guard.check(cases[at : at + BATCH])]
    us = (time.process_time() - begun) / max(1, len(cases)) * 1e6
    found = []
    for row, verdict in zip(rows, verdicts, strict=True):
        findings = tuple(
            Finding(one.rule, one.severity, one.reason, one.span, one.evidence[0].span if one.evidence else None)
            for one in verdict.sightings
            if one.outcome == "violation"
        )
        found.append(Judged(row, findings, verdict.scores.get("support", 1.0)))
    return found, us


def is_on_mark(judged: Judged, finding: Finding) -> bool | None:
    """Whether a conflict lies on a marked part of a contradiction; None where there is no mark to tell by."""
    marks = [(one.start, one.end) for one in judged.row.stretches if one.conflict]
    if judged.row.label != "contradiction" or not marks:
        return None
    return overlaps(finding.span.start, finding.span.end, marks)


def is_proven(judged: Judged, finding: Finding) -> bool | None:
    """Whether a conflict lies on the marked part of a contradiction and its other side on the words that deny it; None
    where nobody wrote them down."""
    said, other = judged.row.evidence, finding.other
    if judged.row.label != "contradiction" or not said:
        return None
    text = judged.texts.get(other.pointer, "") if other is not None else ""
    places = [(found.start(), found.end()) for found in re.finditer(re.escape(said), text)]
    return bool(is_on_mark(judged, finding)) and other is not None and overlaps(other.start, other.end, places)


def standing(judged: Judged, finding: Finding) -> str:
    """Whether a conflict is `right`, `wrong`, or on an answer or a part that has another fault (`other`)."""
    others = [(one.start, one.end) for one in judged.row.stretches if not one.conflict]
    on_other = overlaps(finding.span.start, finding.span.end, others)
    if judged.row.label == "contradiction":
        on_mark = is_on_mark(judged, finding)
        return "right" if on_mark is not False else "other" if on_other else "wrong"
    return "other" if judged.row.label == "unsupported" else "wrong"
