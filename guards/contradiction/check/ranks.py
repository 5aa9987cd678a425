"""What a sentence says of one row among all: the most, the least, more than another.

What enters is a sentence as read against a grid; what leaves is the ways that it can be meant, each true or not. It is
contradicted only where no way is true, so that an ambiguous heading, a tie or two meanings of a name are no conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from guards.contradiction.check.grid import PLAIN, Grid, Mention, Reading, alike
from guards.contradiction.text.words import stem

_WAYS_MAX = 64


class Way(NamedTuple):
    """One way to mean a sentence: whether it is true so, the cell that decides, and the token that it denies."""

    form: str
    true: bool | None
    """Nothing where the way says nothing that could be false: the highest of one row."""
    row: int
    column: int
    token: int


# By adjective: its direction, and the headings that it speaks of unnamed; "-" behind one turns the direction.
_WORDS = """most more highest higher greatest greater + / least less lowest lower fewest fewer - /
largest larger biggest bigger + area size population capacity attendance / smallest smaller - area size population
capacity attendance / longest longer + length duration runtime time distance span / shortest shorter - length duration
runtime time distance height / tallest taller + height floors / heaviest heavier + weight mass / lightest lighter -
weight mass / fastest faster quickest quicker + speed time- duration- / slowest slower - speed time- duration- /
cheapest cheaper - price cost fee fare rent / priciest pricier dearest + price cost fee fare rent / oldest older + age
built- founded- born- / youngest younger - age born- / warmest warmer hottest hotter + temperature temp / coldest colder
coolest cooler - temperature temp / deepest deeper + depth / widest wider + width / latest later newest newer + date
year / earliest earlier - date year"""
_RANKS = "rank ranking position pos place placing grid finish seed no pick draft overall"
_RANKED = frozenset(map(stem, _RANKS.split()))
_ORDINALS = {
    stem(word): at
    for at, words in enumerate(("second 2nd", "third 3rd", "fourth 4th", "fifth 5th"), 1)
    for word in words.split()
}


def _degrees() -> dict[str, tuple[int, dict[str, int]]]:
    found: dict[str, tuple[int, dict[str, int]]] = {}
    for line in _WORDS.split("/"):
        words = line.split()
        at = next(n for n, word in enumerate(words) if word in "+-")
        sign = 1 if words[at] == "+" else -1
        heads = {stem(word.rstrip("-")): -sign if word.endswith("-") else sign for word in words[at + 1 :]}
        found |= {stem(word): (sign, heads) for word in words[:at]}
    return found


DEGREES = _degrees()
_MOST = frozenset(word for word in DEGREES if word.endswith("est") or word in ("most", "least"))
_COUNTED = frozenset(("number", "amount", "total", "count", "of", "the", "in"))


class Attribute(NamedTuple):
    """A column to be ranked and its direction, and the tokens that name it."""

    column: int
    sign: int


def ranks(reading: Reading) -> list[Way]:
    """The ways of a superlative or a comparison; none where it is neither, or where something stays unread."""
    words = [token.text for token in reading.tokens]
    if "than" in words:
        return list(_compared(reading, words.index("than")))
    found = [place for place, word in enumerate(words) if word in _MOST]
    return list(_best(reading, found[0])) if len(found) == 1 else []


def _attributes(reading: Reading, degree: str, run: Sequence[int]) -> list[Attribute]:
    sign, heads = DEGREES[degree]
    words = [reading.tokens[place].text for place in run]
    if words:
        columns = [
            (column, next((turned for word, turned in heads.items() if word in reading.grid.heads[column]), sign))
            for column in reading.columns_for(words)
        ]
    else:
        columns = [
            (column, turned)
            for column, head in enumerate(reading.grid.heads)
            for word, turned in heads.items()
            if any(alike(word, one) for one in head)
        ]
    found = []
    for column, turned in columns:
        if reading.grid.amounts(column):
            found.append(Attribute(column, turned))
            if not _RANKED.isdisjoint(reading.grid.heads[column]):
                found.append(Attribute(column, -turned))
    return found


def _run(reading: Reading, places: Iterable[int]) -> list[int]:
    """The tokens in a row that head a column."""
    run = []
    for place in places:
        if reading.heads_of(place):
            run.append(place)
        elif reading.tokens[place].text not in _COUNTED:
            break
    return run


def _best(reading: Reading, at: int) -> Iterator[Way]:
    tokens = reading.tokens
    run = _run(reading, range(at + 1, len(tokens))) or _run(reading, range(at - 1, -1, -1))
    attributes = _attributes(reading, tokens[at].text, run)
    used = {at, *run, *_all_of(reading, at)}
    behind = _ORDINALS.get(tokens[at - 1].text, 0) if at else 0
    if behind:
        used.add(at - 1)
    mentions, rest = read_rest(reading, used)
    if not attributes or len(rest) > 1 or (rest and tokens[rest[0]].number is None):
        return
    for attribute, columns in product(attributes, choices(mentions)):
        amounts = reading.grid.amounts(attribute.column)
        picked = list(zip(mentions, columns, strict=True))
        for filters in subsets(picked, bool(rest)):
            if any(column == attribute.column for _, column in filters):
                continue
            yield _judge(
                reading, attribute, amounts, filters, [one for one in picked if one not in filters], rest, behind
            )


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
    amounts: dict[int, float],
    filters: Sequence[tuple[Mention, int]],
    claimed: Sequence[tuple[Mention, int]],
    figures: Sequence[int],
    behind: int,
) -> Way:
    rows = amounts.keys() & agreeing(reading.grid, filters)
    ranked = sorted({amounts[row] * attribute.sign for row in rows}, reverse=True)
    said = claimed[0][0].first if claimed else figures[0]
    if len(ranked) < 2 + behind or any(not amounts.keys() & mention.rows[column] for mention, column in claimed):
        return Way("most", None, 0, attribute.column, said)
    best = {row for row in rows if amounts[row] * attribute.sign == ranked[behind]}
    if any(reading.tokens[place].number != ranked[behind] * attribute.sign for place in figures):
        return Way("most", False, min(best), attribute.column, figures[0])
    mention, column = next(
        (one for one in claimed if not best & one[0].rows[one[1]]), claimed[0] if claimed else (None, attribute.column)
    )
    return Way("most", all_agree(best, claimed), min(best), column, mention.first if mention else said)


def _compared(reading: Reading, than: int) -> Iterator[Way]:
    tokens = reading.tokens
    at = next((place for place in range(than - 1, -1, -1) if tokens[place].text in DEGREES), None)
    if at is None or tokens[at].text in _MOST:
        return
    run = _run(reading, range(at + 1, than)) or _run(reading, range(at - 1, -1, -1))
    attributes = _attributes(reading, tokens[at].text, run)
    mentions, rest = read_rest(reading, {at, than, *run})
    before = [one for one in mentions if one.last < than]
    after = [one for one in mentions if one.first > than]
    if not attributes or not before or not after or rest:
        return
    for attribute, columns in product(attributes, choices(mentions)):
        amounts = reading.grid.amounts(attribute.column)
        picked = list(zip(mentions, columns, strict=True))
        mine = amounts.keys() & agreeing(reading.grid, picked[: len(before)])
        theirs = amounts.keys() & agreeing(reading.grid, picked[len(before) :])
        for one, two in product(sorted(mine), sorted(theirs)):
            if one != two:
                yield Way("than", (amounts[one] - amounts[two]) * attribute.sign > 0, one, attribute.column, at)


def read_rest(reading: Reading, used: set[int]) -> tuple[list[Mention], list[int]]:
    """The names in cells beside what is used already, each under the heading that is said with it, and what is left
    unread of the words that say something."""
    mentions = [one for one in reading.mentions if used.isdisjoint(range(one.first, one.last + 1))]
    known = used.union(*(range(one.first, one.last + 1) for one in mentions))
    left = [n for n, token in enumerate(reading.tokens) if n not in known and token.text not in PLAIN]
    unread = []
    for run in _runs([place for place in left if reading.heads_of(place)]):
        columns = set(reading.columns_for(reading.tokens[place].text for place in run))
        near = sorted(
            range(len(mentions)), key=lambda n: min(abs(mentions[n].first - run[-1]), abs(run[0] - mentions[n].last))
        )
        place = next((n for n in near if columns & mentions[n].rows.keys()), None)
        if place is None:
            unread += run
        else:
            kept = {column: rows for column, rows in mentions[place].rows.items() if column in columns}
            mentions[place] = mentions[place]._replace(rows=kept)
    return mentions, unread + [place for place in left if not reading.heads_of(place)]


def _runs(places: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if runs and place - runs[-1][-1] == 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def choices(mentions: Sequence[Mention]) -> list[tuple[int, ...]]:
    """Every choice of one column for each mention; none where there are too many."""
    if prod(len(one.rows) for one in mentions) > _WAYS_MAX:
        return []
    return list(product(*(sorted(one.rows) for one in mentions)))


def subsets(picked: Sequence[tuple[Mention, int]], whole: bool = False) -> Iterator[tuple[tuple[Mention, int], ...]]:
    """All but the whole, or that as well."""
    for size in range(len(picked) + whole if len(picked) < 6 else 0):
        yield from combinations(picked, size)


def agreeing(grid: Grid, picked: Iterable[tuple[Mention, int]]) -> set[int]:
    """The rows that have all of some mentions; of those of one column that no row has together, any."""
    rows = set(range(len(grid.rows)))
    by_column: dict[int, list[frozenset[int]]] = {}
    for mention, column in picked:
        by_column.setdefault(column, []).append(mention.rows[column])
    for sets in by_column.values():
        rows &= frozenset.intersection(*sets) or frozenset.union(*sets)
    return rows


def all_agree(rows: set[int], picked: Sequence[tuple[Mention, int]]) -> bool:
    """Whether each mention is of one of the rows that say what the others say."""
    for mention, column in picked:
        others = [one for one in picked if one[1] != column]
        here = [one for one in picked if one[1] == column and one[0].rows[column] & mention.rows[column]]
        if not any(all(row in one[0].rows[one[1]] for one in here) and _with(row, others) for row in rows):
            return False
    return True


def _with(row: int, others: Sequence[tuple[Mention, int]]) -> bool:
    return all(
        any(row in one[0].rows[column] for one in others if one[1] == column) for column in {c for _, c in others}
    )
