"""The same words with two stretches changed round: "Nordsteel bought Halvor" of "Halvor bought Nordsteel".

What enters are the words of two sentences as they stand; what leaves is whether one is the other with two stretches
in each other's place, where the place decides what is said. "Tea and cake" is "cake and tea".
"""

from __future__ import annotations

from collections.abc import Sequence

_STRETCH_MAX = 3
_BETWEEN_MAX = 8
_EITHER_WAY = frozenset(
    (
        *("and", "or", "with", "both", "same", "equal", "equals", "as", "while", "whereas", "but", "near", "beside"),
        *("alongside", "similar", "nor", "versus", "vs"),
    )
)


def reordered(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two stretches of at most three words each have changed places, and all else stands where it stood."""
    if len(mine) != len(theirs) or mine == theirs or sorted(mine) != sorted(theirs):
        return False
    begin = next(place for place, (one, two) in enumerate(zip(mine, theirs, strict=True)) if one != two)
    end = len(mine)
    while mine[end - 1] == theirs[end - 1]:
        end -= 1
    one, two = list(mine[begin:end]), list(theirs[begin:end])
    for first in range(1, _STRETCH_MAX + 1):
        for last in range(1, _STRETCH_MAX + 1):
            between = one[first : len(one) - last]
            if between and two == one[len(one) - last :] + between + one[:first]:
                return len(between) <= _BETWEEN_MAX and _EITHER_WAY.isdisjoint(between)
    return False
