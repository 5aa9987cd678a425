"""What a sentence says of one row among all: that it has this and that, the most, more than another.

What enters is a sentence as read against a grid; what leaves is the ways that it can be meant, each true or not. It is
contradicted only where no way is true, so that an ambiguous heading, a tie or two meanings of a name are no conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby, product
from math import prod
from typing import NamedTuple

from guards.contradiction.check.degrees import DEGREES
from guards.contradiction.check.grid import PLAIN, SAYING, Grid, Mention, Reading, alike
from guards.contradiction.text.words import stem

_WAYS_MAX = 64
_SMALL = 100


class Way(NamedTuple):
    """One way to mean a sentence: whether it is true so, the cell that decides, and the token that it denies."""

    form: str
    true: bool | None
    """Nothing where the way says nothing that could be false: the highest of one row."""
    row: int
    column: int
    said: tuple[int, int]
    """The first and the last token of what the cell denies."""


Said = tuple[Mention, int]
"""A mention and the column that it is taken to be of."""


_RANKS = "rank ranking position pos place placing grid finish seed no pick draft overall"
_RANKED = frozenset(map(stem, _RANKS.split()))
_SEVERAL = frozenset(DEGREES) | {stem("while"), "respectively"}
_MOST = frozenset(word for word in DEGREES if word.endswith("est") or word in ("most", "least"))
_COUNTED = frozenset(("number", "amount", "total", "count", "of", "the", "in"))


class Attribute(NamedTuple):
    """A column to be ranked and its direction, and the tokens that name it."""

    column: int
    sign: int


def ranks(reading: Reading) -> list[Way]:
    """The ways of a superlative or a comparison; none where it is neither, or where something stays unread."""
    words = [token.text for token in reading.tokens]
    held = {place for one in reading.mentions if one.bound for place in range(one.first, one.last + 1)}
    for place, word in enumerate(words):
        if word == "than" and place not in held:
            return list(_compared(reading, place))
    found = [place for place, word in enumerate(words) if word in _MOST and place not in held]
    return list(_best(reading, found[0])) if len(found) == 1 else []


def row(reading: Reading) -> list[Way]:
    """The ways of a sentence whose names, values and limits are all said of one row; none where it may be of two."""
    mentions, rest = read_rest(reading, set())
    used = {place for one in mentions for place in range(one.first, one.last + 1)}
    loose = {token.text for place, token in enumerate(reading.tokens) if place not in used}
    if len(mentions) < 2 or is_unread(reading, rest, mentions) or not loose.isdisjoint(_SEVERAL):
        return []
    form = "almost row" if rest else "row"
    found = []
    for picked in choices(mentions):
        first = mentions[0].place
        if are_apart(picked):
            found.append(Way(form, None, 0, picked[0][1], first))
        elif agreeing(reading.grid, picked, near=True):
            found.append(Way(form, True, 0, picked[0][1], first))
        else:
            found += _but_one(reading.grid, picked, form)
    return found


def _may_count(reading: Reading, one: Mention) -> bool:
    """Whether a small number with no heading beside it may be one of rows: "6 players"."""
    number = reading.tokens[one.first].number
    if one.bound or one.first < one.last or number is None or number > _SMALL:
        return False
    beside = [place for place in range(one.first - 3, one.first + 3) if 0 <= place < len(reading.tokens)]
    return not any(set(reading.heads_of(place)) & one.rows.keys() for place in beside if place != one.first)


def _but_one(grid: Grid, picked: Sequence[Said], form: str) -> list[Way]:
    """The ways to be wrong in one thing only, the last said first: in a name or a value that is a whole cell."""
    found = []
    for one, column in reversed(picked):
        rows = agreeing(grid, [other for other in picked if other[0] is not one])
        rows = {row for row in rows if column in grid.rows[row]}
        if rows and (one.bound or any(there == column for _, there in one.whole)):
            found.append(Way(form, False, min(rows), column, one.place))
    return found or [Way(form, None, 0, picked[0][1], picked[0][0].place)]


_UNREAD_MAX = 1
"""Words of a rank that may stay unread: right and wrong sentences with one more were told apart less well."""


def is_unread(reading: Reading, unread: Sequence[int], mentions: Sequence[Mention]) -> bool:
    """Whether so much was not read, or may be a number of rows, that the sentence may say something else."""
    if any(_may_count(reading, one) for one in mentions):
        return True
    words = [reading.tokens[place] for place in unread]
    return len(words) > _UNREAD_MAX or any(
        word.text in SAYING or word.number is not None or word.text[0].isdigit() for word in words
    )


def _attributes(reading: Reading, degree: str, run: Sequence[int]) -> list[Attribute]:
    """The columns that are ranked: those that the words beside the adjective head, else those that it speaks of."""
    grid, (sign, heads) = reading.grid, DEGREES[degree]
    turned = {
        column: way
        for column, head in enumerate(grid.heads)
        for word, way in heads.items()
        if grid.amounts(column) and any(alike(word, one) for one in head)
    }
    headed = [column for column in reading.columns_for(reading.tokens[n].text for n in run) if grid.amounts(column)]
    found = [Attribute(column, turned.get(column, sign)) for column in headed or turned]
    # The highest rank is the first, and the last.
    return found + [Attribute(column, -way) for column, way in found if not _RANKED.isdisjoint(grid.heads[column])]


def _run(reading: Reading, places: Iterable[int]) -> list[int]:
    """The tokens in a row that head a column."""
    run = []
    for place in places:
        if reading.heads_of(place):
            run.append(place)
        elif run or reading.tokens[place].text not in _COUNTED:
            break
    return run


def _best(reading: Reading, at: int) -> Iterator[Way]:
    tokens = reading.tokens
    run = _run(reading, range(at + 1, len(tokens))) or _run(reading, range(at - 1, -1, -1))
    attributes = _attributes(reading, tokens[at].text, run)
    used = {at, *_all_of(reading, at)} | _heading(reading, run, attributes)
    mentions, rest = read_rest(reading, used)
    figures = [place for place in rest if tokens[place].number is not None]
    if (
        not attributes
        or len(figures) > 1
        or any(tokens[place].number == len(reading.grid.rows) for place in figures)  # "of all three"
        or is_unread(reading, [place for place in rest if place not in figures], mentions)
    ):
        return
    for attribute, picked in product(attributes, choices(mentions)):
        for filters in subsets(picked, bool(figures)):
            if all(column != attribute.column for _, column in filters):
                claimed = [one for one in picked if one not in filters]
                yield _judge(reading, attribute, filters, claimed, figures)


def _heading(reading: Reading, run: Sequence[int], attributes: Sequence[Attribute]) -> set[int]:
    """Those of some tokens that head a column that is ranked."""
    columns = {column for column, _ in attributes}
    return {place for place in run if not columns.isdisjoint(reading.heads_of(place))}


def _all_of(reading: Reading, at: int) -> list[int]:
    """ "of all the players" says no more than the superlative."""
    words = [token.text for token in reading.tokens]
    return [
        place
        for place in range(at, len(words))
        if words[place] in ("all", "any", "other") and words[place - 1] in ("of", "all", "than", "any")
    ]


def _judge(
    reading: Reading,
    attribute: Attribute,
    filters: Sequence[Said],
    claimed: Sequence[Said],
    figures: Sequence[int],
) -> Way:
    amounts = reading.grid.amounts(attribute.column)
    rows = amounts.keys() & agreeing(reading.grid, filters)
    ranked = sorted({amounts[row] * attribute.sign for row in rows}, reverse=True)
    places = [mention.place for mention, _ in claimed] + [(place, place) for place in figures]
    if not ranked or any(not amounts.keys() & mention.rows[column] for mention, column in claimed):
        return Way("most", None, 0, attribute.column, places[0])
    best = {row for row in rows if amounts[row] * attribute.sign == ranked[0]}
    if any(reading.tokens[place].number != ranked[0] * attribute.sign for place in figures):
        return Way("most", False, min(best), attribute.column, places[-1])
    wrong = [one for one in claimed if not best & agreeing(reading.grid, claimed)]
    # The highest of one row is not much of a claim.
    true = False if wrong else None if len(ranked) < 2 else True
    place, column = (wrong[0][0].place, wrong[0][1]) if wrong else (places[0], attribute.column)
    return Way("most", true, min(best), column, place)


def _compared(reading: Reading, than: int) -> Iterator[Way]:
    tokens = reading.tokens
    at = next((place for place in range(than - 1, -1, -1) if tokens[place].text in DEGREES), None)
    if at is None or tokens[at].text in _MOST:
        return
    run = _run(reading, range(at + 1, than)) or _run(reading, range(at - 1, -1, -1))
    attributes = _attributes(reading, tokens[at].text, run)
    mentions, rest = read_rest(reading, {at, than} | _heading(reading, run, attributes))
    before = [one for one in mentions if one.last < than]
    after = [one for one in mentions if one.first > than]
    if not attributes or not before or not after or is_unread(reading, rest, mentions):
        return
    for attribute, picked in product(attributes, choices(mentions)):
        amounts = reading.grid.amounts(attribute.column)
        mine = amounts.keys() & agreeing(reading.grid, picked[: len(before)])
        theirs = amounts.keys() & agreeing(reading.grid, picked[len(before) :])
        for one, two in product(sorted(mine), sorted(theirs)):
            if one != two:
                yield Way("than", (amounts[one] - amounts[two]) * attribute.sign > 0, one, attribute.column, (at, at))


def read_rest(reading: Reading, used: set[int]) -> tuple[list[Mention], list[int]]:
    """The names in cells beside what is used already, each under the heading that is said with it, and what is left
    unread of the words that say something."""
    mentions = [one for one in reading.mentions if used.isdisjoint(range(one.first, one.last + 1))]
    known = used.union(*(range(one.first, one.last + 1) for one in mentions))
    left = [n for n, token in enumerate(reading.tokens) if n not in known and token.text not in PLAIN]
    unread = [place for place in left if not reading.heads_of(place)]
    heads = [place for place in left if place not in unread]
    # Places in a row differ from their rank by the same.
    for _, run in groupby(heads, key=lambda place: place - heads.index(place)):
        here = list(run)
        columns = set(reading.columns_for(reading.tokens[place].text for place in here))
        near = [n for n, one in enumerate(mentions) if columns & one.rows.keys()]
        if near:
            place = min(near, key=lambda n: min(abs(mentions[n].first - here[-1]), abs(here[0] - mentions[n].last)))
            kept = {column: rows for column, rows in mentions[place].rows.items() if column in columns}
            mentions[place] = mentions[place]._replace(rows=kept)
        else:
            unread += here
    return mentions, unread


def choices(mentions: Sequence[Mention]) -> list[tuple[Said, ...]]:
    """Every choice of one column for each mention; none where there are too many."""
    if prod(len(one.rows) for one in mentions) > _WAYS_MAX:
        return []
    return list(product(*([(one, column) for column in sorted(one.rows)] for one in mentions)))


def are_apart(picked: Sequence[Said]) -> bool:
    """Whether two things of one column are said that no row has together."""
    pairs = combinations(picked, 2)
    return any(column == other and not one.rows[column] & two.rows[column] for (one, column), (two, other) in pairs)


def subsets(picked: Sequence[Said], whole: bool = False) -> Iterator[tuple[Said, ...]]:
    """All but the whole, or that as well."""
    for size in range(len(picked) + whole if len(picked) < 6 else 0):
        yield from combinations(picked, size)


def agreeing(grid: Grid, picked: Iterable[Said], near: bool = False) -> set[int]:
    """The rows that have all of some mentions; of those of one column that no row has together, any. `near` counts
    what stands right at a limit."""
    rows = set(range(len(grid.rows)))
    by_column: dict[int, list[frozenset[int]]] = {}
    for mention, column in picked:
        at_limit = {row for row, there in mention.whole if there == column} if near and mention.bound else set()
        by_column.setdefault(column, []).append(mention.rows[column] | at_limit)
    for sets in by_column.values():
        rows &= frozenset.intersection(*sets) or frozenset.union(*sets)
    return rows
