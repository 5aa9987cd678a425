"""A claim against prose: the same kind of value, in a sentence about the same thing.

What enters is a claim and the context; what leaves is agreement, a conflict, or nothing where no sentence is
near enough to be compared. A value that any related sentence supports is never a conflict.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from guards.contradiction.aligned import aligned
from guards.contradiction.cells import Cell
from guards.contradiction.check.arithmetic import NO_NUMBERS
from guards.contradiction.check.asked import asked, operation_of
from guards.contradiction.check.columns import of_statements
from guards.contradiction.check.cues import cues_of
from guards.contradiction.check.solver import Solver, explain
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict, rule_for
from guards.contradiction.context import Context, Fact
from guards.contradiction.contrasts import CONTRASTS
from guards.contradiction.dimensions import LIGHT, told
from guards.contradiction.slots import conflict_with
from guards.contradiction.statements import ENDS, Sentence, Statement, read
from guards.contradiction.text.words import tokens_of
from guards.contradiction.values.value import Value, relation

# The claim's clause must be so much covered by the fact's sentence, and the other way round: near-copies only.
_COVERED = 0.74
_COVERED_BACK = 0.35
_FACTS_MAX = 200  # so many values of one kind are a report, of which no single one is meant

_PART_OF = re.compile(
    r"\b(?:(?:the|his|her|its|their|your|our|my|for|in|over|during|of) (?:last|past)"
    r"|first|next|final|another|additional|extra|every|each|every other)\s+$"
)
_OR_BEFORE = re.compile(r"\bor\s+(?:the |an? )?[$€£]?$")
_OR_AFTER = re.compile(r"\s*-?\s*or\s+(?!more|less|fewer|older|younger|above|higher|longer|so\b)")
_OUTSIDE = re.compile(
    r"\b(?:out[- ]of[- ]network|out[- ]of[- ]state|non-\w+|outside|without|except\w*|excluding|not?)\b"
)


def compare(folded: str, raw: str, sentence: Sentence, claim: Statement, context: Context) -> Compared | None:
    """The verdict of the prose on one claim."""
    texts = context.folded
    subject = claim.near if len(claim.near) > 1 else claim.near | claim.lead
    facts = (
        context.facts_about(claim.value.kind, claim.sentence) if claim.sentence else context.facts_of(claim.value.kind)
    )
    related = [(fact, relation(claim.value, fact.statement.value)) for fact in facts]
    same = [fact for fact, found in related if found == "same"]
    if same:
        beside = [one.value for one in sentence.statements if one is not claim]
        related = [
            (fact, found)
            for fact, found in related
            if _is_closer(subject, fact, same)
            and not any(relation(one, fact.statement.value) == "same" for one in beside)
        ]
    if same and (turned := _turned_back(folded, claim, same, texts)) is not None:
        return turned
    if (same and not related) or (not same and context.says(claim.value, claim.sentence)):
        return SUPPORTED
    window = _window(folded, sentence, claim)
    if window is None:
        return None
    rivals = [
        fact
        for fact, found in related
        if found == "differs"
        and _about_the_same(claim, subject, fact)
        and _window(texts[fact.passage], fact.sentence, fact.statement) == window
    ]
    place = _order(sentence, claim)
    rivals = rivals or [
        fact for fact, found in related if found == "differs" and not same and _is_copy(sentence, claim, fact)
    ]
    rivals.sort(key=lambda fact: _rank(subject, fact, place, texts), reverse=True)
    best = rivals[0] if rivals else None
    if best is not None and _polarity(folded, sentence) != _polarity(texts[best.passage], best.sentence):
        best = None
    if best is None and not same:
        best = _only(folded, raw, sentence, claim, context, window)
    if best is None and not same and claim.value.kind == "percent":
        best = _counted(subject, claim, context)
    if best is None:
        return SUPPORTED if same else None
    said = _OF_EACH & frozenset(best.sentence.said)
    if is_derived(folded, sentence, claim.value, context, said=said):
        return SUPPORTED
    score = _cover(subject, best)
    return Compared(_conflict(claim.value, best, confidence=round(0.55 + 0.35 * score, 2)))


def _counted(subject: frozenset[str], claim: Statement, context: Context) -> Fact | None:
    """The count that a percentage was made of: "12% of the agents" where "12 of the 40 agents" are meant."""
    number = claim.value.low
    for kind in ("number", "count"):
        for fact in context.facts_about(kind, subject):
            if fact.statement.value.low != number or not fact.statement.value.is_point or not subject:
                continue
            wholes = [one.value.low for one in fact.sentence.statements if one.value.low > number]
            if len(subject & fact.sentence.content) >= _COVERED * len(subject) and len(wholes) == 1:
                return fact if not math.isclose(100 * number / wholes[0], number, rel_tol=0.02) else None
    return None


def _is_closer(subject: frozenset[str], fact: Fact, same: list[Fact]) -> bool:
    """Whether a fact says all that the claim says, in its own clause, and those with the claim's value lack a word of
    it: "labor is covered for 24 months" is no more right because parts are covered for 2 years."""
    own = fact.statement.near - LIGHT
    if _is_headed(subject, fact) and all(
        len(subject & fact.statement.near) - len(subject & one.statement.near) >= _CLOSER
        and one.statement.near - LIGHT - subject
        for one in same
    ):
        return True
    return (
        bool(subject)
        and subject <= fact.statement.near
        and len(own - subject) <= 1
        and not any(subject <= _words_for(one, fact, subject) for one in same)
    )


_CLOSER = 2
"""Words more of the claim that a clause has: "baked blind for 15 minutes, then filled and baked for another 25"."""


def _words_for(one: Fact, fact: Fact, subject: frozenset[str]) -> frozenset[str]:
    """What a fact is about: its sentence, or its clause where it shares the sentence with one of another thing: "the
    Vela weighs 1.2 kg, the Orion 2.1 kg"."""
    apart = one.sentence is fact.sentence and one.statement.near - LIGHT - subject
    return one.statement.near if apart else one.sentence.content


def _is_copy(sentence: Sentence, claim: Statement, fact: Fact) -> bool:
    """Whether two sentences are the same word for word, small words too, but for their values."""
    mine, theirs = ([word.stem for word in one.words] for one in (sentence, fact.sentence))
    alike = bool(mine) and mine == theirs and len(sentence.statements) == len(fact.sentence.statements)
    if not claim.sentence and claim.value.nouns & fact.statement.value.nouns:
        return True  # "you get 37 vacation days" of "27 vacation days"
    return alike and sentence.statements.index(claim) == fact.sentence.statements.index(fact.statement)


def _is_headed(subject: frozenset[str], fact: Fact) -> bool:
    return fact.statement.head in subject and len(subject & fact.statement.near) > _CLOSER


def _turned_back(folded: str, claim: Statement, same: list[Fact], texts: list[str]) -> Compared | None:
    """The same figure with the direction turned: "rose by 5.4%" of what "fell by 5.4%"."""
    mine = _direction(folded, claim.value)
    if mine is None:
        return None
    met = [(fact, _direction(texts[fact.passage], fact.statement.value)) for fact in same]
    if any(way is None or way[0] == mine[0] for _, way in met) or not all(
        claim.near & fact.statement.near for fact in same
    ):
        return None
    fact, way = met[0]
    place = way or (0, fact.statement.value.start, fact.statement.value.end)
    return Compared(
        Conflict("negation_conflict", *mine[1:], fact.passage, *place[1:], structured=False, confidence=0.8)
    )


def _direction(folded: str, value: Value) -> tuple[int, int, int] | None:
    """Up or down, with the place of the word, where a verb of change stands right before a value."""
    match = _CHANGED.search(folded, max(0, value.start - 40), value.start)
    return (1 if match["up"] else -1, *match.span("verb")) if match is not None else None


_CHANGED = re.compile(
    r"\b(?P<verb>(?P<up>rose|risen|rises?|grew|grows?|grown|increased?|increases|climbed|gained|jumped|up|raised?|raises)"
    r"|fell|fallen|falls?|dropped|drops?|declined?|declines|decreased?|decreases|shrank|lost|plunged|down|cuts?"
    r"|reduced?|reduces|lowered|lowers?)"
    r" (?:(?:[a-z]+ ){0,4}(?:by|from) )?(?:by |about |around |roughly |nearly |almost |over |more than |some |an? )*$"
)


def _only(folded: str, raw: str, sentence: Sentence, claim: Statement, context: Context, window: bool) -> Fact | None:
    """The one fact that the claim can only be about, however it is worded."""
    subject = told(claim.near, claim.value.kind) or told(claim.lead, claim.value.kind)
    known = context.facts_about(claim.value.kind, subject) if subject else context.facts_of(claim.value.kind)
    if not known or len(known) > _FACTS_MAX:
        return None
    texts = context.folded
    facts = [fact for fact in known if _window(texts[fact.passage], fact.sentence, fact.statement) == window]
    one = aligned(folded, raw, sentence, claim, facts, context)
    if one is not None and claim.value.kind in ("count", "percent"):
        same = _polarity(folded, sentence) == _polarity(texts[one.passage], one.sentence)
        one = one if same else None
    if one is None or _turned(folded, sentence, claim.value) != _turned(
        texts[one.passage], one.sentence, one.statement.value
    ):
        return None
    theirs = one.sentence.content
    mine = claim.sentence & context.words
    other = any((mine & group) - theirs for group in CONTRASTS)
    other = other or any((claim.sentence & group) - theirs and theirs & group for group in (*CONTRASTS, _HOURS))
    return None if other or relation(claim.value, one.statement.value) != "differs" else one


_HOURS = frozenset(("full", "part"))
"""Of a job: "28 work full-time" where "12 work part-time"."""


_OF_EACH = frozenset(("both", "each", "every"))


def _rank(subject: frozenset[str], fact: Fact, place: int, texts: list[str]) -> tuple[int, bool, float, str]:
    near = len(subject & fact.statement.near)
    text = texts[fact.passage][fact.sentence.start : fact.sentence.end]
    return near, _order(fact.sentence, fact.statement) == place, -len(fact.sentence.content - subject), text


def _order(sentence: Sentence, statement: Statement) -> int:
    """Which of the values of its kind it is in its sentence: "from 9 to 7" has a first and a second time."""
    alike = [one for one in sentence.statements if one.value.kind == statement.value.kind]
    return alike.index(statement) if statement in alike else 0


def _cover(subject: frozenset[str], fact: Fact) -> float:
    said = fact.sentence.content | fact.statement.role
    return len(subject & said) / len(subject) if subject else 0.0


def _about_the_same(claim: Statement, subject: frozenset[str], fact: Fact) -> bool:
    if not subject or _cover(subject, fact) < _COVERED:
        return False
    if claim.value.kind == "number" and (not claim.head or claim.head != fact.statement.head):
        return False
    if claim.sentence & ENDS - fact.statement.role and fact.statement.role and not claim.sentence & fact.statement.role:
        return False  # the other end of the period
    near = fact.statement.near or fact.sentence.content
    headed = fact.statement.head in (claim.head, *subject) and subject <= fact.sentence.content
    if not subject & near or (not headed and len(near & claim.sentence) / len(near) < _COVERED_BACK):
        return False
    mine, theirs = claim.sentence, fact.sentence.content | fact.statement.role
    near = near | (fact.statement.role & mine)
    if (mine & _HOURS) - theirs and theirs & _HOURS:
        return False
    return not any((mine & group) != (near & group) and (near & group or mine & group - theirs) for group in CONTRASTS)


def _window(folded: str, sentence: Sentence, statement: Statement) -> bool | None:
    """Whether the value is a part of a stretch: "the last four years" of a reign are not the reign. None where it
    is one of several that are joined by "or"."""
    value = statement.value
    before = folded[max(sentence.start, value.start - 20) : value.start]
    if _OR_BEFORE.search(before) or _OR_AFTER.match(folded, value.end, sentence.end):
        return None
    return _PART_OF.search(before) is not None or before.endswith(" by ")


def _polarity(folded: str, sentence: Sentence) -> bool:
    return len(_OUTSIDE.findall(folded, sentence.start, sentence.end)) % 2 == 1


def _turned(folded: str, sentence: Sentence, value: Value) -> bool:
    """Polarity of what is said up to a value."""
    return len(_OUTSIDE.findall(folded, sentence.start, value.start)) % 2 == 1


def is_derived(
    folded: str,
    sentence: Sentence,
    value: Value,
    context: Context,
    cell: Cell | None = None,
    said: frozenset[str] = frozenset(),
    question: str = "",
) -> bool:
    """Whether arithmetic on values of the context explains the claim. `cell` is what it differs from: the words of its
    key reckon nothing, nor do those of `said`, for what it differs from says them too. Of a bare number the
    `question` says what it is."""
    words = [
        word.stem
        for word in tokens_of(folded, sentence.start, sentence.end)
        if not (value.start <= word.start < value.end and word.stem.isdigit())
    ]
    if value.kind in NO_NUMBERS:
        return "another" in words  # "order 99871 is another one"
    others = [one.value for one in sentence.statements if one.value is not value]
    if not sentence.content:
        words += [word.stem for word in tokens_of(question)]
        others += [one.value for asks in read(question) for one in asks.statements]
    cues = cues_of(words, others, cell.leaf if cell is not None else said)
    if context.solver.explain(value, cues) is not None:
        return True
    facts = [
        ((fact.passage, fact.sentence.start), fact.statement)
        for kind in dict.fromkeys((value.kind, *_REASONED_WITH))
        for fact in context.facts_about(kind, sentence.content)
    ]
    return explain(value, cues, of_statements(facts)) is not None


_REASONED_WITH = ("number", "count", "percent", "duration", "date")
"""Kinds that make values of another kind."""
_ASKED_OF = ("money", "number", "count", "percent")


def reckoned(sentence: Sentence, value: Value, context: Context, question: str) -> Compared | None:
    """A value against what its sentence, or of a bare number the question, plainly says that it was reckoned of."""
    text = question if not sentence.content else sentence.text
    words = [word.stem for word in tokens_of(text)]
    if operation_of(words) is None or len(sentence.statements) > 1:
        return None
    if "%" in text or (sentence.content and value.kind == "percent"):
        words.append("percent")
    own = str(int(value.low)) if sentence.content and value.low.is_integer() else ""
    cues = cues_of(word for word in words if word != own)
    facts = [
        fact
        for kind in dict.fromkeys((value.kind, *_ASKED_OF))
        for fact in context.facts_about(kind, sentence.content)
        if not fact.sentence.question
    ]
    told = asked(
        value, cues, Solver(of_statements(((one.passage, one.sentence.start), one.statement) for one in facts))
    )
    if told is not None:
        fact = facts[told.operands[-1].fact]
        return Compared(_conflict(value, fact, _RECKONED)) if told.denies(value) else SUPPORTED
    told = asked(value, cues, context.solver)
    if told is None or not told.denies(value):
        return SUPPORTED if told is not None else None
    cell = context.cells[told.operands[-1].fact]
    conflict = replace(conflict_with(value, cell, _RECKONED), structured=False)
    return Compared(conflict, cell)


_RECKONED = 0.75
"""Of what a value should come to: sure of the arithmetic, less of what is meant. Severity medium."""


def _conflict(value: Value, fact: Fact, confidence: float) -> Conflict:
    other = fact.statement.value
    return Conflict(
        rule_for(value.kind),
        value.start,
        value.end,
        fact.passage,
        other.start,
        other.end,
        structured=False,
        confidence=confidence,
    )
