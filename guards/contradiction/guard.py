"""The contradiction guard: does the answer deny what it was given?

What enters is a case; what leaves are conflicts as two spans each, `cannot_tell` where nothing could be
compared, and the support score. It never quotes text and never calls a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from guards.case import Case, CaseGuard, Quote, Sighting, Span, Verdict
from guards.contradiction import records, support
from guards.contradiction.conflict import Conflict
from guards.contradiction.context import Context
from guards.contradiction.jsontext import json_slots
from guards.contradiction.judge import ANSWER_MAX, Judge, Judged
from guards.contradiction.statements import read_sentence
from guards.contradiction.words import fold

_FENCE = re.compile(r"\s*```(?:json)?\s*\n(?P<body>.*?)(?:\n```\s*)?$", re.DOTALL | re.IGNORECASE)


class ContradictionGuard(CaseGuard):
    """Looks for: typed conflicts between an answer and its context that can be proven. Numbers with units, money,
    percentages, durations and counts; dates and times of day; fields of JSON, tables and `key: value` lines (by the
    words of their key, or by the row of a named thing); yes/no states; and near-copies of a context sentence with the
    sign turned. What rounding, conversion, ranges, sums, differences, products or shares explain is no conflict.

    Each conflict carries both places. Severity `high` is a conflict with structured context; `medium` is one with
    prose, which is evidence and holds nothing by itself. `cannot_tell` says that there was no context
    (`no_context`) or nothing of it could be compared (`nothing_comparable`).

    Scores: `claims` typed values said, `compared` those that met a fact, `supported` and `conflicts` of them,
    `coverage` the share of the answer's content words that the context says, `support` the mean coverage of the three
    least covered sentences times the squared share of agreeing claims (0 to 1; both absent without context).

    Cannot see: a claim whose words are all paraphrased; a value that stands in a related sentence but belongs to
    another subject, in prose; names and causes; conditions ("if", "would") and questions, which are left out; figures
    that arithmetic could explain by accident; anything but numbers in languages other than English; context beyond
    200,000 characters.

    Costs: one pass over context and answer, about 1.6 ms of CPU per 1,000 characters; an index joins the two.

    Example:
        >>> from schemas.interaction import Interaction
        >>> event = Interaction.model_validate(
        ...     {"context": [{"text": {"deductible_usd": 1500}}], "output": "Your deductible is $2,500."}
        ... )
        >>> sighting = ContradictionGuard().check([Case(event)])[0].sightings[0]
        >>> sighting.rule, sighting.severity, sighting.reason
        ('number_conflict', 'high', 'number differs from the context')
        >>> sighting.span.start, sighting.span.end
        (19, 25)
    """

    name = "contradiction"

    def check_one(self, case: Case) -> Verdict:
        """Conflicts of every text part of the output with the context, in the order of their places."""
        answers = case.answers
        if not answers:
            return Verdict()
        if not any(passage.text.strip() for passage in case.passages):
            return Verdict((_cannot_tell(answers[0], "no_context", "the answer has no context"),))
        context = Context.of(case.passages)
        judge = Judge(context, [quote.text for quote in case.asked])
        judged = [(quote, _judged(judge, context, quote.text)) for quote in answers]
        sightings = tuple(
            _sighting(context, quote, conflict)
            for quote, one in judged
            for _, conflict in sorted(one.conflicts.items())
        )
        if not any(one.compared for _, one in judged):
            sightings = (_cannot_tell(answers[0], "nothing_comparable", "no claim of the answer could be compared"),)
        return Verdict(sightings, _scores([one for _, one in judged], context))


def _judged(judge: Judge, context: Context, text: str) -> Judged:
    text = text[:ANSWER_MAX]
    fence = _FENCE.match(text)
    start, end = fence.span("body") if fence is not None else (0, len(text))
    # Blanks instead of the fence keep every character in its place.
    slots = json_slots(" " * start + text[start:end])
    if slots is None:
        return judge.judge(text)
    judged = Judged()
    for verdict in records.compare(slots, context):
        judged.add(verdict)
    folded = fold(text)
    judged.sentences += [
        read_sentence(folded, one.start, one.end) for one in slots if one.type == "string" and one.text
    ]
    return judged


def _scores(judged: list[Judged], context: Context) -> Mapping[str, float]:
    sentences = [sentence for one in judged for sentence in one.sentences]
    conflicts = sum(len(one.conflicts) for one in judged)
    supported = sum(one.supported for one in judged)
    return {
        "claims": float(sum(one.claims for one in judged)),
        "compared": float(sum(one.compared for one in judged)),
        "supported": float(supported),
        "conflicts": float(conflicts),
        "coverage": support.coverage(sentences, context),
        "support": support.support(sentences, context, conflicts, supported),
    }


def _cannot_tell(quote: Quote, rule: str, reason: str) -> Sighting:
    return Sighting(
        rule=rule,
        span=Span(quote.span.pointer, event=quote.span.event),
        outcome="cannot_tell",
        severity="low",
        reason=reason,
    )


def _sighting(context: Context, quote: Quote, conflict: Conflict) -> Sighting:
    return Sighting(
        rule=conflict.rule,
        span=Span(
            quote.span.pointer,
            quote.span.start + conflict.start,
            quote.span.start + conflict.end,
            event=quote.span.event,
        ),
        severity="high" if conflict.structured else "medium",
        confidence=conflict.confidence,
        reason=conflict.reason,
        evidence=(context.counterpart(conflict.passage, conflict.other_start, conflict.other_end),),
    )
