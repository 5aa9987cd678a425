"""The contradiction guard: does the answer deny what it was given?

What enters is a case; what leaves are conflicts as two spans each, `cannot_tell` where nothing could be
compared, and the support score. It never quotes text and never calls a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from guards.case import Case, CaseGuard, Counterpart, Passage, Quote, Sighting, Span, Verdict
from guards.contradiction.answer import ANSWER_MAX, AnswerReader, Judged
from guards.contradiction.bind.model import Model
from guards.contradiction.check import records
from guards.contradiction.conflict import HIGH, REASONS, Conflict
from guards.contradiction.context import Context
from guards.contradiction.coverage import coverage
from guards.contradiction.facts.attributes import attributed
from guards.contradiction.facts.jsontext import json_slots
from guards.contradiction.remembered import Contexts
from guards.contradiction.statements import read_sentence
from guards.contradiction.support.scoring import Reading
from guards.contradiction.support.supporting import Supporting
from guards.contradiction.text.words import fold

_FENCE = re.compile(r"\s*```(?:json)?\s*\n(?P<body>.*?)(?:\n```\s*)?$", re.DOTALL | re.IGNORECASE)


class ContradictionGuard(CaseGuard):
    """Looks for: typed conflicts between an answer and its context that can be proven. Numbers with units, money,
    percentages, durations and counts; dates and times of day; fields of JSON, tables and `key: value` lines (by the
    words of their key, or by the row of a named thing); yes/no states; and near-copies of a context sentence with the
    sign turned. What rounding, conversion, ranges, sums, differences, products or shares explain is no conflict.

    Each conflict carries both places. Severity `high` is a conflict with structured context; `medium` is one with
    prose, which is evidence and holds nothing by itself. `cannot_tell` says that there was no context
    (`no_context`), nothing of it could be compared (`nothing_comparable`), or the part beyond 200,000 characters may
    hold what a claim needs (`context_cut`), or the only proof is newer than the answer (`context_newer`).
    `self_conflict` is an answer that says another value than an earlier answer of the conversation did.

    Scores: `claims` typed values said, `compared` those that met a fact, `supported` and `conflicts` of them,
    `coverage` the share of the answer's content words that the context says (absent without context); and those of
    `guards.contradiction.support.supporting`: `support`, `weakest_sentence`, `sentences`.

    Cannot see: a claim whose words are all paraphrased; a value that stands in a related sentence but belongs to
    another subject, in prose; names and causes; conditions ("if", "would") and questions, which are left out; figures
    that arithmetic could explain by accident; anything but numbers in languages other than English; context beyond
    200,000 characters.

    Costs: one pass over context and answer, about 0.6 ms of CPU per 1,000 characters; a context that comes again is
    not read again.

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
    only_computes = True

    def __init__(self, supporting: Supporting | None = None, model: Model | None = None) -> None:
        """`model` are other weights than those of this release, for whoever measures them."""
        self._contexts = Contexts()
        self._model = model
        self._supporting = supporting or Supporting()

    def check(self, cases: Sequence[Case]) -> Sequence[Verdict]:
        """Typed conflicts case by case, then the support score over the whole batch."""
        found = [self._checked(case) for case in cases]
        return self._supporting.added(cases, [verdict for verdict, _ in found], [reading for _, reading in found])

    def check_one(self, case: Case) -> Verdict:
        """Conflicts of every text part of the output with the context, in the order of their places."""
        return self._checked(case)[0]

    def _checked(self, case: Case) -> tuple[Verdict, Reading | None]:
        """The conflicts, and what was read to find them."""
        answers = case.answers
        if not answers:
            return Verdict(), None
        asked = case.asked
        if not any(passage.text.strip() for passage in case.passages):
            unknown = _cannot_tell(answers[0], "no_context", "the answer has no context")
            return Verdict((unknown, *self._against_earlier(case, answers, [], set()))), None
        context = self._contexts.of(case.passages)
        reader = AnswerReader(context, [quote.text for quote in asked], self._model)
        judged = [(quote, _judged(reader, context, quote.text)) for quote in answers]
        sightings = [
            _dated(case, _sighting(case.passages, quote, conflict))
            for quote, one in judged
            for place, conflict in sorted(one.conflicts.items())
            if not any(quote.text[slice(*place)] in text for text in context.unread)
        ]
        flagged = {(one.span.pointer, one.span.start) for one in sightings}
        sightings += self._against_earlier(case, answers, [one for _, one in judged], flagged)
        sightings += _unknown(answers[0], [one for _, one in judged], context, bool(flagged))
        reading = Reading(context.grounds, [(quote.text, one.sentences) for quote, one in judged])
        return Verdict(tuple(sightings), _scores([one for _, one in judged], context)), reading

    def _against_earlier(
        self, case: Case, answers: Sequence[Quote], judged: Sequence[Judged], flagged: set[tuple[str, int]]
    ) -> Iterator[Sighting]:
        """What the answer says otherwise than an earlier answer of the conversation did, unless the context backs it
        or it says itself that something changed."""
        said = [quote for quote in (*case.earlier_answers, *case.asked) if quote.role == "assistant"]
        earlier = _latest(said)
        if not earlier:
            return
        context = self._contexts.of(earlier)
        for number, quote in enumerate(answers):
            agreed = judged[number].agreed if judged else []
            if _CHANGED.search(quote.text) is not None:
                continue
            reader = AnswerReader(context, model=self._model)
            for (start, _), conflict in sorted(reader.judge(quote.text[:ANSWER_MAX]).conflicts.items()):
                if not any(low <= start < high for low, high in agreed) and (quote.span.pointer, start) not in flagged:
                    yield replace(
                        _sighting(earlier, quote, conflict),
                        rule="self_conflict",
                        severity="medium",
                        reason=REASONS["self_conflict"],
                    )


_SKEW = timedelta(minutes=5)
"""What two clocks may differ by."""
_EARLIER_MAX = 8
_EARLIER_CHARACTERS_MAX = 12_000
"""Of the last answers of a conversation: more is another subject, and would cost more than the answer itself."""
_CHANGED = re.compile(
    r"\b(?:sorry|apolog\w*|mistak\w*|mistook|misread|correct(?:ion|ed|ing)|actually|instead|updated?|chang(?:ed|es?|ing)|now|new"
    r"|earlier|previous(?:ly)?|revised|another|other|different|alternativ\w*|else|also|next)\b",
    re.IGNORECASE,
)


def _latest(said: Sequence[Quote]) -> list[Passage]:
    """The last of some texts, as passages, as far as the bounds allow."""
    found: list[Passage] = []
    left = _EARLIER_CHARACTERS_MAX
    for quote in reversed(said[-_EARLIER_MAX:]):
        if len(quote.text) > left:
            break
        left -= len(quote.text)
        found.append(Passage(quote.text, quote.span))
    return found[::-1]


def _unknown(quote: Quote, judged: list[Judged], context: Context, flagged: bool) -> Iterator[Sighting]:
    """What could not be told: nothing was compared, or what was not may stand in the part left unread."""
    compared = any(one.compared for one in judged)
    open_claims = any(one.compared - len(one.conflicts) < one.claims for one in judged)
    if context.unread and not flagged and (open_claims or not compared):
        yield _cannot_tell(quote, "context_cut", "the context is longer than what is read of it")
    elif not compared:
        yield _cannot_tell(quote, "nothing_comparable", "no claim of the answer could be compared")


def _within(quote: Quote | Passage, start: int, end: int) -> Span:
    span = quote.span
    return Span(span.pointer, span.start + start, span.start + end, event=span.event)


def _judged(reader: AnswerReader, context: Context, text: str) -> Judged:
    text = text[:ANSWER_MAX]
    fence = _FENCE.match(text)
    start, end = fence.span("body") if fence is not None else (0, len(text))
    # Blanks instead of the fence keep every character in its place.
    slots = json_slots(" " * start + text[start:end])
    if slots is None:
        return reader.judge(text)
    judged = Judged()
    for verdict in records.compare(attributed(slots), context):
        judged.add(verdict)
    folded = fold(text)
    judged.sentences += [
        read_sentence(folded, one.start, one.end) for one in slots if one.type == "string" and one.text
    ]
    return judged


def _scores(judged: list[Judged], context: Context) -> Mapping[str, float]:
    counted = {name: float(sum(getattr(one, name) for one in judged)) for name in ("claims", "compared", "supported")}
    conflicts = float(sum(len(one.conflicts) for one in judged))
    sentences = [sentence for one in judged for sentence in one.sentences]
    return {**counted, "conflicts": conflicts, "coverage": coverage(sentences, context)}


def _cannot_tell(quote: Quote, rule: str, reason: str) -> Sighting:
    return Sighting(
        rule=rule,
        span=Span(quote.span.pointer, event=quote.span.event),
        outcome="cannot_tell",
        severity="low",
        reason=reason,
    )


def _dated(case: Case, sighting: Sighting) -> Sighting:
    """A conflict with context that is newer than the answer proves nothing: the answer could not have known it."""
    at, known = case.event.occurred_at or case.received_at, sighting.evidence[0].as_of
    if at is None or known is None or known - at <= _SKEW:
        return sighting
    reason = "the context is newer than the answer"
    return replace(sighting, rule="context_newer", outcome="cannot_tell", severity="low", reason=reason)


def _sighting(passages: Sequence[Passage], quote: Quote, conflict: Conflict) -> Sighting:
    passage = passages[conflict.passage]
    other = _within(passage, conflict.other_start, conflict.other_end)
    return Sighting(
        rule=conflict.rule,
        span=_within(quote, conflict.start, conflict.end),
        severity="high" if conflict.structured and conflict.confidence >= HIGH else "medium",
        confidence=conflict.confidence,
        reason=conflict.reason,
        evidence=(Counterpart(other, passage.context_id, passage.source, passage.as_of),),
    )
