"""A near-copy that says another name: "Elena presents the plan" of "Marcus presents the plan".

What enters are two sentences as written, capitals and all, with the stems of their words; what leaves are the places
of the two names. Strict on purpose: all else that the sentence says stands in the other, and both names stand between
the same neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import Word

Place = tuple[int, int]

_SHARED_MIN = 2
_NAME_WORDS_MAX = 3
_ALIKE_LETTERS = 4
"""Names that begin with as many letters alike are one: "Norway" and "Norwegian", "Alex" and "Alexander"."""
# A modal parts a name from its verb in one copy and not in the other.
_BETWEEN = frozenset(("shall", "must", "may", "might", "can", "cannot", "could", "would"))
# One thing by two names that begin otherwise.
_ONE_THING = (
    "america american us usa united states / britain british uk england english united kingdom"
    " / netherlands dutch holland / bob robert rob / bill william will / dick richard / jim james / tony anthony"
    " / liz elizabeth beth / kate katherine catherine / peg margaret / jack john / ted edward theodore"
    " / swiss switzerland / danish denmark / welsh wales / french france / greek greece / spanish spain"
    " / german germany"
)
_ALIASES = [frozenset(group.split()) for group in _ONE_THING.split("/")]


def renamed(sentence: Sentence, raw: str, other: Sentence, text: str) -> tuple[Place, Place] | None:
    """The name of a sentence and the one that the other has in its place; `raw` and `text` are both as written."""
    mine, theirs = _content(sentence), _content(other)
    known, said = {word.stem for word in theirs}, {word.stem for word in mine}
    gone = [place for place, word in enumerate(mine) if word.stem not in known]
    if not gone or gone[-1] - gone[0] >= len(gone) or len(gone) > _NAME_WORDS_MAX:
        return None
    run = slice(gone[0], gone[-1] + 1)
    if len(mine) - len(gone) + len(sentence.statements) < _SHARED_MIN + 1 or not _is_name(mine, run, raw):
        return None
    if sum(not raw[word.start].isupper() for word in mine) == 0:
        return None  # a heading, all of it in capitals
    for begin in range(len(theirs)):
        for end in range(begin + 1, min(len(theirs), begin + _NAME_WORDS_MAX) + 1):
            rival = slice(begin, end)
            if theirs[end - 1].stem in said or not _is_name(theirs, rival, text):
                break
            if _is_listed(text, theirs[begin].start, theirs[end - 1].end):
                continue
            if _beside(mine, run, theirs, rival) and not _is_alias(mine[run], theirs[rival], raw, text):
                return (mine[run][0].start, mine[run][-1].end), (theirs[begin].start, theirs[end - 1].end)
    return None


def _is_listed(text: str, start: int, end: int) -> bool:
    """Whether a name is one of several, of which another may be named as well."""
    return text.startswith((",", " and ", " or "), end) or text.endswith((" and ", " or "), 0, start)


def _content(sentence: Sentence) -> list[Word]:
    return [word for word in sentence.words if word.is_content and word.stem not in _BETWEEN]


def _is_name(words: Sequence[Word], run: slice, text: str) -> bool:
    return all(text[word.start].isupper() for word in words[run])


def _beside(mine: Sequence[Word], run: slice, theirs: Sequence[Word], rival: slice) -> bool:
    """Whether both stand between the same words, or at the same end of their sentence."""
    before = mine[run.start - 1].stem if run.start else "", theirs[rival.start - 1].stem if rival.start else ""
    after = _after(mine, run), _after(theirs, rival)
    return before[0] == before[1] and (after[0] == after[1] or (not after[0] and bool(before[0])))


def _after(words: Sequence[Word], run: slice) -> str:
    return words[run.stop].stem if run.stop < len(words) else ""


def _is_alias(one: Sequence[Word], two: Sequence[Word], raw: str, text: str) -> bool:
    """Whether two names may be of one thing: the letters of one, a beginning in common, or known for it."""
    first, second = (
        [source[word.start : word.end].lower() for word in words] for words, source in ((one, raw), (two, text))
    )
    for short, long in ((first, second), (second, first)):
        if len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long):
            return True
    if any(a[:_ALIKE_LETTERS] == b[:_ALIKE_LETTERS] for a in first for b in second):
        return True
    return any(group & set(first) and group & set(second) for group in _ALIASES)
