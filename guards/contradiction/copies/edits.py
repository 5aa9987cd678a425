"""What one clause says otherwise than another: the two aligned, and only what is left of both looked at.

What enters are two readings and the weight of each word by how rare it is; what leaves is the edit between them, if
any, and the features of the alignment. Two edits that turn the sense take each other back: "not open" is "closed".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, pairwise, product
from typing import NamedTuple

from guards.contradiction.copies.lexicon import ALIKE, DATES, EITHER_WAY, exclude, opposed
from guards.contradiction.copies.reading import Denial, Place, Reading, Token

KINDS = ("denial", "opposite", "order", "exception", "only", "some", "roles", "kind", "name", "first")
FEATURES = ("cover", "both", "inside", "aligned", "kept", "left", *KINDS, "agreed")
"""Share of the answer's side that is aligned, and times that of the context's; words of the context within that are
left; words aligned; pairs in the same order; words of the answer left; what kind of edit; and, given later, how near
the nearest is that agrees."""
_PREFIX = 5
"""Letters that two forms of a word begin with: "approve" and "approval"."""
_NAME_PREFIX = 3
"""Names that begin with as many letters alike are one: "Norway" and "Norwegian", "Alex" and "Alexander"."""
_RUN_MAX = 3
_BETWEEN_MAX = 8
_JOINS = ("and", "or", ",")


class Edit(NamedTuple):
    """Two readings alike but for one thing, or for nothing (`kind` empty)."""

    kind: str
    place: Place
    other: Place
    features: tuple[float, ...]
    back: float
    """Share of the context's clause that is aligned."""
    cover: float
    """Share of the answer's clause that is aligned, edit included, by rarity, and less where the order is another."""


Found = tuple[str, Place, Place]


def edit_of(mine: Reading, theirs: Reading, weight: Callable[[str], float]) -> Edit | None:
    """The edit from the context's reading to the answer's; None where nothing is alike, or values tell."""
    found = _Alignment(mine, theirs)
    return found.edit(weight) if found.pairs else None


class _Alignment:
    def __init__(self, mine: Reading, theirs: Reading) -> None:
        self.mine, self.theirs = mine, theirs
        self.pairs: dict[int, int] = {}
        self.back: dict[int, int] = {}
        self.unclear = False
        places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(theirs.tokens):
            places[token.stem].append(place)
        last = -1
        for place, token in enumerate(mine.tokens):
            if met := places.get(token.stem):
                # The next one in order, else the first that is left.
                last = next((one for one in met if one > last), met[0])
                met.remove(last)
                self._pair(place, last)
        for place, other in product(_left(mine, self.pairs), _left(theirs, self.back)):
            if (
                place not in self.pairs
                and other not in self.back
                and _is_form(mine.tokens[place], theirs.tokens[other])
            ):
                self._pair(place, other)

    def _pair(self, place: int, other: int) -> None:
        self.pairs[place], self.back[other] = other, place

    def edit(self, weight: Callable[[str], float]) -> Edit | None:
        mine, theirs = self.mine, self.theirs
        aligned = len(self.pairs)
        found = [*self._opposites()]
        if any(mine.tokens[place].stem[0].isdigit() for place in _left(mine, self.pairs)):
            return None  # another number is read by those who know values
        found += [*self._denials(), *self._orders(), *self._exceptions(), *self._quantities()]
        if self._swapped():
            found.append(("roles", _whole(mine), _whole(theirs)))
        if not found and not mine.denials and len(theirs.denials) % 2 == 0:
            found += [*self._replaced()][:1]
        kind, place, other = found[-1] if len(found) % 2 else ("", _whole(mine), _whole(theirs))
        left, others = _left(mine, self.pairs), _left(theirs, self.back)
        if self.unclear or (kind in ("denial", "opposite") and 0 in left and 0 in others):
            return None  # of another part, or of another subject
        if kind in ("opposite", "roles") and mine.denials and theirs.denials:
            return None  # neither may hold
        cover = _share(mine.tokens, self.pairs.keys(), weight)
        back = _share(theirs.tokens, self.back.keys() | theirs.excepted, weight)
        inside = sum(min(self.back) < one < max(self.back) for one in others)
        order = [self.pairs[one] for one in sorted(self.pairs)]
        kept = sum(one < two for one, two in pairwise(order)) / max(1, len(order) - 1) if kind != "roles" else 1.0
        counts = float(min(inside, 4)), float(min(aligned, 8)), kept, float(min(len(left), 4))
        features = cover, cover * back, *counts, *(float(kind == one) for one in KINDS)
        return Edit(kind, place, other, features, back, cover * (1 + kept) / 2)

    def _sides(self) -> Iterator[tuple[Reading, dict[int, int], Reading]]:
        yield self.mine, self.pairs, self.theirs
        yield self.theirs, self.back, self.mine

    def _opposites(self) -> Iterator[Found]:
        mine, theirs = self.mine.tokens, self.theirs.tokens
        for place, other in product(_left(self.mine, self.pairs), _left(self.theirs, self.back)):
            one, two = mine[place], theirs[other]
            if place in self.pairs or other in self.back or not opposed(one.stem, two.stem, one.word, two.word):
                continue
            if any(self._beside(range(place, place + 1), other, other)):
                self._pair(place, other)
                yield "opposite", _span(one), _span(two)

    def _denials(self) -> Iterator[Found]:
        """The denials of what both say and only one denies, where their number is odd."""
        met: set[Denial] = set()
        apart: set[bool] = set()
        found: dict[bool, Place] = {}
        count = 0
        for one, pairs, other in self._sides():
            for denial in one.denials:
                covered = sorted(place for place in denial.covers if place in pairs)
                bound = "must" in other.limits
                if (denial.duty and not bound) or (bound and not denial.duty and "must" not in one.limits):
                    continue  # what need not be done may be done, and what there is not may have to be brought
                if not covered and -1 not in denial.covers:
                    apart.add(one is self.mine)  # of what only one side speaks of
                    continue
                across = {pairs[place] for place in covered}
                same = next((two for two in other.denials if two not in met and across & two.covers), None)
                if same is not None or denial in met:
                    met |= {denial, same or denial}
                    continue
                if any(one.tokens[place].start > denial.start for place in _left(one, pairs)):
                    apart.add(one is self.mine)  # it denies that all of it holds, and the other side says less
                count += 1
                behind = bool(covered) and one.tokens[covered[0]].start > denial.start and not denial.duty
                end = max(denial.end, one.tokens[covered[0]].end) if behind else denial.end
                affirmed = _span(other.tokens[pairs[covered[0]]]) if behind else _whole(other)
                found[one is self.mine] = denial.start, end
                found.setdefault(one is not self.mine, other.limits["must"][0] if denial.duty else affirmed)
        limits = [self.mine.limits, self.theirs.limits]
        loose = any("contrast" in one for one in limits) or all("some" in one for one in limits)
        self.unclear = count % 2 == 1 and (bool(apart) or loose)
        if count % 2:
            yield "denial", found[True], found[False]

    def _orders(self) -> Iterator[Found]:
        for one, two in (("before", "after"), ("after", "before")):
            mine, theirs = self.mine.limits, self.theirs.limits
            known = one in mine and two in theirs and two not in mine and one not in theirs
            if known and self.pairs.get(mine[one][1], -1) == theirs[two][1]:
                yield "order", mine[one][0], theirs[two][0]

    def _exceptions(self) -> Iterator[Found]:
        for one, pairs, other in self._sides():
            place = min(one.excepted, default=-1)
            if place in pairs and pairs[place] not in other.excepted:
                both = _span(one.tokens[place]), _span(other.tokens[pairs[place]])
                yield "exception", *(both if one is self.mine else both[::-1])
                return

    def _quantities(self) -> Iterator[Found]:
        mine, theirs = self.mine.limits, self.theirs.limits
        if self.mine.denials or self.theirs.denials:
            return
        for kind, one, two in (("only", "all", "only"), ("only", "only", "all"), ("some", "all", "some")):
            if one in mine and two in theirs and two not in mine and one not in theirs:
                (place, at), (other, there) = mine[one], theirs[two]
                if self.pairs.get(at, -1) == there or (kind == "only" and at == there == 0):
                    yield kind, place, other
                    return

    def _swapped(self) -> bool:
        """Whether who does it and whom it is done to have changed places; a passive changes them back."""
        mine, theirs = self.mine, self.theirs
        if ("by" in mine.limits) != ("by" in theirs.limits):
            one, pairs = (mine, self.pairs) if "by" in mine.limits else (theirs, self.back)
            by = one.limits["by"][1]
            known = by > 1 and {0, by - 1, by} <= pairs.keys()
            return known and pairs[0] < pairs[by - 1] < pairs[by] <= pairs[by - 1] + 2
        places = sorted(self.pairs)
        order = [self.pairs[place] for place in places]
        if len(order) < 3 or order == sorted(order) or _left(mine, self.pairs):
            return False
        ranks = {other: rank for rank, other in enumerate(sorted(order))}
        moved = [number for number, other in enumerate(order) if ranks[other] != number]
        begin, end = moved[0], moved[-1] + 1
        part, size = [ranks[other] - begin for other in order[begin:end]], end - begin
        for first, last in product(range(1, _RUN_MAX + 1), repeat=2):
            between = size - first - last
            changed = [*range(size - first, size), *range(last, last + between), *range(last)]
            if 0 < between <= _BETWEEN_MAX and part == changed:
                inner = [mine.tokens[place] for place in places[begin + 1 : end]]
                said = {word for token in inner for word in (*token.before, token.stem)}
                ends = mine.tokens[places[begin]], inner[-1]
                plain = not any(one.stem[0].isdigit() or one.stem in DATES for one in ends)
                return plain and EITHER_WAY.isdisjoint(said) and (ends[0].capital or not ends[1].capital)
        return False

    def _replaced(self) -> Iterator[Found]:
        """One thing in the place of another that rules it out: of one kind, another name, or of what only one does."""
        mine, theirs = self.mine.tokens, self.theirs.tokens
        left, others = _left(self.mine, self.pairs), _left(self.theirs, self.back)
        run = range(left[0], left[-1] + 1) if left else range(0)
        if not 0 < len(run) <= _RUN_MAX or len(run) > len(left) or any(one.stem == "respectively" for one in theirs):
            return
        for first in others:
            last = first
            while last + 1 in others and theirs[last + 1].capital and theirs[first].capital:
                last += 1
            before, after, begins, ends = self._beside(run, first, last)
            if not ((before and (after or ends)) or (after and (before or begins))):
                continue
            if _is_listed(self.theirs, first, last) or _is_listed(self.mine, run[0], run[-1]):
                continue
            one, two = mine[run[0] : run[-1] + 1], theirs[first : last + 1]
            only = self.theirs.limits.get("only", (None, -1))[1] == first and "only" not in self.mine.limits
            if len(run) == 1 and (only or exclude(one[0].stem, two[0].stem)):
                kind = "only" if only else "kind"
            elif all(token.capital and token.stem not in DATES for token in (*one, *two)) and not _is_alias(one, two):
                kind = "first" if one[0].opening or two[0].opening else "name"
            else:
                continue
            for place, other in zip(run, range(first, last + 1), strict=False):
                self._pair(place, other)
            yield kind, (one[0].start, one[-1].end), (two[0].start, two[-1].end)
            return

    def _beside(self, run: range, first: int, last: int) -> tuple[bool, bool, bool, bool]:
        """Whether two runs stand behind the same word, before the same word, both at the begin, both at the end."""
        return (
            self.pairs.get(run[0] - 1, -1) == first - 1,
            self.pairs.get(run[-1] + 1, -2) == last + 1,
            run[0] == first == 0,
            run[-1] == len(self.mine.tokens) - 1 and last == len(self.theirs.tokens) - 1,
        )


def _left(reading: Reading, known: dict[int, int]) -> list[int]:
    return [place for place, token in enumerate(reading.tokens) if place not in known and not token.light]


def _is_form(one: Token, two: Token) -> bool:
    """Whether two words say the same: of one group, or forms of one word."""
    if ALIKE.get(one.stem, -1) == ALIKE.get(two.stem, -2):
        return True
    short, long = sorted((one.stem, two.stem), key=len)
    alike = len(short) >= _PREFIX and long[:_PREFIX] == short[:_PREFIX] and len(long) - len(short) <= _RUN_MAX
    return alike and not one.capital


def _is_listed(reading: Reading, first: int, last: int) -> bool:
    """Whether a thing is one of several, of which another may be said as well."""
    if last + 1 == len(reading.tokens) and reading.listed:
        return True
    before = [token.before[:1] for token in (reading.tokens[first], *reading.tokens[last + 1 : last + 2])]
    return any(one in _JOINS for one in chain(*before))


def _is_alias(one: Sequence[Token], two: Sequence[Token]) -> bool:
    """Whether two names may be of one thing: the letters of one, or a beginning in common."""
    first, second = [token.stem for token in one], [token.stem for token in two]
    for short, long in ((first, second), (second, first)):
        if len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long):
            return True
    return any(a[:_NAME_PREFIX] == b[:_NAME_PREFIX] for a in first for b in second)


def _share(tokens: Sequence[Token], known: Collection[int], weight: Callable[[str], float]) -> float:
    weights = [0.3 if token.light else weight(token.stem) for token in tokens]
    return sum(one for place, one in enumerate(weights) if place in known) / (sum(weights) or 1.0)


def _span(token: Token) -> Place:
    return token.start, token.end


def _whole(reading: Reading) -> Place:
    return reading.start, reading.end
