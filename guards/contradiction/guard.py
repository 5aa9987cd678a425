"""The contradiction guard: does the answer deny what it was given?

What enters is a case; what leaves are conflicts as two spans each, `cannot_tell` where nothing could be
compared, and the support score. It never quotes text, and never calls a model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from guards.case import Case, CaseGuard, Quote, Sighting, Span, Verdict
from guards.contradiction import prose, rows, slots
from guards.contradiction.claims import claims_of
from guards.contradiction.conflict import Compared, Conflict
from guards.contradiction.context import Context
from guards.contradiction.statements import Sentence, Statement, read
from guards.contradiction.words import fold


@dataclass
class _Tally:
    claims: int = 0
    compared: int = 0
    supported: int = 0
    conflicts: list[tuple[Quote, Conflict]] = field(default_factory=list)


class ContradictionGuard(CaseGuard):
    """Looks for: typed conflicts of the answer with its context."""

    name = "contradiction"

    def check_one(self, case: Case) -> Verdict:
        answers = case.answers
        if not answers:
            return Verdict()
        context = Context.of(case.passages)
        texts = [fold(passage.text) for passage in case.passages]
        tally = _Tally()
        tables = rows.tables_of(context)
        for quote in answers:
            folded = fold(quote.text)
            for sentence in read(folded):
                for subj_table in tables:
                    subject = rows.subjects_of(folded, sentence.start, sentence.end, subj_table)
                    if not subject:
                        for asked in reversed(case.asked):
                            ask = fold(asked.text)
                            if subject := rows.subjects_of(ask, 0, len(ask), subj_table):
                                break
                    for value, got in rows.compare(
                        folded,
                        (sentence.start, sentence.end),
                        [one.value for one in sentence.statements],
                        subj_table,
                        subject,
                    ):
                        if got.conflict:
                            tally.conflicts.append((quote, got.conflict))
                for claim in claims_of(folded, sentence):
                    tally.claims += 1
                    got = slots.compare(claim, claim.sentence, context) or prose.compare(
                        folded, sentence, claim, context, texts
                    )
                    if got is None:
                        continue
                    tally.compared += 1
                    if got.conflict:
                        tally.conflicts.append((quote, got.conflict))
                    else:
                        tally.supported += 1
        return Verdict(tuple(_sighting(context, q, c) for q, c in tally.conflicts), {"claims": tally.claims})


def _sighting(context: Context, quote: Quote, conflict: Conflict) -> Sighting:
    return Sighting(
        rule=conflict.rule,
        span=Span(quote.span.pointer, conflict.start, conflict.end, event=quote.span.event),
        severity="high" if conflict.structured else "medium",
        confidence=conflict.confidence,
        reason=conflict.reason,
        evidence=(context.counterpart(conflict.passage, conflict.other_start, conflict.other_end),),
    )
