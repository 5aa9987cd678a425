"""What a sentence says of how many rows are so: a number of them, all, none, both, only one.

What enters is a sentence as read against a grid; what leaves is the ways that it can be meant, each true or not, as for
ranks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from guards.contradiction.check.grid import Grid, Reading, Token, tokens_in
from guards.contradiction.check.ranks import DEGREES, Way, agreeing, choices, ranks, read_rest, subsets
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.slots import conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import stem
from guards.contradiction.values.units import UNIT_WORDS
from guards.contradiction.values.value import Value

_MORE = {("at", "least"): (0, 1), ("more", "than"): (1, 1), ("over",): (1, 1), ("at", "most"): (0, -1)}
_MORE |= {("less", "than"): (1, -1), ("fewer", "than"): (1, -1), ("under",): (1, -1)}
_ALL = frozenset(("all", "every", "each"))
_NONE = frozenset(("no", "none", "never"))
_MANY = 100
_BESIDE = frozenset(("of", "the", "different", "total", "other", "only", "just", "exactly", "a"))


_CONFIDENCE = {"most": 0.9, "than": 0.95, "count": 0.85, "all": 0.9, "none": 0.9, "only": 0.9, "both": 0.95}
_BEGIN = frozenset(DEGREES) | _ALL | _NONE | {"than", "only", "both"}


def compare(folded: str, sentence: Sentence, grids: Sequence[Grid]) -> Compared | None:
    """What the tables say of a sentence about their rows as a whole; nothing of any other, or of a doubtful one."""
    if not grids or not (sentence.valued or not _BEGIN.isdisjoint(map(stem, sentence.said))):
        return None
    tokens = tokens_in(folded, sentence.start, sentence.end)
    words = {token.text for token in tokens}
    found = [judged for grid in grids if not words.isdisjoint(grid.words) and (judged := _judged(tokens, grid))]
    return found[0] if len(found) == 1 else None


def _judged(tokens: Sequence[Token], grid: Grid) -> Compared | None:
    reading = Reading(tokens, grid)
    ways = ranks(reading) or ([] if grid.keyed else counts(reading))
    if not ways or any(way.true is None for way in ways):
        return None
    if any(way.true for way in ways):
        return SUPPORTED
    way = ways[0]
    cell = grid.rows[way.row].get(way.column) or next(iter(grid.rows[way.row].values()))
    token = tokens[way.token]
    value = Value("text", token.start, token.end)
    return Compared(conflict_with(value, cell, _CONFIDENCE[way.form], "comparison_conflict"), cell)


def counts(reading: Reading) -> list[Way]:
    """The ways of a sentence about several rows; none where it is not one, or where something stays unread."""
    words = [token.text for token in reading.tokens]
    for place, word in enumerate(words):
        if word == "only" and not _number_after(reading, place):
            return list(_only(reading, place))
        if word == "both":
            return list(_both(reading, place))
        if word in _ALL:
            return list(_all(reading, place))
        if word in _NONE and not reading.heads_of(place):
            return list(_none(reading, place))
    for place, token in enumerate(reading.tokens):
        if token.number is not None and (token.number > 1 or words[place - 1 : place] == ["only"]):
            found = list(_counted(reading, place))
            if found:
                return found
    return []


def _number_after(reading: Reading, place: int) -> bool:
    return any(token.number is not None for token in reading.tokens[place + 1 : place + 2])


def _counted(reading: Reading, at: int) -> Iterator[Way]:
    tokens, grid = reading.tokens, reading.grid
    words = [token.text for token in tokens]
    noun = next((place for place in range(at + 1, len(words)) if not _is_beside(words, place)), len(words))
    wanted = tokens[at].number or 0.0
    if (
        noun == len(words)
        or not wanted.is_integer()
        or wanted > _MANY
        or not reading.is_plural(noun)
        or tokens[noun].said in UNIT_WORDS
    ):
        return
    heads = reading.heads_of(noun)
    if any(grid.amounts(column) for column in heads) or _in_longer(reading, at):
        return
    used = set(range(at, noun + 1))
    if at and words[at - 1] == "only":
        used.add(at - 1)
    member = at > 1 and words[at - 2 : at] == ["one", "of"]
    if member:
        used |= {at - 2, at - 1}
    strict, sign = 0, 0
    for said, (how, way) in _MORE.items():
        if tuple(words[max(0, at - len(said)) : at]) == said:
            strict, sign = how, way
            used |= set(range(at - len(said), at))
    for kept in {noun, noun + 1}:
        mentions, rest = read_rest(reading, used - {kept} if kept == noun else used)
        said_of = [one for one in mentions if not member or one.first > at]
        if not said_of or rest:
            continue
        for columns in choices(said_of):
            rows = agreeing(grid, list(zip(said_of, columns, strict=True)))
            row = min(rows or said_of[0].rows[columns[0]])
            if any(one.first <= at <= one.last and rows & set().union(*one.rows.values()) for one in reading.mentions):
                yield Way("count", None, row, columns[0], at)  # a cell of the row has the number
            found = {len(rows)} | {len({tuple(grid.texts[row].get(column, ())) for row in rows}) for column in heads}
            for number in found:
                true = number == wanted if not sign else (number - wanted) * sign >= strict
                yield Way("count", true, row, columns[0], at)


def _is_beside(words: Sequence[str], place: int) -> bool:
    return words[place] in _BESIDE and (words[place] != "the" or words[place - 1] == "of")


def _in_longer(reading: Reading, at: int) -> bool:
    """Whether a number is a part of a name, a date or a score that stands in a cell."""
    return any(one.first <= at <= one.last and one.first < one.last for one in reading.mentions)


def _only(reading: Reading, at: int) -> Iterator[Way]:
    """ "A is the only one with X" and "only A has X": every row with X is A's."""
    mentions, rest = read_rest(reading, {at, *_noun(reading, at)})
    before = sum(one.last < at for one in mentions) or 1
    if len(mentions) <= before or rest:
        return
    for columns in choices(mentions):
        picked = list(zip(mentions, columns, strict=True))
        wide, narrow = agreeing(reading.grid, picked[before:]), agreeing(reading.grid, picked)
        other = min(wide - narrow, default=min(wide, default=0))
        yield Way("only", bool(narrow) and wide == narrow, other, picked[0][1], picked[0][0].first)


def _noun(reading: Reading, at: int) -> Iterator[int]:
    """The word behind a quantifier, whatever it is: what rows are called."""
    taken = {place for one in reading.mentions for place in range(one.first, one.last + 1)}
    for place in range(at + 1, min(len(reading.tokens), at + 4)):
        token = reading.tokens[place]
        if token.text not in _BESIDE and token.number is None:
            if place not in taken:
                yield place
            return
        yield place


def _all(reading: Reading, at: int) -> Iterator[Way]:
    used = {at, *_noun(reading, at)}
    mentions, rest = read_rest(reading, used)
    if not mentions or rest:
        return
    for columns in choices(mentions):
        picked = list(zip(mentions, columns, strict=True))
        for filters in subsets(picked):
            claimed = [one for one in picked if one not in filters]
            if {column for _, column in filters} & {column for _, column in claimed}:
                continue
            rows = agreeing(reading.grid, filters)
            wrong = rows - agreeing(reading.grid, claimed)
            true = None if len(rows) < 2 else not wrong
            yield Way("all", true, min(wrong or rows, default=0), claimed[0][1], at)


def _none(reading: Reading, at: int) -> Iterator[Way]:
    used = {at, *_noun(reading, at)}
    mentions, rest = read_rest(reading, used)
    if not mentions or rest:
        return
    for columns in choices(mentions):
        picked = list(zip(mentions, columns, strict=True))
        rows = agreeing(reading.grid, picked)
        yield Way("none", not rows, min(rows, default=0), columns[0], at)


def _both(reading: Reading, at: int) -> Iterator[Way]:
    """ "both A and B": each with all that is said besides."""
    words = [token.text for token in reading.tokens]
    used = {at, *(place for place in range(at, len(words)) if words[place] == "and")}
    mentions, left = read_rest(reading, used)
    if left:
        return
    pair = [
        one
        for one, two in pairwise(mentions)
        if words[one.last + 1 : two.first] and "and" in words[one.last + 1 : two.first]
    ]
    if len(pair) != 1:
        return
    first = mentions.index(pair[0])
    for columns in choices(mentions):
        picked = list(zip(mentions, columns, strict=True))
        rest = [*picked[:first], *picked[first + 2 :]]
        if not rest:
            continue
        each = [
            agreeing(reading.grid, [one, *rest]) if one[1] not in {c for _, c in rest} else set()
            for one in picked[first : first + 2]
        ]
        wrong = 0 if not each[0] else 1
        mention, column = picked[first + wrong]
        yield Way("both", all(each), min(mention.rows[column]), rest[0][1], mention.first)
