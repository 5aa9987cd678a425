"""Finds the one fact of prose that a claim can only be about, though its sentence is worded otherwise.

What enters is a claim and the facts of its kind; what leaves is a fact, or nothing where two could be meant or the
claim names a thing that the fact's passage does not. "Net income came in at $410 million" meets "Net income was $310
million", whatever stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from guards.contradiction.context import Context, Fact
from guards.contradiction.dimensions import stands_for, told
from guards.contradiction.statements import Sentence, Statement
from guards.contradiction.values.value import relation

_KINDS_LEFT_OUT = frozenset({"number", "code", "address", "text", "pair"})

# Said of things in general, of another thing, or of a part: nothing of it is about the one fact.
_GENERAL = re.compile(
    r"\b(?:other|others|another|elsewhere|most|many|some|usually|typical(?:ly)?|normal(?:ly)?|generally|average|averages"
    r"|compared|similar|competitors?|each of|first|second|third|last|next|original(?:ly)?|initial(?:ly)?|historically"
    r"|extra|additional|further|earlier|until|save|savings?|difference|together|combined|double|half|twice)\b"
)
_IT = frozenset(("it", "this", "they", "these", "that", "he", "she"))
_ADD_ON = re.compile(
    r"\b(?:on|under|with|through|in|at|for|from)\s+(?:(?:the|your|our|my|this|a|an)\s+)?"
    r"(?P<name>[a-z][\w'&-]*(?:\s[a-z\d][\w'&-]*){0,3}?)(?=\s+(?:is|are|was|will|comes?|costs?|stands?|amounts?|equals?)\b"
    r"|[,.;:!]|$)"
)


def aligned(
    folded: str, raw: str, sentence: Sentence, claim: Statement, facts: Sequence[Fact], context: Context
) -> Fact | None:
    """The fact that a claim denies, where it can be no other. `raw` is the text as written: names have capitals."""
    kind = claim.value.kind
    if kind in _KINDS_LEFT_OUT or not _scoped(sentence, claim, context):
        return None
    subject = told(claim.near, kind) or told(claim.lead, kind)
    comparable = [fact for fact in facts if relation(claim.value, fact.statement.value) != "apart"]
    scored = sorted(((_score(subject, fact, kind), place) for place, fact in enumerate(comparable)), reverse=True)
    if not scored or scored[0][0][1] == 0:
        return _bare(sentence, comparable, kind, context) if not subject else None
    best = comparable[scored[0][1]]
    for score, place in scored[1:]:
        rival = comparable[place].statement.value
        if score == scored[0][0] and relation(rival, best.statement.value) == "differs":
            return None
    if _is_general(folded, sentence, context, best) or not _headed(claim, best, subject, kind):
        return None
    strangers = subject - best.sentence.content - context.topic(best)
    if not strangers:
        return best
    label = told(best.statement.near, kind)
    added = _added(folded, raw, sentence, context)
    return best if strangers <= added and len(label) > 1 and label <= claim.sentence else None


def _label(fact: Fact, kind: str) -> frozenset[str]:
    label = told(fact.statement.near, kind)
    if label <= stands_for(kind):  # "a tour of the castle, meet at 8:30, duration 7 hours" says it of the tour
        return told(fact.statement.lead, kind) or label or fact.sentence.content
    return label


def _score(subject: frozenset[str], fact: Fact, kind: str) -> tuple[int, int, int]:
    """Words in common, then fewer words of the fact unsaid; the word beside the value counts once more."""
    label = _label(fact, kind)
    shared = len(subject & label)
    return (shared + (fact.statement.head in subject) - len(label - subject), shared, -len(label - subject))


def _headed(claim: Statement, fact: Fact, subject: frozenset[str], kind: str) -> bool:
    """Whether both are said with the same noun beside the value, and of a count the same things."""
    label = _label(fact, kind)
    nouns = claim.value.nouns & fact.statement.value.nouns
    if kind == "count" and not nouns:
        return False
    heads = claim.head in label | fact.statement.near or fact.statement.head in subject | claim.near
    return bool(nouns) or heads or not stands_for(kind).isdisjoint((claim.head, fact.statement.head))


def _bare(sentence: Sentence, facts: Sequence[Fact], kind: str, context: Context) -> Fact | None:
    """ "It costs €1,399", "The X200 costs €1,399": the one fact that is said as barely, of a thing that is known."""
    codes = [one.value for one in sentence.statements if one.value.kind == "code"]
    pronoun = bool(sentence.words) and sentence.words[0].stem in _IT
    if len(sentence.statements) > len(codes) + 1 or not (codes or pronoun):
        return None
    known = {fact.statement.value.text for fact in context.facts_of("code")}
    bare = [fact for fact in facts if not told(fact.statement.near, kind)]
    return bare[0] if len(bare) == 1 and all(code.text in known for code in codes) else None


def _scoped(sentence: Sentence, claim: Statement, context: Context) -> bool:
    """Whether every date beside the claim is one that the context knows: "in 2023" is another year's figure."""
    dates = [one.value for one in sentence.statements if one.value.kind == "date" and one is not claim]
    known = [fact.statement.value for fact in context.facts_of("date")] if dates else []
    return claim.value.kind == "date" or all(any(relation(date, one) == "same" for one in known) for date in dates)


def _is_general(folded: str, sentence: Sentence, context: Context, fact: Fact) -> bool:
    theirs = context.folded[fact.passage][fact.sentence.start : fact.sentence.end]
    return any(
        re.search(rf"\b{match[0]}\b", theirs) is None
        for match in _GENERAL.finditer(folded, sentence.start, sentence.end)
    )


def _added(folded: str, raw: str, sentence: Sentence, context: Context) -> frozenset[str]:
    """The words of names that the context lacks as a whole, added to a statement: "on Harbor Silver PPO"."""
    found: set[str] = set()
    for match in _ADD_ON.finditer(folded, sentence.start, sentence.end):
        words = [word for word in sentence.words if match.start("name") <= word.start < match.end("name")]
        named = [word for word in words if word.is_content]
        if all(raw[word.start].isupper() and word.stem not in context.words for word in named):
            found.update(word.stem for word in named)
    return frozenset(found)
