"""Compares one answer with the context: every claim once, by the strictest reader that knows its subject.

What enters is the text of an answer and the context; what leaves are its conflicts and counts. The order of the
readers: a key that is named, then rows of a named thing, then prose; prose that supports a value overrules a
conflict with a key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from guards.contradiction import hours, identifiers, prose, rows, slots, states, subjects, worded
from guards.contradiction import named as named_fields
from guards.contradiction.check import counts
from guards.contradiction.check.grid import Grid, grids_of
from guards.contradiction.claims import claims_of, is_code, is_general, is_supposed
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.context import Context
from guards.contradiction.statements import Sentence, Statement, read
from guards.contradiction.subjects import Phrase
from guards.contradiction.text.words import Word, fold, stem, tokens_of, words_of
from guards.contradiction.values.value import Value

# What is said of anything, without naming it.
_TALK = (
    "away address located location place time date day navigate navigating navigation set setting settings gps map",
    "mapping route directions way send sending sent screen drive reach go going leaves leave arrive start starts end",
    "ends begin begins schedule scheduled attend attending next nearest closest open opens close closes price fee",
    "called named one two three four five another already anything anyway able best option carefully quickly fast",
    "moment right available without since alright unfortunately it there here new old long far near nearby short",
    "quickest shortest due expire expires report reported",
)
TALK = frozenset(stem(word) for line in _TALK for word in line.split())

_CLAIMS_MAX = 60
"""Values of one sentence that are compared: more are a table whose numbers mean what their place says."""
ANSWER_MAX = 100_000
"""Code points of an answer that are read: far beyond what a model writes in one reply."""


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
    """Holds a context, ready to judge the answers of one case."""

    def __init__(self, context: Context, asked: Sequence[str] = ()) -> None:
        self._context = context
        self._tables = context.tables
        self._known: set[str] | None = None
        self._asked = [fold(text[-4_000:]) for text in reversed(asked[-6:])]
        self._copies = context.copies
        self._asked_for: dict[int, list[Phrase]] = {}

    def judge(self, text: str) -> Judged:
        """Every claim of one answer in prose."""
        folded = fold(text[:ANSWER_MAX])
        judged = Judged()
        spoken: dict[int, list[Phrase]] = {}
        for sentence in read(folded):
            judged.sentences.append(sentence)
            if not sentence.question:
                self._sentence(folded, text, sentence, judged, spoken)
        if not judged.compared and any(map(self._copies.holds, judged.sentences)):
            judged.add(SUPPORTED)
        return judged

    def _sentence(
        self, folded: str, raw: str, sentence: Sentence, judged: Judged, spoken: dict[int, list[Phrase]]
    ) -> None:
        if sentence.text in self._context.said:
            if not (is_supposed(folded, sentence) or is_code(folded, sentence)):
                for _ in sentence.statements or (None,):
                    judged.add(SUPPORTED, (sentence.start, sentence.end))
            return
        if not self._may_be_compared(sentence) or is_supposed(folded, sentence) or is_code(folded, sentence):
            return
        if is_general(folded, sentence, self._context.folded):
            return
        if (overall := counts.compare(folded, sentence, self._grids)) is not None:
            judged.add(overall, (sentence.start, sentence.end))
            return
        claims = list(claims_of(folded, sentence)) if sentence.valued else []
        if len(claims) > _CLAIMS_MAX:
            return
        by_rows = self._by_rows(folded, sentence, [claim.value for claim in claims], spoken) if self._tables else {}
        by_hours = self._by_hours(folded, sentence, claims)
        named = frozenset(word for phrases in spoken.values() for name in phrases for word in name)
        for claim in claims:
            verdict = by_hours.pop(claim.value, None) or self._claim(
                folded, raw, sentence, claim, named, by_rows.pop(claim.value, None)
            )
            judged.add(verdict, (claim.value.start, claim.value.end))
        for verdict in (*by_hours.values(), *by_rows.values()):
            judged.add(verdict)
        stated = states.compare(folded, sentence, self._context, self._flags)
        for verdict in stated:
            judged.add(verdict)
        other = None if stated else self._otherwise(folded, raw, sentence)
        if other is not None:
            judged.add(other)

    def _otherwise(self, folded: str, raw: str, sentence: Sentence) -> Compared | None:
        return (
            named_fields.compare(folded, raw, sentence, self._context)
            or worded.compare(folded, sentence, self._context)
            or self._copies.compare(folded, sentence, raw)
        )

    def _may_be_compared(self, sentence: Sentence) -> bool:
        """Whether a sentence holds anything that can be denied, by its words alone."""
        if (
            sentence.valued
            or sentence.signed
            or self._tables
            or self._context.flags
            or self._context.worded
            or self._grids
        ):
            return True
        copies = self._copies
        return copies.may_deny(sentence) or copies.may_swap(sentence) or copies.may_rename(sentence)

    def _claim(
        self,
        folded: str,
        raw: str,
        sentence: Sentence,
        claim: Statement,
        named: frozenset[str],
        by_row: Compared | None,
    ) -> Compared | None:
        if (slip := identifiers.compare(claim.value, self._context)) is not None:
            return slip
        got = slots.compare(folded, claim, claim.sentence | named, self._context) or by_row
        if got is SUPPORTED:
            return got
        told = prose.compare(folded, raw, sentence, claim, self._context)
        if got is None or told is SUPPORTED:
            return told
        return SUPPORTED if prose.is_derived(folded, sentence, claim.value, self._context, got.cell) else got

    def _by_hours(self, folded: str, sentence: Sentence, claims: list[Statement]) -> dict[Value, Compared]:
        """The verdicts on times and days, by the claims at their place where there are any."""
        found: dict[Value, Compared] = {}
        if not hours.may_be_said(folded, sentence) or not self._hours:
            return found
        for start, end, verdict in hours.compare(folded, sentence, self._hours):
            times = [one.value for one in claims if one.value.kind in ("clock", "date")]
            here = [value for value in times if start <= value.start < end]
            found |= dict.fromkeys(here or [Value("clock", start, end)], verdict)
        return found

    @cached_property
    def _flags(self) -> list[states.Flag]:
        return states.flags_of(self._context)

    @cached_property
    def _grids(self) -> list[Grid]:
        return grids_of(self._context)

    @cached_property
    def _hours(self) -> hours.Hours:
        return hours.hours_of(self._context)

    def _by_rows(
        self, folded: str, sentence: Sentence, values: list[Value], spoken: dict[int, list[Phrase]]
    ) -> dict[Value, Compared]:
        found: dict[Value, Compared] = {}
        tokens = tokens_of(folded, sentence.start, sentence.end)
        stems = [token.stem for token in tokens]
        for number, table in enumerate(self._tables):
            here = [] if table.words.isdisjoint(stems) else subjects.subjects_in(tokens, table)
            subject = here or spoken.get(number) or self._asked_about(number)
            if (
                not here
                and subject
                and (self._names_a_stranger(sentence) or rows.is_of_another(folded, sentence, values, table))
            ):
                subject = []
            spoken[number] = subject
            for value, verdict in rows.compare(folded, sentence, values, table, subject) if subject else ():
                if found.get(value) is not SUPPORTED:
                    found[value] = verdict
        return found

    def _names_a_stranger(self, sentence: Sentence) -> bool:
        """Whether a sentence without a known name may have one that the context lacks: "Teavana is 3 miles away" says
        nothing of the place spoken of before."""
        if self._known is None:
            self._known = self._context.words | TALK
            self._known |= {word.stem for text in self._asked[:1] for word in words_of(text)}
        return not sentence.content <= self._known

    def _asked_about(self, number: int) -> list[Phrase]:
        if number not in self._asked_for:
            met = (subjects.subjects_in(tokens, self._tables[number]) for tokens in self._asked_tokens)
            self._asked_for[number] = next((subject for subject in met if subject), [])
        return self._asked_for[number]

    @cached_property
    def _asked_tokens(self) -> list[list[Word]]:
        return [tokens_of(text) for text in self._asked]
