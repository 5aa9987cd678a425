"""Compares one answer with the context: every claim once, with the fact that it speaks of.

What enters is the text of an answer and the context; what leaves are its conflicts and counts. Typed values are bound
to facts by a learnt score and decided on by another; states, hours and wording have checks of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from guards.contradiction.bind.claims import Claim, Speech
from guards.contradiction.bind.decide import Decider
from guards.contradiction.bind.model import Model
from guards.contradiction.check import counts, hours, states
from guards.contradiction.check.grid import Grid, grids_of
from guards.contradiction.claims import is_code, is_supposed
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.context import Context
from guards.contradiction.statements import Sentence, read
from guards.contradiction.text.words import fold
from guards.contradiction.values.value import Value

ANSWER_MAX = 100_000
"""Code points of an answer that are read: far beyond what a model writes in one reply."""
_ASKED_MAX = 4_000


@dataclass
class Judged:
    """What was found in one answer."""

    claims: int = 0
    compared: int = 0
    supported: int = 0
    conflicts: dict[tuple[int, int], Conflict] = field(default_factory=dict)
    """By place in the answer, the surest at each."""
    agreed: list[tuple[int, int]] = field(default_factory=list)
    """The stretches that the context says: values, and whole sentences that it says word for word."""
    sentences: list[Sentence] = field(default_factory=list)

    def add(self, verdict: Compared | None, place: tuple[int, int] | None = None) -> None:
        """Counts one claim, of the value at a place, and what became of it."""
        self.claims += 1
        if verdict is None:
            return
        self.compared += 1
        if verdict.conflict is None:
            self.supported += 1
            if place is not None:
                self.agreed.append(place)
            return
        place = verdict.conflict.start, verdict.conflict.end
        known = self.conflicts.get(place)
        if known is None or known.confidence < verdict.conflict.confidence:
            self.conflicts[place] = verdict.conflict


class AnswerReader:
    """Holds a context, ready to judge the answers of one case. `asked` is what was said before, the last one last."""

    def __init__(self, context: Context, asked: Sequence[str] = (), model: Model | None = None) -> None:
        self._context = context
        self._asked = fold(asked[-1][-_ASKED_MAX:]) if asked else ""
        self._copies = context.copies
        self._decider = Decider(context, self._asked, model)

    def judge(self, text: str) -> Judged:
        """Every claim of one answer in prose."""
        text = text[:ANSWER_MAX]
        folded = fold(text)
        judged = Judged()
        speech = Speech(text, folded, self._context.facts, self._asked)
        for sentence in read(folded):
            judged.sentences.append(sentence)
            self._sentence(text, folded, sentence, speech, judged)
        return judged

    def _sentence(self, raw: str, folded: str, sentence: Sentence, speech: Speech, judged: Judged) -> None:
        claims = speech.claims(sentence)
        if sentence.question:
            return
        if sentence.text in self._context.said:
            if not (is_supposed(folded, sentence) or is_code(folded, sentence)):
                for _ in claims or (None,):
                    judged.add(SUPPORTED, (sentence.start, sentence.end))
            return
        # What has claims is no code.
        if not (claims or (self._may_be_compared(sentence) and not is_code(folded, sentence))):
            return
        supposed = is_supposed(folded, sentence)
        if not supposed and (overall := counts.compare(folded, sentence, self._grids)) is not None:
            judged.add(overall, (sentence.start, sentence.end))
            return
        taken = self._hours_of(folded, sentence, claims)
        for verdict in taken.values():
            judged.add(verdict)
        left = [one for one in claims if one.statement.value not in taken]
        for bound in self._decider.decide(folded, left):
            value = bound.claim.statement.value
            judged.add(bound.verdict, (value.start, value.end))
        if supposed:
            return
        stated = states.compare(folded, sentence, self._context, self._flags)
        for verdict in stated:
            judged.add(verdict)
        other = None if stated else self._copies.compare(folded, sentence, raw)
        if other is not None and (other.conflict is not None or not claims):
            judged.add(other)

    def _may_be_compared(self, sentence: Sentence) -> bool:
        """Whether a sentence holds anything that can be denied, by its words alone."""
        if sentence.valued or sentence.signed or self._context.cells:
            return True
        return self._copies.may_compare(sentence)

    def _hours_of(self, folded: str, sentence: Sentence, claims: Sequence[Claim]) -> dict[Value, Compared]:
        """The verdicts on times and days, by the claims at their place where there are any."""
        found: dict[Value, Compared] = {}
        if not hours.may_be_said(folded, sentence) or not self._hours:
            return found
        for start, end, verdict in hours.compare(folded, sentence, self._hours):
            times = [one.statement.value for one in claims if one.statement.value.kind in ("clock", "date")]
            here = [value for value in times if start <= value.start < end]
            found |= dict.fromkeys(here or [Value("clock", start, end)], verdict)
        return found

    @property
    def _flags(self) -> list[states.Flag]:
        return self._context.kept(states.flags_of)

    @property
    def _grids(self) -> list[Grid]:
        return self._context.kept(grids_of)

    @property
    def _hours(self) -> hours.Hours:
        return self._context.kept(hours.hours_of)
