"""What a sentence says of how many rows are so: a number of them, all, none, both, only one.

What enters is a sentence as read against a grid; what leaves is the ways that it can be meant, each true or not, as for
ranks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from guards.contradiction.check.grid import Grid, Mention, Reading, Token, alike, tokens_in
from guards.contradiction.check.ranks import (
    Said,
    Way,
    agreeing,
    are_apart,
    choices,
    is_unread,
    ranks,
    read_rest,
    row,
    subsets,
)
from guards.contradiction.conflict import SUPPORTED, Compared, conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.values.units import UNIT_WORDS
from guards.contradiction.values.value import Value

_MORE = {("at", "least"): (0, 1), ("more", "than"): (1, 1), ("over",): (1, 1), ("at", "most"): (0, -1)}
_MORE |= {("less", "than"): (1, -1), ("fewer", "than"): (1, -1), ("under",): (1, -1)}
_ALL = frozenset(("all", "every", "each"))
_NONE = frozenset(("no", "none", "never"))
_MANY = 100
_SENTENCE_MAX = 400
_BESIDE = frozenset(("of", "the", "different", "total", "other", "only", "just", "exactly", "a"))


_CONFIDENCE = {"most": 0.9, "than": 0.95, "count": 0.95, "all": 0.9, "none": 0.95, "only": 0.93, "both": 0.95}
_CONFIDENCE |= {"row": 0.97, "almost row": 0.93}
"""By form: how often sentences of TabFact that were contradicted so are wrong, no form above what few cases show."""


def compare(folded: str, sentence: Sentence, grids: Sequence[Grid]) -> Compared | None:
    """What the tables say of a sentence about their rows; nothing of a doubtful one."""
    if not grids or sentence.end - sentence.start > _SENTENCE_MAX:
        return None
    # Without digits its words are its tokens.
    if not sentence.valued and all(len(sentence.stemmed & grid.words) < 2 for grid in grids):
        return None
    tokens = tokens_in(folded, sentence.start, sentence.end)
    words = {token.text for token in tokens}
    found = [judged for grid in grids if len(words & grid.words) > 1 and (judged := _judged(tokens, sentence, grid))]
    return found[0] if len(found) == 1 else None


def _judged(tokens: Sequence[Token], sentence: Sentence, grid: Grid) -> Compared | None:
    reading = Reading(tokens, grid)
    ways = ranks(reading) or ([] if grid.keyed else counts(reading) or row(reading))
    if not ways or any(way.true is None for way in ways):
        return None
    if any(way.true for way in ways):
        return None if ways[0].form == "almost row" else SUPPORTED
    way = ways[0]
    cell = grid.rows[way.row].get(way.column) or next(iter(grid.rows[way.row].values()))
    start, end = tokens[way.said[0]].start, tokens[way.said[1]].end
    value, rule = Value("text", start, end), "" if way.form.endswith("row") else "comparison_conflict"
    for statement in sentence.statements if way.form.endswith("row") else ():
        if statement.value.start < end and start < statement.value.end:
            value = statement.value
    return Compared(conflict_with(value, cell, _CONFIDENCE[way.form], rule), cell)


def counts(reading: Reading) -> list[Way]:
    """The ways of a sentence about several rows; none where it is not one, or where something stays unread."""
    words = [token.text for token in reading.tokens]
    for place, word in enumerate(words):
        before, behind = words[max(0, place - 1) : place], reading.tokens[place + 1 : place + 2]
        only = word == "only" and before in ([], ["the"]) and not (behind and behind[0].number is not None)
        none = word in _NONE and word not in reading.grid.places and not reading.heads_of(place)
        if only or none or word == "both" or word in _ALL:
            return list(_quantified(reading, place))
    for place, token in enumerate(reading.tokens):
        if token.number is not None and (token.number > 1 or words[place - 1 : place] == ["only"]):
            found = list(_counted(reading, place))
            if found:
                return found
    return []


def _counted(reading: Reading, at: int) -> Iterator[Way]:
    tokens, grid = reading.tokens, reading.grid
    words = [token.text for token in tokens]
    named = {place for one in reading.mentions for place in range(one.first, one.last + 1)} - {at}
    between = range(at + 1, len(words))
    noun = next(
        (n for n in between if not _is_beside(words, n) and (n not in named or reading.is_plural(n))), len(words)
    )
    if not _counts_rows(reading, at, noun):
        return
    heads, wanted = reading.heads_of(noun), tokens[at].number or 0.0
    used = (
        {at, noun}
        | {n for n in range(at, noun) if n not in named}
        | ({at - 1} if at and words[at - 1] == "only" else set())
    )
    member = at > 1 and words[at - 2 : at] == ["one", "of"]
    if member:
        used |= {at - 2, at - 1}
    strict, sign = 0, 0
    for said, (how, way) in _MORE.items():
        if tuple(words[max(0, at - len(said)) : at]) == said:
            strict, sign = how, way
            used |= set(range(at - len(said), at))
    # The noun may be what rows are called, or stand in a cell itself: "two democrats".
    for read in (used, used - {noun}):
        mentions, rest = read_rest(reading, read)
        mentions = [one for one in mentions if not (member and one.first < at) and not _is_number(reading, one, at)]
        for picked in choices(mentions) if mentions and not rest else ():
            rows = agreeing(grid, picked)
            cell = min(rows or picked[0][0].rows[picked[0][1]]), picked[0][1]
            holding = [one for one in reading.mentions if one.first <= at <= one.last]
            if are_apart(picked) or any(rows & set().union(*one.rows.values()) for one in holding):
                yield Way("count", None, *cell, (at, at))  # a range of names, or a cell of the row has the number
            whole = {row for row in rows if all((row, column) in one.whole or one.bound for one, column in picked)}
            found = {len(rows), len(whole) or len(rows)}
            found |= {len({tuple(grid.texts[row].get(column, ())) for row in rows}) for column in heads}
            for number in found:
                true = number == wanted if not sign else (number - wanted) * sign >= strict
                yield Way("count", true, *cell, (at, at))


def _counts_rows(reading: Reading, at: int, noun: int) -> bool:
    """Whether a number is one of rows, and no part of a name, no measure and no amount of a column."""
    tokens, grid = reading.tokens, reading.grid
    wanted = tokens[at].number or 0.0
    if (
        noun == len(tokens)
        or not wanted.is_integer()
        or tokens[at].said.endswith(("st", "nd", "rd", "th"))
        or wanted > _MANY
        or not reading.is_plural(noun)
    ):
        return False
    beside = [place for place in (at - 1, noun, noun + 1) if 0 <= place < len(tokens)]
    if tokens[noun].said in UNIT_WORDS or any(
        grid.amounts(column) and not grid.is_name(column) for place in beside for column in reading.heads_of(place)
    ):
        return False
    word = tokens[noun].text
    if word not in grid.places and any(alike(word, one) for one in grid.places if one[:1] == word[:1]):
        return False
    return not any(one.first <= at <= one.last and one.first < one.last for one in reading.mentions)


def _is_number(reading: Reading, one: Mention, at: int) -> bool:
    """Whether a mention is the number once more: "three (3) trains"."""
    return one.first == one.last and reading.tokens[one.first].number == reading.tokens[at].number


def _is_beside(words: Sequence[str], place: int) -> bool:
    return words[place] in _BESIDE and (words[place] != "the" or words[place - 1] == "of")


def _quantified(reading: Reading, at: int) -> Iterator[Way]:
    words = [token.text for token in reading.tokens]
    joined = [place for place in range(at, len(words)) if words[place] == "and"] if words[at] == "both" else []
    used = {at, *joined} if words[at] == "both" else {at, *_noun(reading, at)}
    mentions, rest = read_rest(reading, used)
    if not mentions or is_unread(reading, rest, mentions) or (rest and words[at] in _NONE):
        return
    before = sum(one.last < at for one in mentions) or 1
    for picked in choices(mentions):
        if words[at] in _ALL:
            yield from _all(reading, picked, at)
        elif words[at] in _NONE:
            rows = agreeing(reading.grid, picked)
            yield Way("none", not rows, min(rows, default=0), picked[0][1], (at, at))
        elif words[at] == "both":
            yield from _both(reading, picked, words)
        elif len(picked) > before:
            yield _only(reading.grid, picked, before, words[at - 1 : at] == ["the"] and mentions[0].first > at)


def _only(grid: Grid, picked: Sequence[Said], before: int, named: bool) -> Way:
    """ "A is the only one with X", "only A has X": every row with X is A's. What is `named` last is A, too."""
    while not named and before < len(picked) - 1 and picked[before][1] == picked[0][1]:
        before += 1  # "only A and B"
    one = picked[-1] if named else picked[0]
    wide = agreeing(grid, picked[:-1] if named else picked[before:])
    narrow = wide & agreeing(grid, picked[-1:] if named else picked[:before])
    return Way(
        "only", bool(narrow) and wide == narrow, min(wide - narrow, default=min(wide, default=0)), one[1], one[0].place
    )


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


def _all(reading: Reading, picked: Sequence[Said], at: int) -> Iterator[Way]:
    for filters in subsets(picked):
        claimed = [one for one in picked if one not in filters]
        if {column for _, column in filters}.isdisjoint(column for _, column in claimed):
            rows = agreeing(reading.grid, filters)
            wrong = rows - agreeing(reading.grid, claimed)
            true = None if len(rows) < 2 else not wrong
            yield Way("all", true, min(wrong or rows, default=0), claimed[0][1], (at, at))


def _both(reading: Reading, picked: Sequence[Said], words: Sequence[str]) -> Iterator[Way]:
    """ "both A and B": each with all that is said besides."""
    pairs = [n for n, (one, two) in enumerate(pairwise(picked)) if "and" in words[one[0].last + 1 : two[0].first]]
    if len(pairs) != 1 or len(picked) < 3:
        return
    pair, rest = picked[pairs[0] : pairs[0] + 2], [*picked[: pairs[0]], *picked[pairs[0] + 2 :]]
    if pair[0][1] not in {column for _, column in rest}:
        wrong = [one for one in pair if not agreeing(reading.grid, [one, *rest])]
        mention, column = (wrong or pair)[0]
        yield Way("both", not wrong, min(mention.rows[column]), rest[0][1], mention.place)
